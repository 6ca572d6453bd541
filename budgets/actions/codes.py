"""Stemcodes: twelve signs that are easy to read aloud and to type over, the last of which checks the others.

Crockford's base 32 has no I, L, O and U; who types them anyway is understood. Eleven signs are random: 55 bits.
The check is Luhn's, modulo 32: one wrong sign is always found, two swapped neighbours all but always.

A code exists on paper only. The table holds its HMAC under a key that only this site has.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.actions.box import key_of
from budgets.actions.log import write_line
from budgets.actions.rules import hold
from budgets.models import Credential, Kind, Phase, Round, Voter
from coalitie.activity.models import record
from coalitie.lib.language import kept
from coalitie.lib.refused import Refused
from coalitie.people.models import Limit, User

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
SAID = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
MOST_PRINTED = 20_000
# Codes that look right and are not: so many from one network in this time. A typing error is found without asking.
MOST_WRONG = 20
WRONG_PER = timedelta(minutes=10)
TRY_LATER = gettext_lazy(
    "Er is hier vaak een code geprobeerd die niet bestaat. Wacht tien minuten en probeer het dan opnieuw."
)
CHUNK = 2000
State = Credential.State


class BadCode(ValueError):
    """What was typed opens no ballot; the text says so to the voter, with what to do."""


class TooManyTries(BadCode):
    pass


# --- A code -----------------------------------------------------------------------------------------------------------
def new_code() -> str:
    drawn = "".join(secrets.choice(SIGNS) for _number in range(LENGTH - 1))
    return drawn + check_sign(drawn)


def check_sign(signs: str) -> str:
    """Luhn modulo N with N = 32, over all signs but the check itself."""
    total, factor = 0, 2
    for sign in reversed(signs):
        product = factor * SIGNS.index(sign)
        total += product // 32 + product % 32
        factor = 3 - factor
    return SIGNS[-total % 32]


def read_code(typed: str) -> str:
    """The code that was meant, without dashes and spaces. Raises BadCode with what to do."""
    code = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(SAID)
    if len(code) != LENGTH:
        words = _("Een stemcode heeft %(number)d letters en cijfers. Kijk nog eens op je brief.")
        raise BadCode(words % {"number": LENGTH})
    if any(sign not in SIGNS for sign in code) or check_sign(code[:-1]) != code[-1]:
        raise BadCode(_("Er zit een typefout in de code. Kijk nog eens op je brief."))
    return code


def grouped(code: str) -> str:
    """``7K3M 9QTX 02FB``, as it stands in the letter."""
    return " ".join(code[at : at + 4] for at in range(0, LENGTH, 4))


def fingerprint(code: str, round_id: int) -> str:
    """What is kept of a code: HMAC-SHA256 under a key that only this site has. The same code in two rounds differs."""
    key = hashlib.sha256(f"budgets.stemcode.{round_id}.{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, code.encode(), hashlib.sha256).hexdigest()


# --- Making them ------------------------------------------------------------------------------------------------------
@transaction.atomic
def issue(round_: Round, *, number: int, batch: str, way: str = Voter.CODE) -> list[str]:
    """So many new codes, for the printer. Rows go in by fingerprint, so their order says nothing about the letters'."""
    held = hold(round_)
    if held.kind != Kind.VOTE or not held.is_frozen or held.phase not in (Phase.LISTED, Phase.VOTING):
        raise Refused(_("Codes maak je als de stemlijst vaststaat en voor de stembus dichtgaat."))
    if way not in held.voters:
        raise Refused(_("Volgens de regels van deze ronde wordt niet op deze manier gestemd."))
    if not batch or held.credentials.filter(batch=batch).exists():
        raise Refused(_("Geef deze oplage een naam die nog niet is gebruikt."))
    if not 1 <= number <= MOST_PRINTED:
        raise Refused(_("Maak tussen 1 en %(most)d codes per keer.") % {"most": MOST_PRINTED})
    key_of(held)
    codes: set[str] = set()
    while len(codes) < number:
        codes.add(new_code())
    prints = sorted(fingerprint(code, held.pk) for code in codes)
    Credential.objects.bulk_create(
        (Credential(round=held, by_way_of=way, code_hmac=each, batch=batch) for each in prints), batch_size=CHUNK
    )
    with kept():
        words = (
            _("Oplage ‘%(batch)s’ gedrukt: %(number)d papieren stembiljetten.")
            if way == Voter.PAPER
            else _("Oplage ‘%(batch)s’ gedrukt: %(number)d stemcodes.")
        )
    write_line(held, words % {"batch": batch, "number": number})
    return list(codes)


# --- Taking them back -------------------------------------------------------------------------------------------------
@transaction.atomic
def withdraw_codes(round_: Round, *, by: User, reason: str, batch: str = "", code: str = "") -> None:
    """Codes nobody used yet no longer open a ballot: those of a whole batch, or one. A vote never leaves the box.

    How many were still unused is not said before close: that would tell how many voted.
    """
    rows = Credential.objects.filter(round=round_, by_way_of__in=[Voter.CODE, Voter.PAPER])
    rows = rows.filter(code_hmac=fingerprint(read_code(code), round_.pk)) if code else rows.filter(batch=batch)
    # Voters lock their credential before they share the round's lock, so here too.
    known = list(rows.select_for_update(no_key=True).order_by("pk").values_list("state", flat=True))
    held = hold(round_)
    if held.phase not in (Phase.LISTED, Phase.VOTING) or (held.counting_at and held.counting_at <= timezone.now()):
        raise Refused(_("De stembus is dicht. Codes intrekken kan niet meer."))
    if not known:
        raise Refused(_("Die code of oplage kennen we niet in deze ronde."))
    if code and known == [State.USED]:
        raise Refused(_("Met deze code is al gestemd. Een stem halen we niet uit de bus."))
    if rows.filter(state=State.ISSUED).update(state=State.VOID):
        with kept():
            words = (
                _("Eén code ingetrokken. Reden: %(reason)s")
                if code
                else _("De ongebruikte codes van oplage ‘%(batch)s’ ingetrokken. Reden: %(reason)s")
            )
        write_line(held, words % {"batch": batch, "reason": reason})
        record(held.subject, "codes_withdrawn", by=by, reason=reason)


# --- Using one --------------------------------------------------------------------------------------------------------
def find(round_: Round, typed: str, *, network: str) -> Credential:
    """The credential of what was typed. Raises BadCode with what to do, TooManyTries after guessing.

    Only a code that does not exist is counted, over all workers, so that a hall full of voters behind one network
    writes nothing here. Guesses that come at once are told no more than that number of answers either.
    """
    code = read_code(typed)
    if Limit.is_spent("stemcode", network, most=MOST_WRONG, per=WRONG_PER):
        raise TooManyTries(TRY_LATER)
    found = Credential.objects.filter(
        round=round_, by_way_of=Voter.CODE, code_hmac=fingerprint(code, round_.pk)
    ).first()
    if found is None:
        if not Limit.take("stemcode", network, most=MOST_WRONG, per=WRONG_PER):
            raise TooManyTries(TRY_LATER)
        raise BadCode(
            _("Deze code hoort niet bij deze ronde. Kijk of je de goede brief hebt, of vraag het aan het platform.")
        )
    if found.state == State.VOID:
        raise BadCode(_("Deze code is ingetrokken. Vraag bij het platform wat je nu kunt doen."))
    return found
