"""My page: what is asked, what waits for whom and since when, and the same small cost whatever there is."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from coalitie.activity.models import Reach, follow, record, unfollow
from coalitie.lib.dates import day
from coalitie.people.models import User
from initiatives.mine import all_of
from initiatives.models import Initiative, Quote, SignUp, Status, ask_to_move, ask_to_pull, say_quote
from initiatives.models.agenda import settle
from initiatives.models.handover import Kind
from platforms.models import Area, Platform, Role, join
from platforms.models.exchange import respond
from platforms.models.means import put
from platforms.models.right import enter
from tests.factories import (
    buurt,
    make_activity,
    make_initiative,
    make_membership,
    make_participation,
    make_platform,
    make_user,
    sign_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(carla: User) -> Platform:
    return make_platform("Het Plein", coordinator=carla)


def ago(days: float, row: Initiative, field: str) -> None:
    Initiative.objects.filter(pk=row.pk).update(**{field: timezone.now() - timedelta(days=days)})


def test_a_newcomer_is_invited_and_sees_no_empty_sections(client: Client) -> None:
    page = sign_in(client, make_user()).get("/mijn/").content.decode()
    assert "Vind jouw buurt" in page
    assert "Dit wacht op jou" not in page
    assert "Aan jou gevraagd" not in page
    assert page.count("<h2") == 1


def test_a_visitor_signs_in_first(client: Client) -> None:
    assert client.get("/mijn/").status_code == 302


def test_what_waits_for_a_coordinator_comes_oldest_first(here: Platform, carla: User) -> None:
    ali = make_user(name="Ali")
    new, old = (make_initiative(here, title=title, status=Status.SUBMITTED) for title in ("Nieuw", "Oud"))
    ago(1, new, "submitted_at")
    ago(9, old, "submitted_at")
    make_membership(here, ali, status="asked")
    other = make_initiative(make_platform("Elders"), title="Van elders", status=Status.SUBMITTED)
    ask_to_move(make_initiative(other.platform, title="Verhuist"), to=here, by=ali, reason="Omdat.")
    assert [one.what for one in all_of(carla).waits] == [
        "Voorstel ‘Oud’ voor Het Plein",
        "Voorstel ‘Nieuw’ voor Het Plein",
        "Ali wil lid worden van Het Plein",
        "Kan ‘Verhuist’ verhuizen naar Het Plein?",
    ]
    assert all_of(ali).waits == []


def test_a_coordinator_sees_what_waits_for_a_trekker(
    client: Client, here: Platform, alice: User, bob: User, carla: User
) -> None:
    garden = make_initiative(here, author=alice, title="Tuin", status=Status.TRYING)
    make_participation(garden, alice, "puller")
    make_participation(garden, bob)
    day = timezone.localdate()
    Initiative.objects.update(try_from=day - timedelta(days=30), try_until=day - timedelta(days=1))
    elsewhere = make_initiative(make_platform("Elders"), title="Van elders", status=Status.RUNNING)
    make_participation(elsewhere, bob)
    waits = {"1 mens wacht op een welkom bij ‘Tuin’", "Terugkijken op de try-out van ‘Tuin’"}
    assert {one.what for one in all_of(carla).others} == waits
    assert (all_of(alice).others, all_of(bob).others) == ([], [])
    sign_in(client, carla)
    assert "Dit wacht op een trekker" in client.get("/mijn/").content.decode()
    assert [client.get(one.url).status_code for one in all_of(carla).others] == [200, 200]


def test_this_week_is_also_what_is_on_in_the_area_one_follows(client: Client, here: Platform) -> None:
    gebied = buurt().parent
    assert gebied is not None
    assert gebied.subject is not None
    far = Area.objects.buurten().exclude(parent=gebied).first()
    for title, area in {"Pannenkoeken": buurt(), "Ver weg": far}.items():
        settle(make_activity(here, title=title, area=area, days=2))
    noor = make_user()
    sign_in(client, noor)
    assert "Pannenkoeken" not in client.get("/mijn/").content.decode()
    follow(gebied.subject, by=noor)
    page = client.get("/mijn/").content.decode()
    assert "Pannenkoeken" in page
    assert "Ver weg" not in page
    unfollow(gebied.subject, by=noor)
    assert "Pannenkoeken" not in client.get("/mijn/").content.decode()


def test_who_takes_part_with_nothing_on_reads_how_to_find_it(client: Client, here: Platform, alice: User) -> None:
    join(here, by=alice)
    assert "Volg je buurt" in sign_in(client, alice).get("/mijn/").content.decode()


def test_what_is_asked_and_what_is_awaited(here: Platform, alice: User, bob: User) -> None:
    garden = make_initiative(here, author=alice, title="Tuin", status=Status.RUNNING)
    make_participation(garden, alice, "puller")
    make_participation(garden, bob)
    ask_to_pull(garden, by=alice, person=bob, kind=Kind.OVER)
    party = make_activity(here, title="Feest")
    SignUp.objects.create(activity=party, person=bob, status="offered", answer_by=timezone.now() + timedelta(hours=3))
    assert {one.what for one in all_of(bob).asked} == {
        "Krijg je energie van ‘Tuin’?",
        "Neem je de sleutel van ‘Tuin’ over?",
        "Er is een plek voor je vrij bij ‘Feest’",
    }
    assert [one.what for one in all_of(bob).awaited] == ["Je deed mee met ‘Tuin’ en hoort nog wanneer je kunt beginnen"]
    assert [one.what for one in all_of(alice).waits] == ["1 mens wacht op je welkom bij ‘Tuin’"]
    assert [one.what for one in all_of(alice).awaited] == ["Je vroeg over de sleutel van ‘Tuin’"]


def test_a_report_is_asked_for_a_month(here: Platform, alice: User) -> None:
    make_activity(here, title="Gisteren", author=alice, days=-1)
    make_activity(here, title="Lang geleden", author=alice, days=-40)
    assert [one.what for one in all_of(alice).waits] == ["Hoe was ‘Gisteren’?"]


def test_drafts_and_platforms_stand_apart(here: Platform, alice: User) -> None:
    make_initiative(here, author=alice, title="Half af", status=Status.DRAFT)
    make_initiative(here, author=alice, title="Terug", status=Status.RETURNED)
    join(here, by=alice)
    own = all_of(alice)
    assert {one.what for one in own.drafts} == {"Half af", "‘Terug’ kwam terug met een vraag"}
    assert [(one.what, one.button) for one in own.platforms] == [("Het Plein", "Lid")]


def test_the_page_costs_the_same_with_a_full_desk(
    client: Client, here: Platform, carla: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Whoever coordinates, pulls, comes, follows and has thirty things waiting asks no more than anybody."""
    for number in range(30):
        make_membership(here, make_user(), status="asked")
        make_initiative(here, title=f"Voorstel {number}", status=Status.SUBMITTED)
        running = make_initiative(here, title=f"Loopt {number}", status=Status.RUNNING)
        make_participation(running, carla, "puller")
        make_participation(running)
        make_activity(here, initiative=running, days=1)
        follow(running.subject, by=carla)
        record(running.subject, "initiative_running", by=None, reach=Reach.AROUND)
    record(here.subject, "platform_stage", by=None, reach=Reach.AROUND)
    sign_in(client, carla)
    with django_assert_max_num_queries(12):
        page = client.get("/mijn/").content.decode()
    assert page.count("wacht op je welkom") == 2 * len([one for one in all_of(carla).waits if "welkom" in one.what])
    assert len(all_of(carla).waits) == 30
    assert str(Role.COORDINATOR.label) in page


