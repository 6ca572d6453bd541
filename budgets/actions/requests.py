"""Asking for money: a draft, its lines, handing it in; and what the desk answers. Under the round's lock where the
list could be fixed meanwhile.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.actions.rules import hold
from budgets.models import Carrier, CostLine, Request, Round, Status
from budgets.models.phase import IN_THE_MAKING
from budgets.models.request import EDITABLE
from budgets.notices import request as notices
from coalitie.activity.models import Reach, Subject, follow, record
from coalitie.lib.refused import Refused
from coalitie.lib.transitions import move
from coalitie.people.models import User

STANDS = gettext_lazy("De plannen van deze ronde staan vast. Je kunt hier nu niets meer aan veranderen.")
# Plans that still can be taken back, merged or looked at.
ON_THE_WAY = (Status.SUBMITTED, Status.INCOMPLETE, Status.FEASIBLE)


# --- Who asks ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def ask(round_: Round, *, by: User, form_key: UUID, title: str, **words: Any) -> Request:
    """Begin a draft. The same form sent twice gives the same draft."""
    made = Request.objects.filter(author=by, form_key=form_key).first()
    if made is not None:
        return made
    if not Round.objects.taking_requests().filter(pk=hold(round_).pk).exists():
        raise Refused(_("In deze ronde kun je nu geen plan indienen."))
    for slug in slugs(round_, title):
        try:
            with transaction.atomic():
                subject = Subject.objects.create(kind="request")
                return Request.objects.create(
                    round=round_, title=title, slug=slug, author=by, form_key=form_key, subject=subject, **words
                )
        except IntegrityError as error:
            made = Request.objects.filter(author=by, form_key=form_key).first()
            if made is not None:
                return made
            if "slug" not in str(error):
                raise
    raise AssertionError("slugs() never ends")


def slugs(round_: Round, title: str) -> Iterable[str]:
    base = slugify(title)[:90].strip("-") or "plan"
    taken = set(round_.requests.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 1
    while True:
        slug = base if number == 1 else f"{base}-{number}"
        if slug not in taken:
            yield slug
        number += 1


@transaction.atomic
def describe(plan: Request, *, by: User, **words: Any) -> None:
    _open_to_change(plan)
    if not Request.objects.filter(pk=plan.pk, status__in=EDITABLE).update(**words):
        raise Refused(_("Dit plan is ingediend, dus je kunt het nu niet veranderen."))
    for name, value in words.items():
        setattr(plan, name, value)


@transaction.atomic
def estimate(plan: Request, *, by: User, lines: Sequence[CostLine]) -> None:
    """Put these lines in place of those it had."""
    held = _open_to_change(plan)
    if held.status not in EDITABLE:
        raise Refused(_("Dit plan is ingediend, dus je kunt het nu niet veranderen."))
    plan.lines.all().delete()
    for line in lines:
        line.request = plan
    CostLine.objects.bulk_create(lines)


@transaction.atomic
def submit(plan: Request, *, by: User) -> None:
    """Hand it in, as the first who carries it. A mended plan goes back to who looks at it."""
    held = _open_to_change(plan)
    first = held.status == Status.DRAFT
    if first and not Round.objects.taking_requests().filter(pk=plan.round_id).exists():
        raise Refused(_("In deze ronde kun je nu geen plan meer indienen. Je concept blijft bewaard."))
    if not plan.lines.filter(kind=CostLine.Kind.COST).exists():
        raise Refused(_("Vul eerst in wat je plan kost."))
    move(
        plan,
        Status.SUBMITTED,
        only_from=EDITABLE,
        otherwise=_("Dit plan is al ingediend."),
        submitted_at=Now(),
        reason="",
    )
    if first:
        Carrier.objects.get_or_create(
            request=plan, person=by, defaults={"confirmed_at": Now(), "shows_name": plan.shows_author}
        )
        plan.subject.place_in([plan.round.subject])
        follow(plan.subject, by=by, by_itself=True)
    reach = Reach.AROUND if first else Reach.THING
    record(plan.subject, "request_submitted" if first else "request_mended", by=by, reach=reach)
    notices.submitted(plan, by=by)


@transaction.atomic
def withdraw(plan: Request, *, by: User, reason: str) -> None:
    _open_to_change(plan)
    _answer(plan, Status.WITHDRAWN, ON_THE_WAY, "request_withdrawn", by=by, reason=reason)
    notices.withdrawn(plan, by=by)


@transaction.atomic
def discard(plan: Request, *, by: User) -> None:
    """Throw away a draft that nobody but who wrote it and was asked to carry it ever saw."""
    held = _open_to_change(plan)
    if held.status != Status.DRAFT:
        raise Refused(_("Dit plan is al ingediend. Je kunt het wel intrekken."))
    held.delete()
    Subject.objects.filter(pk=plan.subject_id, events=None).delete()


# --- The desk ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def ask_more(plan: Request, *, by: User, reason: str) -> None:
    _open_to_change(plan)
    _answer(plan, Status.INCOMPLETE, [Status.SUBMITTED, Status.FEASIBLE], "request_incomplete", by=by, reason=reason)
    notices.incomplete(plan)


@transaction.atomic
def refuse(plan: Request, *, by: User, reason: str) -> None:
    """It does not fit the rules of this round. The reason and the way to object go to who asked."""
    _open_to_change(plan)
    _answer(plan, Status.INADMISSIBLE, ON_THE_WAY, "request_inadmissible", by=by, reason=reason)
    notices.refused(plan)


@transaction.atomic
def merge(plan: Request, *, by: User, into: Request, reason: str) -> None:
    """Two plans for one thing go on as one. Both who asked are told, and who carried this one may carry the other."""
    held = _open_to_change(plan)
    other = Request.objects.select_for_update(no_key=True).get(pk=into.pk)
    if other.round_id != held.round_id or other.pk == held.pk or other.status not in ON_THE_WAY:
        raise Refused(_("Kies een ander plan uit deze ronde dat nog loopt."))
    _answer(plan, Status.MERGED, ON_THE_WAY, "request_merged", by=by, reason=reason, merged_into=other)
    record(other.subject, "request_took_in", by=by, reach=Reach.THING, plan=plan.pk)
    notices.merged(plan, other)


@transaction.atomic
def put_in_group(plan: Request, *, by: User, group: str) -> None:
    """Plans of one group cannot go together."""
    _open_to_change(plan)
    Request.objects.filter(pk=plan.pk).update(group=group)
    plan.group = group
    record(plan.subject, "request_grouped", by=by, group=group)


def _answer(plan: Request, to: str, only_from: Iterable[str], verb: str, *, by: User, reason: str, **also: Any) -> None:
    move(plan, to, only_from=only_from, otherwise=_("Dit plan is intussen veranderd."), reason=reason, **also)
    record(plan.subject, verb, by=by, reason=reason, reach=Reach.THING)


def _open_to_change(plan: Request) -> Request:
    """The plan as it is now. The round's lock comes first, always, so that a list being fixed is waited for."""
    round_ = hold(plan.round)
    if round_.is_frozen or round_.phase not in IN_THE_MAKING:
        raise Refused(STANDS)
    return Request.objects.select_for_update(no_key=True).get(pk=plan.pk)
