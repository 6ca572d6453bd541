"""A platform takes along all that it made here: whole, only its own, and written down."""

import csv
import io
import json
import zipfile
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from budgets.models import Entry, Sheet
from coalitie.activity.models import Event
from coalitie.pages.models import Value
from coalitie.people.models import User
from initiatives.models import Reply, Result, Wait, post_update, recognise
from platforms.models import Membership, Platform
from platforms.models.peer_review import ask_sister
from tests.factories import (
    make_activity,
    make_idea,
    make_initiative,
    make_membership,
    make_participation,
    make_question,
    make_request,
    make_round,
    make_user,
    sign_in,
)

pytestmark = pytest.mark.django_db
ADDRESS = "/platforms/hier-in-de-buurt/alles-meenemen/"
THEIRS = "Van de anderen"


@pytest.fixture
def full(here: Platform, elsewhere: Platform, bob: User) -> Platform:
    for platform, title in ((here, "Van ons"), (elsewhere, THEIRS)):
        initiative = make_initiative(platform, title=title, status="done", author=bob)
        make_participation(initiative, bob, "puller")
        post_update(initiative, by=bob, form_key=uuid4(), title=title, text="Het groeit.")
        Result.objects.create(initiative=initiative, achieved=title)
        make_activity(platform, title=title)
        make_question(platform, title=title)
    make_membership(elsewhere, make_user(name="Een ander"))
    shared = make_round(here, elsewhere, title="Samen")
    for initiative in (make_initiative(here), make_initiative(elsewhere)):
        title = "Ons plan" if initiative.platform == here else THEIRS
        plan = make_request(shared, initiative=initiative, title=title)
        Entry.objects.create(round=shared, kind="funded", amount=500, purpose=THEIRS, on="2026-05-01")
        Entry.objects.create(round=shared, request=plan, kind="promised", amount=500, purpose=title, on="2026-05-01")
    return here


def taken(client: Client, user: User) -> zipfile.ZipFile:
    answer = sign_in(client, user).post(ADDRESS)
    assert answer.status_code == 200
    assert answer.streaming
    return zipfile.ZipFile(io.BytesIO(answer.getvalue()))


def test_all_of_it_is_in_the_zip_and_nothing_of_others(client: Client, full: Platform, carla: User) -> None:
    archive = taken(client, carla)
    assert archive.testzip() is None
    for name in ("initiatieven", "berichten", "resultaten", "activiteiten", "vragen"):
        assert "Van ons" in archive.read(f"{name}.csv").decode(), name
    assert [row["titel"] for row in json.loads(archive.read("aanvragen.json"))] == ["Ons plan"]
    assert [row["waarvoor"] for row in json.loads(archive.read("kasboek.json"))] == ["Ons plan"]
    for name in archive.namelist():
        assert THEIRS not in archive.read(name).decode(), name
        assert "Een ander" not in archive.read(name).decode(), name


def test_csv_and_json_say_the_same(client: Client, full: Platform, carla: User) -> None:
    archive = taken(client, carla)
    names = {name.rpartition(".")[0] for name in archive.namelist()} - {"LEES-MIJ"}
    assert len(names) == 22
    for name in names:
        rows = json.loads(archive.read(f"{name}.json"))
        lines = list(csv.DictReader(io.StringIO(archive.read(f"{name}.csv").decode("utf-8-sig"))))
        assert len(rows) == len(lines)
        assert all(list(row) == list(line) for row, line in zip(rows, lines, strict=True))


def test_what_was_answered_known_and_seen_comes_along(
    client: Client, full: Platform, elsewhere: Platform, carla: User, driss: User
) -> None:
    question = make_question(full, title="Met antwoord", status="answered", took=4)
    paper = default_storage.save("questions/antwoord.pdf", ContentFile(b"papier"))
    wait = Wait.objects.get(question=make_question(full, status="asked"))
    Reply.objects.create(wait=wait, text="Ja.", paper=paper)
    idea = make_idea(title="Eén formulier")
    recognise(idea, by=carla, platform=full, example="Wij vulden er vier in.")
    recognise(idea, by=driss, platform=elsewhere, example=THEIRS)
    review = ask_sister(full, elsewhere, by=carla, year=2026)
    review.accept(by=driss)
    value = Value.objects.all()[0].pk
    review.write_part(full, by=carla, seen=0, words={value: "Zij hebben de sleutel."})
    review.write_part(elsewhere, by=driss, seen=0, words={value: THEIRS})
    archive = taken(client, carla)
    said = [row["antwoord"] for row in json.loads(archive.read("antwoorden.json")) if row["vraag"] == question.title]
    assert said == ["Volgende maand."]
    assert archive.read(f"bestanden/{paper}") == b"papier"
    assert [row["voorbeeld"] for row in json.loads(archive.read("voorbeelden.json"))] == ["Wij vulden er vier in."]
    assert [row["voorbeeld"] for row in json.loads(archive.read("gezien.json"))] == ["Zij hebben de sleutel."]
    assert len(json.loads(archive.read("zusterblikken.json"))) == 1
    assert len(json.loads(archive.read("fasen.json"))) == full.stage_changes.count() > 0


def test_what_the_sheet_keeps_quiet_stays_quiet(client: Client, full: Platform, carla: User) -> None:
    counts = {"people": 3, "initiatives": 7}
    Sheet.objects.filter(platform=full).delete()
    Sheet.objects.create(platform=full, counts=counts, withheld=["people"], counted_at=timezone.now())
    (row,) = json.loads(taken(client, carla).read("cijfers.json"))
    assert (row["aantallen"], row["niet_getoond"]) == ({"initiatives": 7}, ["people"])


def test_an_address_only_of_who_shares_it(client: Client, full: Platform, carla: User, alice: User, bob: User) -> None:
    Membership.objects.filter(person=alice).update(contact="email")
    emails = {row["naam"]: row["email"] for row in json.loads(taken(client, carla).read("leden.json"))}
    assert emails["Alice"] == "alice@example.org"
    assert emails["Bob"] == ""


def test_it_is_written_down_each_time(client: Client, full: Platform, carla: User) -> None:
    client = sign_in(client, carla)
    client.get(ADDRESS)
    assert not Event.objects.filter(verb="platform_taken_along").exists()
    taken(client, carla)
    event = Event.objects.get(verb="platform_taken_along")
    assert (event.subject, event.by) == (full.subject, carla)


def test_pictures_come_along_and_a_lost_one_stops_nothing(client: Client, full: Platform, carla: User) -> None:
    name = default_storage.save("platforms/eigen.webp", ContentFile(b"beeld"))
    wanted = {"picture": name, "picture_alt": "Een bank", "picture_width": 1, "picture_height": 1}
    Platform.objects.filter(pk=full.pk).update(**wanted)
    assert taken(client, carla).read(f"bestanden/{name}") == b"beeld"
    default_storage.delete(name)
    assert not [one for one in taken(client, carla).namelist() if one.startswith("bestanden")]


def test_only_the_coordinator_here_and_the_team(
    client: Client, full: Platform, alice: User, bob: User, driss: User, els: User
) -> None:
    assert client.post(ADDRESS).status_code == 302
    for user in (alice, bob, driss):
        assert sign_in(client, user).post(ADDRESS).status_code == 403
    assert sign_in(client, els).post(ADDRESS).status_code == 200
    assert client.put(ADDRESS).status_code == 405
