"""The test of a plan: who does it, what they found, and what that makes of the plan."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext as _

from budgets.actions.requests import STANDS
from budgets.actions.rules import hold
from budgets.models import Answer, Assessment, Carrier, CheckPoint, Request, Round, Status, Verdict
from budgets.models.phase import IN_THE_MAKING
from budgets.notices import assessment as notices
from budgets.notices import request as request_notices
from coalitie.activity.models import Reach, record
from coalitie.lib.refused import Refused
from coalitie.people.models import User

# What an assessor says about a question: the answer and why.
type Said = Mapping[CheckPoint, tuple[str, str]]


@transaction.atomic
def assign(plan: Request, *, by: User, person: User) -> Assessment:
    """Name somebody who looks at it. Twice is once."""
    held = _open(plan)
    if held.status != Status.SUBMITTED:
        raise Refused(_("Alleen een ingediend plan wordt getoetst."))
    if has_part(plan, person):
        raise Refused(_("Wie een plan indient of trekt, toetst het niet. Kies iemand anders."))
    row, made = Assessment.objects.get_or_create(request=plan, assessor=person, defaults={"assessor_name": person.name})
    if made:
        record(plan.subject, "assessment_asked", by=by, assessment=row.pk)
        notices.asked(row, by=by)
    return row


def has_part(plan: Request, person: User) -> bool:
    return plan.author_id == person.pk or Carrier.objects.filter(request=plan, person=person).exists()


@transaction.atomic
def fill(row: Assessment, *, by: User, said: Said, verdict: str, cost: Decimal | None, reason: str) -> None:
    """Keep what is known so far."""
    _open(row.request)
    kept = Assessment.objects.filter(pk=row.pk, done_at=None)
    if not kept.update(verdict=verdict, cost=cost, reason=reason):
        raise Refused(_("Je hebt deze toets al verstuurd."))
    row.answers.all().delete()
    Answer.objects.bulk_create(
        Answer(assessment=row, point=point, says=says, reason=why) for point, (says, why) in said.items()
    )
    row.refresh_from_db()


@transaction.atomic
def send(row: Assessment, *, by: User) -> None:
    """Finish it. It is public at once, or with all others where the round says so."""
    held = _open(row.request)
    if has_part(held, by):
        raise Refused(_("Je trekt dit plan zelf. Een ander toetst het."))
    if not Assessment.objects.filter(pk=row.pk, done_at=None).update(done_at=Now()):
        raise Refused(_("Je hebt deze toets al verstuurd."))
    record(held.subject, "assessment_done", by=by, assessment=row.pk)
    if not held.round.publishes_together:
        _publish(held, by=by)


@transaction.atomic
def publish_all(round_: Round, *, by: User) -> None:
    """Where the round says so: every finished test becomes public at the same moment."""
    held = hold(round_)
    if held.is_frozen or held.phase not in IN_THE_MAKING:
        raise Refused(str(STANDS))
    plans = held.requests.filter(assessments__done_at__isnull=False, assessments__sent_at=None).distinct()
    if not plans:
        raise Refused(_("Er is nog geen toets klaar die niet openbaar is."))
    for plan in plans.order_by("pk"):
        _publish(plan, by=by)


def _publish(plan: Request, *, by: User) -> None:
    """Show what is done, and take over the verdict once nobody has to answer any more."""
    plan.assessments.filter(done_at__isnull=False, sent_at=None).update(sent_at=Coalesce("sent_at", Now()))
    record(plan.subject, "assessment_sent", by=by, reach=Reach.THING)
    if plan.status == Status.SUBMITTED and not plan.assessments.filter(sent_at=None).exists():
        decide(plan, by=by)


@transaction.atomic
def decide(plan: Request, *, by: User) -> None:
    """What all who looked say together: one "no" with its reason is enough to stop it."""
    held = _open(plan)
    rows = list(plan.assessments.order_by("pk"))
    if held.status != Status.SUBMITTED or not rows or any(row.sent_at is None for row in rows):
        raise Refused(_("Nog niet iedereen heeft de toets verstuurd."))
    against = [row for row in rows if row.verdict == Verdict.INFEASIBLE]
    to = Status.INFEASIBLE if against else Status.FEASIBLE
    reason = "\n\n".join(row.reason for row in against)[:4000]
    if not Request.objects.filter(pk=plan.pk, status=Status.SUBMITTED).update(status=to, reason=reason):
        raise Refused(_("Dit plan is intussen veranderd."))
    plan.status, plan.reason = to, reason
    record(plan.subject, f"request_{to}", by=by, reason=reason, reach=Reach.THING)
    if against:
        request_notices.refused(plan)
    else:
        request_notices.feasible(plan)


@transaction.atomic
def reply(row: Assessment, *, by: User, text: str) -> None:
    """What who asked for the money says to it, below it. Once, and not on a ballot that people are filling in."""
    if hold(row.request.round).takes_ballots:
        raise Refused(_("Er wordt nu gestemd. Wat op het stembiljet staat, verandert tot het einde niet."))
    public = Assessment.objects.filter(pk=row.pk, sent_at__isnull=False, replied_at=None)
    if not public.update(reply=text, replied_at=Now()):
        raise Refused(_("Hier staat al een antwoord."))
    record(row.request.subject, "assessment_replied", by=by, reach=Reach.THING)
    notices.replied(row, by=by)


def _open(plan: Request) -> Request:
    """The plan as it is now, under its round's lock."""
    round_ = hold(plan.round)
    if round_.is_frozen or round_.phase not in IN_THE_MAKING:
        raise Refused(str(STANDS))
    return (
        Request.objects.select_for_update(no_key=True, of=("self",)).select_related("subject", "round").get(pk=plan.pk)
    )
