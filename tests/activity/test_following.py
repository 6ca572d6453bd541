"""Following and the inbox, as people press it."""

import re

import pytest
from django.test import Client

from coalitie.activity.models import Notice, Reach, Reader, Rhythm, Silence, Subscription, follow, record, unfollow
from coalitie.activity.notices import notify
from coalitie.pages.models import Value
from initiatives.models import SavedSearch, Status, place
from tests.factories import buurt, make_initiative, make_platform, make_user, sign_in
from tests.people.mailbox import last_code

pytestmark = pytest.mark.django_db

WORDS = {"title": "Bankje", "platform": "Hier", "role": "doener", "line": "", "link": "http://127.0.0.1:8000/x/"}


def test_a_press_follows_and_another_stops(client: Client) -> None:
    alice, platform = make_user(), make_platform("Hier")
    sign_in(client, alice)
    address = f"/volgen/{platform.subject_id}/"
    assert 'name="aan" value="1"' in client.get("/platforms/hier/").content.decode()
    for _press in range(2):
        assert client.post(address, {"aan": "1", "verder": "/platforms/hier/"})["Location"] == "/platforms/hier/"
    assert Subscription.objects.on().filter(person=alice, subject=platform.subject, by_itself=False).count() == 1
    assert 'name="aan" value="0"' in client.get("/platforms/hier/").content.decode()
    client.post(address, {"aan": "0"})
    assert not Subscription.objects.on().exists()


def test_a_visitor_signs_in_on_the_way(client: Client) -> None:
    area = buurt()
    page = client.get(area.get_absolute_url()).content.decode()
    assert f'href="/volgen/{area.subject_id}/"' in page
    make_user("alice@example.org")
    client.post(f"/volgen/{area.subject_id}/", {"aan": "1"})
    client.post("/aanmelden/", {"email": "alice@example.org"})
    client.post("/aanmelden/code/", {"code": last_code("alice@example.org")})
    assert Subscription.objects.get().subject == area.subject


@pytest.mark.parametrize("verder", ["https://elders.example/", "//elders.example", "javascript:alert(1)"])
def test_one_comes_back_on_this_site_only(client: Client, verder: str) -> None:
    platform = make_platform("Hier")
    sign_in(client, make_user())
    response = client.post(f"/volgen/{platform.subject_id}/", {"aan": "1", "verder": verder})
    assert response["Location"] == "/platforms/hier/"


def test_what_one_may_not_see_is_not_there_to_follow(client: Client) -> None:
    draft = make_initiative(status=Status.DRAFT)
    sign_in(client, make_user())
    assert client.post(f"/volgen/{draft.subject_id}/", {"aan": "1"}).status_code == 404
    assert client.post("/volgen/999999999/", {"aan": "1"}).status_code == 404
    assert client.post(f"/volgen/{make_platform().subject_id}/", {"aan": "x"}).status_code == 422


def test_the_page_shows_all_and_changes_each(client: Client) -> None:
    alice, platform, value = make_user(), make_platform("Hier"), Value.objects.get(slug="zorg")
    assert value.subject is not None
    follow(platform.subject, by=alice)
    follow(value.subject, by=alice)
    unfollow(value.subject, by=alice)
    notify(alice, "initiative_joined", WORDS, reason="x", about=platform.subject)
    sign_in(client, alice)
    page = client.get("/mijn/volgen/").content.decode()
    assert "Hier" in page
    assert "staat uit" in page
    assert "Iemand doet mee met wat jij trekt" in page
    client.post("/mijn/volgen/", {"rhythm": "weekly"})
    assert Reader.objects.get(person=alice).rhythm == Rhythm.WEEKLY
    assert client.post("/mijn/volgen/", {"rhythm": "hourly"}).status_code == 422
    for _press in range(2):
        client.post("/mijn/volgen/mails/initiative_joined/", {"aan": "0"})
    assert Silence.objects.count() == 1
    client.post("/mijn/volgen/mails/initiative_joined/", {"aan": "1"})
    assert not Silence.objects.exists()
    assert client.post("/mijn/volgen/mails/initiative_declined/", {"aan": "0"}).status_code == 404


def test_what_follows_by_itself_respects_an_off() -> None:
    alice, platform = make_user(), make_platform()
    unfollow(platform.subject, by=alice)
    follow(platform.subject, by=alice, by_itself=True)
    assert not Subscription.objects.on().exists()
    follow(platform.subject, by=alice)
    assert Subscription.objects.on().get().by_itself is False


