"""Counting the sheets, keeping them, and proving what is kept."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from budgets.models.sheet import Sheet
from budgets.sheet.figures import FIGURES, OF_PEOPLE
from budgets.sheet.gather import ALL, Cell, Circle, Counts, every_year, gather
from budgets.sheet.withhold import Key, Relation, withhold
from platforms.models import Area, Level, Platform

# Nobody asks two processes to count at the same moment.
LOCK = 5_060_611
AT_ONCE = 1000
# People in a circle: a total and its parts, where one part may be what no page shows.
PARTS = {"people": ("once", "again"), "visits": ("new_faces", "known_faces")}
# Tells the same as another, so it is withheld with it.
FOLLOWS = {"hours_present": "visits"}
APART = tuple(name for name in OF_PEOPLE if name not in FOLLOWS)


def is_due() -> bool:
    """Not counted yet today."""
    return not Sheet.objects.filter(counted_at__gte=timezone.localtime().replace(hour=0, minute=0, second=0)).exists()


@transaction.atomic
def keep_sheets() -> int:
    """Count, and put it in the place of what was counted before. Whoever comes while another counts finds it done."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
    sheets = count_sheets(timezone.now())
    Sheet.objects.all().delete()
    Sheet.objects.bulk_create(sheets, batch_size=AT_ONCE)
    return len(sheets)


def count_sheets(now: datetime) -> list[Sheet]:
    """Of every platform, every gebied and all, ever and in each year; nothing is written."""
    counts = gather()
    quiet = quiet_in(counts)
    return [
        sheet_of(circle, year, counts, quiet[circle, year], now)
        for circle in shown_circles()
        for year in [None, *every_year(counts)]
    ]


def shown_circles() -> Iterator[Circle]:
    yield ALL
    yield from (("platform", pk, 0) for pk in Platform.objects.order_by("pk").values_list("pk", flat=True))
    gebieden = Area.objects.current().filter(level=Level.GEBIED).order_by("pk")
    yield from (("area", 0, pk) for pk in gebieden.values_list("pk", flat=True))


def sheet_of(circle: Circle, year: int | None, counts: Counts, quiet: set[str], now: datetime) -> Sheet:
    found = counts.cells[circle, year]
    numbers = {name: found[name] for name in FIGURES if found[name]}
    _kind, platform, area = circle
    return Sheet(
        platform_id=platform or None,
        area_id=area or None,
        year=year,
        counts=numbers,
        withheld=sorted(quiet),
        counted_at=now,
    )


# --- What stays untold ------------------------------------------------------------------------------------------------
def quiet_in(counts: Counts) -> dict[Cell, set[str]]:
    shown = set(shown_circles())
    cells: dict[Key, int] = {}
    for cell, found in counts.cells.items():
        cells |= {(name, *cell): found[name] for name in APART if found.get(name)}
        cells["known_faces", *cell] = max(0, found.get("visits", 0) - found.get("new_faces", 0))
    told = [(name, *cell) for cell in counts.cells if cell[0] in shown for name in APART if (name, *cell) in cells]
    quiet: dict[Cell, set[str]] = defaultdict(set)
    secret = withhold(cells, list(relations(counts)), told)
    for name, circle, year in (key for key in told if key in secret):
        quiet[circle, year].add(name)
        quiet[circle, year] |= {other for other, first in FOLLOWS.items() if first == name}
    return quiet


def relations(counts: Counts) -> Iterator[Relation]:
    """All years of a circle, the parts of a circle in a year, and how people divide within it."""
    names = (*APART, "known_faces")
    for circle, found in counts.years.items():
        yield from (of_all(name, (circle, None), [(circle, year) for year in found]) for name in names)
    for cell in list(counts.cells):
        for total, parts in PARTS.items():
            yield Relation((total, *cell), tuple((part, *cell) for part in parts))
    for year in counts.in_year:
        yield from (of_all(name, cell, parts) for cell, parts in inside(counts, year) for name in names)


def of_all(name: str, cell: Cell, parts: list[Cell]) -> Relation:
    return Relation((name, *cell), tuple((name, *part) for part in parts))


def inside(counts: Counts, year: int | None) -> Iterator[tuple[Cell, list[Cell]]]:
    """All is its platforms, and its gebieden; a platform and a gebied are what they have in common with the other."""
    parts: dict[Circle, list[Cell]] = defaultdict(list)
    platforms: list[Cell] = []
    gebieden: list[Cell] = []
    for cell in counts.in_year[year]:
        kind, platform, area = cell[0]
        if kind == "platform":
            platforms.append(cell)
        elif kind == "area":
            gebieden.append(cell)
        elif kind == "both":
            parts["platform", platform, 0].append(cell)
            if area:
                parts["area", 0, area].append(cell)
            else:
                gebieden.append(cell)
    yield (ALL, year), platforms
    yield (ALL, year), gebieden
    yield from (((circle, year), some) for circle, some in parts.items())


# --- Proof ------------------------------------------------------------------------------------------------------------
def differences() -> Iterator[str]:
    """What is kept, beside what is counted now; nothing when they are the same."""
    kept = {key_of(sheet): sheet for sheet in Sheet.objects.all()}
    counted = {key_of(sheet): sheet for sheet in count_sheets(timezone.now())}
    for key in sorted(kept.keys() | counted.keys(), key=str):
        before, after = kept.get(key), counted.get(key)
        if before is None or after is None:
            yield f"{name_of(key)}: {'not kept' if before is None else 'kept, and there is nothing to count'}"
            continue
        for name in FIGURES:
            was, now = before.counts.get(name, 0), after.counts.get(name, 0)
            if was != now:
                yield f"{name_of(key)}: {name} is kept as {was}, counted as {now}"
        if before.withheld != after.withheld:
            yield f"{name_of(key)}: withheld is {before.withheld}, should be {after.withheld}"


def key_of(sheet: Sheet) -> tuple[int | None, int | None, int | None]:
    return sheet.platform_id, sheet.area_id, sheet.year


def name_of(key: tuple[int | None, int | None, int | None]) -> str:
    platform, area, year = key
    circle = f"platform {platform}" if platform else f"area {area}" if area else "all"
    return f"{circle}, {year or 'ever'}"
