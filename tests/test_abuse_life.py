"""Somebody who means harm, in the life of an initiative: its key, its talk, its agenda, its photos and its mails."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from PIL import Image

from coalitie.activity.models import Mail, Notice
from coalitie.activity.stop import Stop
from coalitie.lib.pictures import sheet_of
from coalitie.lib.refused import Refused
from coalitie.lib.search import wider
from coalitie.people.erase import erase
from coalitie.people.models import User
from initiatives.access import allowed, of_shift
from initiatives.models import (
    Activity,
    Case,
    Comment,
    Initiative,
    Shift,
    SignUp,
    Status,
    agenda,
    ask_to_merge,
    ask_to_pull,
    offer_to_pull,
    report,
    say_energy,
    sign_up,
    take_part,
    write,
)
from platforms.models import Platform
from tests.factories import (
    make_activity,
    make_initiative,
    make_participation,
    make_user,
    sign_in,
    sign_in_to_desk,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def garden(here: Platform, ibrahim: User, fatima: User) -> Initiative:
    """Ibrahim pulls it, Fatima does it."""
    initiative = make_initiative(here, author=ibrahim, status=Status.SEEKING, title="Moestuin", slug="moestuin")
    make_participation(initiative, ibrahim, "puller", shows_name=True)
    make_participation(initiative, fatima)
    return initiative


def said(by: User, topic: Initiative, text: str, parent: Comment | None = None) -> Comment:
    return write(topic, by=by, text=text, form_key=uuid4(), parent=parent)


# --- The key ----------------------------------------------------------------------------------------------------------
def test_who_was_sent_away_does_not_come_back_with_the_key(garden: Initiative, ibrahim: User, fatima: User) -> None:
    """Asked to pull it, then taken leave of; the question still lies in the inbox."""
    asked = ask_to_pull(garden, by=ibrahim, person=fatima, kind="over")
    garden.participations.get(person=fatima).end(by=ibrahim, line="Het botste.")
    with pytest.raises(Refused):
        asked.accept(by=fatima)
    assert [one.person for one in garden.participations.pulling()] == [ibrahim]


def test_nor_does_an_offer_outlive_taking_part(garden: Initiative, ibrahim: User, fatima: User, carla: User) -> None:
    garden.participations.filter(person=ibrahim).update(withdrawn_at=timezone.now())
    offer = offer_to_pull(garden, by=fatima)
    garden.participations.get(person=fatima).end(by=carla, line="Het botste.")
    with pytest.raises(Refused):
        offer.accept(by=carla)
    assert not garden.participations.pulling().exists()


# --- Between desks ----------------------------------------------------------------------------------------------------
def test_nobody_says_yes_to_their_own_question(garden: Initiative, elsewhere: Platform, carla: User) -> None:
    """A coordinator asks that a neighbour's plan goes into the one that she pulls elsewhere, and answers herself."""
    hers = make_initiative(elsewhere, author=carla, status=Status.SEEKING, title="Van Carla")
    make_participation(hers, carla, "puller")
    asked = ask_to_merge(garden, into=hers, by=carla, reason="Het is hetzelfde.")
    assert "answer" not in of_shift(carla, asked)
    client = sign_in_to_desk(Client(), carla)
    client.post(f"/initiatieven/{garden.slug}/verzoek/{asked.pk}/", {"ja": "1", "answer": ""})
    garden.refresh_from_db()
    assert garden.status == Status.SEEKING
    assert Shift.objects.get().is_open


def test_the_team_neither(garden: Initiative, here: Platform, els: User) -> None:
    hers = make_initiative(here, author=els, status=Status.SEEKING, title="Van Els")
    asked = ask_to_merge(garden, into=hers, by=els, reason="Het is hetzelfde.")
    assert "answer" not in of_shift(els, asked)


# --- Words that were taken back ---------------------------------------------------------------------------------------
def test_deleted_words_stay_in_nobodys_inbox(garden: Initiative, ibrahim: User, fatima: User) -> None:
    first = said(fatima, garden, "Wie heeft er een schep?")
    answer = said(ibrahim, garden, "Bel mij op 0612345678.", parent=first)
    assert "0612345678" in Mail.objects.get(to=fatima.email).text
    answer.forget(by=ibrahim)
    assert not Notice.objects.filter(text__contains="0612345678").exists()
    first.forget(by=fatima)
    assert not Notice.objects.filter(text__contains="schep").exists()


