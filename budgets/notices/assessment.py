"""Mail about the test of a plan: to who does it, and what who asked for the money says to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from budgets.notices.request import page, tell
from coalitie.lib.mail import said as _
from coalitie.people.models import User

if TYPE_CHECKING:
    from budgets.models import Assessment


def asked(row: Assessment, *, by: User) -> None:
    if row.assessor is not None and row.assessor_id != by.pk:
        link = f"{page(row.request)}toets/"
        tell(row.assessor, "assessment_asked", row.request, reason=_("je bent gevraagd dit plan te toetsen"), link=link)


def replied(row: Assessment, *, by: User) -> None:
    if row.assessor is not None and row.assessor_id != by.pk:
        tell(row.assessor, "assessment_replied", row.request, reason=_("je dit plan toetste"), why=row.reply)
