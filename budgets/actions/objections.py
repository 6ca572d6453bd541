"""Asking for a second look at a "no" or at a count, and answering it."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Concat, Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgets.actions.rules import hold
from budgets.models import CountObjection, Phase, Request, RequestObjection, Round, Status
from budgets.models.objection import OBJECT_DAYS
from budgets.models.phase import IN_THE_MAKING
from budgets.models.request import OBJECTABLE
from budgets.notices import count as count_notices
from budgets.notices import objection as notices
from coalitie.activity.models import Event, Reach, record
from coalitie.discussion.models import Outcome
from coalitie.lib.dates import moment
from coalitie.lib.refused import Refused
from coalitie.lib.transitions import move
from coalitie.people.models import User

TO_OBJECT = timedelta(days=OBJECT_DAYS)
# Where a plan goes on when its "no" was turned back.
GOES_ON = {
    Status.INADMISSIBLE: Status.SUBMITTED,
    Status.INFEASIBLE: Status.FEASIBLE,
    Status.NOT_CHOSEN: Status.FEASIBLE,
}


def unanswered(round_: Round) -> list[str]:
    """What waits for a second look at a plan, as sentences: without an answer no round goes on."""
    number = RequestObjection.objects.filter(request__round=round_, outcome=Outcome.OPEN).count()
    words = ngettext(
        "%(number)d bezwaar wacht nog op antwoord.", "%(number)d bezwaren wachten nog op antwoord.", number
    )
    return [words % {"number": number}] if number else []


def time_to_object(round_: Round) -> list[str]:
    """The "no" that came so late that whoever it concerns still has time to object; no round goes on before that."""
    rows = Request.objects.filter(round=round_, status__in=OBJECTABLE).exclude(objections__about=F("status"))
    said = Event.objects.filter(subject=OuterRef("subject"), verb=Concat(Value("request_"), OuterRef("status")))
    late = rows.annotate(said_at=Subquery(said.order_by("-pk").values("at")[:1])).filter(
        said_at__gt=timezone.now() - TO_OBJECT
    )
    words = _("Tegen de ‘nee’ bij ‘%(plan)s’ kan nog bezwaar worden gemaakt, tot %(until)s.")
    return [
        words % {"plan": plan.title, "until": moment(plan.said_at + TO_OBJECT)}
        for plan in late.order_by("said_at", "pk")
    ]


@transaction.atomic
def object_to(plan: Request, *, by: User, text: str) -> RequestObjection:
    round_ = hold(plan.round)
    held = Request.objects.select_for_update(no_key=True).get(pk=plan.pk)
    if held.status not in OBJECTABLE or round_.is_frozen or round_.phase not in IN_THE_MAKING:
        raise Refused(_("Hier is nu geen ‘nee’ om opnieuw te bekijken."))
    said = Event.objects.filter(subject=plan.subject, verb=f"request_{held.status}").order_by("-pk").first()
    try:
        with transaction.atomic():
            objection = RequestObjection.objects.create(
                request=held,
                about=held.status,
                why_not=held.reason,
                decided_by=said.by if said else None,
                by=by,
                text=text,
            )
    except IntegrityError:
        raise Refused(_("Je hebt al gevraagd of iemand opnieuw wil kijken. Dat kan één keer.")) from None
    record(plan.subject, "objection_made", by=by)
    notices.made(objection)
    return objection


@transaction.atomic
def settle(objection: RequestObjection, *, by: User, outcome: str, answer: str) -> None:
    """Answer it, with the reason. Overturned means that the plan goes on where it was stopped."""
    hold(objection.request.round)
    objection.close(outcome, by=by, answer=answer)
    plan = objection.request
    record(plan.subject, f"objection_{outcome}", by=by, reason=answer, reach=Reach.THING)
    if outcome == Outcome.OVERTURNED:
        no = Status(objection.about)
        moved = _("Het plan is intussen veranderd.")
        plan.opinions.standing().update(set_aside_at=Now())
        move(plan, GOES_ON[no], only_from=[no], otherwise=moved, reason="")
    notices.settled(objection)


# --- The count --------------------------------------------------------------------------------------------------------
@transaction.atomic
def object_to_count(round_: Round, *, by: User, text: str) -> CountObjection:
    """Anybody may, once each, as long as the outcome is provisional."""
    held = hold(round_)
    if held.phase != Phase.PROVISIONAL:
        raise Refused(_("Tegen deze uitslag kun je nu geen bezwaar maken."))
    made, new = CountObjection.objects.get_or_create(round=held, by=by, defaults={"text": text})
    if new:
        record(held.subject, "objection_made", by=by)
        count_notices.objected(made)
    return made


@transaction.atomic
def settle_count(objection: CountObjection, *, by: User, outcome: str, answer: str) -> None:
    """Answer it. When the count is indeed wrong, the clock stops until who runs the round has put it right."""
    round_ = hold(objection.round)
    objection.close(outcome, by=by, answer=answer)
    record(round_.subject, f"count_objection_{outcome}", by=by, reason=answer, reach=Reach.THING)
    if outcome == Outcome.OVERTURNED and round_.held_at is None:
        round_.hold(by=by, reason=answer)
    count_notices.settled(objection)
