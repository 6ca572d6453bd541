"""Open data: only what a visitor sees, as the dictionary says, harmless in a spreadsheet, streamed."""

import csv
import io
import json
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from budgets.actions.sheet import keep_sheets
from budgets.models import Entry
from coalitie.lib.spreadsheet import harmless
from coalitie.pages.models import Value
from coalitie.people.models import User
from coalitie.portal.open_data.sets import SETS
from coalitie.portal.open_data.shape import Kind
from initiatives.models.change_idea import ChangeIdea
from platforms.models import Platform
from platforms.models.right import enter
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
    sign_in,
)

pytestmark = pytest.mark.django_db
SECRET = "Dit blijft binnen"


@pytest.fixture
def full(here: Platform, carla: User) -> Platform:
    """At least one public row of each set, and beside it one that nobody may see."""
    weg = make_platform(SECRET, areas=[buurt("NA01")])
    enter(here, buurt("AA01"), by=carla, standing="asked", since=date(2026, 1, 2), reason="Gevraagd.")
    enter(weg, buurt("NA01"), by=carla, standing="asked", since=date(2026, 1, 2), reason=SECRET)
    for platform, title in ((here, "Openbaar"), (weg, SECRET)):
        initiative = make_initiative(platform, title=title, area=buurt("AA01"))
        make_participation(initiative, make_user(name="Mag er niet in"))
        make_activity(platform, title=title, days=-3)
        make_question(platform, title=title)
        round_ = make_round(platform, title=title)
        plan = make_request(round_, title=title)
        for kind, amount in (("funded", 900), ("promised", 500)):
            entry = Entry(round=round_, kind=kind, amount=amount, purpose=title, on=timezone.localdate())
            entry.request = None if kind == "funded" else plan
            entry.save()
    make_initiative(here, title=SECRET, status="submitted")
    make_initiative(here, title=SECRET, hidden_at=timezone.now())
    make_activity(here, title=SECRET, hidden_at=timezone.now())
    make_question(here, title=SECRET, status="draft")
    make_round(here, title=SECRET, phase="draft")
    make_request(make_round(here), title=SECRET, status="draft", submitted_at=None)
    keep_sheets()
    weg.hide(by=carla, reason="Weg.")
    return here


def text(client: Client, name: str, ending: str) -> str:
    return client.get(f"/open-data/v1/{name}.{ending}").getvalue().decode()


def records(client: Client, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(client, name, "csv").removeprefix("\ufeff"))))


@pytest.mark.parametrize("name", SETS)
def test_what_is_written_is_what_the_dictionary_says(client: Client, full: Platform, name: str) -> None:
    written = json.loads(text(client, name, "json"))
    assert {key: written[key] for key in ("dataset", "versie", "licentie")} == {
        "dataset": name,
        "versie": "v1",
        "licentie": "CC0-1.0",
    }
    columns = {column.name: column for column in SETS[name].columns}
    rows = written["rijen"]
    assert rows or name in {"veranderideeen", "zinnen"}
    for row in rows:
        assert list(row) == list(columns)
        for key, value in row.items():
            assert fits(value, columns[key].kind), (key, value)
            choices = columns[key].choices
            assert choices is None or value in {None, *map(str, choices.values())}
    lines = records(client, name)
    assert len(lines) == len(rows)
    assert all(list(line) == list(columns) for line in lines)


def fits(value: Any, kind: Kind) -> bool:
    if value is None:
        return kind is not Kind.LIST
    match kind:
        case Kind.TEXT:
            return isinstance(value, str)
        case Kind.ADDRESS:
            return isinstance(value, str) and value.startswith("http")
        case Kind.NUMBER | Kind.MONEY:
            return isinstance(value, int | float) and not isinstance(value, bool)
        case Kind.DAY:
            return bool(date.fromisoformat(value))
        case Kind.MOMENT:
            return datetime.fromisoformat(value).tzinfo is not None
        case Kind.YES_NO:
            return isinstance(value, bool)
        case Kind.LIST:
            return isinstance(value, list) and all(isinstance(one, str) for one in value)


@pytest.mark.parametrize("ending", ["csv", "json"])
@pytest.mark.parametrize("name", SETS)
def test_nothing_hidden_and_no_person_leaves(client: Client, full: Platform, els: User, name: str, ending: str) -> None:
    """Not for the team either: a file is the same for all."""
    for someone in (client, sign_in(Client(), els)):
        found = text(someone, name, ending)
        assert SECRET not in found
        assert "Mag er niet in" not in found
        assert "@example.org" not in found


def test_an_idea_for_change_is_in_it_until_it_is_hidden(client: Client, els: User) -> None:
    from coalitie.activity.models import Subject

    idea = ChangeIdea.objects.create(
        title="Een sleutel voor de school",
        slug="een-sleutel",
        what="Na vieren is alles dicht.",
        better="Geef het platform een sleutel.",
        theme=next(iter(dict(SETS["veranderideeen"].columns[2].choices or {}))),
        subject=Subject.objects.create(kind="change_idea"),
    )
    assert [line["titel"] for line in records(client, "veranderideeen")] == ["Een sleutel voor de school"]
    ChangeIdea.objects.filter(pk=idea.pk).update(hidden_at=timezone.now())
    assert records(client, "veranderideeen") == []


