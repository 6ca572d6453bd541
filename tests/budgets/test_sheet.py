"""The value sheet: every figure by its rule, no small number of people told or to be found, and the proof of it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from io import StringIO
from itertools import product
from random import Random
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.utils import timezone

from budgets.actions.sheet import keep_sheets
from budgets.models import EndReport, Entry, Sheet
from budgets.sheet.withhold import Key, Relation, is_small, withhold
from coalitie.pages.models import Value
from coalitie.people.models import User
from initiatives.models import Initiative, Participation, Result
from platforms.models import Area, Level, Platform
from tests.factories import (
    buurt,
    make_activity,
    make_initiative,
    make_participation,
    make_platform,
    make_question,
    make_request,
    make_round,
    make_user,
)

THIS_YEAR = timezone.now().year


def sheet(platform: Platform | None = None, area: Area | None = None, year: int | None = None) -> Sheet:
    return Sheet.objects.of(platform, area).get(year=year)


def gebied_of(code: str) -> Area:
    found = buurt(code).parent
    assert found is not None
    assert found.level == Level.GEBIED
    return found


def joined(initiative: Initiative, people: list[User], on: datetime | None = None) -> None:
    for person in people:
        made = make_participation(initiative, person)
        if on:
            Participation.objects.filter(pk=made.pk).update(joined_at=on)


@pytest.mark.django_db
class TestCounting:
    def test_people_count_once_for_the_first_time_and_again(self) -> None:
        platform = make_platform(areas=[buurt("AA01")])
        first, second = make_initiative(platform), make_initiative(platform)
        people = [make_user() for _ in range(11)]
        last_year = timezone.now() - timedelta(days=366)
        joined(first, people, last_year)
        joined(second, people[:6])
        make_participation(second, people[0], "thinker")
        keep_sheets()
        ever = sheet(platform)
        assert (ever.told("people"), ever.told("again"), ever.told("once")) == (11, 6, 5)
        now = sheet(platform, year=THIS_YEAR)
        assert (now.told("people"), now.told("again"), now.told("once")) == (6, 6, 0)
        before = sheet(year=last_year.year)
        assert (before.told("people"), before.told("again"), before.told("once")) == (11, 0, 11)

    def test_what_happened_at_a_place_counts_in_its_gebied(self) -> None:
        platform = make_platform(areas=[buurt("AA01"), buurt("NA01")])
        make_initiative(platform, area=buurt("AA01"))
        make_activity(platform, area=buurt("NA01"), days=-3)
        make_activity(platform, area=buurt("NA01"), days=3)
        make_activity(platform, days=-3)
        keep_sheets()
        here, there = sheet(area=gebied_of("AA01")), sheet(area=gebied_of("NA01"))
        assert (here.told("initiatives"), here.told("activities"), here.told("buurten_active")) == (1, 0, 1)
        assert (there.told("initiatives"), there.told("activities"), there.told("buurten_active")) == (0, 1, 1)
        own = sheet(platform)
        assert (own.told("activities"), own.told("buurten"), own.told("buurten_active")) == (2, 2, 2)

    def test_a_platform_of_one_gebied_counts_there_without_a_buurt(self) -> None:
        platform = make_platform(areas=[buurt("AA01"), buurt("AA02")])
        make_activity(platform, days=-3)
        keep_sheets()
        assert sheet(area=gebied_of("AA01")).told("activities") == 1

    def test_visits_and_hours_come_from_reports(self) -> None:
        platform = make_platform()
        at = datetime(2026, 5, 2, 12, tzinfo=UTC)
        told: dict[str, Any] = {"reported_at": at, "starts_at": at, "ends_at": at + timedelta(hours=2)}
        make_activity(platform, came=12, new_faces=6, childcare=True, languages="Nederlands en Turks", **told)
        make_activity(platform, came=8, step_free="yes", **told)
        make_activity(platform, days=-3)
        make_activity(platform, days=-3, cancelled_at=at, cancelled_reason="Regen")
        keep_sheets()
        found = sheet(platform)
        names = ("activities", "reported", "visits", "new_faces", "hours_present")
        assert [found.told(name) for name in names] == [3, 2, 20, 6, 400]
        assert [found.told(name) for name in ("step_free", "childcare", "in_languages")] == [1, 1, 1]

    def test_results_deeds_and_questions(self) -> None:
        platform = make_platform()
        zorg = Value.objects.get(slug="zorg")
        done = make_initiative(platform, status="done", values=[zorg])
        make_initiative(platform, status="idea", values=[zorg])
        make_initiative(platform, status="submitted", values=[zorg])
        Result.objects.create(initiative=done, achieved="Een bank", people=40, hours=12)
        make_question(platform)
        make_question(platform, status="answered", took=4)
        make_question(platform, status="draft")
        keep_sheets()
        found = sheet(platform)
        assert (found.told("initiatives"), found.told("results"), found.told("value_zorg")) == (2, 1, 1)
        assert (found.told("reached"), found.told("hours_given")) == (40, 120)
        assert [found.told(name) for name in ("asked", "answered", "open")] == [2, 1, 1]

    def test_money_follows_the_ledger_and_the_plan(self) -> None:
        ours, theirs = make_platform(), make_platform()
        shared, own = make_round(ours, theirs), make_round(ours)
        for round_, plan in (
            (shared, make_request(shared, initiative=make_initiative(theirs))),
            (own, make_request(own)),
        ):
            for kind, amount in (
                ("funded", 900),
                ("promised", 500),
                ("advance", 400),
                ("spent", 250),
                ("returned", 50),
            ):
                entry = Entry(round=round_, kind=kind, amount=amount, purpose="Hout", on=timezone.localdate())
                entry.request = None if kind == "funded" else plan
                entry.save()
            EndReport.objects.create(request=plan, story="We bouwden", achieved="Een bank", hours=Decimal("7.5"))
        keep_sheets()
        names = ("funded", "promised", "paid", "spent", "hours_given")
        assert [sheet().told(name) for name in names] == [180000, 90000, 70000, 50000, 150]
        assert [sheet(ours).told(name) for name in names] == [90000, 45000, 35000, 25000, 75]
        assert [sheet(theirs).told(name) for name in names] == [0, 45000, 35000, 25000, 75]

    def test_hours_told_twice_count_once(self) -> None:
        platform = make_platform()
        initiative = make_initiative(platform, status="done")
        Result.objects.create(initiative=initiative, achieved="Een bank", hours=30)
        plan = make_request(make_round(platform), initiative=initiative)
        EndReport.objects.create(request=plan, story="We bouwden", achieved="Een bank", hours=30)
        keep_sheets()
        assert sheet(platform).told("hours_given") == 300

    def test_what_is_hidden_does_not_count(self) -> None:
        platform = make_platform()
        make_initiative(platform, hidden_at=timezone.now())
        make_activity(platform, days=-3, hidden_at=timezone.now())
        keep_sheets()
        assert (sheet().told("initiatives"), sheet().told("activities")) == (0, 0)

    def test_a_hidden_platform_shows_no_sheet(self, carla: User, here: Platform) -> None:
        keep_sheets()
        here.hide(by=carla, reason="Even niet.")
        assert not Sheet.objects.visible_to(AnonymousUser()).of(here).exists()
        assert Sheet.objects.visible_to(carla).of(here).exists()
        assert Sheet.objects.visible_to(AnonymousUser()).of().exists()

    def test_counting_costs_the_same_for_more_rows(self, django_assert_max_num_queries: object) -> None:
        platform = make_platform()
        make_initiative(platform)
        with django_assert_max_num_queries(25):  # type: ignore[operator]
            keep_sheets()
        for _ in range(5):
            joined(make_initiative(make_platform()), [make_user() for _ in range(3)])
        with django_assert_max_num_queries(25):  # type: ignore[operator]
            keep_sheets()

    def test_counting_again_replaces(self) -> None:
        make_platform()
        assert keep_sheets() == keep_sheets() == Sheet.objects.count()


@pytest.mark.django_db
class TestSmallNumbers:
    def test_few_people_are_not_told(self) -> None:
        platform = make_platform()
        joined(make_initiative(platform), [make_user() for _ in range(4)])
        keep_sheets()
        assert sheet(platform).told("people") is None
        assert sheet(platform).is_small("people")

    def test_nobody_is_no_secret(self) -> None:
        platform = make_platform()
        keep_sheets()
        assert sheet(platform).told("people") == 0

    def test_first_and_again_do_not_give_each_other_away(self) -> None:
        """Eleven took part, three of them again: eight for the first time would tell it."""
        platform = make_platform()
        people = [make_user() for _ in range(11)]
        joined(make_initiative(platform), people)
        joined(make_initiative(platform), people[:3])
        keep_sheets()
        ever = sheet(platform)
        untold = [name for name in ("people", "once", "again") if ever.told(name) is None]
        assert "again" in untold
        assert len(untold) >= 2

    def test_the_only_small_platform_is_not_found_from_the_total(self) -> None:
        for number in (20, 9, 3):
            joined(make_initiative(make_platform(f"Van {number}")), [make_user() for _ in range(number)])
        keep_sheets()
        told = {name: sheet(Platform.objects.get(name=name)).told("people") for name in ("Van 20", "Van 9", "Van 3")}
        assert told == {"Van 20": 20, "Van 9": None, "Van 3": None}
        assert not sheet(Platform.objects.get(name="Van 9")).is_small("people")
        assert sheet().told("people") == 32

    def test_a_gebied_less_its_platform_tells_nothing(self) -> None:
        """One platform works there; three people of another one came too. The gebied minus the platform is three."""
        here = make_platform(areas=[buurt("AA01")])
        wide = make_platform(areas=[buurt("AA02"), buurt("NA01")])
        joined(make_initiative(here, area=buurt("AA01")), [make_user() for _ in range(20)])
        joined(make_initiative(wide, area=buurt("AA02")), [make_user() for _ in range(3)])
        joined(make_initiative(wide, area=buurt("NA01")), [make_user() for _ in range(30)])
        keep_sheets()
        told = [one.told("people") for one in (sheet(area=gebied_of("AA01")), sheet(here))]
        assert None in told

    def test_a_year_does_not_come_out_of_the_others(self) -> None:
        platform = make_platform()
        for years, number in ((0, 20), (1, 15), (2, 2)):
            at = timezone.now() - timedelta(days=366 * years)
            joined(make_initiative(platform), [make_user() for _ in range(number)], at)
        keep_sheets()
        told = [one.told("people") for one in Sheet.objects.of(platform).by_year()]
        assert told.count(None) >= 2

    def test_hours_do_not_tell_how_many_came(self) -> None:
        platform = make_platform()
        make_activity(platform, days=-3, came=3, reported_at=timezone.now())
        keep_sheets()
        assert sheet(platform).told("hours_present") is None


def box(rows: list[list[int]]) -> tuple[dict[Key, int], list[Relation], set[Key]]:
    """A table of unseen cells with its sums, which are told: rows, columns and all."""
    cells: dict[Key, int] = {("cell", r, c): n for r, row in enumerate(rows) for c, n in enumerate(row)}
    height, width = len(rows), len(rows[0])
    relations = []
    for r in range(height):
        cells["row", r] = sum(rows[r])
        relations.append(Relation(("row", r), tuple(("cell", r, c) for c in range(width))))
    for c in range(width):
        cells["column", c] = sum(row[c] for row in rows)
        relations.append(Relation(("column", c), tuple(("cell", r, c) for r in range(height))))
    cells["all"] = sum(map(sum, rows))
    relations.append(Relation("all", tuple(("row", r) for r in range(height))))
    relations.append(Relation("all", tuple(("column", c) for c in range(width))))
    return cells, relations, {key for key in cells if key == "all" or key[0] in ("row", "column")}  # type: ignore[index]


def certain(cells: dict[Key, int], relations: list[Relation], unknown: list[Key]) -> set[Key]:
    """What linear algebra finds out: the unknowns that are the same in every solution of all relations together."""
    place = {key: number for number, key in enumerate(unknown)}
    matrix = []
    for relation in relations:
        row = [Fraction(0)] * len(unknown)
        for key in relation.parts:
            if key in place:
                row[place[key]] += 1
        if relation.total in place:
            row[place[relation.total]] -= 1
        if any(row):
            matrix.append(row)
    lead = 0
    pivots: list[tuple[int, list[Fraction]]] = []
    for column in range(len(unknown)):
        at = next((n for n in range(lead, len(matrix)) if matrix[n][column]), None)
        if at is None:
            continue
        matrix[lead], matrix[at] = matrix[at], matrix[lead]
        matrix[lead] = [value / matrix[lead][column] for value in matrix[lead]]
        for n, row in enumerate(matrix):
            if n != lead and row[column]:
                matrix[n] = [a - row[column] * b for a, b in zip(row, matrix[lead], strict=True)]
        pivots.append((column, matrix[lead]))
        lead += 1
    return {unknown[column] for n, (column, _) in enumerate(pivots) if sum(map(bool, matrix[n])) == 1}


class TestWithholding:
    @pytest.mark.parametrize("seed", range(60))
    def test_nothing_small_comes_out_of_any_table(self, seed: int) -> None:
        random = Random(seed)
        height, width = random.randint(2, 7), random.randint(2, 6)
        sizes = [0, 0, 0, 1, 2, 3, 4, 6, 9, 30]
        rows = [[random.choice(sizes) for _ in range(width)] for _ in range(height)]
        cells, relations, told = box(rows)
        quiet = withhold(cells, relations, told)
        unknown = [key for key in cells if cells[key] and (key in quiet or key not in told)]
        small = {key for key in unknown if is_small(cells[key])}
        assert not small & certain(cells, relations, unknown)
        assert all(key in quiet for key in told if is_small(cells[key]))

    def test_what_is_safe_is_told(self) -> None:
        cells, relations, told = box([[10, 20], [30, 40]])
        assert withhold(cells, relations, told) == set()

    def test_two_ones_are_not_told_by_their_sum(self) -> None:
        cells: dict[Key, int] = {"all": 32, "a": 30, "b": 1, "c": 1}
        quiet = withhold(cells, [Relation("all", ("a", "b", "c"))], cells)
        assert quiet == {"a", "b", "c"}

    def test_four_fours_are_not_told_by_their_sum(self) -> None:
        cells: dict[Key, int] = {"all": 38, "a": 30, "b": 4, "c": 4}
        assert "a" in withhold(cells, [Relation("all", ("a", "b", "c"))], cells)

    def test_a_sheet_for_a_thousand_circles_takes_no_minute(self) -> None:
        random = Random(5)
        rows = [[random.choice([0, 0, 0, 0, 2, 8]) for _ in range(25)] for _ in range(400)]
        cells, relations, told = box(rows)
        begin = timezone.now()
        withhold(cells, relations, told)
        assert timezone.now() - begin < timedelta(seconds=20)


@pytest.mark.django_db
class TestProof:
    def test_what_is_kept_is_what_is_counted(self) -> None:
        joined(make_initiative(), [make_user() for _ in range(7)])
        keep_sheets()
        out = StringIO()
        call_command("recount_figures", stdout=out)
        assert "every figure is what is counted now" in out.getvalue()

    def test_it_says_what_differs(self) -> None:
        joined(make_initiative(), [make_user() for _ in range(7)])
        keep_sheets()
        Sheet.objects.of().filter(year=None).update(counts={"people": 8}, withheld=["visits"])
        with pytest.raises(CommandError, match="all, ever: people is kept as 8, counted as 7") as error:
            call_command("recount_figures")
        assert error.value.returncode == 1
        assert "withheld is" in str(error.value)

    def test_nothing_kept_is_a_difference_and_keeping_mends_it(self) -> None:
        with pytest.raises(CommandError, match="not kept"):
            call_command("recount_figures")
        call_command("count_figures", stdout=StringIO())
        call_command("recount_figures", stdout=StringIO())

    def test_they_are_counted_once_a_day(self) -> None:
        make_platform()
        said = [StringIO() for _ in range(3)]
        for out, options in zip(said, ({}, {}, {"now": True}), strict=True):
            call_command("count_figures", stdout=out, **options)
        assert [not out.getvalue().startswith("0 ") for out in said] == [True, False, True]


def test_the_algebra_of_these_tests_finds_what_a_reader_finds() -> None:
    cells, relations, _told = box([[3, 9], [8, 7]])
    assert certain(cells, relations, [("cell", 0, 0), ("cell", 0, 1)]) == {("cell", 0, 0), ("cell", 0, 1)}
    assert certain(cells, relations, [("cell", r, c) for r, c in product(range(2), repeat=2)]) == set()
