"""The main job, as somebody signed in and as a visitor: nothing typed is lost, nothing is made twice."""

import html
import re
from uuid import uuid4

import pytest
from django.test import Client

from coalitie.activity.models import Event, Mail
from coalitie.people.models import User
from initiatives.models import Initiative, Status
from platforms.models import Area, Platform, Role
from tests.factories import buurt, make_initiative, make_membership, make_platform, sign_in
from tests.people.mailbox import last_code

pytestmark = pytest.mark.django_db

NEW, HELP, SUBMIT = "/initiatieven/nieuw/", "/initiatieven/nieuw/hulp/", "/initiatieven/nieuw/indienen/"


def step_1(**changes: object) -> dict[str, object]:
    return {
        "sleutel": str(uuid4()),
        "title": "Bankjes op het plein",
        "summary": "Drie bankjes waar oud en jong kan zitten.",
        "story": "Er is **nergens** een plek om te zitten.\n\nDat kan anders.",
        "buurt": buurt().name,
    } | changes


OWN_STEPS = ["bewerken/", "bewerken/hulp/", "bewerken/nakijken/", "indienen/", "weg/", "ingediend/", "bezwaar/"]
STEP_2 = {
    "doer_wanted": "on",
    "doer_how_many": "3",
    "doer_what_for": "timmeren",
    "stuff_what_for": "planken",
    "place": "op het plein",
    "values": ["zorg", "initiatief"],
    "shows_author": "on",
}


