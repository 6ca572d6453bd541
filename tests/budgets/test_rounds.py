"""The pages of rounds: the list, one round, the versions of its rules."""

import hashlib
import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from budgets.actions.rules import change_rules, open_round
from budgets.models import CheckPoint, Round
from coalitie.people.models import Person, User
from platforms.models import Platform
from tests.factories import make_request, make_round, sign_in

pytestmark = pytest.mark.django_db


def opened(platform: Platform, by: User, **fields: Any) -> Round:
    """A round that went open through its own verb."""
    round_ = make_round(platform, phase="draft", ideas_at=None, voters=["member"], **fields)
    CheckPoint.objects.create(round=round_, position=1, question="Mag het daar staan?")
    open_round(round_, by=by)
    return round_


def test_the_list_goes_by_what_one_can_do(client: Client, here: Platform) -> None:
    make_round(here, title="Nu indienen")
    make_round(here, title="Geheim", phase="draft")
    make_round(here, title="Gestopt", phase="aborted")
    page = client.get("/buurtbudget/").content.decode()
    assert page.index("Nu een plan indienen") < page.index("Nu indienen") < page.index("Afgelopen")
    assert "Gestopt" in page
    assert "Geheim" not in page


def test_an_empty_list_invites(client: Client, db: None) -> None:
    assert "Er is nog geen ronde" in client.get("/buurtbudget/").content.decode()


def test_the_list_costs_the_same_for_many(client: Client, here: Platform, django_assert_num_queries: Any) -> None:
    make_round(here)
    with django_assert_num_queries(2):
        client.get("/buurtbudget/")
    for _ in range(20):
        make_round(here)
    with django_assert_num_queries(2):
        client.get("/buurtbudget/")


def test_the_page_says_what_the_rules_are(client: Client, here: Platform, carla: User) -> None:
    round_ = opened(here, carla, amount=Decimal("12500.00"), criteria="Het blijft van de buurt.")
    page = client.get(round_.get_absolute_url()).content.decode()
    for words in ("€\N{NO-BREAK SPACE}12.500", "Het blijft van de buurt.", "Mag het daar staan?", "gelijke aandelen"):
        assert words in page
    assert round_.revisions.get().sha256 in page


def test_a_draft_is_for_its_own_desk(people: dict[str, Person], here: Platform) -> None:
    round_ = make_round(here, phase="draft")
    for name, user in people.items():
        client = sign_in(Client(), user) if isinstance(user, User) else Client()
        assert client.get(round_.get_absolute_url()).status_code == (200 if name in {"carla", "els"} else 404), name


def test_the_round_of_a_hidden_platform_is_hidden(client: Client, here: Platform, els: User) -> None:
    round_ = make_round(here)
    assert client.get(round_.get_absolute_url()).status_code == 200
    here.hide(by=els, reason="Test")
    assert client.get(round_.get_absolute_url()).status_code == 404
    assert round_.title not in client.get("/buurtbudget/").content.decode()


def test_pages_only_read(client: Client, here: Platform) -> None:
    round_ = make_round(here)
    for address in ("/buurtbudget/", round_.get_absolute_url(), f"{round_.get_absolute_url()}regels/"):
        assert client.post(address).status_code == 405


def test_each_version_with_its_difference_and_reason(client: Client, here: Platform, carla: User) -> None:
    round_ = opened(here, carla, criteria="Het is voor de buurt.")
    change_rules(round_, by=carla, reason="De raad vroeg erom.", criteria="Het is voor de hele buurt.")
    page = client.get(f"{round_.get_absolute_url()}regels/").content.decode()
    assert "De raad vroeg erom." in page
    assert "<ins>hele " in page


def test_the_text_hashes_to_what_the_page_says(client: Client, here: Platform, carla: User) -> None:
    round_ = opened(here, carla)
    answer = client.get(f"{round_.get_absolute_url()}regels/1.json")
    assert answer.headers["Content-Type"].startswith("application/json")
    assert hashlib.sha256(answer.content).hexdigest() == round_.revisions.get().sha256
    rules = json.loads(answer.content)["rules"]
    assert (rules["amount"], rules["platforms"]) == ("10000.00", [here.slug])
    assert client.get(f"{round_.get_absolute_url()}regels/2.json").status_code == 404


def test_why_it_waits_stands_on_the_page(client: Client, here: Platform) -> None:
    now = timezone.now()
    dates = {"ideas_at": None, "elaboration_at": now - timedelta(2), "listed_at": now - timedelta(1)}
    round_ = make_round(here, phase="elaboration", **dates)
    make_request(round_)
    assert "1 plan heeft nog geen oordeel" in client.get(round_.get_absolute_url()).content.decode()


def test_the_page_costs_the_same_for_many_plans(
    client: Client, here: Platform, carla: User, django_assert_num_queries: Any
) -> None:
    round_ = opened(here, carla)
    for number in (1, 20):
        for _ in range(number):
            make_request(round_)
        with django_assert_num_queries(8):
            client.get(round_.get_absolute_url())


def test_the_tab_of_a_platform_shows_its_own(client: Client, here: Platform, elsewhere: Platform) -> None:
    make_round(here, title="Van hier")
    make_round(here, title="Geheim", phase="draft")
    make_round(elsewhere, title="Van elders")
    page = client.get(f"{here.get_absolute_url()}buurtbudget/").content.decode()
    assert "Van hier" in page
    assert "Van elders" not in page
    assert "Geheim" not in page
    Round.objects.all().delete()
    assert "nog geen budgetronde" in client.get(f"{here.get_absolute_url()}buurtbudget/").content.decode()


def test_a_draft_has_no_version_yet(client: Client, els: User, here: Platform) -> None:
    sign_in(client, els)
    address = f"{make_round(here, phase='draft').get_absolute_url()}regels/"
    assert "Er is nog geen versie" in client.get(address).content.decode()
