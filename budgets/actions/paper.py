"""Ballots on paper: two people type each sheet in without seeing the other. What both read goes into the box."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from budgets.actions.codes import fingerprint, read_code
from budgets.actions.vote import BoxClosed, Vote, Withdrawn, cast
from budgets.models import Credential, PaperEntry, Round, Voter
from coalitie.lib.refused import Refused
from coalitie.people.models import User

State = Credential.State
# The word on the strip of a sheet is made once, when it is printed.
PRINTED = "paper"


@transaction.atomic
def type_in(round_: Round, *, by: User, sheet: str, vote: Vote) -> str:
    """Keep what this person reads on the sheet; with the same reading of somebody else it goes into the box.

    Returns what the readings say when they differ, else nothing.
    Where two readings differ both stay: each can be typed again, and a third person may settle it.
    """
    code = read_code(sheet)
    rows = Credential.objects.select_for_update(no_key=True).filter(round=round_, by_way_of=Voter.PAPER)
    right = rows.filter(code_hmac=fingerprint(code, round_.pk)).first()
    if right is None:
        raise ValidationError({"sheet": _("Dit biljet hoort niet bij deze ronde.")})
    if right.state != State.ISSUED:
        words = _("Dit biljet zit al in de bus.") if right.state == State.USED else _("Dit biljet is ingetrokken.")
        raise ValidationError({"sheet": words})
    mine = {"sheet": code, "choices": list(vote.choices), "points": list(vote.points)}
    PaperEntry.objects.update_or_create(credential=right, by=by, defaults=mine)
    others = list(PaperEntry.objects.filter(credential=right).exclude(by=by))
    if not any((other.choices, other.points) == (mine["choices"], mine["points"]) for other in others):
        return differences(others[0]) if others else ""
    try:
        cast(right, vote, once=PRINTED)
    except (BoxClosed, Withdrawn):
        raise Refused(_("De stembus is dicht. Dit biljet telt niet meer mee."))
    PaperEntry.objects.filter(credential=right).delete()
    return ""


def differences(entry: PaperEntry) -> str:
    """What the readings of one sheet say, once there are two; nobody sees a first one before typing an own."""
    rows = list(PaperEntry.objects.filter(credential=entry.credential_id).select_related("by").order_by("at"))
    if len(rows) < 2:
        return _("wacht op een tweede mens")
    return "; ".join(f"{row.by.name}: {in_numbers(row)}" for row in rows)


def in_numbers(row: PaperEntry) -> str:
    return ", ".join(
        str(choice) if given == 1 else f"{choice}×{given}"
        for choice, given in zip(row.choices, row.points, strict=True)
    )
