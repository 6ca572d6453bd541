"""Taking over elsewhere: prefilled, through the sign-in, with where it came from on both pages and never a leak."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from coalitie.activity.models import Mail, Notice
from coalitie.pages.models import Value
from coalitie.people.models import User
from initiatives.models import Initiative, Kind, Lineage, Result, Status
from platforms.models import Platform
from tests.factories import buurt, make_initiative, make_participation, sign_in
from tests.people.mailbox import last_code

pytestmark = pytest.mark.django_db

HOME = "/initiatieven/moestuin/"


@pytest.fixture
def garden(here: Platform, ibrahim: User) -> Initiative:
    values = Value.objects.filter(slug="zorg")
    initiative = make_initiative(
        here,
        author=ibrahim,
        title="Moestuin",
        slug="moestuin",
        status=Status.DONE,
        story="Samen spitten.",
        needs={"doer": 4},
        values=values,
        area=buurt("AA01"),
    )
    Result.objects.create(initiative=initiative, achieved="Veel.", learned="Begin met koffie.")
    make_participation(initiative, ibrahim, "puller")
    return initiative


def typed(**more: str) -> dict[str, str]:
    place = {"buurt": buurt("NA01").name}
    words = {
        "title": "Moestuin",
        "summary": "Wij ook.",
        "story": "Samen spitten, hier.",
        "van": "moestuin",
        "soort": "copy",
    }
    return {"sleutel": "9" * 32, **words, **place, **more}


def published(origin: Initiative, platform: Platform, kind: Kind = Kind.COPY, **fields: Any) -> Initiative:
    child = make_initiative(platform, **fields)
    Lineage.objects.create(child=child, origin=origin, kind=kind)
    return child


def test_the_form_is_filled_in(client: Client, garden: Initiative) -> None:
    page = client.get("/initiatieven/nieuw/?van=moestuin").content.decode()
    for words in (
        'value="Moestuin"',
        "Samen spitten.",
        "Begin met koffie.",
        'name="van" value="moestuin"',
        "neemt ‘Moestuin’",
    ):
        assert words in page


def test_taking_it_over(client: Client, garden: Initiative, elsewhere: Platform, fatima: User) -> None:
    sign_in(client, fatima)
    for _ in range(2):
        answer = client.post("/initiatieven/nieuw/", typed())
        assert answer["Location"].endswith("/bewerken/hulp/")
    child = Initiative.objects.get(author=fatima)
    assert child.lineage.origin == garden
    assert child.platform == elsewhere
    assert [value.slug for value in child.values.all()] == ["zorg"]
    assert [(need.role, need.how_many) for need in child.needs.all()] == [("doer", 4)]
    assert "Overgenomen" not in client.get(HOME).content.decode(), "a draft is nobody else's"


def test_what_was_changed_stays_changed(client: Client, garden: Initiative, elsewhere: Platform, fatima: User) -> None:
    sign_in(client, fatima)
    client.post("/initiatieven/nieuw/", typed())
    child = Initiative.objects.get(author=fatima)
    child.ask_for(by=fatima, values=[], needs=[])
    client.post("/initiatieven/nieuw/", typed())
    assert not child.needs.exists()


def test_a_visitor_keeps_it_through_the_sign_in(client: Client, garden: Initiative, elsewhere: Platform) -> None:
    step = client.post("/initiatieven/nieuw/", typed()).content.decode()
    assert 'name="van" value="moestuin"' in step
    assert 'value="4"' in step, "what it needs is filled in"
    assert client.post("/initiatieven/nieuw/indienen/", typed(doer_wanted="on"))["Location"] == "/aanmelden/"
    client.post("/aanmelden/", {"email": "nieuw@example.org"})
    client.post("/aanmelden/code/", {"code": last_code("nieuw@example.org")})
    client.post("/welkom/", {"name": "Nieuw", "sixteen": "on"})
    child = Initiative.objects.get(author__email="nieuw@example.org")
    assert (child.status, child.lineage.origin) == (Status.SUBMITTED, garden)


def test_both_pages_say_so(client: Client, garden: Initiative, elsewhere: Platform) -> None:
    child = published(garden, elsewhere, title="Moestuin Noord", area=buurt("NA01"))
    published(garden, elsewhere, title="Moestuin West", area=buurt("AA02"))
    page = client.get(HOME).content.decode()
    assert "Overgenomen in 2 buurten" in page
    assert "Moestuin Noord" in page
    assert "Overgenomen uit" in client.get(child.get_absolute_url()).content.decode()


@pytest.mark.parametrize("hidden", ["child", "origin"])
def test_what_is_hidden_is_neither_named_nor_counted(
    client: Client, garden: Initiative, elsewhere: Platform, fatima: User, hidden: str
) -> None:
    child = published(garden, elsewhere, title="Moestuin Noord", area=buurt("NA01"))
    gone = child if hidden == "child" else garden
    Initiative.objects.filter(pk=gone.pk).update(hidden_at=timezone.now())
    shown = garden if hidden == "child" else child
    for user in (AnonymousUser(), fatima):
        if isinstance(user, User):
            sign_in(client, user)
        page = client.get(shown.get_absolute_url()).content.decode()
        assert "Overgenomen" not in page
        assert (gone.title if hidden == "child" else garden.get_absolute_url()) not in page
        assert not Lineage.objects.visible_to(user).exists()


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.DECLINED])
def test_what_is_not_public_is_no_recipe(client: Client, here: Platform, ibrahim: User, status: Status) -> None:
    make_initiative(here, author=ibrahim, slug="geheim", title="Geheim plan", status=status)
    for address in (
        "/initiatieven/nieuw/?van=geheim",
        "/initiatieven/nieuw/?van=%00",
        "/initiatieven/nieuw/?van=geheim&soort=split",
    ):
        assert "Geheim plan" not in client.get(address).content.decode()
    sign_in(client, ibrahim)
    client.post("/initiatieven/nieuw/", typed(van="geheim"))
    assert not Lineage.objects.exists()


def test_splitting_off_is_for_who_runs_it(client: Client, garden: Initiative, ibrahim: User, fatima: User) -> None:
    where = {"buurt": buurt("AA01").name, "soort": "split", "story": "Alleen de composthoop."}
    sign_in(client, ibrahim).post("/initiatieven/nieuw/", typed(title="Compost", **where))
    assert Lineage.objects.get().kind == Kind.SPLIT
    form = typed(title="Namaak", sleutel="8" * 32, **where)
    sign_in(client, fatima).post("/initiatieven/nieuw/", form)
    assert Lineage.objects.get(child__author=fatima).kind == Kind.COPY


def test_who_takes_part_hears_what_was_split_off(
    client: Client, garden: Initiative, ibrahim: User, fatima: User, carla: User
) -> None:
    make_participation(garden, fatima)
    where = {"buurt": buurt("AA01").name, "soort": "split", "platform": garden.platform.slug}
    sign_in(client, ibrahim).post("/initiatieven/nieuw/", typed(title="Compost", shows_author="on", **where))
    made = Lineage.objects.get().child
    made.submit(by=ibrahim)
    assert not Notice.objects.filter(kind="initiative_split").exists(), "nobody can read it yet"
    made.publish(by=carla)
    told = Mail.objects.get(to=fatima.email)
    assert told.subject == "Nieuw uit Moestuin: Compost"
    assert f"{made.get_absolute_url()}meedoen/" in told.text
    assert ("Ibrahim begint eraan." in told.text) == made.shows_author
    assert [notice.person for notice in Notice.objects.filter(kind="initiative_split")] == [fatima]