def hidden_fields(page: str) -> dict[str, list[str]]:
    """What the page's form carries along."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r'<input type="hidden"[^>]*>', page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag, re.DOTALL)
        if name and value and name[1] != "csrfmiddlewaretoken":
            found.setdefault(name[1], []).append(html.unescape(value[1]))
    return found


def test_signed_in_step_by_step(client: Client, here: Platform, fatima: User, carla: User) -> None:
    sign_in(client, fatima)
    assert client.get(NEW).status_code == 200
    answer = client.post(NEW, step_1())
    draft = Initiative.objects.get()
    assert answer["Location"] == "/initiatieven/bankjes-op-het-plein/bewerken/hulp/"
    assert (draft.status, draft.platform, draft.area, draft.author) == (Status.DRAFT, here, buurt(), fatima)

    answer = client.post(answer["Location"], STEP_2)
    draft.refresh_from_db()
    assert {need.role: (need.how_many, need.what_for) for need in draft.needs.all()} == {
        "doer": (3, "timmeren"),
        "stuff": (None, "planken"),
    }
    assert {value.slug for value in draft.values.all()} == {"zorg", "initiatief"}
    assert not Mail.objects.exists()

    review = client.get(answer["Location"]).content.decode()
    assert "Bankjes op het plein" in review
    assert "3 doeners: timmeren" in review
    assert "<strong>nergens</strong>" in review
    answer = client.post("/initiatieven/bankjes-op-het-plein/indienen/")
    assert answer["Location"] == "/initiatieven/bankjes-op-het-plein/ingediend/"
    assert "Wat gebeurt er nu?" in client.get(answer["Location"]).content.decode()
    draft.refresh_from_db()
    assert draft.status == Status.SUBMITTED
    assert list(Mail.objects.values_list("to", flat=True)) == [carla.email]
    assert Event.objects.filter(subject=draft.subject).get().verb == "initiative_submitted"


def test_going_back_keeps_everything(client: Client, here: Platform, fatima: User) -> None:
    sign_in(client, fatima)
    client.post(NEW, step_1())
    edit = "/initiatieven/bankjes-op-het-plein/bewerken/"
    assert client.post(f"{edit}hulp/", {**STEP_2, "terug": "1"})["Location"] == edit
    page = client.get(edit).content.decode()
    assert "Bankjes op het plein" in page
    assert buurt().name in page
    assert client.post(edit, step_1(title="Bankjes langs het water"))["Location"] == f"{edit}hulp/"
    assert 'value="timmeren"' in client.get(f"{edit}hulp/").content.decode()


def test_pressing_twice_makes_one(client: Client, here: Platform, fatima: User) -> None:
    sign_in(client, fatima)
    typed = step_1()
    assert client.post(NEW, typed)["Location"] == client.post(NEW, typed)["Location"]
    assert Initiative.objects.count() == 1
    slug = Initiative.objects.get().slug
    client.post(f"/initiatieven/{slug}/indienen/")
    assert client.post(f"/initiatieven/{slug}/indienen/")["Location"].endswith("/ingediend/")
    assert Event.objects.filter(verb="initiative_submitted").count() == 1


def test_a_visitor_carries_all_along_and_signs_in_at_the_end(client: Client, here: Platform, carla: User) -> None:
    page = client.post(NEW, step_1()).content.decode()
    carried = hidden_fields(page)
    assert carried["title"] == ["Bankjes op het plein"]
    page = client.post(HELP, carried | STEP_2).content.decode()
    carried = hidden_fields(page)
    assert carried["values"] == ["zorg", "initiatief"]
    assert "3 doeners: timmeren" in page
    assert not Initiative.objects.exists()

    assert client.post(SUBMIT, carried)["Location"] == "/aanmelden/"
    client.post("/aanmelden/", {"email": "nieuw@example.org"})
    client.post("/aanmelden/code/", {"code": last_code("nieuw@example.org")})
    answer = client.post("/welkom/", {"name": "Nieuw", "sixteen": "on"})
    initiative = Initiative.objects.get()
    assert answer["Location"] == f"/initiatieven/{initiative.slug}/ingediend/"
    assert (initiative.status, str(initiative.author)) == (Status.SUBMITTED, "Nieuw")
    assert initiative.story == "Er is **nergens** een plek om te zitten.\n\nDat kan anders."
    assert initiative.needs.count() == 2
    assert Mail.objects.filter(to=carla.email).count() == 1


def test_a_visitor_goes_back_without_losing_the_second_step(client: Client, here: Platform) -> None:
    carried = hidden_fields(client.post(NEW, step_1()).content.decode())
    page = client.post(HELP, {**carried, **STEP_2, "terug": "1"})
    assert page.status_code == 200
    back = hidden_fields(page.content.decode())
    assert back["doer_what_for"] == ["timmeren"]
    again = client.post(NEW, {**step_1(title="Anders"), **back}).content.decode()
    assert 'value="timmeren"' in again


def test_a_get_of_a_later_step_begins_at_the_first(client: Client) -> None:
    assert client.get(HELP)["Location"] == NEW
    assert client.get(SUBMIT)["Location"] == NEW
    assert client.put(NEW).status_code == 405


def test_who_pulls_the_platform_publishes_at_once(client: Client, here: Platform, bob: User) -> None:
    sign_in(client, bob)
    client.post(NEW, step_1())
    slug = Initiative.objects.get().slug
    client.post(f"/initiatieven/{slug}/bewerken/hulp/", STEP_2)
    page = client.post(f"/initiatieven/{slug}/indienen/", follow=True).content.decode()
    assert "staat op de site" in page
    initiative = Initiative.objects.get()
    assert initiative.status == Status.SEEKING
    assert initiative.published_at
    assert [(part.person, part.role) for part in initiative.participations.all()] == [(bob, "puller")]
    assert not Mail.objects.exists()


# --- Where ------------------------------------------------------------------------------------------------------------
def test_a_name_that_fits_several_buurten_offers_them(client: Client, here: Platform, fatima: User) -> None:
    sign_in(client, fatima)
    answer = client.post(NEW, step_1(buurt="Anjeliersbuurt"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Welke buurt bedoel je?" in page
    assert "Anjeliersbuurt-Noord" in page
    assert "Er is **nergens** een plek" in page
    assert not Initiative.objects.exists()


def test_an_unknown_buurt_is_said(client: Client, here: Platform) -> None:
    answer = client.post(NEW, step_1(buurt="qqqqqqqq"))
    assert answer.status_code == 422
    assert "Deze buurt kennen we niet" in answer.content.decode()


def test_several_platforms_ask_for_a_choice(client: Client, here: Platform, fatima: User) -> None:
    other = make_platform("Ook Hier", areas=[buurt()])
    sign_in(client, fatima)
    answer = client.post(NEW, step_1())
    assert answer.status_code == 422
    assert "Ook Hier" in answer.content.decode()
    assert client.post(NEW, step_1(platform=other.slug)).status_code == 302
    assert Initiative.objects.get().platform == other


def test_a_buurt_without_platform_offers_those_nearby(client: Client, here: Platform, fatima: User) -> None:
    near = Area.objects.buurten().filter(parent=buurt().parent).exclude(platforms=here)[0]
    sign_in(client, fatima)
    answer = client.post(NEW, step_1(buurt=near.name))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Hier in de Buurt" in page
    assert "/begin-een-platform/" in page
    assert client.post(NEW, step_1(buurt=near.name, platform=here.slug)).status_code == 302
    assert Initiative.objects.get().area == near


def test_a_buurt_with_nothing_near_tells_how_to_begin(client: Client, db: None) -> None:
    answer = client.post(NEW, step_1())
    assert answer.status_code == 422
    assert "/begin-een-platform/" in answer.content.decode()


@pytest.mark.parametrize("slug", ["ergens-anders", "bestaat-niet", "\x00", "1"])
def test_a_foreign_platform_is_refused(
    slug: str, client: Client, here: Platform, elsewhere: Platform, fatima: User
) -> None:
    sign_in(client, fatima)
    assert client.post(NEW, step_1(platform=slug)).status_code == 422
    assert not Initiative.objects.exists()


def test_the_address_fills_in_the_place(client: Client, here: Platform) -> None:
    assert f'value="{buurt().name}"' in client.get(f"{NEW}?buurt={buurt().slug}").content.decode()
    make_platform("Klein", areas=[buurt("NA01")])
    assert f'value="{buurt("NA01").name}"' in client.get(f"{NEW}?platform=klein").content.decode()
    assert client.get(f"{NEW}?buurt=%00&platform=%00&titel=%00").status_code == 200


def test_extra_fields_change_nothing(client: Client, here: Platform, fatima: User, carla: User) -> None:
    sign_in(client, fatima)
    client.post(NEW, step_1(status="running", author=carla.pk, published_at="2020-01-01", slug="hoi"))
    draft = Initiative.objects.get()
    assert (draft.status, draft.author, draft.published_at, draft.slug) == (
        Status.DRAFT,
        fatima,
        None,
        "bankjes-op-het-plein",
    )


# --- Similar ----------------------------------------------------------------------------------------------------------
def test_what_looks_like_it_is_shown_on_the_way(client: Client, here: Platform, fatima: User) -> None:
    make_initiative(here, title="Een bankje op het plein")
    make_initiative(here, title="Bankjes op het Plein!", status=Status.SUBMITTED)
    make_initiative(here, title="Bankjes op het plein, klaar", status=Status.DONE)
    page = client.post(NEW, step_1()).content.decode()
    assert "Doe je mee met deze?" in page
    assert "Een bankje op het plein" in page
    assert "Bankjes op het Plein!" not in page
    assert "klaar" not in page
    assert "Een bankje" in client.get("/initiatieven/lijkt-op/?titel=bankje op plein").content.decode()
    assert client.get("/initiatieven/lijkt-op/?titel=%00").content.decode().strip() == ""


# --- After ------------------------------------------------------------
def test_a_returned_proposal_is_mended_and_sent_again(
    client: Client, here: Platform, ibrahim: User, carla: User
) -> None:
    initiative = make_initiative(here, author=ibrahim, status=Status.SUBMITTED, area=buurt())
    initiative.give_back(by=carla, reason="Waar precies?")
    assert "Waar precies?" in Mail.objects.get(to=ibrahim.email).text
    sign_in(client, ibrahim)
    assert "Waar precies?" in client.get(f"/initiatieven/{initiative.slug}/").content.decode()
    edit = f"/initiatieven/{initiative.slug}/bewerken/"
    assert "Waar precies?" in client.get(edit).content.decode()
    assert client.post(edit, step_1(title="Met plek erbij")).status_code == 302
    client.post(f"/initiatieven/{initiative.slug}/indienen/")
    initiative.refresh_from_db()
    assert (initiative.status, initiative.title, initiative.reason) == (Status.SUBMITTED, "Met plek erbij", "")


@pytest.mark.parametrize(
    "step", ["bewerken/", "bewerken/hulp/", "bewerken/nakijken/", "indienen/", "weg/", "ingediend/", "bezwaar/"]
)
def test_somebody_elses_proposal_does_not_exist(
    step: str, client: Client, here: Platform, fatima: User, carla: User
) -> None:
    draft = make_initiative(here, status=Status.DRAFT)
    for person in (fatima, carla):
        sign_in(client, person)
        method = client.post if step == "indienen/" else client.get
        assert method(f"/initiatieven/{draft.slug}/{step}").status_code == 404


@pytest.mark.parametrize("step", ["bewerken/", "bewerken/hulp/", "bewerken/nakijken/", "weg/"])
def test_once_sent_it_stays_as_it_is(step: str, client: Client, here: Platform, ibrahim: User) -> None:
    initiative = make_initiative(here, author=ibrahim, status=Status.SUBMITTED)
    sign_in(client, ibrahim)
    assert client.get(f"/initiatieven/{initiative.slug}/{step}").status_code == 403
    if step != "bewerken/nakijken/":
        assert client.post(f"/initiatieven/{initiative.slug}/{step}", {**step_1(), **STEP_2}).status_code == 403


def test_a_draft_can_be_thrown_away(client: Client, here: Platform, ibrahim: User) -> None:
    draft = make_initiative(here, author=ibrahim, status=Status.DRAFT)
    sign_in(client, ibrahim)
    assert client.get(f"/initiatieven/{draft.slug}/weg/").status_code == 200
    assert Initiative.objects.exists()
    assert client.post(f"/initiatieven/{draft.slug}/weg/")["Location"] == "/mijn/"
    assert not Initiative.objects.exists()


def test_a_draft_waits_for_its_author_to_sign_in(client: Client, here: Platform) -> None:
    draft = make_initiative(here, status=Status.DRAFT)
    assert client.get(f"/initiatieven/{draft.slug}/bewerken/")["Location"].startswith("/aanmelden/?next=")


def test_addresses_never_clash(here: Platform, fatima: User) -> None:
    from initiatives.models import propose

    words = {"summary": "x", "story": "y", "platform": here, "area": buurt()}
    titles = ["Bankje", "Bankje", "Nieuw", "🌻🌻", "ناس", "Lijkt op"]
    slugs = [propose(by=fatima, form_key=uuid4(), title=title, **words).slug for title in titles]
    assert slugs == ["bankje", "bankje-2", "nieuw-2", "initiatief", "initiatief-2", "lijkt-op-2"]


def test_many_in_a_day_are_refused_kindly(client: Client, here: Platform, fatima: User) -> None:
    sign_in(client, fatima)
    for _time in range(20):
        client.post(NEW, step_1())
    answer = client.post(NEW, step_1())
    assert answer.status_code == 422
    assert "Morgen kan het weer" in answer.content.decode()
    assert Initiative.objects.count() == 20


def test_a_platform_without_coordinator_reaches_the_team(
    client: Client, here: Platform, fatima: User, els: User
) -> None:
    platform = make_platform("Jong", areas=[buurt("NA01")])
    make_membership(platform, role=Role.PULLER)
    Mail.objects.all().delete()
    sign_in(client, fatima)
    client.post(NEW, step_1(buurt=buurt("NA01").name))
    client.post(f"/initiatieven/{Initiative.objects.get().slug}/indienen/")
    assert els.email in set(Mail.objects.values_list("to", flat=True))
