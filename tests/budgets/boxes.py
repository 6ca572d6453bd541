"""A round whose box is closed, without the weeks before it."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from budgets.models import Request, Round, SealedBallot, Status
from platforms.models import Platform
from tests.factories import make_request, make_round


def closed_round(
    *platforms: Platform,
    plans: Iterable[tuple[str, str]] = (("Bankje", "60"), ("Plein", "40")),
    ballots: Iterable[Iterable[int]] = (),
    groups: dict[int, str] | None = None,
    **fields: Any,
) -> Round:
    """In the phase of counting. ``plans`` are (title, cost); a ballot names their numbers, from 1."""
    now = timezone.now()
    before = {"elaboration": 30, "listed": 20, "voting": 10, "counting": 1}
    dates = {f"{name}_at": now - timedelta(days) for name, days in before.items()}
    fields = {"amount": Decimal(100), "final_at": now + timedelta(6), "compare_below": 0, **dates, **fields}
    phase = fields.pop("phase", "counting")
    round_ = make_round(*platforms, phase="elaboration", ideas_at=None, **fields)
    for number, (title, cost) in enumerate(plans, start=1):
        make_request(
            round_,
            title=title,
            slug=f"plan-{number}",
            costs=[cost],
            list_number=number,
            fixed_total=Decimal(cost),
            status=Status.LISTED,
            group=(groups or {}).get(number, ""),
        )
    Round.objects.filter(pk=round_.pk).update(phase=phase, frozen_at=now - timedelta(20))
    round_.refresh_from_db()
    fill(round_, ballots)
    return round_


def fill(round_: Round, ballots: Iterable[Iterable[int]], points: Iterable[Iterable[int]] | None = None) -> None:
    listed = [list(ballot) for ballot in ballots]
    given = [list(each) for each in points] if points else [[1] * len(ballot) for ballot in listed]
    SealedBallot.objects.bulk_create(
        SealedBallot(round=round_, place=place, choices=choices, points=own, receipt=f"woord-{place}")
        for place, (choices, own) in enumerate(zip(listed, given, strict=True), start=1)
    )


def statuses(round_: Round) -> dict[int, str]:
    rows = Request.objects.filter(round=round_).order_by("list_number")
    return {number: status for number, status in rows.values_list("list_number", "status") if number is not None}
