"""Mail about a round: to who has a plan in it, and to the desks that run it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from coalitie.activity.notices import notify
from coalitie.lib.mail import absolute
from coalitie.lib.mail import said as _
from coalitie.people.models import User
from platforms.models import Membership

if TYPE_CHECKING:
    from budgets.models import Revision, Round
    from coalitie.people.models.user import UserQuerySet


def rules_changed(round_: Round, revision: Revision, *, by: User) -> None:
    """To everybody whose plan is judged by these rules. Whoever changed them knows."""
    for user in concerned(round_).exclude(pk=by.pk):
        words = {"why": revision.reason, "versions": f"{page(round_)}regels/"}
        tell(user, "round_rules_changed", round_, reason=_("je een plan hebt in deze ronde"), **words)


def waits(round_: Round, why: list[str]) -> None:
    for user in desks(round_):
        words = {"why": "\n".join(f"- {each}" for each in why), "desk": desk(round_)}
        tell(user, "round_waits", round_, reason=_("je deze ronde leidt"), **words)


def held(round_: Round, why: str, *, by: User) -> None:
    for user in concerned(round_).exclude(pk=by.pk):
        tell(user, "round_held", round_, reason=_("je een plan hebt in deze ronde"), why=why)


def aborted(round_: Round, why: str, *, by: User) -> None:
    for user in concerned(round_).exclude(pk=by.pk):
        tell(user, "round_aborted", round_, reason=_("je een plan hebt in deze ronde"), why=why)


# --- Who --------------------------------------------------------------------------------------------------------------
def concerned(round_: Round) -> UserQuerySet:
    """Who asked for money in it, drafts too, and who carries such a plan."""
    asks = Q(pk__in=round_.requests.exclude(author=None).values("author"))
    carries = Q(carries__request__round=round_, carries__declined_at=None)
    return User.objects.filter(asks | carries).distinct()


def desks(round_: Round) -> UserQuerySet:
    """Its coordinators; where there are none, the team."""
    members = Membership.objects.coordinating().filter(platform__in=round_.platforms.all())
    found = User.objects.filter(pk__in=members.values("person"))
    return found if found.exists() else User.objects.team()


# --- How --------------------------------------------------------------------------------------------------------------
def tell(user: User, name: str, round_: Round, *, reason: str, **context: str) -> None:
    words = {"title": round_.title, "link": page(round_), **context}
    notify(user, name, words, reason=reason, about=round_.subject)


def page(round_: Round) -> str:
    return f"{settings.SITE_URL}{round_.get_absolute_url()}"


def desk(round_: Round) -> str:
    return absolute("admin:budgets_round_change", round_.pk)
