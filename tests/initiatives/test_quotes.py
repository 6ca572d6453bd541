"""A sentence for the value sheet: with consent, chosen at the desk, and gone everywhere when it is taken back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from budgets.actions.sheet import keep_sheets
from coalitie.activity.models import Event
from coalitie.lib.refused import Refused
from coalitie.people.erase import erase, everything_about
from coalitie.people.models import User
from initiatives.models import Initiative, Quote, Status, say_quote
from platforms.models import Platform
from tests.factories import buurt, make_initiative, make_participation, make_user, sign_in, sign_in_to_desk

pytestmark = pytest.mark.django_db

HOME = "/initiatieven/moestuin/"
PAGE, BACK = f"{HOME}jouw-zin/", f"{HOME}jouw-zin/terugnemen/"
WORDS = "Ik ken nu de hele straat."
OPEN_DATA = "/open-data/v1/zinnen.json"
SHEETS = (
    "/wat-het-oplevert/",
    "/wat-het-oplevert/blad/",
    "/platforms/hier-in-de-buurt/wat-het-oplevert/",
    "/gebieden/centrum-west/wat-het-oplevert/",
)


def typed(**more: str) -> dict[str, str]:
    return {"sentence": WORDS, "shows": "first", "consent": "on", **more}


@pytest.fixture
def garden(here: Platform, ibrahim: User, fatima: User) -> Initiative:
    made = make_initiative(here, author=ibrahim, slug="moestuin", title="Moestuin", status=Status.DONE, area=buurt())
    make_participation(made, ibrahim, "puller")
    make_participation(made, fatima, "doer", answered_at=timezone.now())
    return made


@pytest.fixture
def chosen(garden: Initiative, fatima: User, carla: User) -> Quote:
    User.objects.filter(pk=fatima.pk).update(display_name="Fatima Zonnebloem")
    quote = say_quote(garden, by=fatima, sentence=WORDS, shows="first")
    quote.choose(by=carla, seen=WORDS)
    keep_sheets()
    return quote


def everywhere(client: Client) -> list[bool]:
    """Whether the words stand on each sheet and in the open data."""
    pages = [client.get(address).content.decode() for address in SHEETS]
    pages.append(client.get(OPEN_DATA).getvalue().decode())
    return [WORDS in page for page in pages]


def test_said_chosen_and_shown(client: Client, garden: Initiative, fatima: User, carla: User) -> None:
    resident = sign_in(Client(), fatima)
    assert PAGE in resident.get(HOME).content.decode()
    for _ in range(2):
        assert resident.post(PAGE, typed())["Location"] == PAGE
    quote = Quote.objects.get()
    assert Event.objects.filter(verb="quote_given", by=None).count() == 1
    keep_sheets()
    assert not any(everywhere(client)), "nothing stands there before it is chosen"
    desk = sign_in_to_desk(Client(), carla)
    address = f"/beheer/initiatives/quote/{quote.pk}/"
    assert WORDS in desk.get("/beheer/initiatives/quote/?chosen_at__isempty=1").content.decode()
    assert WORDS in desk.get(f"{address}doe/choose/").content.decode()
    assert desk.post(f"{address}doe/choose/", {"seen": WORDS})["Location"] == f"{address}change/"
    assert all(everywhere(client))
    assert desk.post(f"{address}doe/take_off/").status_code == 302
    assert not any(everywhere(client))


def test_the_name_is_as_the_person_lets_it_be_shown(client: Client, chosen: Quote, fatima: User) -> None:
    resident = sign_in(Client(), fatima)
    for shows, there, not_there in (
        ("first", "Fatima, over", "Zonnebloem"),
        ("name", "Fatima Zonnebloem, over", "een buurtbewoner, over"),
        ("nobody", "een buurtbewoner, over", "Fatima"),
    ):
        assert resident.post(PAGE, typed(shows=shows)).status_code == 302
        page = client.get(SHEETS[0]).content.decode()
        assert there in page
        assert not_there not in page
        assert "Fatima" not in client.get(OPEN_DATA).getvalue().decode(), "open data hold no names"


def test_taken_back_it_is_gone_at_once(client: Client, chosen: Quote, fatima: User) -> None:
    assert all(everywhere(client))
    assert client.get(OPEN_DATA)["Cache-Control"] == "no-store"
    resident = sign_in(Client(), fatima)
    for _ in range(2):
        assert resident.post(BACK)["Location"] == "/mijn/"
    assert not any(everywhere(client))
    assert not Quote.objects.exists()
    assert Event.objects.filter(verb="quote_taken_back", by=None).count() == 1


def test_taking_back_is_possible_where_the_initiative_is_hidden(chosen: Quote, fatima: User, carla: User) -> None:
    Initiative.objects.update(hidden_at=timezone.now())
    resident = sign_in(Client(), fatima)
    page = resident.get(PAGE)
    assert WORDS in page.content.decode()
    assert 'name="consent"' not in page.content.decode()
    assert resident.post(PAGE, typed(sentence="Nieuw")).status_code in {200, 404}
    assert Quote.objects.get().sentence == WORDS
    assert resident.post(BACK).status_code == 302
    assert not Quote.objects.exists()
    assert resident.get(PAGE).status_code == 404


def test_what_is_hidden_or_of_a_blocked_person_does_not_stand_there(
    client: Client, chosen: Quote, fatima: User, els: User
) -> None:
    fatima.block(by=els, reason="Even niet.")
    assert not any(everywhere(client))
    fatima.unblock()
    Initiative.objects.update(hidden_at=timezone.now())
    assert not any(everywhere(client))


def test_without_consent_nothing_is_kept(garden: Initiative, fatima: User) -> None:
    resident = sign_in(Client(), fatima)
    for wrong in ({"consent": ""}, {"sentence": " "}, {"shows": "alles"}, {"sentence": "a " * 200}):
        answer = resident.post(PAGE, typed(**wrong))
        assert answer.status_code == 422
    assert not Quote.objects.exists()


def test_other_words_wait_for_the_desk_again(client: Client, chosen: Quote, fatima: User, carla: User) -> None:
    sign_in(Client(), fatima).post(PAGE, typed(sentence="Koop bij mij!"))
    chosen.refresh_from_db()
    assert (chosen.sentence, chosen.chosen_at, chosen.chosen_by) == ("Koop bij mij!", None, None)
    assert "Koop bij mij!" not in client.get(SHEETS[0]).content.decode()
    with pytest.raises(Refused):
        chosen.choose(by=carla, seen=WORDS)
    desk = sign_in_to_desk(Client(), carla)
    assert desk.post(f"/beheer/initiatives/quote/{chosen.pk}/doe/choose/", {"seen": WORDS}).status_code == 409


@pytest.mark.parametrize(("who", "status"), [("alice", 403), ("driss", 403), ("els", 403)])
def test_only_who_took_part_says_it(garden: Initiative, people: dict[str, User], who: str, status: int) -> None:
    client = sign_in(Client(), people[who])
    assert client.get(PAGE).status_code == status
    assert client.post(PAGE, typed()).status_code == status


def test_not_before_something_was_done_or_one_was_welcomed(here: Platform, ibrahim: User, fatima: User) -> None:
    idea = make_initiative(here, author=ibrahim, slug="idee", status=Status.IDEA)
    make_participation(idea, fatima, "doer", answered_at=timezone.now())
    running = make_initiative(here, author=ibrahim, slug="loopt", status=Status.RUNNING)
    make_participation(running, fatima, "doer")
    client = sign_in(Client(), fatima)
    assert client.post("/initiatieven/idee/jouw-zin/", typed()).status_code == 403
    assert client.post("/initiatieven/loopt/jouw-zin/", typed()).status_code == 403


def test_the_desk_sees_its_own_platforms_and_nobody_chooses_their_own(
    chosen: Quote, garden: Initiative, carla: User, driss: User, els: User
) -> None:
    address = f"/beheer/initiatives/quote/{chosen.pk}/"
    assert sign_in_to_desk(Client(), driss).get(f"{address}change/").status_code == 404
    assert sign_in_to_desk(Client(), els).get(f"{address}doe/take_off/").status_code == 200
    own = say_quote(garden, by=carla, sentence="Mooi.", shows="name")
    desk = sign_in_to_desk(Client(), carla)
    assert desk.post(f"/beheer/initiatives/quote/{own.pk}/doe/choose/", {"seen": "Mooi."}).status_code == 403
    assert desk.post(f"{address}doe/choose/", {"seen": WORDS}).status_code == 403, "it is chosen already"


def test_it_goes_with_the_account(client: Client, chosen: Quote, fatima: User) -> None:
    (row,) = everything_about(fatima)["Wat je zei voor het waardeblad"]
    assert row["sentence"] == WORDS
    erase(fatima)
    assert not any(everywhere(client))
    assert not Quote.objects.exists()


def test_who_chose_may_go(client: Client, chosen: Quote, carla: User) -> None:
    Quote.objects.update(chosen_by=None)
    assert all(everywhere(client))


def test_each_circle_and_year_has_its_own(client: Client, chosen: Quote, elsewhere: Platform) -> None:
    keep_sheets()
    assert WORDS not in client.get(f"{elsewhere.get_absolute_url()}wat-het-oplevert/").content.decode()
    year = timezone.localdate().year
    assert WORDS in client.get(f"/wat-het-oplevert/?jaar={year}").content.decode()
    Quote.objects.update(said_at=timezone.now() - timedelta(days=400))
    assert WORDS not in client.get(f"/wat-het-oplevert/?jaar={year}").content.decode()


def test_the_database_says_no_too(garden: Initiative, carla: User) -> None:
    wrong = ({"sentence": ""}, {"shows": "alles"}, {"chosen_by": carla})
    for each in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Quote.objects.create(**{"initiative": garden, "person": make_user(), "sentence": WORDS, **each})


def test_finishing_asks_for_it(garden: Initiative, fatima: User, ibrahim: User) -> None:
    from coalitie.activity.models import Mail
    from initiatives.models import finish

    Initiative.objects.update(status=Status.RUNNING)
    garden.refresh_from_db()
    finish(garden, by=ibrahim, achieved="Veel.")
    assert f"{PAGE}" in Mail.objects.get(to=fatima.email).text
