"""The stages of an initiative are verbs: each offered where it makes sense, saying what happens, and written down."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coalitie.activity.models import Event, Mail
from coalitie.activity.models.event import Reach
from coalitie.lib.refused import Refused
from coalitie.people.models import User
from initiatives.models import OPEN, PUBLIC, Initiative, Need, Status
from initiatives.models.status import STEPS, WORDS, leading_to, stage_choices
from platforms.models import Platform
from tests.factories import make_energy, make_initiative, make_participation, sign_in

pytestmark = pytest.mark.django_db

PAGE = "/initiatieven/moestuin/"
TODAY = date(2026, 5, 4)
DAYS = {"try_from": "2026-05-04", "try_until": "2026-06-01"}


@pytest.fixture
def garden(here: Platform, ibrahim: User) -> Initiative:
    initiative = make_initiative(here, author=ibrahim, title="Moestuin", slug="moestuin", needs={"doer": 3})
    make_participation(initiative, ibrahim, "puller", shows_name=True)
    return initiative


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    monkeypatch.setattr(timezone, "localdate", lambda *_args: TODAY)
    return TODAY


def step(word: str) -> str:
    return f"{PAGE}fase/{word}/"


def at(initiative: Initiative, status: str) -> Initiative:
    fields: dict[str, Any] = {"try_from": TODAY, "try_until": TODAY + timedelta(weeks=4)}
    words = {"reason": "Daarom." if status in {"resting", "stopped"} else "", "thanks": "Bedankt."}
    Initiative.objects.filter(pk=initiative.pk).update(status=status, **fields, **words)
    return Initiative.objects.get(pk=initiative.pk)


def fields_for(word: str) -> dict[str, str]:
    asked = {each.value for each in STEPS[word].asks}
    values = {"reason": {"reason": "De winter komt."}, "thanks": {"thanks": "Dank jullie wel."}, "dates": DAYS}
    return {
        name: text for key in asked for name, text in (values | {"review": {"try_until": "2026-06-15"}})[key].items()
    }


@pytest.mark.parametrize(
    ("status", "word"), [(status, each.word) for status in PUBLIC for each in status.steps if not each.page]
)
def test_each_step_goes_where_it_says(
    status: Status, word: str, client: Client, garden: Initiative, ibrahim: User, today: date
) -> None:
    make_energy(garden, {"yes": [ibrahim], "doers": 2})
    at(garden, status)
    sign_in(client, ibrahim)
    assert f"fase/{word}/" in client.get(PAGE).content.decode()
    assert client.get(step(word)).status_code == 200
    for _time in range(2):
        assert client.post(step(word), fields_for(word))["Location"] == PAGE
    garden.refresh_from_db()
    assert garden.status == STEPS[word].to
    event = Event.objects.get(subject=garden.subject)
    assert event.by == ibrahim
    assert event.reach >= Reach.THING
    page = client.get(PAGE).content.decode()
    assert "door Ibrahim, trekker" in page
    if "reason" in fields_for(word):
        assert "De winter komt." in page


@pytest.mark.parametrize("status", PUBLIC)
def test_what_is_not_offered_is_refused(
    status: Status, client: Client, garden: Initiative, ibrahim: User, today: date
) -> None:
    make_energy(garden, {"yes": [ibrahim], "doers": 2})
    at(garden, status)
    sign_in(client, ibrahim)
    offered = {each.word for each in status.steps}
    for word in STEPS.keys() - offered:
        assert client.get(step(word))["Location"] == PAGE
        answer = client.post(step(word), fields_for(word))
        assert answer.status_code == (302 if STEPS[word].to == status else 409), word
    garden.refresh_from_db()
    assert garden.status == status
    assert not Event.objects.filter(subject=garden.subject).exists()


@pytest.mark.parametrize("word", [word for word in STEPS if STEPS[word].asks])
def test_a_step_that_asks_something_asks_it(
    word: str, client: Client, garden: Initiative, ibrahim: User, today: date
) -> None:
    make_energy(garden, {"yes": [ibrahim], "doers": 2})
    before = next(status for status in PUBLIC if word in {each.word for each in status.steps})
    at(garden, before)
    sign_in(client, ibrahim)
    answer = client.post(step(word), {})
    assert answer.status_code == 422
    assert "Er klopt nog iets niet" in answer.content.decode()
    garden.refresh_from_db()
    assert garden.status == before


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({"try_from": "2026-05-04", "try_until": "2026-05-04"}, "na het begin"),
        ({"try_from": "2026-05-04", "try_until": "2026-05-03"}, "na het begin"),
        ({"try_from": "2026-05-01", "try_until": "2026-05-03"}, "al geweest"),
        ({"try_from": "2026-05-04", "try_until": "2046-05-04"}, "hooguit een jaar"),
        ({"try_from": "1026-05-04", "try_until": "2026-06-04"}, "binnen een jaar"),
        ({"try_from": "9999-12-31", "try_until": "9999-12-31"}, "binnen een jaar"),
        ({"try_from": "morgen", "try_until": "\x00"}, "geldige datum"),
    ],
)
def test_days_that_cannot_be(
    days: dict[str, str], words: str, client: Client, garden: Initiative, ibrahim: User, today: date
) -> None:
    make_energy(garden, {"yes": [ibrahim], "doers": 2})
    sign_in(client, ibrahim)
    answer = client.post(step("begin-een-try-out"), days)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    garden.refresh_from_db()
    assert garden.status == Status.SEEKING


def test_the_database_holds_it_too(garden: Initiative) -> None:
    for wrong in (
        {"status": Status.TRYING},
        {"status": Status.STOPPED, "reason": "Verhuisd."},
        {"status": Status.RESTING},
        {"status": Status.RESTING, "reason": "De winter."},
        {"try_from": TODAY, "try_until": TODAY},
        {"yes_needed": 0},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Initiative.objects.filter(pk=garden.pk).update(**wrong)


def test_not_for_others(client: Client, garden: Initiative, fatima: User, driss: User) -> None:
    assert client.get(step("leg-stil")).status_code == 302
    for person in (fatima, driss):
        sign_in(client, person)
        assert client.get(step("leg-stil")).status_code == 403
        assert client.post(step("leg-stil"), {"reason": "Zomaar.", "thanks": "Dank."}).status_code == 403
        assert "fase/" not in client.get(PAGE).content.decode()
    garden.refresh_from_db()
    assert garden.status == Status.SEEKING


def test_who_handed_over_the_key_runs_it_no_more(client: Client, garden: Initiative, ibrahim: User) -> None:
    make_participation(garden, role="puller")
    garden.participations.get(person=ibrahim).withdraw(by=ibrahim)
    sign_in(client, ibrahim)
    assert client.post(step("leg-stil"), {"reason": "Zomaar.", "thanks": "Dank."}).status_code == 403


def test_a_stale_page_is_refused(garden: Initiative, ibrahim: User) -> None:
    stale = Initiative.objects.get()
    garden.go_to(Status.RESTING, by=ibrahim, reason="De winter.", thanks="Dank.")
    with pytest.raises(Refused):
        stale.go_to(Status.RESTING, by=ibrahim, reason="De winter.", thanks="Dank.")
    assert Event.objects.filter(verb="initiative_resting").count() == 1


def test_no_address_leads_elsewhere(client: Client, garden: Initiative, ibrahim: User) -> None:
    sign_in(client, ibrahim)
    for word in ("draft", "afronden", "onzin"):
        assert client.post(step(word), {}).status_code == 404


def test_stopping_thanks_who_took_part(client: Client, garden: Initiative, ibrahim: User, fatima: User) -> None:
    make_participation(garden, fatima)
    make_participation(garden, fatima, "thinker")
    sign_in(client, ibrahim)
    client.post(step("stop-ermee"), {"reason": "Ik verhuis.", "thanks": "Jullie waren top."})
    mail = Mail.objects.get()
    assert mail.to == fatima.email
    assert "Ik verhuis." in mail.text
    assert "Jullie waren top." in mail.text
    assert "Jullie waren top." in Client().get(PAGE).content.decode()


def test_resting_says_why_and_thanks(client: Client, garden: Initiative, ibrahim: User, fatima: User) -> None:
    make_participation(garden, fatima)
    sign_in(client, ibrahim)
    assert client.post(step("leg-stil"), {"reason": "De winter komt."}).status_code == 422
    client.post(step("leg-stil"), {"reason": "De winter komt.", "thanks": "Wat een oogst."})
    mail = Mail.objects.get()
    assert mail.to == fatima.email
    assert "ligt even stil" in mail.subject
    assert all(word in mail.text for word in ("De winter komt.", "Wat een oogst.", "Je blijft op de lijst"))
    assert "Wat een oogst." in Client().get(PAGE).content.decode()
    client.post(step("pak-weer-op"))
    assert "Bedankt." not in Client().get(PAGE).content.decode()


def test_a_label_is_changed_without_code() -> None:
    """No code and no migration holds the words: the model asks for them, and the file has them for each stage."""
    assert set(WORDS) == set(Status.values)
    assert all(words.keys() == {"label", "explained"} and all(words.values()) for words in WORDS.values())
    kept = MigrationLoader(connection).project_state().models["initiatives", "initiative"].fields["status"]
    assert kept.deconstruct()[3]["choices"] is stage_choices


def test_who_may_join_follows_from_the_stage() -> None:
    assert set(OPEN) == {Status.IDEA, Status.SEEKING, Status.TRYING, Status.RUNNING}
    assert leading_to(Status.TRYING) == (Status.SEEKING,)


# --- The day to look back ---------------------------------------------------------------------------------------------
def test_the_trekker_is_reminded_once_when_the_day_comes(garden: Initiative, ibrahim: User) -> None:
    at(garden, Status.TRYING)
    Initiative.objects.update(try_from=timezone.localdate() - timedelta(days=30), try_until=timezone.localdate())
    for _time in range(2):
        call_command("tend_initiatives")
    assert [mail.to for mail in Mail.objects.all()] == [ibrahim.email]
    garden.refresh_from_db()
    garden.try_longer(by=ibrahim, reason="Nog even.", try_until=timezone.localdate() + timedelta(days=1))
    call_command("tend_initiatives")
    assert Mail.objects.count() == 1
    Initiative.objects.update(try_until=timezone.localdate())
    call_command("tend_initiatives")
    assert Mail.objects.count() == 2


def test_a_day_to_come_reminds_nobody(garden: Initiative) -> None:
    at(garden, Status.TRYING)
    Initiative.objects.update(try_until=timezone.localdate() + timedelta(days=1), try_from=timezone.localdate())
    call_command("tend_initiatives")
    assert not Mail.objects.exists()


# --- What it asks for -------------------------------------------------------------------------------------------------
def test_other_needs_while_it_runs(client: Client, garden: Initiative, ibrahim: User) -> None:
    at(garden, Status.RUNNING)
    sign_in(client, ibrahim)
    address = f"{PAGE}gevraagd/"
    assert "Wat heeft het nu nodig" in client.get(address).content.decode()
    form = {"place_wanted": "on", "place_what_for": "een keuken", "yes_needed": "2"}
    form["join_question"] = "Kun je zaterdag?"
    for _time in range(2):
        assert client.post(address, form)["Location"] == PAGE
    assert list(garden.needs.values_list("role", "what_for")) == [("place", "een keuken")]
    event = Event.objects.get(verb="initiative_needs")
    assert (event.by, event.data) == (ibrahim, {"needs": {"place": None}})
    page = client.get(PAGE).content.decode()
    assert "Gevraagd: een plek." in page
    assert "Kun je zaterdag?" in Client().get(f"{PAGE}meedoen/").content.decode()


def test_another_number_to_begin_with_needs_a_reason(client: Client, garden: Initiative, ibrahim: User) -> None:
    sign_in(client, ibrahim)
    answer = client.post(f"{PAGE}gevraagd/", {"yes_needed": "1"})
    assert (answer.status_code, "Schrijf waarom" in answer.content.decode()) == (422, True)
    form = {"yes_needed": "1", "reason": "Het is kleiner dan we dachten."}
    assert client.post(f"{PAGE}gevraagd/", form).status_code == 302
    page = Client().get(PAGE).content.decode()
    assert "De try-out begint als 1 doener er energie van krijgt." in page
    assert "Het is kleiner dan we dachten." in page


def test_a_question_alone_is_no_news(client: Client, garden: Initiative, ibrahim: User) -> None:
    Need.objects.all().delete()
    sign_in(client, ibrahim)
    client.post(f"{PAGE}gevraagd/", {"yes_needed": "2", "join_question": "Wanneer kun je?"})
    garden.refresh_from_db()
    assert garden.join_question == "Wanneer kun je?"
    assert not Event.objects.filter(verb="initiative_needs").exists()


@pytest.mark.parametrize("wrong", [{"yes_needed": "0"}, {"yes_needed": "51"}, {"yes_needed": "x"}, {}])
def test_bad_numbers(wrong: dict[str, str], client: Client, garden: Initiative, ibrahim: User) -> None:
    sign_in(client, ibrahim)
    assert client.post(f"{PAGE}gevraagd/", wrong).status_code == 422


def test_what_is_over_asks_nothing(client: Client, garden: Initiative, ibrahim: User, fatima: User) -> None:
    at(garden, Status.DONE)
    sign_in(client, ibrahim)
    assert client.post(f"{PAGE}gevraagd/", {"yes_needed": "2"}).status_code == 409
    sign_in(client, fatima)
    assert client.get(f"{PAGE}gevraagd/").status_code == 403


def test_thanking_many_asks_as_much_as_thanking_one(here: Platform, carla: User) -> None:
    counts = []
    for number in (1, 30):
        running = make_initiative(here, status=Status.RUNNING)
        for _person in range(number):
            make_participation(running)
        with CaptureQueriesContext(connection) as asked:
            running.go_to(Status.RESTING, by=carla, reason="De winter.", thanks="Dank.")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert Mail.objects.filter(text__contains="De winter.").count() == 31
