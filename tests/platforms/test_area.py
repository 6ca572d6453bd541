"""The facts of Amsterdam in the database, and the questions one can ask them."""

import time
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from platforms import facts
from platforms.models import Area, Level

pytestmark = pytest.mark.django_db


def load() -> str:
    out = StringIO()
    call_command("load_areas", stdout=out)
    return out.getvalue()


def test_every_database_knows_the_city() -> None:
    counts = {level: Area.objects.filter(level=level).count() for level in Level.values}
    assert counts == {"stadsdeel": 9, "gebied": 25, "wijk": 110, "buurt": 518}
    assert Area.objects.buurten().inhabited().count() == 438
    assert not Area.objects.buurten().filter(dot_x=None).exists()


def test_a_gebied_follows_from_the_buurt_and_not_from_the_wijk() -> None:
    wijk = Area.objects.get(level=Level.WIJK, code="NB")
    assert set(wijk.buurten().values_list("parent__code", flat=True)) == {"GN18", "GN19"}


def test_the_port_has_no_gebied_and_its_buurten_hang_on_it() -> None:
    port = Area.objects.get(level=Level.STADSDEEL, code="B")
    assert port.buurten().count() == 14
    assert set(port.buurten().values_list("parent", flat=True)) == {port.pk}


def test_buurten_of_every_level_add_up() -> None:
    for level in (Level.STADSDEEL, Level.WIJK, Level.BUURT):
        assert sum(area.buurten().count() for area in Area.objects.filter(level=level)[:600]) == 518
    assert sum(area.buurten().count() for area in Area.objects.filter(level=Level.GEBIED)) == 518 - 14


@pytest.mark.parametrize(
    ("level", "code", "name"),
    [
        ("stadsdeel", "B", "Haven"),
        ("stadsdeel", "S", "Stadsgebied"),
        ("stadsdeel", "A", "Stadsdeel"),
        ("gebied", "GS25", "Gebied"),
        ("buurt", "AA01", "Buurt"),
    ],
)
def test_nobody_is_called_a_stadsdeel_wrongly(level: str, code: str, name: str) -> None:
    assert Area.objects.get(level=level, code=code).level_name == name


def test_names_keep_their_spelling() -> None:
    names = set(Area.objects.values_list("name", flat=True))
    assert {"Stationsplein e.o.", "IJburg, Zeeburgereiland", "Nieuwmarkt/Lastage", "IJplein/Vogelbuurt"} <= names


def test_loading_again_changes_nothing() -> None:
    before = list(Area.objects.values_list())
    assert load().startswith("0 added, 0 changed.")
    assert list(Area.objects.values_list()) == before


def test_loading_repairs_and_says_what() -> None:
    Area.objects.filter(level="buurt", code="AA01").update(name="Foutbuurt")
    assert "0 added, 1 changed.\n  changed: AA01" in load()
    assert Area.objects.get(level="buurt", code="AA01").name == "Planciusbuurt-Noord"


def test_loading_into_an_empty_table_is_quick() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE platforms_area CASCADE")
    start = time.perf_counter()
    facts.load(Area)
    assert time.perf_counter() - start < 2  # about 0.1 s; generous for a busy machine
    assert Area.objects.count() == 662


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"level": "straat"}, "area_(level_known|has_its_parents)"),
        ({"parent": None}, "area_has_its_parents"),
        ({"wijk": None}, "area_has_its_parents"),
        ({"code": "AA02"}, "area_code_once"),
        ({"slug": "westelijke-eilanden"}, "area_slug_once"),
        ({"ended_at": "2001-01-01"}, "area_ends_after_it_began"),
    ],
)
def test_the_database_refuses_nonsense(change: dict[str, object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Area.objects.filter(level="buurt", code="AA01").update(**change)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("jordaan", "Jordaan"),
        ("JORDAN", "Jordaan"),
        ("chassebuurt", "Chassébuurt"),
        ("buitenveldert west", "Buitenveldert-West"),
        ("indishe buurt", "Indische Buurt-West"),
        ("kolenkit", "De Kolenkit"),
        ("betondorp", "Betondorp"),
        ("tuindorp nieuwendm", "Tuindorp Nieuwendam"),
    ],
)
def test_names_are_found_with_typing_errors(typed: str, first: str) -> None:
    found = [area.name for area in Area.objects.matching(typed)[:8]]
    assert first.split("-")[0] in " ".join(found[:4]), found


@pytest.mark.parametrize(("typed", "first"), [("ijbrug", "IJburg"), ("osdrop", "Osdorp")])
def test_swapped_letters_in_a_short_name_are_found_roughly(typed: str, first: str) -> None:
    assert first in " ".join(area.name for area in Area.objects.roughly_matching(typed)[:5])


def test_the_search_can_use_its_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        assert "area_name_similar" in Area.objects.matching("jordaan").explain()


@pytest.mark.parametrize("typed", ["qqqqxxxx", "😀", "%", "_", "\\", "' OR 1=1 --", "a" * 500])
def test_strange_words_match_nothing_and_break_nothing(typed: str) -> None:
    assert len(Area.objects.matching(typed)) == 0
    list(Area.objects.roughly_matching(typed))


def test_what_ended_is_not_found() -> None:
    Area.objects.filter(name="Jordaan").update(ended_at="2030-01-01")
    assert "Jordaan" not in [area.name for area in Area.objects.matching("jordaan")]