# --- The inbox --------------------------------------------------------------------------------------------------------
def test_the_inbox_holds_ones_own_and_marks_what_was_read(client: Client) -> None:
    alice, bob = make_user(), make_user()
    notify(alice, "initiative_joined", WORDS, reason="x")
    notify(bob, "initiative_joined", {**WORDS, "title": "Alleen voor Bob"}, reason="x")
    sign_in(client, alice)
    page = client.get("/mijn/berichten/").content.decode()
    assert "Iemand doet mee met Bankje" in page
    assert "Alleen voor Bob" not in page
    assert "1 bericht" in client.get("/").content.decode()
    client.get("/mijn/berichten/")
    assert Notice.objects.unread().count() == 2, "looking changes nothing"
    others = Notice.objects.get(person=bob)
    client.post(f"/mijn/berichten/{others.pk}/gelezen/")
    others.refresh_from_db()
    assert others.read_at is None
    client.post("/mijn/berichten/gelezen/")
    assert list(Notice.objects.unread()) == [others]
    assert "1 bericht" not in client.get("/").content.decode()


def test_what_stands_in_a_notice_is_shown_not_run(client: Client) -> None:
    alice = make_user()
    notify(alice, "initiative_joined", {**WORDS, "title": "<script>x</script>"}, reason="x")
    sign_in(client, alice)
    assert "<script>x" not in client.get("/mijn/berichten/").content.decode()


def test_the_news_of_what_one_follows_stands_beside_it(client: Client) -> None:
    alice, here = make_user(), make_initiative(title="Buurttuin")
    place(here)
    follow(here.platform.subject, by=alice)
    for _time in range(2):
        record(here.subject, "participation_joined", by=make_user(), reach=Reach.AROUND)
    sign_in(client, alice)
    assert "2 mensen doen mee" in client.get("/mijn/berichten/").content.decode()
    here.hide(by=make_user(), reason="x")
    assert "Buurttuin" not in client.get("/mijn/berichten/").content.decode()


# --- Lists ------------------------------------------------------------------------------------------------------------
def test_a_list_is_followed_with_its_filters(client: Client) -> None:
    alice, bob = make_user(), make_user()
    here = make_initiative(title="Bankjes in de zon", area=buurt())
    query = "q=bankje&waar=stadsdeel-centrum"
    assert (
        f"/initiatieven/volgen/?{query.replace('&', '&amp;')}" in client.get(f"/initiatieven/?{query}").content.decode()
    )
    for person in (alice, bob):
        sign_in(client, person)
        client.post(f"/initiatieven/volgen/?{query}")
    search = SavedSearch.objects.get()
    assert search.subject.subscriptions.count() == 2
    assert here.subject.within.filter(whole=search.subject).exists()
    assert "bankje" in client.get("/mijn/volgen/").content.decode()
    stranger = Client()
    assert stranger.get(f"/volgen/{search.subject_id}/").status_code == 404
    assert client.get("/initiatieven/volgen/")["Location"] == "/initiatieven/"


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("q=bankje", True),
        ("q=bankjes", True),
        ("q=bankej", False),
        ("q=soep", False),
        ("q=-bankje", True),
        ("waar=stadsdeel-centrum", True),
        ("waar=stadsdeel-oost", False),
        ("waarde=zorg", True),
        ("waarde=initiatief", False),
        ("fase=open", True),
        ("fase=seeking", True),
        ("fase=done", False),
        ("platform=hier&q=bankje&waarde=zorg", True),
        ("platform=daar", False),
    ],
)
def test_a_new_initiative_finds_the_lists_that_show_it(client: Client, query: str, finds: bool) -> None:
    platform = make_platform("Hier")
    make_platform("Daar")
    sign_in(client, make_user())
    client.post(f"/initiatieven/volgen/?{query}")
    new = make_initiative(platform, title="Een bankje", area=buurt(), values=[Value.objects.get(slug="zorg")])
    place(new)
    search = SavedSearch.objects.get()
    assert new.subject.within.filter(whole=search.subject).exists() is finds
    shown = bool(re.search(new.slug, client.get(f"/initiatieven/?{query}").content.decode()))
    assert finds <= shown, "as the list itself shows it"