def test_registers_ask_their_coordinators(here: Platform, carla: User, els: User) -> None:
    """A line whose day comes near, an answer on the ruilmarkt, and a sentence for the value sheet."""
    other = make_platform("Elders", coordinator=make_user())
    today = timezone.localdate()
    facts: dict[str, Any] = {"standing": "none", "reason": "Nog niets."}
    enter(here, buurt("AA01"), by=els, review_on=today + timedelta(days=20), **facts)
    enter(here, buurt("AA02"), by=els, review_on=today + timedelta(days=90), **facts)
    enter(other, buurt("AA01"), by=els, review_on=today + timedelta(days=1), **facts)
    bike = put(here, by=carla, form_key=uuid4(), kind="means", direction="offers", title="Bakfiets")
    asked = respond(bike, platform=other, by=els, words="Graag")
    done = make_initiative(here, status=Status.DONE)
    say_quote(done, by=make_user(), sentence="Mooi.", shows="nobody")
    say_quote(done, by=carla, sentence="Zelf gezegd.", shows="nobody")
    old = say_quote(done, by=make_user(), sentence="Blijft liggen.", shows="nobody")
    Quote.objects.filter(pk=old.pk).update(said_at=timezone.now() - timedelta(days=15))
    waits = {one.what: one.url for one in all_of(carla).waits}
    assert waits == {
        f"Klopt het register van Het Plein nog? Opnieuw bekijken op {day(today + timedelta(days=20))}": (
            f"{here.get_absolute_url()}buurtplatformrecht/"
        ),
        "Elders reageerde op ‘Bakfiets’ op de ruilmarkt": f"/ruilmarkt/afspraken/{asked.pk}/",
        "1 zin om te kiezen voor het waardeblad": "/beheer/initiatives/quote/?chosen_at__isempty=1",
    }
    asked.agree(by=carla, answer="Goed")
    assert len(all_of(carla).waits) == 2
    with override("en"):
        assert any("value sheet" in one.what for one in all_of(carla).waits)
