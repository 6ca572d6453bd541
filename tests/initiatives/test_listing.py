"""Lists: filters in the address, words that find each other, pages that stay cheap."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import FETCH_RAISE
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coalitie.pages.models import Value
from coalitie.people.models import User
from initiatives.models import Initiative, Status
from platforms.models import Platform
from tests.factories import buurt, make_initiative, make_participation, sign_in

pytestmark = pytest.mark.django_db

LIST = "/initiatieven/"


def titles(client: Client, query: str = "", path: str = LIST) -> list[str]:
    answer = client.get(f"{path}{query}")
    assert answer.status_code == 200
    return [initiative.title for initiative in answer.context["page"].rows]


def test_only_what_is_public(client: Client, here: Platform, els: User) -> None:
    for status in Status:
        into = Initiative.objects.get(title="running") if status == Status.MERGED else None
        make_initiative(here, title=status.value, status=status, merged_into=into)
    Initiative.objects.get(title="idea").hide(by=els, reason="Reclame.")
    assert set(titles(client)) == {"seeking", "trying", "running", "done", "resting", "stopped"}
    sign_in(client, els)
    assert "draft" not in titles(client)
    assert "submitted" not in titles(client)


def test_it_is_counted_in_words(client: Client, here: Platform) -> None:
    assert "Geen initiatieven" in client.get(LIST).content.decode()
    assert "Begin jij?" in client.get(LIST).content.decode()
    make_initiative(here)
    assert "1 initiatief" in client.get(LIST).content.decode()


@pytest.fixture
def several(here: Platform, elsewhere: Platform) -> None:
    zorg = Value.objects.get(slug="zorg")
    make_initiative(here, title="Soep", area=buurt("AA01"), values=[zorg], status=Status.RUNNING)
    make_initiative(here, title="Tuin", area=buurt("AA02"), status=Status.IDEA)
    make_initiative(elsewhere, title="Klaar", area=buurt("NA01"), status=Status.DONE)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?platform=hier-in-de-buurt", {"Soep", "Tuin"}),
        ("?waarde=zorg", {"Soep"}),
        ("?fase=done", {"Klaar"}),
        ("?fase=open", {"Soep", "Tuin"}),
        ("?fase=open&waarde=zorg&waar=stadsdeel-centrum", {"Soep"}),
        ("?waar=stadsdeel-centrum", {"Soep", "Tuin"}),
        ("?fase=onzin", {"Soep", "Tuin", "Klaar"}),
        (
            "?waar=planeet-mars&waarde=9&platform=%00&buurt=x&ouder=zz&nieuwer=9-9-9&pagina=-1",
            {"Soep", "Tuin", "Klaar"},
        ),
    ],
)
def test_filters(query: str, found: set[str], client: Client, several: None) -> None:
    assert set(titles(client, query)) == found


def test_a_buurt_and_a_gebied_filter_too(client: Client, several: None) -> None:
    assert titles(client, f"?buurt={buurt('AA02').slug}") == ["Tuin"]
    gebied = buurt("NA01").parent
    assert gebied
    assert titles(client, f"?waar={gebied.level}-{gebied.slug}") == ["Klaar"]


def test_an_unknown_filter_is_said_and_left_out(client: Client, several: None) -> None:
    assert "Een deel van dit adres kennen we niet" in client.get(f"{LIST}?fase=onzin").content.decode()
    assert "Een deel van dit adres" not in client.get(f"{LIST}?fase=open").content.decode()


def test_each_filter_can_be_taken_off(client: Client, several: None) -> None:
    chips = client.get(f"{LIST}?waarde=zorg&fase=open").context["form"].chips
    assert chips == [("Zorg", "?fase=open"), ("Je kunt meedoen", "?waarde=zorg")]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("bankje", "Meer bankjes aan het water"),
        ("bankjes", "Een bankje bij de halte"),
        ("initiatief", "Alle initiatieven op een rij"),
        ("initiatieven", "Een initiatief voor jong en oud"),
        ("huizen", "Een huis vol muziek"),
        ("speeltiun", "Een speeltuin op het dak"),
        ("initatief", "Een initiatief voor jong en oud"),
        ("gevletuin", "Geveltuinen in de straat"),
        ("CAFÉ", "Repair cafe op zondag"),
        ("cafe", "Café zonder drank"),
    ],
)
def test_words_find_each_other(typed: str, title: str, client: Client, here: Platform) -> None:
    make_initiative(here, title="Iets heel anders")
    make_initiative(here, title=title)
    assert titles(client, f"?q={typed}") == [title]


def test_the_title_counts_most(client: Client, here: Platform) -> None:
    make_initiative(here, title="Samen eten", story="Na het eten gaan we naar de moestuin en de moestuin.")
    make_initiative(here, title="Een moestuin voor de straat")
    make_initiative(here, title="Kookclub", summary="Koken met wat de moestuin geeft.")
    assert titles(client, "?q=moestuin") == ["Een moestuin voor de straat", "Kookclub", "Samen eten"]


def test_all_words_and_quotes_and_minus(client: Client, here: Platform) -> None:
    make_initiative(here, title="Bankjes in het park")
    make_initiative(here, title="Bankjes langs de gracht")
    assert titles(client, "?q=bankjes park")[0] == "Bankjes in het park"
    assert "Bankjes in het park" not in titles(client, '?q="bankjes langs"')


@pytest.mark.parametrize(
    "typed", ["'", '"', "\\", "a & | ! b", "((", ":*", "%00", "%", "_", "<script>", "🌻", "x" * 5000, "-", "or"]
)
def test_odd_words_are_no_trouble(typed: str, client: Client, here: Platform) -> None:
    make_initiative(here)
    assert client.get(LIST, {"q": typed}).status_code == 200
    assert client.get(f"{LIST}?q={typed[:500]}").status_code == 200


def test_older_and_newer(client: Client, here: Platform) -> None:
    now = timezone.now()
    for number in range(45):
        at = now - timedelta(days=number // 2)
        make_initiative(here, title=f"{number}", published_at=at)
    every = [i.title for i in Initiative.objects.published().newest()]
    first = client.get(LIST).context["page"]
    second = client.get(f"{LIST}{first.on}").context["page"]
    third = client.get(f"{LIST}{second.on}").context["page"]
    shown = [[i.title for i in page.rows] for page in (first, second, third)]
    assert shown == [every[:20], every[20:40], every[40:]]
    assert (first.back, third.on) == ("", "")
    back = client.get(f"{LIST}{third.back}").context["page"]
    assert [i.title for i in back.rows] == shown[1]
    front = client.get(f"{LIST}{back.back}").context["page"]
    assert ([i.title for i in front.rows], front.back) == (shown[0], "")


def test_results_of_a_search_are_numbered(client: Client, here: Platform) -> None:
    for number in range(25):
        make_initiative(here, title=f"Moestuin {number}")
    first = client.get(f"{LIST}?q=moestuin").context["page"]
    second = client.get(f"{LIST}{first.on}").context["page"]
    assert (len(first.rows), len(second.rows), second.on) == (20, 5, "")
    assert client.get(f"{LIST}?q=moestuin&pagina=99999").status_code == 200


def test_a_card_says_who_is_still_looked_for(client: Client, here: Platform) -> None:
    initiative = make_initiative(here, needs={"doer": 3, "thinker": 1, "stuff": 2, "place": None})
    make_participation(initiative)
    make_participation(initiative, role="thinker")
    card = Initiative.objects.for_cards().get()
    assert card.asked == "2 doeners, spullen, een plek"
    assert "2 doen mee" in client.get(LIST).content.decode()


@pytest.mark.parametrize("query", ["", "?q=moestuin", "?fase=open&waarde=zorg&waar=stadsdeel-centrum"])
def test_as_many_queries_for_21_as_for_1(query: str, client: Client, here: Platform, fatima: User) -> None:
    zorg = Value.objects.get(slug="zorg")

    def grow() -> None:
        initiative = make_initiative(here, title="Moestuin", values=[zorg], area=buurt(), needs={"doer": 3})
        make_participation(initiative)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"{LIST}{query}").status_code == 200
        return len(seen)

    grow()
    visitor = queries()
    for _time in range(20):
        grow()
    assert queries() == visitor <= 8
    sign_in(client, fatima)
    assert queries() <= 12


def test_cards_load_nothing_on_the_way(here: Platform) -> None:
    make_participation(make_initiative(here, needs={"doer": 1}, area=buurt()))
    for card in Initiative.objects.for_cards().fetch_mode(FETCH_RAISE):
        assert (card.asked, card.where, card.people_in_words) == ("", buurt().name, "1 doet mee")


def test_the_tab_of_a_platform(client: Client, several: None, here: Platform, els: User) -> None:
    tab = "/platforms/hier-in-de-buurt/initiatieven/"
    assert set(titles(client, path=tab)) == {"Soep", "Tuin"}
    assert titles(client, "?fase=idea", path=tab) == ["Tuin"]
    assert titles(client, "?platform=ergens-anders", path=tab) == []
    assert client.get("/platforms/bestaat-niet/initiatieven/").status_code == 404
    here.hide(by=els, reason="Ruzie.")
    assert client.get(tab).status_code == 404
    assert client.post(LIST).status_code == 405
