"""Mail about a second look: to who may look, to who runs the round, and to who asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from budgets.notices.request import page
from budgets.notices.round import desks
from coalitie.activity.notices import notify
from coalitie.lib.mail import absolute, later
from coalitie.lib.mail import said as _
from coalitie.people.models import User
from platforms.models import Area, Membership, Platform

if TYPE_CHECKING:
    from budgets.models import RequestObjection
    from coalitie.people.models.user import UserQuerySet


def made(objection: RequestObjection) -> None:
    for user in reviewers(objection):
        link = absolute("admin:budgets_requestobjection_change", objection.pk)
        tell(user, "objection_made", objection, reason=_("je bezwaren helpt beoordelen"), link=link)
    for user in desks(objection.request.round).exclude(pk=objection.by_id or 0):
        tell(user, "objection_heard", objection, reason=_("je deze ronde leidt"))


def settled(objection: RequestObjection) -> None:
    if objection.by is not None:
        reason = _("jij hierom vroeg")
        tell(objection.by, f"objection_{objection.outcome}", objection, reason=reason, why=objection.answer)
    outcome = later(objection.get_outcome_display).lower()
    for user in desks(objection.request.round).exclude(pk__in=[objection.by_id or 0, objection.answered_by_id or 0]):
        words = {"outcome": outcome, "why": objection.answer}
        tell(user, "objection_settled", objection, reason=_("je deze ronde leidt"), **words)


def reviewers(objection: RequestObjection) -> UserQuerySet:
    """Who may look again and is near: the team, and coordinators of platforms in the same gebied."""
    plan = objection.request
    platforms = plan.round.platforms.all()
    own = Membership.objects.coordinating().filter(platform__in=platforms).values("person")
    others = Membership.objects.coordinating().filter(platform__in=near(platforms)).values("person")
    asked = User.objects.active().filter(Q(pk__in=others) | Q(team_since__isnull=False)).exclude(pk__in=own)
    part = [plan.author_id or 0, objection.decided_by_id or 0]
    part += plan.carriers.values_list("person", flat=True)
    part += [pk for pk in plan.assessments.values_list("assessor", flat=True) if pk]
    return asked.exclude(pk__in=part)


def near(platforms: QuerySet[Platform]) -> QuerySet[Platform]:
    """Those of the same gebied."""
    found = Platform.objects.none()
    for gebied in {
        area.parent or area for area in Area.objects.filter(platforms__in=platforms).select_related("parent")
    }:
        found |= Platform.objects.covering(gebied)
    return found


def tell(user: User, name: str, objection: RequestObjection, *, reason: str, link: str = "", **context: str) -> None:
    plan = objection.request
    names = plan.round.platforms.order_by("name").values_list("name", flat=True)
    words = {
        "title": plan.title,
        "kind": _("aanvraag"),
        "platform": ", ".join(names),
        "link": link or page(plan),
        **context,
    }
    notify(user, name, words, reason=reason)