def test_goals_follow_from_the_values(client: Client, here: Platform) -> None:
    """In the files, and, being made of the dictionary, in the description for machines."""
    initiative = make_initiative(here, title="Soep", values=Value.objects.filter(slug__in=["zorg", "inclusiviteit"]))
    make_initiative(here, title="Zonder")
    by_title = {line["titel"]: line["sdg"] for line in records(client, "initiatieven")}
    assert by_title == {initiative.title: "3|5|10", "Zonder": ""}
    here.values.set(Value.objects.filter(slug="initiatief"))
    assert json.loads(text(client, "platforms", "json"))["rijen"][0]["sdg"] == ["11", "12"]
    keep_sheets()
    told = {line["cijfer"]: line["sdg"] for line in records(client, "cijfers")}
    assert (told["value_zorg"], told["people"]) == ("3|10", "")
    schemas = client.get("/open-data/v1/openapi.json").json()["components"]["schemas"]
    row = schemas["initiatieven"]["properties"]["rijen"]["items"]
    assert row["properties"]["sdg"]["items"] == {"type": "string"}


def test_small_numbers_are_empty_here_too(client: Client, full: Platform) -> None:
    lines = [line for line in records(client, "cijfers") if line["cijfer"] == "people" and line["naam"] == full.name]
    assert {(line["aantal"], line["niet_getoond"]) for line in lines} == {("", "ja")}


@pytest.mark.parametrize(
    "words", ["=1+1", "+31", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "=cmd|' /C calc'!A0"]
)
def test_no_cell_is_taken_for_a_formula(client: Client, here: Platform, words: str) -> None:
    assert harmless(words) == f"'{words}"
    make_initiative(here, title="Gewoon", summary=words)
    assert records(client, "initiatieven")[0]["in_een_zin"] == f"'{words}"
    assert json.loads(text(client, "initiatieven", "json"))["rijen"][0]["in_een_zin"] == words


def test_numbers_below_zero_stay_numbers(client: Client, here: Platform) -> None:
    round_ = make_round(here)
    first = Entry.objects.create(round=round_, kind="funded", amount=50, purpose="In", on=timezone.localdate())
    Entry.objects.create(
        round=round_, kind="funded", amount=-50, purpose="Fout", on=timezone.localdate(), corrects=first
    )
    assert [line["bedrag"] for line in records(client, "kasboek")] == ["50.0", "-50.0"]


@pytest.mark.parametrize("name", SETS)
def test_it_costs_one_question_however_much_there_is(
    client: Client, full: Platform, django_assert_num_queries: DjangoAssertNumQueries, name: str
) -> None:
    # The other two are the transaction around it: here a savepoint.
    with django_assert_num_queries(3):
        text(client, name, "csv")


def test_files_have_one_address_and_are_for_everyone(client: Client, full: Platform) -> None:
    answer = client.get("/open-data/v1/platforms.csv")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="platforms-')
    assert not answer.cookies
    assert answer.streaming
    for address in ("/open-data/v1/geheim.csv", "/open-data/v1/platforms.xml", "/en/open-data/v1/platforms.csv"):
        assert client.get(address).status_code == 404
    assert client.post("/open-data/v1/platforms.csv").status_code == 405
    assert client.head("/open-data/v1/platforms.csv").status_code == 200


def test_the_page_tells_the_whole_dictionary(client: Client) -> None:
    page = client.get("/open-data/").content.decode()
    for one in SETS.values():
        assert f'href="/open-data/v1/{one.name}.csv"' in page
        assert all(f"<code>{column.name}</code>" in page for column in one.columns)
    assert "CC0-1.0" in page
    assert 'href="/open-data/v1/platforms.csv"' in client.get("/en/open-data/").content.decode()


def test_the_description_is_that_of_the_files(client: Client, full: Platform) -> None:
    """Every reference leads somewhere, every answer has a shape, and what is written has that shape."""
    told = client.get("/open-data/v1/openapi.json").json()
    assert told["openapi"] == "3.1.0"
    assert {"title", "version", "license"} <= told["info"].keys()
    assert told["paths"].keys() == {f"/{name}.{ending}" for name in SETS for ending in ("csv", "json")}
    seen = set()
    for path, verbs in told["paths"].items():
        assert list(verbs) == ["get"]
        seen.add(verbs["get"]["operationId"])
        (shape,) = (one["schema"] for one in verbs["get"]["responses"]["200"]["content"].values())
        if path.endswith(".json"):
            schema = told["components"]["schemas"][shape["$ref"].removeprefix("#/components/schemas/")]
            written = json.loads(text(client, path[1:-5], "json"))
            assert set(schema["required"]) == written.keys()
            assert all(written[key] == schema["properties"][key]["const"] for key in ("dataset", "versie", "licentie"))
            row = schema["properties"]["rijen"]["items"]
            assert row["required"] == list(row["properties"])
            assert all(one.keys() == row["properties"].keys() for one in written["rijen"])
        assert client.get(f"/open-data/v1{path}").status_code == 200
    assert len(seen) == len(told["paths"])
