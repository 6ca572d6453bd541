"""What the database refuses, whoever asks. Each refusal is set beside the same thing where it is allowed."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import Error, transaction
from django.utils import timezone

from budgets.models import Ballot, CheckPoint, CostLine, Entry, Request, Revision, Round
from tests.factories import buurt, make_platform, make_request, make_round, make_user

pytestmark = pytest.mark.django_db
NOW = timezone.now()
OPEN_BOX: dict[str, Any] = {
    "phase": "voting",
    "ideas_at": None,
    "elaboration_at": NOW - timedelta(9),
    "listed_at": NOW - timedelta(8),
}


def refused(constraint: str):  # type: ignore[no-untyped-def]
    return pytest.raises(Error, match=constraint)


def freeze(round_: Round) -> Round:
    Round.objects.filter(pk=round_.pk).update(frozen_at=timezone.now())
    round_.refresh_from_db()
    return round_


def voting(*, opens: int = -1, closes: int = 1) -> Round:
    now = timezone.now()
    dates: dict[str, Any] = {"voting_at": now + timedelta(hours=opens), "counting_at": now + timedelta(hours=closes)}
    return make_round(**OPEN_BOX, **dates, frozen_at=now)


def cast(round_: Round, word: str = "appel") -> Ballot:
    return Ballot.objects.create(locator=word, round=round_, choices=[1], points=[1], receipt=word)


@pytest.mark.parametrize("field", ["amount", "criteria", "rule", "threshold", "counting_at", "with_help", "frozen_at"])
def test_rules_change_until_they_are_frozen(field: str) -> None:
    round_ = make_round()
    other = {"amount": Decimal(1), "criteria": "Anders.", "rule": "most_votes", "threshold": 9, "with_help": True}
    fresh = other.get(field, NOW + timedelta(40))
    Round.objects.filter(pk=round_.pk).update(**{field: fresh if field != "frozen_at" else None})
    freeze(round_)
    with refused("frozen"), transaction.atomic():
        Round.objects.filter(pk=round_.pk).update(**{field: None if field == "frozen_at" else fresh_of(field)})
    Round.objects.filter(pk=round_.pk).update(phase="listed", lot=["1", "2"])


def fresh_of(field: str) -> object:
    another = {"amount": Decimal(2), "criteria": "Weer anders.", "rule": "equal_shares", "threshold": 8}
    return another.get(field, False if field == "with_help" else NOW + timedelta(41))


def test_costs_and_list_change_until_they_are_frozen() -> None:
    round_ = make_round()
    plan, away = make_request(round_), make_request(round_, costs=[])
    plan.lines.update(amount=Decimal("120.00"))
    Request.objects.filter(pk=plan.pk).update(title="Twee bankjes")
    away.delete()
    freeze(round_)
    for change in (
        lambda: plan.lines.update(amount=Decimal("1.00")),
        lambda: plan.lines.all().delete(),
        lambda: CostLine.objects.create(request=plan, what="Verf", amount=Decimal("5.00")),
        lambda: Request.objects.filter(pk=plan.pk).update(title="Drie bankjes"),
        lambda: make_request(round_, costs=[]),
    ):
        with refused("frozen"), transaction.atomic():
            change()
    assert Request.objects.filter(pk=plan.pk).update(status="withdrawn", reason="Het lukt niet.")


def test_whose_round_it_is_changes_until_it_is_frozen() -> None:
    round_, other = make_round(), make_platform()
    round_.platforms.add(other)
    round_.areas.add(buurt("AA01"))
    freeze(round_)
    for change in (
        lambda: round_.platforms.add(make_platform()),
        lambda: round_.platforms.remove(other),
        lambda: round_.areas.add(buurt("AA02")),
        lambda: round_.areas.clear(),
    ):
        with refused("frozen"), transaction.atomic():
            change()
    assert round_.platforms.count() == 2


def test_the_checklist_stands_once_the_round_is_open() -> None:
    round_ = make_round(phase="draft")
    point = CheckPoint.objects.create(round=round_, position=1, question="Mag het daar staan?")
    Round.objects.filter(pk=round_.pk).update(phase="ideas")
    with refused("published"), transaction.atomic():
        CheckPoint.objects.filter(pk=point.pk).update(question="Is het mooi?")
    with refused("published"), transaction.atomic():
        CheckPoint.objects.create(round=round_, position=2, question="Is het mooi?")


def test_a_ballot_counts_between_opening_and_closing_by_the_database_clock() -> None:
    ballot = cast(voting())
    Ballot.objects.filter(pk=ballot.pk).update(choices=[1, 2], points=[1, 1])
    for closed in (voting(opens=1, closes=2), voting(opens=-2, closes=-1), make_round(**OPEN_BOX, frozen_at=NOW)):
        with refused("closed"), transaction.atomic():
            cast(closed, "peer")


def test_a_round_that_was_stopped_takes_no_ballot() -> None:
    round_ = voting()
    cast(round_)
    Round.objects.filter(pk=round_.pk).update(phase="aborted", reason="De brieven kwamen niet aan.")
    with refused("closed"), transaction.atomic():
        cast(round_, "peer")


def test_ballots_stay_until_the_box_is_closed() -> None:
    ballot = cast(voting())
    with refused("stay"), transaction.atomic():
        ballot.delete()


def entry(kind: str, amount: str, request: Request | None = None, **fields: Any) -> Entry:
    round_ = fields.pop("round", request.round if request else None)
    return Entry.objects.create(
        round=round_, request=request, kind=kind, amount=Decimal(amount), purpose="Hout", on=NOW.date(), **fields
    )


def test_money_is_never_promised_twice_nor_paid_beyond_the_promise() -> None:
    round_ = make_round(phase="execution", frozen_at=None, kind="award")
    plan, other = make_request(round_), make_request(round_)
    entry("funded", "1000", round=round_)
    entry("promised", "700", plan)
    entry("advance", "500", plan)
    entry("spent", "450", plan)
    for short in (
        lambda: entry("promised", "301", other),
        lambda: entry("advance", "201", plan),
        lambda: entry("spent", "51", plan),
        lambda: entry("returned", "51", plan),
    ):
        with refused("short"), transaction.atomic():
            short()
    entry("returned", "50", plan)
    assert (round_.entries.free(), plan.entries.to_pay(), plan.entries.in_hand()) == (
        Decimal(350),
        Decimal(200),
        Decimal(0),
    )


def test_what_is_written_in_the_ledger_and_the_rules_stays() -> None:
    round_ = make_round(phase="execution", kind="award")
    line = entry("funded", "1000", round=round_, by=make_user())
    rules = Revision.objects.create(round=round_, number=1, text="{}", sha256="0" * 64, reason="Het begin.")
    for change in (
        lambda: Entry.objects.update(amount=Decimal("1")),
        lambda: Entry.objects.all().delete(),
        lambda: Revision.objects.filter(pk=rules.pk).update(text="{}", reason="Anders."),
        lambda: Revision.objects.all().delete(),
    ):
        with refused("only added"), transaction.atomic():
            change()
    Entry.objects.filter(pk=line.pk).update(by=None)


def test_an_unknown_cost_makes_the_total_unknown() -> None:
    round_ = make_round()
    known, unknown, empty = (
        make_request(round_, costs=["10.50", "4.50"]),
        make_request(round_),
        make_request(round_, costs=[]),
    )
    CostLine.objects.create(request=known, kind="income", what="Fonds", amount=Decimal("5.00"))
    CostLine.objects.create(request=known, kind="own_work", what="Graven", hours=Decimal("12"))
    CostLine.objects.create(request=unknown, what="Verf")
    totals = {plan.pk: plan.total for plan in Request.objects.with_money()}  # type: ignore[attr-defined]
    assert totals == {known.pk: Decimal("10.00"), unknown.pk: None, empty.pk: None}