def test_deleted_words_stay_in_no_log(garden: Initiative, fatima: User, alice: User, carla: User) -> None:
    rude = said(fatima, garden, "Bel mij op 0612345678.")
    report(rude, by=alice, rule="private")
    client = sign_in_to_desk(Client(), carla)
    address = f"/beheer/initiatives/case/{Case.objects.get().pk}/doe/hide/"
    assert client.post(address, {"rule": "private", "reason": "Een nummer."}).status_code == 302
    rude.forget(by=fatima)
    assert LogEntry.objects.exists()
    assert "0612345678" not in str(list(LogEntry.objects.values()))


def test_an_erased_account_leaves_no_name_in_a_log(alice: User, els: User) -> None:
    client = sign_in_to_desk(Client(), els)
    assert client.post(f"/beheer/people/user/{alice.pk}/doe/block/", {"reason": "Schold."}).status_code == 302
    assert LogEntry.objects.exists()
    erase(alice)
    assert "Alice" not in str(list(LogEntry.objects.values()))


def test_nothing_is_left_to_judge_of_an_erased_account(garden: Initiative, alice: User, carla: User) -> None:
    rude = said(make_user("boos@example.org", "Boos"), garden, "Wat een sukkels.")
    report(rude, by=alice, rule="person")
    erase(User.objects.get(email="boos@example.org"))
    assert not Case.objects.open().exists()


# --- The agenda -------------------------------------------------------------------------------------------------------
def full(here: Platform, **fields: Any) -> tuple[Activity, list[User]]:
    activity = make_activity(here, places=1, **fields)
    people = [make_user(name=f"Buur {number}") for number in range(3)]
    for person in people:
        sign_up(activity, by=person)
    return activity, people


def test_what_was_hidden_mails_nobody(here: Platform, carla: User, bob: User) -> None:
    """Its writer changes the place or calls it off, and every change would be a mail with the hidden words."""
    activity, _people = full(here, author=bob, title="Koop nu")
    activity.hide(by=carla, reason="Reclame")
    Mail.objects.all().delete()
    client = sign_in(Client(), bob)
    assert client.get(f"/agenda/{activity.slug}/veranderen/").status_code == 403
    form = {"reason": "Bel 0900-KOOPNU"}
    assert client.post(f"/agenda/{activity.slug}/afgelasten/", form).status_code == 403
    assert not Mail.objects.exists()


def test_nor_does_it_offer_places(here: Platform, carla: User) -> None:
    activity, people = full(here, title="Koop nu")
    activity.hide(by=carla, reason="Reclame")
    Mail.objects.all().delete()
    SignUp.objects.get(person=people[0]).leave(by=people[0])
    assert not Mail.objects.exists()


def test_no_place_is_taken_in_what_was_called_off(here: Platform, carla: User) -> None:
    activity, people = full(here)
    SignUp.objects.get(person=people[0]).leave(by=people[0])
    agenda.call_off(activity, by=carla, reason="Regen")
    with pytest.raises(Refused):
        SignUp.objects.get(person=people[1]).accept(by=people[1])


def test_a_newcomer_does_not_pass_the_line(here: Platform) -> None:
    """An erased account leaves a place; until the worker comes by, the next to sign up must not get it."""
    activity, people = full(here)
    erase(people[0])
    late = sign_up(activity, by=make_user(name="Laat"))
    assert late.status == "waiting"
    assert SignUp.objects.get(person=people[1]).status == "offered"


# --- One press in a mail ----------------------------------------------------------------------------------------------
def test_the_holder_of_a_mail_reads_no_title_that_is_not_public(here: Platform, ibrahim: User) -> None:
    draft = make_initiative(here, author=ibrahim, status=Status.DRAFT, title="Geheim plan")
    assert "Geheim" not in Stop(ibrahim, "comment_new", draft.subject).sentence


