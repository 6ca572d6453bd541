"""Counts all that the sheets tell, of every circle and every year, from the rows that anybody may see.

Rows come by the thousand and only their numbers are kept. A circle is everybody, a platform or a gebied; ``Both`` is a
platform in one gebied, which no page shows and ``withhold`` needs.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Count, F, Func, IntegerField, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce, ExtractYear
from django.utils import timezone

from budgets.books import Tally
from budgets.models.entry import Entry, Kind
from budgets.models.report import EndReport
from budgets.models.request import Request
from budgets.models.round import Round
from initiatives.models import Activity, Initiative, Participation, Question, Result, Status, WaitOutcome
from platforms.models import Area, Level, Platform

CHUNK = 5000
DEEDS = (Status.TRYING, Status.RUNNING, Status.DONE)

# What it is, the number of its platform and that of its gebied, 0 where it has none.
type Circle = tuple[str, int, int]
type Cell = tuple[Circle, int | None]
ALL: Circle = ("all", 0, 0)


@dataclass
class Counts:
    """By circle and year (None is ever), by the name of the figure."""

    cells: dict[Cell, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, platform: int | None, area: int | None, year: int | None, **numbers: int) -> None:
        for circle in circles(platform, area):
            for when in (year, None):
                self.cells[circle, when].update(numbers)

    @property
    def years(self) -> dict[Circle, list[int]]:
        found: dict[Circle, list[int]] = defaultdict(list)
        for circle, year in self.cells:
            if year is not None:
                found[circle].append(year)
        return found

    @property
    def in_year(self) -> dict[int | None, list[Cell]]:
        found: dict[int | None, list[Cell]] = defaultdict(list)
        for cell in self.cells:
            found[cell[1]].append(cell)
        return found


def circles(platform: int | None, area: int | None) -> Iterator[Circle]:
    yield ALL
    if platform:
        yield ("platform", platform, 0)
    if area:
        yield ("area", 0, area)
    yield ("both", platform or 0, area or 0)


def gather() -> Counts:
    counts = Counts()
    home = homes()
    people(counts, home)
    initiatives(counts, home)
    results(counts, home)
    activities(counts, home)
    questions(counts, home)
    money(counts, home)
    hours_of_plans(counts, home)
    buurten(counts)
    return counts


def every_year(counts: Counts) -> range:
    """From the first year in which something happened anywhere, so that years can be laid beside each other."""
    found = counts.years.get(ALL, [])
    return range(min(found), max(found) + 1) if found else range(0)


def homes() -> dict[int, int]:
    """The gebied of each platform that works in one only: there counts what names no buurt."""
    works = Platform.areas.through.objects.filter(area__parent__level=Level.GEBIED)
    found: dict[int, set[int]] = defaultdict(set)
    for platform, area in works.values_list("platform", "area__parent"):
        found[platform].add(area or 0)
    return {platform: min(areas) for platform, areas in found.items() if len(areas) == 1}


def gebied(path: str) -> Case:
    """The gebied of the area at the end of this path; None of a wijk, which can lie in two."""
    return Case(
        When(**{f"{path}__level": Level.GEBIED}, then=F(path)),
        When(**{f"{path}__parent__level": Level.GEBIED}, then=F(f"{path}__parent")),
        output_field=IntegerField(),
    )


def public_initiatives() -> Any:
    return Initiative.objects.visible_to(AnonymousUser())


def held() -> Any:
    """What was in the agenda, is over and was not called off."""
    return Activity.objects.visible_to(AnonymousUser()).on().filter(ends_at__lte=timezone.now())


# --- People -----------------------------------------------------------------------------------------------------------
def people(counts: Counts, home: dict[int, int]) -> None:
    """Each person once in a circle and a year, by the order in which people joined."""
    rows = (
        Participation.objects.filter(initiative__in=public_initiatives())
        .annotate(area=gebied("initiative__area"), year=ExtractYear("joined_at"))
        .order_by("joined_at", "pk")
        .values_list("person_id", "initiative_id", "initiative__platform_id", "area", "year")
    )
    joined: set[tuple[int, int]] = set()
    before: Counter[tuple[Circle, int]] = Counter()
    here: dict[Cell, set[int]] = defaultdict(set)
    again: dict[Cell, set[int]] = defaultdict(set)
    for person, initiative, platform, area, year in rows.iterator(CHUNK):
        if (person, initiative) in joined:
            continue
        joined.add((person, initiative))
        for circle in circles(platform, area or home.get(platform or 0)):
            before[circle, person] += 1
            for when in (year, None):
                here[circle, when].add(person)
                if before[circle, person] > 1:
                    again[circle, when].add(person)
    for cell, persons in here.items():
        twice = len(again[cell])
        counts.cells[cell].update(people=len(persons), again=twice, once=len(persons) - twice)


# --- Work -------------------------------------------------------------------------------------------------------------
def initiatives(counts: Counts, home: dict[int, int]) -> None:
    rows = public_initiatives().annotate(gebied=gebied("area"), year=ExtractYear("published_at"))
    by = ("platform", "gebied", "year")
    for platform, area, year, number in rows.order_by().values_list(*by).annotate(n=Count("pk")):
        counts.add(platform, area or home.get(platform or 0), year, initiatives=number)
    deeds = rows.filter(status__in=DEEDS, values__isnull=False).order_by().values_list(*by, "values__slug")
    for platform, area, year, slug, number in deeds.annotate(n=Count("pk")):
        counts.add(platform, area or home.get(platform or 0), year, **{f"value_{slug}": number})


def results(counts: Counts, home: dict[int, int]) -> None:
    rows = (
        Result.objects.visible_to(AnonymousUser())
        .annotate(area=gebied("initiative__area"), year=ExtractYear("at"))
        .order_by()
        .values_list("initiative__platform", "area", "year")
        .annotate(n=Count("pk"), people=Coalesce(Sum("people"), 0), hours=Coalesce(Sum("hours"), 0))
    )
    for platform, area, year, number, reached, hours in rows:
        counts.add(
            platform, area or home.get(platform or 0), year, results=number, reached=reached, hours_given=hours * 10
        )


def activities(counts: Counts, home: dict[int, int]) -> None:
    rows = (
        held()
        .annotate(
            gebied=Coalesce(gebied("area"), gebied("initiative__area")), year=ExtractYear("starts_at"), lasted=seconds()
        )
        .order_by()
        .values_list("platform", "gebied", "year")
        .annotate(
            n=Count("pk"),
            told=Count("pk", filter=Q(reported_at__isnull=False)),
            visits=Coalesce(Sum("came"), 0),
            new=Coalesce(Sum("new_faces"), 0),
            present=Coalesce(Sum(F("came") * F("lasted")), 0),
            free=Count("pk", filter=Q(step_free="yes")),
            care=Count("pk", filter=Q(childcare=True)),
            spoken=Count("pk", filter=~Q(languages="")),
        )
    )
    for platform, area, year, number, told, visits, new, present, free, care, spoken in rows:
        counts.add(
            platform,
            area or home.get(platform or 0),
            year,
            activities=number,
            reported=told,
            visits=visits,
            new_faces=new,
            hours_present=present // 360,
            step_free=free,
            childcare=care,
            in_languages=spoken,
        )


def seconds() -> Func:
    return Func(
        F("ends_at") - F("starts_at"),
        template="EXTRACT(EPOCH FROM %(expressions)s)::bigint",
        output_field=IntegerField(),
    )


# --- Questions --------------------------------------------------------------------------------------------------------
def questions(counts: Counts, home: dict[int, int]) -> None:
    rows = (
        Question.objects.visible_to(AnonymousUser())
        .annotate(area=gebied("initiative__area"), year=ExtractYear("asked_on"))
        .order_by()
        .values_list("platform", "area", "year")
        .annotate(
            n=Count("pk"),
            answered=Count("pk", filter=Q(wait__outcome=WaitOutcome.ANSWERED)),
            open=Count("pk", filter=Q(wait__outcome=WaitOutcome.WAITING)),
        )
    )
    for platform, area, year, asked, answered, waiting in rows:
        counts.add(platform, area or home.get(platform or 0), year, asked=asked, answered=answered, open=waiting)


# --- Money ------------------------------------------------------------------------------------------------------------
def only_platform(path: str) -> Subquery:
    """The platform of a round that has one; None of a round of several."""
    of_round: Any = Round.platforms.through.objects.filter(round=OuterRef(path)).order_by().values("round")
    one = of_round.annotate(n=Count("pk"), first=Sum("platform")).filter(n=1)
    return Subquery(one.values("first")[:1], output_field=IntegerField())


def money(counts: Counts, home: dict[int, int]) -> None:
    rows = (
        Entry.objects.filter(round__in=Round.objects.published(), carried_from=None)
        .annotate(
            owner=Coalesce(F("request__initiative__platform"), only_platform("round")),
            area=gebied("request__initiative__area"),
            year=ExtractYear("on"),
        )
        .order_by()
        .values_list("owner", "area", "year", "kind")
        .annotate(sum=Sum("amount"))
    )
    for platform, area, year, kind, amount in rows:
        counts.add(platform, area or home.get(platform or 0), year, **cents(kind, amount))


def cents(kind: str, amount: Decimal) -> dict[str, int]:
    """What a sum of this kind does to each figure, by the rules of the books."""
    tally = Tally()
    tally.add(kind, amount)
    moved = {"funded": tally.funded, "promised": tally.promised, "paid": tally.paid, "spent": tally.spent}
    if kind == Kind.CARRIED:
        moved["funded"] = -amount
    return {name: int(number * 100) for name, number in moved.items() if number}


def hours_of_plans(counts: Counts, home: dict[int, int]) -> None:
    told = Result.objects.visible_to(AnonymousUser()).filter(hours__isnull=False).values("initiative")
    rows = (
        EndReport.objects.filter(request__in=Request.objects.visible_to(AnonymousUser()).values("pk"))
        .exclude(request__initiative__in=told)
        .annotate(
            owner=Coalesce(F("request__initiative__platform"), only_platform("request__round")),
            area=gebied("request__initiative__area"),
            year=ExtractYear("at"),
        )
        .order_by()
        .values_list("owner", "area", "year")
        .annotate(sum=Sum("hours"))
    )
    for platform, area, year, hours in rows:
        counts.add(platform, area or home.get(platform or 0), year, hours_given=int(hours * 10))


# --- Where ------------------------------------------------------------------------------------------------------------
def buurten(counts: Counts) -> None:
    """How many buurten there are in each circle, and in how many of them something happened."""
    inhabited = dict(Area.objects.buurten().current().inhabited().order_by().values_list("pk", "parent_id"))
    gebieden = set(Area.objects.filter(level=Level.GEBIED).values_list("pk", flat=True))
    works: dict[int, set[int]] = defaultdict(set)
    for platform, area in Platform.areas.through.objects.values_list("platform", "area"):
        works[platform].add(area)
    of_gebied: dict[int, set[int]] = defaultdict(set)
    for buurt, parent in inhabited.items():
        if parent in gebieden:
            of_gebied[parent].add(buurt)
    all_of: dict[Circle, set[int]] = {ALL: set(inhabited)}
    all_of |= {("platform", pk, 0): some for pk, some in works.items()}
    all_of |= {("area", 0, pk): some for pk, some in of_gebied.items()}
    active: dict[Cell, set[int]] = defaultdict(set)
    for platform, place, year in happened():
        for circle in (ALL, ("platform", platform, 0), ("area", 0, inhabited.get(place) or 0)):
            if place in all_of.get(circle, ()):
                active[circle, year].add(place)
                active[circle, None].add(place)
    for circle, some in all_of.items():
        for when in (None, *every_year(counts)):
            counts.cells[circle, when].update(buurten=len(some), buurten_active=len(active[circle, when]))


def happened() -> Iterator[tuple[int, int, int]]:
    """Platform, buurt and year of everything that began or was held at a place."""
    begun = public_initiatives().filter(area__isnull=False).annotate(year=ExtractYear("published_at"))
    dated = held().filter(area__isnull=False).annotate(year=ExtractYear("starts_at"))
    for rows in (begun, dated):
        yield from rows.order_by().values_list("platform", "area", "year").distinct()
