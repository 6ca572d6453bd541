"""The ballot box: finding a ballot again while people vote, and closing it so that nobody ever can.

While people vote, ``locator`` = HMAC(box key, credential) leads to the ballot. At close the key goes, the ballots go to
another table in random order, and nothing that remains on one side stands on the other.
"""

import csv
import hashlib
import hmac
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import batched
from random import SystemRandom
from secrets import token_bytes
from typing import Any

from django.db import connection, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from budgets.actions.log import write_line
from budgets.actions.rules import hold
from budgets.models import Ballot, BoxKey, Credential, PaperEntry, Phase, Round, SealedBallot
from budgets.models.revision import sha256
from budgets.rules.report import WHOLE_FROM
from coalitie.lib.language import kept
from coalitie.lib.refused import Refused
from coalitie.people.models import User

CHUNK = 2000
# Words that can be read aloud over the telephone: no p, g, h, u or z, which keeps most rude ones out too.
STARTS, VOWELS, ENDS = "bdfklmnrstvw", "aeio", "klmnrst"
WORDS = 3  # 42 bits
State = Credential.State


# --- While people vote ------------------------------------------------------------------------------------------------
def key_of(round_: Round) -> BoxKey:
    """Made with the first right to vote, before anybody can use it."""
    return BoxKey.objects.get_or_create(round=round_, defaults={"key": token_bytes(32)})[0]


def keep_open(round_: Round) -> None:
    """Whoever comes in now is waited for by who closes the box, as the trigger does for a ballot."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM budgets_round WHERE id = %s FOR SHARE", [round_.pk])


def address_of(key: bytes, user: User) -> str:
    """What is known of an account's address; nothing any more once the key is gone."""
    return _keyed(key, "address", user.email.lower()).hex()


def locator_of(key: bytes, credential: Credential) -> str:
    return _keyed(key, "ballot", str(credential.pk)).hex()


def receipt_of(key: bytes, locator: str, once: str, attempt: int = 0) -> str:
    """The word for this casting: another for each, and the same when the same form is sent twice."""
    number = int.from_bytes(_keyed(key, "receipt", f"{locator}.{once}.{attempt}"))
    said = []
    for _word in range(WORDS):
        word = ""
        for signs in (STARTS, VOWELS, STARTS, VOWELS, ENDS):
            number, place = divmod(number, len(signs))
            word += signs[place]
        said.append(word)
    return "-".join(said)


def shuffled(box_key: BoxKey, credential: Credential, numbers: list[int]) -> list[int]:
    """The order of the plans for this voter: as good as random, and the same each time."""
    key = bytes(box_key.key)
    locator = locator_of(key, credential)
    return sorted(numbers, key=lambda number: _keyed(key, "order", f"{locator}.{number}"))


def _keyed(key: bytes, what: str, value: str) -> bytes:
    return hmac.new(key, f"budgets.{what}.{value}".encode(), hashlib.sha256).digest()


# --- Closing ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def seal(round_: Round) -> None:
    """Close the box: ballots in random order, keys and readings of paper gone, written down. Called by the clock."""
    held = hold(round_)
    if held.phase not in (Phase.LISTED, Phase.VOTING) or held.ballots.exists():
        raise Refused(_("De stembus is al dicht."))
    rows = list(Ballot.objects.filter(round=held).values_list("choices", "points", "receipt"))
    SystemRandom().shuffle(rows)
    SealedBallot.objects.bulk_create(
        (
            SealedBallot(round=held, place=place, choices=choices, points=points, receipt=receipt)
            for place, (choices, points, receipt) in enumerate(rows, start=1)
        ),
        batch_size=CHUNK,
    )
    differed = _empty(held)
    write_line(held, closed_words(tally(held)))
    if differed:
        with kept():
            words = _("Papieren biljetten die niet twee keer gelijk zijn ingevoerd en niet meetellen: %(number)d.")
        write_line(held, words % {"number": differed})
    write_line(held, destroyed_words(sha256(published(held))))


