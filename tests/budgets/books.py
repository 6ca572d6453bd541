"""A round whose outcome is about to stand, for tests about its money."""

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from budgets.actions.clock import advance
from budgets.models import Carrier, CostLine, Count, Request, Round
from budgets.receipts import Receipt, receipt_of
from coalitie.people.models import User
from platforms.models import Platform
from tests.factories import make_request, make_round, make_user

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def counted(*platforms: Platform, amount: str = "1000.00", **fields: Any) -> Round:
    """Its plans can still be made; ``freeze`` makes it provisional, its week for objections over."""
    now = timezone.now()
    dates: dict[str, Any] = {"ideas_at": None, "final_at": now - timedelta(hours=1)}
    for days, name in enumerate(("counting", "voting", "listed", "elaboration"), start=8):
        dates[f"{name}_at"] = now - timedelta(days=days)
    return make_round(*platforms, phase="elaboration", amount=Decimal(amount), **dates | fields)


def chosen(round_: Round, *, carrier: User | None = None, cost: str = "700.00", **fields: Any) -> Request:
    """With its cost, and somebody who carries it. Make all plans before ``freeze``."""
    person = carrier or make_user()
    fields.setdefault("status", "chosen")
    fields.setdefault("list_number", round_.requests.count() + 1)
    plan = make_request(round_, author=person, costs=[cost], fixed_total=Decimal(cost), **fields)
    CostLine.objects.create(request=plan, position=9, kind="own_work", what="Graven", hours=Decimal(12))
    Carrier.objects.create(request=plan, person=person, confirmed_at=timezone.now())
    return plan


def freeze(round_: Round) -> Round:
    Round.objects.filter(pk=round_.pk).update(frozen_at=timezone.now(), phase="provisional")
    round_.refresh_from_db()
    return round_


def outcome_stands(round_: Round, counted_: dict[Request, tuple[int, int]]) -> None:
    """Each plan with its votes and its points."""
    plans = [
        {"id": str(plan.list_number), "votes": votes, "points": points, "helpers": 0}
        for plan, (votes, points) in counted_.items()
    ]
    at = timezone.now() - timedelta(days=8)
    Count.objects.create(round=round_, at=at, box_sha256="0" * 64, outcome={"plans": plans}, sha256="1" * 64)
    freeze(round_)
    assert advance(round_.pk)


def about(amount: str, purpose: str = "Hout") -> dict[str, Any]:
    """What a form gathered."""
    return {"amount": Decimal(amount), "purpose": purpose, "on": timezone.localdate(), "form_key": uuid4()}


def pdf(name: str = "bon.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def a_receipt() -> Receipt:
    return receipt_of(pdf())


def picture(kind: str = "PNG") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, kind)
    return SimpleUploadedFile(f"bon.{kind.lower()}", out.getvalue())
