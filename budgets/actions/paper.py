"""Ballots on paper: two people type each sheet in without seeing the other. What both read goes into the box.

Nobody ever sees what another typed, also not when it differs: whoever knows that sees it on the paper too. Then each
looks at the paper once more, and where both stay with what they read, a third person reads it.
"""

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
def type_in(round_: Round, *, by: User, sheet: str, vote: Vote) -> bool:
    """Keep what this person reads on the sheet; with the same reading of somebody else it goes into the box.

    False when others read something else. All readings stay: each can be typed again, and another may settle it.
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
        return not others
    try:
        cast(right, vote, once=PRINTED)
    except (BoxClosed, Withdrawn):
        raise Refused(_("De stembus is dicht. Dit biljet telt niet meer mee."))
    PaperEntry.objects.filter(credential=right).delete()
    return True