@transaction.atomic
def abort(round_: Round, *, by: User, reason: str) -> None:
    """Stop the round. What people already cast is destroyed uncounted: it was for a vote that is not held."""
    round_.abort(by=by, reason=reason)
    held = hold(round_)
    if BoxKey.objects.filter(round=held).exists():
        _empty(held)
        with kept():
            words = _("De ronde is afgebroken. Alle stembiljetten en de sleutel zijn vernietigd. Er is niet geteld.")
        write_line(held, words)


def _empty(round_: Round) -> int:
    """Ballots, key and readings gone; how many sheets nobody agreed about."""
    rows = Ballot.objects.filter(round=round_)
    for chunk in batched(list(rows.values_list("pk", flat=True)), CHUNK):
        Ballot.objects.filter(pk__in=chunk).delete()
    BoxKey.objects.filter(round=round_).delete()
    readings = PaperEntry.objects.filter(credential__round=round_)
    differed = readings.values("credential").distinct().count()
    readings.delete()
    return differed


# --- After close ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Tally:
    issued: int
    void: int
    unused: int
    ballots: int

    @property
    def agrees(self) -> bool:
        return self.issued - self.void - self.unused == self.ballots


def tally(round_: Round) -> Tally:
    """Only for a closed box: before that it would say how many voted."""
    rows = Credential.objects.filter(round=round_).values_list("state").annotate(n=Count("pk"))
    states: dict[str, int] = dict(rows)
    ballots = SealedBallot.objects.filter(round=round_).count()
    return Tally(sum(states.values()), states.get(State.VOID, 0), states.get(State.ISSUED, 0), ballots)


def closed_words(sums: Tally) -> str:
    with kept():
        words = _(
            "De stembus is dicht. Uitgegeven: %(issued)d. Ingetrokken: %(void)d. Niet gebruikt: %(unused)d. "
            "Stembiljetten: %(ballots)d."
        )
    return words % vars(sums)


def destroyed_words(box: str) -> str:
    with kept():
        words = _(
            "De stembiljetten staan in willekeurige volgorde en de sleutel is vernietigd. Kenmerk van de bus: %(box)s"
        )
    return words % {"box": box}


def is_whole(ballots: int) -> bool:
    """Whether whole ballots are published, or only counts and receipts."""
    return ballots >= WHOLE_FROM


def published(round_: Round) -> str:
    """What everybody may download of a closed box, as CSV: the same text each time, so that it has one hash."""
    out = io.StringIO()
    rows = sealed(round_)
    csv.writer(out, lineterminator="\r\n").writerows(_whole(rows) if is_whole(len(rows)) else _counted(rows))
    return out.getvalue()


def sealed(round_: Round) -> list[Any]:
    """``place``, ``receipt``, ``choices`` and ``points`` of each ballot, in order of place."""
    rows = SealedBallot.objects.filter(round=round_).order_by("place")
    return list(rows.values_list("place", "receipt", "choices", "points", named=True))


def _whole(rows: list[Any]) -> Iterator[tuple[object, ...]]:
    yield ("plaats", "ontvangstwoord", "plannen", "punten")
    for row in rows:
        yield (row.place, row.receipt, " ".join(map(str, row.choices)), " ".join(map(str, row.points)))


def _counted(rows: list[Any]) -> Iterator[tuple[object, ...]]:
    yield ("wat", "welke", "stemmen", "punten")
    votes, points = counts(rows)
    yield from (("plan", number, votes[number], points[number]) for number in sorted(votes))
    yield from (("ontvangstwoord", receipt, "", "") for receipt in sorted(row.receipt for row in rows))


def counts(rows: list[Any]) -> tuple[Counter[int], Counter[int]]:
    """Votes and points of each plan, by its number on the list."""
    votes: Counter[int] = Counter()
    points: Counter[int] = Counter()
    for row in rows:
        votes.update(row.choices)
        for number, given in zip(row.choices, row.points, strict=True):
            points[number] += given
    return votes, points
