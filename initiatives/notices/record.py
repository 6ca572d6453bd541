"""Mails about what came of an initiative, and about where it goes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from coalitie.lib.mail import absolute, later
from coalitie.lib.mail import said as _
from coalitie.people.models import User
from initiatives.notices.initiative import because_of, coordinators, judges, tell, tell_all
from initiatives.notices.participation import pullers

if TYPE_CHECKING:
    from coalitie.people.models.user import UserQuerySet
    from initiatives.models import Initiative, Participation, Result, Shift
    from platforms.models import Platform


def finished(result: Result, *, by: User) -> None:
    """A thank-you to everybody who took part."""
    initiative = result.initiative
    people = people_of(initiative).exclude(pk=by.pk)
    say_it = absolute("initiatives:quote", initiative.slug)
    tell_all(people, "initiative_finished", initiative, reason=_("je meedeed met dit initiatief"), say_it=say_it)


def merged(gone: Initiative, stays: Initiative, people: Iterable[Participation], *, by: User, reason: str) -> None:
    """To who came along: where they are now, and how to leave; to who pulled the other: that people came."""
    came: dict[int, User] = {one.person_id: one.person for one in people}
    came.pop(by.pk, None)
    because = _("je meedeed met ‘%(title)s’") % {"title": gone.title}
    tell_all(came.values(), "initiative_merged", stays, reason=because, gone=gone.title, why=reason)
    others = pullers(stays).exclude(pk__in=[by.pk, *came])
    tell_all(others, "initiative_took_in", stays, reason=_("je dit initiatief trekt"), gone=gone.title, why=reason)


def moved(initiative: Initiative, left: Platform, *, by: User, reason: str) -> None:
    for user in pullers(initiative).exclude(pk=by.pk):
        tell(user, "initiative_moved", initiative, reason=_("je dit initiatief trekt"), left=left.name, why=reason)


def shift_asked(shift: Shift, *, by: User) -> None:
    for user, reason in askable(shift):
        if user.pk != by.pk:
            tell(user, f"{shift.kind}_asked", shift.initiative, reason=reason, **words(shift))


def shift_unheard(shift: Shift) -> None:
    for user, reason in askable(shift):
        tell(user, "shift_unheard", shift.initiative, reason=reason, **words(shift))


def shift_answered(shift: Shift, *, by: User) -> None:
    """To who asked. Of a yes the others hear through what then happens."""
    asker = shift.asked_by
    if asker is not None and asker.pk != by.pk:
        answer = later(shift.get_outcome_display)
        tell(
            asker,
            "shift_answered",
            shift.initiative,
            reason=_("jij dit vroeg"),
            **words(shift),
            answer=answer,
            said=shift.answer,
        )


# --- Who ---------------------------------------------------------------------------------
def people_of(initiative: Initiative) -> UserQuerySet:
    parts = initiative.participations.current()
    return User.objects.filter(pk__in=parts.values("person"))


def askable(shift: Shift) -> list[tuple[User, str]]:
    """Who can answer: the desk there (without one the team), and for a merge also who pulls the other initiative."""
    if shift.platform is not None:
        desk = list(coordinators([shift.platform])) or list(User.objects.team())
        because = _("je verzoeken aan %(platform)s beantwoordt") % {"platform": shift.platform.name}
        return [(user, because) for user in desk]
    assert shift.into is not None  # noqa: S101 — a constraint says so
    pulls = list(pullers(shift.into))
    known = {user.pk for user in pulls}
    desk = [user for user in judges(shift.into) if user.pk not in known]
    return [(user, _("je dit initiatief trekt")) for user in pulls] + [
        (user, because_of(user, shift.into)) for user in desk
    ]


def words(shift: Shift) -> dict[str, Any]:
    address = absolute("initiatives:shift", shift.initiative.slug, shift.pk)
    return {"to": str(shift.target), "what": later(shift.get_kind_display), "why": shift.reason, "link": address}