# --- A stranger among the doers ---------------------------------------------------------------------------------------
def test_joining_opens_no_door_before_the_welcome(client: Client, garden: Initiative, ibrahim: User) -> None:
    """Anybody joins with one press. What the group says, and speaking for it, come with the welcome."""
    say_energy(garden, by=ibrahim, answer="no", line="Ik ben op.")
    mallory = make_user(name="Mallory")
    mine = take_part(garden, by=mallory, role="doer")
    fresh = Initiative.objects.get(pk=garden.pk)
    assert {"see_energy", "see_falling", "write_update"}.isdisjoint(allowed(mallory, fresh))
    assert "say_energy" in allowed(mallory, fresh)
    sign_in(client, mallory)
    assert "Ik ben op." not in client.get("/initiatieven/moestuin/").content.decode()
    assert client.get("/initiatieven/moestuin/berichten/nieuw/").status_code == 403
    mine.welcome(by=ibrahim, line="")
    assert {"see_energy", "write_update"} <= allowed(mallory, fresh)
    assert "Ik ben op." in client.get("/initiatieven/moestuin/").content.decode()


# --- How often --------------------------------------------------------------------------------------------------------
def test_nobody_is_mailed_by_joining_and_leaving_over_and_over(
    client: Client, garden: Initiative, ibrahim: User
) -> None:
    sign_in(client, make_user(name="Mallory"))
    for number in range(12):
        client.post("/initiatieven/moestuin/meedoen/", {"role": "doer", "line": f"Hoi {number}"})
        client.post("/initiatieven/moestuin/stoppen/", {"rol": "doer", "role": "doer", "line": f"Dag {number}"})
    assert Mail.objects.filter(to=ibrahim.email).count() <= 10


def test_nobody_is_asked_for_the_key_over_and_over(
    client: Client, garden: Initiative, ibrahim: User, fatima: User
) -> None:
    sign_in(client, ibrahim)
    for number in range(12):
        client.post("/initiatieven/moestuin/sleutel/", {"person": fatima.pk, "kind": "over", "line": f"Nu? {number}"})
        for asked in garden.handovers.waiting():
            client.post(f"/initiatieven/moestuin/sleutel/{asked.pk}/", {"said": "terug"})
    assert Mail.objects.filter(to=fatima.email).count() <= 5


def test_photos_are_counted_before_they_are_redrawn(client: Client, garden: Initiative, ibrahim: User) -> None:
    sign_in(client, ibrahim)
    answers = []
    for _number in range(42):
        form = {"title": "Kop", "text": "", "sleutel": uuid4(), "foto_1": SimpleUploadedFile("x.jpg", b"no photo")}
        answers.append(client.post("/initiatieven/moestuin/berichten/nieuw/", form).status_code)
    assert (answers[0], answers[-1]) == (422, 409)


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("WEBP", "RGB")])
def test_a_small_file_does_not_fill_the_memory(kind: str, mode: str) -> None:
    """100 kB of one colour took 735 MB as a PNG that can be seen through, and 848 MB as a WebP."""
    out = BytesIO()
    Image.new(mode, (5100, 5100)).save(out, kind)
    with pytest.raises(ValidationError, match="te veel beeldpunten"):
        sheet_of(SimpleUploadedFile("x.png", out.getvalue()))


# --- Searching --------------------------------------------------------------------------------------------------------
def test_no_letter_becomes_an_operator() -> None:
    """Without accents ½ is " 1/2" and ŉ is "'n", which is no query. Every sign that Python calls part of a word."""
    signs = [chr(code) for code in range(0x110000) if chr(code).isalnum()]
    words = ["huis" + "".join(signs[start : start + 20]) for start in range(0, len(signs), 20)]
    asked = [wider(word) for word in words]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(to_tsquery('simple', plain(q))) FROM unnest(%s::text[]) AS t (q)", [asked])
        assert cursor.fetchone() == (len(words),)
    assert wider("bankjes½") == "(bankj:*)"


@pytest.mark.parametrize("words", ["huis½", "ŉaaaa", "aaaʼn", "⑴⑴⑴⑴"])
def test_no_word_brings_the_search_down(client: Client, words: str) -> None:
    for page in ("/initiatieven/", "/initiatieven/nieuws.atom", "/initiatieven/volgen/"):
        assert client.get(page, {"q": words}).status_code == 200
