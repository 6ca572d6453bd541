"""The crowd's ballots in boxes that are closed by now, by the armful.

The database takes no ballot after its time, so for these its clock looks away; all else is as ``vote.cast`` does it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import batched
from random import Random
from uuid import UUID

from django.db import connection

from budgets.actions import box
from budgets.actions.vote import Vote
from budgets.models import Ballot, Credential, Round
from coalitie.portal.demo.rounds import Ask

type Listed = Sequence[tuple[int, Ask]]
"""Numbers on the list, with the rows of the file."""


def fill_in(rows: Listed, random: Random, *, helps: bool) -> Vote:
    """At least three plans, and the ones that many like more often. Some help with one of them."""
    liked = [number for number, row in rows if random.random() * 100 < row.liking]
    rest = [number for number, _row in rows if number not in liked]
    least = min(3, len(rows))
    chosen = sorted([*liked, *random.sample(rest, max(least - len(liked), 0))])
    helped = random.choice(chosen) if helps and random.random() < 0.3 else 0
    return Vote(tuple(chosen), tuple(2 if number == helped else 1 for number in chosen))


def tied(rows: Listed, titles: Sequence[str], turnout: int) -> Iterator[Vote]:
    """Whoever chooses the first of four plans stands beside somebody who chooses the second."""
    numbers = {row.title: number for number, row in rows}
    one, other, third, fourth = (numbers[title] for title in titles)
    for pair in batched(range(turnout), 2):
        for mine, _voter in zip((one, other), pair, strict=True):
            yield Vote(tuple(sorted([mine, third, fourth] if pair[0] % 3 else [one, other, third])), (1, 1, 1))


def stuff(round_: Round, votes: Sequence[Vote], *, on: date, key: Callable[[], UUID]) -> None:
    """Each vote by one of the codes that were printed."""
    box_key = bytes(box.key_of(round_).key)
    used = list(round_.credentials.order_by("pk")[: len(votes)])
    ballots = []
    for right, vote in zip(used, votes, strict=True):
        locator = box.locator_of(box_key, right)
        ballots.append(
            Ballot(
                round=round_,
                locator=locator,
                receipt=box.receipt_of(box_key, locator, str(key())),
                choices=list(vote.choices),
                points=list(vote.points),
            )
        )
    with its_clock_looks_away():
        Ballot.objects.bulk_create(ballots, batch_size=500)
    rights = Credential.objects.filter(pk__in=[right.pk for right in used])
    rights.update(state=Credential.State.USED, used_on=on)


@contextmanager
def its_clock_looks_away() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE budgets_ballot DISABLE TRIGGER budgets_box_is_open")
        yield
        cursor.execute("ALTER TABLE budgets_ballot ENABLE TRIGGER budgets_box_is_open")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
