"""Money without a vote: the panel says what it thinks; its decision promises the money or says why not."""

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgets.actions.assessments import has_part
from budgets.actions.objections import time_to_object, unanswered
from budgets.actions.rules import hold
from budgets.models import Entry, Kind, Opinion, Phase, Request, Round, Seat, Status, carriers_needed
from budgets.models.entry import Kind as EntryKind
from budgets.notices import panel as notices
from budgets.notices import request as request_notices
from coalitie.activity.models import Reach, record
from coalitie.lib.refused import Refused
from coalitie.people.models import User

DECIDES = (Phase.RUNNING, Phase.ELABORATION)
BEFORE_IT = (Status.SUBMITTED, Status.FEASIBLE)
LEAST = 3  # members without a part in the plan


@transaction.atomic
def give_seat(round_: Round, *, by: User, person: User, how: str) -> None:
    """Somebody joins the panel, drawn from the members or because they offered. Twice is once."""
    held = hold(round_)
    if held.kind == Kind.VOTE or held.is_over:
        raise Refused(_("In deze ronde beslist geen panel."))
    seat, made = Seat.objects.get_or_create(
        round=held, person=person, left_at=None, defaults={"name": person.name, "how": how}
    )
    if made:
        record(held.subject, "panel_joined", by=by, reach=Reach.RECORD, seat=seat.pk)
        notices.seated(seat, by=by)


@transaction.atomic
def leave_seat(round_: Round, *, by: User, person: User) -> None:
    if not Seat.objects.sitting().filter(round=hold(round_), person=person).update(left_at=Now()):
        raise Refused(_("Deze persoon zit niet in het panel."))
    record(round_.subject, "panel_left", by=by, reach=Reach.RECORD)


@transaction.atomic
def opine(plan: Request, *, by: User, says: str, reason: str) -> None:
    """Say it, or say it otherwise, as long as the panel has not decided. Who has a part in the plan says just that."""
    held = _before_the_panel(plan)
    seat = Seat.objects.sitting().filter(round=held.round, person=by).first()
    if seat is None:
        raise Refused(_("Je zit niet in het panel van deze ronde."))
    if says != Opinion.Says.INVOLVED and has_part(held, by):
        raise Refused(_("Je vraagt dit geld zelf aan of trekt het plan. Kies dat je betrokken bent."))
    Opinion.objects.standing().update_or_create(
        request=held, seat=seat, defaults={"says": says, "reason": reason, "at": Now()}
    )
    record(held.subject, "panel_spoke", by=by)


@transaction.atomic
def conclude(plan: Request, *, by: User) -> None:
    """More yes than no, of those without a part in it: the money is promised. Else the plan hears why not."""
    held = _before_the_panel(plan)
    said = list(held.opinions.standing().select_related("seat"))
    silent = Seat.objects.sitting().filter(round=held.round).exclude(pk__in=[each.seat_id for each in said])
    if silent.exists():
        raise Refused(_("Nog niet iedereen in het panel heeft iets gezegd."))
    yes = [each for each in said if each.says == Opinion.Says.YES]
    no = [each for each in said if each.says == Opinion.Says.NO]
    if len(yes) + len(no) < LEAST:
        raise Refused(_("Er zijn ten minste drie panelleden nodig die niet bij het plan betrokken zijn."))
    if len(yes) > len(no):
        _grant(held, by=by)
    else:
        reason = "\n\n".join(each.reason for each in no)[:4000]
        Request.objects.filter(pk=held.pk).update(status=Status.NOT_CHOSEN, reason=reason)
        held.status, held.reason = Status.NOT_CHOSEN, reason
        record(held.subject, "request_not_chosen", by=by, reason=reason, reach=Reach.THING)
        request_notices.refused(held)
    plan.refresh_from_db()


def _grant(plan: Request, *, by: User) -> None:
    asked = Request.objects.with_money().with_carriers().get(pk=plan.pk)
    total = asked.total  # type: ignore[attr-defined]
    if total is None or total <= 0:
        raise Refused(_("Van dit plan is nog niet bekend wat het kost."))
    lacks = carriers_needed(total) - asked.carrying  # type: ignore[attr-defined]
    if lacks > 0:
        words = ngettext("Dit plan heeft nog %(n)d trekker nodig.", "Dit plan heeft nog %(n)d trekkers nodig.", lacks)
        raise Refused(words % {"n": lacks})
    try:
        with transaction.atomic():
            Entry.objects.create(
                round=plan.round,
                request=plan,
                kind=EntryKind.PROMISED,
                amount=total,
                purpose=plan.title,
                on=timezone.localdate(),
                by=by,
            )
    except IntegrityError as error:
        if "short" not in str(error):
            raise
        raise Refused(_("Er is niet genoeg geld over voor dit plan.")) from None
    Request.objects.filter(pk=plan.pk).update(status=Status.GRANTED, reason="", fixed_total=total)
    record(plan.subject, "request_granted", by=by, reach=Reach.THING, total=str(total))
    notices.granted(plan)


def _before_the_panel(plan: Request) -> Request:
    """The plan as it is now, under its round's lock."""
    round_ = hold(plan.round)
    held = Request.objects.select_for_update(no_key=True).get(pk=plan.pk)
    if round_.kind == Kind.VOTE or round_.phase not in DECIDES or held.status not in BEFORE_IT:
        raise Refused(_("Het panel kan hier nu niet over beslissen."))
    return held


@transaction.atomic
def finish(round_: Round, *, by: User) -> None:
    """The panel of an award has decided about every plan."""
    held = hold(round_)
    if held.requests.filter(status__in=[Status.SUBMITTED, Status.INCOMPLETE, Status.FEASIBLE]).exists():
        raise Refused(_("Nog niet elk plan heeft een besluit."))
    if asked := [*unanswered(held), *time_to_object(held)]:
        raise Refused(" ".join(asked))
    rows = Round.objects.filter(pk=held.pk, kind=Kind.AWARD, phase=Phase.ELABORATION, held_at=None)
    if not rows.update(phase=Phase.FINAL):
        raise Refused(_("Deze ronde kan nu niet worden vastgesteld."))
    record(held.subject, "round_phase", by=by, reach=Reach.AROUND, phase=Phase.FINAL)
    round_.refresh_from_db()
