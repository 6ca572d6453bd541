"""Whom a verb tells what by mail, in that verb's own transaction. Nobody is mailed about what they did themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from coalitie.activity.notices import notify_all
from coalitie.lib.mail import absolute
from coalitie.lib.mail import said as _
from coalitie.people.models import User
from platforms.models import Membership, Platform

if TYPE_CHECKING:
    from coalitie.people.models.user import UserQuerySet
    from initiatives.models import Initiative


def submitted(initiative: Initiative) -> None:
    for user in judges(initiative):
        tell(user, "initiative_submitted", initiative, reason=because_of(user, initiative), link=desk(initiative))


def unheard(initiative: Initiative) -> None:
    for user in judges(initiative):
        tell(user, "initiative_unheard", initiative, reason=because_of(user, initiative), link=desk(initiative))


def published(initiative: Initiative) -> None:
    tell_author("initiative_published", initiative)


def returned(initiative: Initiative) -> None:
    tell_author("initiative_returned", initiative, why=initiative.reason)


def declined(initiative: Initiative) -> None:
    tell_author(
        "initiative_declined",
        initiative,
        why=initiative.reason,
        objection=absolute("initiatives:object", initiative.slug),
    )


def split_off(initiative: Initiative) -> None:
    """To who takes part in what it was split off from: that it is there, and how to join."""
    origin = type(initiative).objects.published().filter(offspring__child=initiative, offspring__kind="split").first()
    if origin is None:
        return
    people = User.objects.filter(pk__in=origin.participations.current().values("person"))
    words = {
        "title": initiative.title,
        "origin": origin.title,
        "link": page(initiative),
        "join": absolute("initiatives:join", initiative.slug),
    }
    by = initiative.author if initiative.shows_author else None
    notify_all(
        people.exclude(pk=initiative.author_id or 0),
        "initiative_split",
        words,
        reason=_("je meedoet met ‘%(title)s’") % {"title": origin.title},
        about=origin.subject,
        quoted={"summary": initiative.summary},
        named={"who": by} if by else {},
    )


# --- Who ---------------------------------------------------------------------------------
def judges(initiative: Initiative) -> Iterable[User]:
    """Who may look at it: the platform's coordinators but its author; without any, the coalition team."""
    found = list(coordinators([initiative.platform]).exclude(pk=initiative.author_id or 0))
    return found or list(User.objects.team().exclude(pk=initiative.author_id or 0))


def coordinators(platforms: Iterable[Platform]) -> UserQuerySet:
    return User.objects.filter(pk__in=Membership.objects.coordinating().filter(platform__in=platforms).values("person"))


def because_of(user: User, initiative: Initiative) -> str:
    if initiative.platform.memberships.coordinating().filter(person=user).exists():
        return _("je coördinator bent van %(platform)s") % {"platform": initiative.platform}
    return _("je in het coalitieteam zit en %(platform)s nog geen coördinator heeft") % {
        "platform": initiative.platform
    }


# --- How ---------------------------------------------------------------------------------
def tell_author(name: str, initiative: Initiative, **context: Any) -> None:
    if initiative.author is not None:
        tell(initiative.author, name, initiative, reason=_("jij dit voorstel indiende"), **context)


def tell(
    user: User,
    name: str,
    initiative: Initiative,
    *,
    reason: str,
    link: str = "",
    quoted: Mapping[str, str] | None = None,
    named: Mapping[str, User] | None = None,
    holds: Iterable[User] = (),
    **context: object,
) -> None:
    tell_all([user], name, initiative, reason=reason, link=link, quoted=quoted, named=named, holds=holds, **context)


def tell_all(
    users: Iterable[User],
    name: str,
    initiative: Initiative,
    *,
    reason: str,
    link: str = "",
    quoted: Mapping[str, str] | None = None,
    named: Mapping[str, User] | None = None,
    holds: Iterable[User] = (),
    **context: object,
) -> None:
    """The same to everybody who takes part, however many they are."""
    words = {
        "title": initiative.title,
        "platform": initiative.platform.name,
        "link": link or page(initiative),
        **context,
    }
    about = initiative.subject
    notify_all(users, name, words, reason=reason, about=about, quoted=quoted, named=named, holds=holds)


def page(initiative: Initiative) -> str:
    return absolute("initiatives:detail", initiative.slug)


def desk(initiative: Initiative) -> str:
    return absolute("admin:initiatives_initiative_change", initiative.pk)
