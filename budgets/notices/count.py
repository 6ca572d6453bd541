"""Mail about the count: its outcome to who asked for money, a tie to the desk, an objection to who may look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy

from budgets.notices import round as rounds
from budgets.notices.objection import near
from budgets.notices.request import tell_author
from coalitie.lib.mail import absolute
from coalitie.lib.mail import said as _
from coalitie.people.models import User
from platforms.models import Membership

RESULTS = {"upheld": gettext_lazy("de telling klopt"), "overturned": gettext_lazy("er klopte iets niet")}

if TYPE_CHECKING:
    from budgets.models import CountObjection, Request, Round
    from coalitie.people.models.user import UserQuerySet


def told(plan: Request, why: str) -> None:
    """Chosen, in reserve or not chosen: with the reason, and where all reasons stand."""
    names = {"chosen": "request_chosen", "reserve": "request_reserve", "not_chosen": "request_lost"}
    tell_author(names[plan.status], plan, why=why, outcome=outcome(plan.round))


def lot_needed(round_: Round, plans: list[str]) -> None:
    for user in rounds.desks(round_):
        words = {"plans": "\n".join(f"- {each}" for each in plans), "desk": rounds.desk(round_)}
        rounds.tell(user, "round_needs_lot", round_, reason=_("je deze ronde leidt"), **words)


def objected(objection: CountObjection) -> None:
    round_ = objection.round
    look = desk(objection)
    for user in reviewers(objection):
        rounds.tell(user, "count_objection_made", round_, reason=_("je bezwaren helpt beoordelen"), desk=look)
    for user in rounds.desks(round_).exclude(pk=objection.by_id or 0):
        rounds.tell(user, "count_objection_heard", round_, reason=_("je deze ronde leidt"), outcome=outcome(round_))


def unheard(objection: CountObjection) -> None:
    for user in reviewers(objection):
        reason = _("je bezwaren helpt beoordelen")
        rounds.tell(user, "objection_unheard", objection.round, reason=reason, link=desk(objection))


def settled(objection: CountObjection) -> None:
    words = {
        "answer": objection.answer,
        "result": str(RESULTS[objection.outcome]),
        "outcome": outcome(objection.round),
    }
    if objection.by is not None:
        rounds.tell(objection.by, "count_objection_answered", objection.round, reason=_("jij hierom vroeg"), **words)
    known = [objection.by_id or 0, objection.answered_by_id or 0]
    for user in rounds.desks(objection.round).exclude(pk__in=known):
        reason = _("je deze ronde leidt")
        rounds.tell(user, "count_objection_answered", objection.round, reason=reason, **words)


def reviewers(objection: CountObjection) -> UserQuerySet:
    """The team and coordinators of platforms nearby, without a plan of their own in it."""
    round_ = objection.round
    platforms = round_.platforms.all()
    own = Membership.objects.coordinating().filter(platform__in=platforms).values("person")
    others = Membership.objects.coordinating().filter(platform__in=near(platforms)).values("person")
    asked = User.objects.active().filter(Q(pk__in=others) | Q(team_since__isnull=False)).exclude(pk__in=own)
    concerned = rounds.concerned(round_).values("pk")
    return asked.exclude(pk__in=concerned).exclude(pk=objection.by_id or 0)


def desk(objection: CountObjection) -> str:
    return absolute("admin:budgets_countobjection_change", objection.pk)


def outcome(round_: Round) -> str:
    return f"{rounds.page(round_)}uitslag/"
