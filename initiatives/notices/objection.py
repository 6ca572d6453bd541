"""Mail about a second look: to who may look, to the platform whose "no" it was, and to who asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from coalitie.activity.notices import notify
from coalitie.lib.mail import absolute, later
from coalitie.lib.mail import said as _
from coalitie.people.models import User
from initiatives.models import topic as topics
from initiatives.notices.initiative import coordinators
from platforms.models import Platform

if TYPE_CHECKING:
    from initiatives.models import Objection


def made(objection: Objection) -> None:
    """To the team and to the coordinators nearby; to the platform itself that somebody else looks again."""
    for user in reviewers(objection):
        tell(user, "objection_made", objection, reason=_("je bezwaren helpt beoordelen"), link=review(objection))
    for user in coordinators(desk(objection)).exclude(pk=objection.by_id or 0):
        tell(user, "objection_heard", objection, reason=because(objection), link=case(objection))


def unheard(objection: Objection) -> None:
    for user in reviewers(objection):
        tell(user, "objection_unheard", objection, reason=_("je bezwaren helpt beoordelen"), link=review(objection))


def settled(objection: Objection) -> None:
    if objection.by is not None:
        reason = _("jij hierom vroeg")
        tell(objection.by, f"objection_{objection.outcome}", objection, reason=reason, why=objection.answer)
    told = coordinators(desk(objection))
    for user in told.exclude(pk__in=[objection.by_id or 0, objection.answered_by_id or 0]):
        words = {"outcome": later(objection.get_outcome_display).lower(), "why": objection.answer}
        tell(user, "objection_settled", objection, reason=because(objection), link=case(objection), **words)


def reviewers(objection: Objection) -> Iterable[User]:
    """Who may look again and is near: the team, and coordinators of platforms in the same gebied."""
    gebieden = set()
    area = objection.initiative.area if objection.initiative else None
    around = objection.platform.areas.select_related("parent") if objection.platform else []
    for each in [area] if area else around:
        gebieden.add(each.parent or each)
    near: set[Platform] = set()
    for gebied in gebieden:
        near.update(Platform.objects.covering(gebied))
    # Step by step: as one query, the planner of a young database takes minutes over it.
    asked = set(coordinators(near - set(desk(objection))).values_list("pk", flat=True))
    own = {objection.author_id, objection.judge_id, *coordinators(desk(objection)).values_list("pk", flat=True)}
    active = User.objects.active()
    return list(active.filter(Q(pk__in=asked) | Q(team_since__isnull=False)).exclude(pk__in=own - {None}))


def desk(objection: Objection) -> list[Platform]:
    """Whose "no" it was; nobody's when the coalition team said it."""
    return [objection.platform] if objection.platform else []


def because(objection: Objection) -> str:
    return _("je coördinator bent van %(platform)s") % {"platform": objection.platform}


def tell(user: User, name: str, objection: Objection, *, reason: str, link: str = "", **context: str) -> None:
    """``kind`` says what the "no" was about: a proposal, or somebody's words."""
    decision = objection.decision
    words = {
        "title": objection.title,
        "kind": topics.name_of(decision.case.thing) if decision else _("voorstel"),
        "platform": objection.platform.name if objection.platform else _("het coalitieteam"),
        "link": link or page(objection),
        **context,
    }
    about = objection.platform.subject if objection.platform else None
    notify(user, name, words, reason=reason, about=about)


def page(objection: Objection) -> str:
    if objection.initiative is not None:
        return f"{settings.SITE_URL}{objection.initiative.get_absolute_url()}"
    return absolute("initiatives:decision", objection.decision_id)


def case(objection: Objection) -> str:
    """Where the platform reads it: a decision about somebody's words is open to that person and the desk only."""
    decision = objection.decision
    return absolute("admin:initiatives_case_change", decision.case_id) if decision else page(objection)


def review(objection: Objection) -> str:
    return absolute("admin:initiatives_objection_change", objection.pk)
