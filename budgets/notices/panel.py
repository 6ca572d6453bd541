"""Mail about the panel of a round: to who takes a seat, and to who gets the money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from budgets.notices import round as rounds
from budgets.notices.request import tell_author
from coalitie.lib.mail import said as _
from coalitie.people.models import User

if TYPE_CHECKING:
    from budgets.models import Request, Seat


def seated(seat: Seat, *, by: User) -> None:
    if seat.person is not None and seat.person_id != by.pk:
        rounds.tell(seat.person, "panel_seated", seat.round, reason=_("je een plek in het panel kreeg"))


def granted(plan: Request) -> None:
    tell_author("request_granted", plan)
