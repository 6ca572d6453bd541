"""The log of the vote: each line has a hash of itself and the line before it, so none can be changed or left out."""

from collections.abc import Iterable

from django.utils import timezone

from budgets.models import LogLine, Round, canonical
from budgets.models.revision import sha256

BEFORE_THE_FIRST = "0" * 64


def write_line(round_: Round, text: str) -> LogLine:
    """Add a line. The caller holds the round's lock, so that two cannot follow the same one."""
    last = LogLine.objects.filter(round=round_).order_by("-number").first()
    number, on = (last.number + 1 if last else 1), timezone.localdate()
    chained = hash_of(last.sha256 if last else BEFORE_THE_FIRST, canonical_line(round_, number, on.isoformat(), text))
    return LogLine.objects.create(round=round_, number=number, on=on, text=text, sha256=chained)


def canonical_line(round_: Round, number: int, on: str, text: str) -> str:
    return canonical({"round": round_.slug, "number": number, "on": on, "text": text})


def hash_of(before: str, line: str) -> str:
    return sha256(before + line)


def first_broken(round_: Round, lines: Iterable[LogLine]) -> int | None:
    """The number of the first line that does not follow from the one before it; None when all do."""
    before = BEFORE_THE_FIRST
    for place, line in enumerate(lines, start=1):
        meant = hash_of(before, canonical_line(round_, place, line.on.isoformat(), line.text))
        if (line.number, line.sha256) != (place, meant):
            return place
        before = line.sha256
    return None
