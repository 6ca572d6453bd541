"""Who gives roles on the site shows a second factor first, as at the desk. Letting people in goes without."""

import time
from urllib.parse import quote

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from pytest_django import Settings

from coalitie.people.models import User
from platforms.models import Membership, Platform, Role, Status
from tests.factories import make_membership, make_user, sign_in, sign_in_to_desk
from tests.people.mailbox import last_code

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def half_a_minute_more(settings: Settings) -> None:
    """A code asked for at the end of its half minute must not make a test fail."""
    settings.MFA_TOTP_TOLERANCE = 1


@pytest.fixture
def member(here: Platform) -> Membership:
    return make_membership(here, make_user(name="Gijs"))


def address(member: Membership) -> str:
    return f"{member.platform.get_absolute_url()}leden/{member.pk}/rol/"


def role_of(member: Membership) -> str:
    return str(Membership.objects.get(pk=member.pk).role)


def code_now(secret: str) -> dict[str, str]:
    return {"code": format_hotp_value(hotp_value(secret, int(time.time()) // 30))}


def by_code(user: User) -> Client:
    client = Client()
    client.post("/aanmelden/", {"email": user.email})
    client.post("/aanmelden/code/", {"code": last_code(user.email)})
    return client


def test_with_the_second_step_passed_a_role_is_given(client: Client, carla: User, member: Membership) -> None:
    sign_in_to_desk(client, carla)
    assert client.get(address(member)).status_code == 200
    assert client.post(address(member), {"role": "puller"}).status_code == 302
    assert role_of(member) == Role.PULLER


def test_it_leads_to_the_second_step_and_back_with_what_was_chosen(
    client: Client, carla: User, member: Membership
) -> None:
    secret = generate_totp_secret()
    TOTP.activate(carla, secret)
    sign_in(client, carla)
    answer = client.post(address(member), {"role": "coordinator"})
    assert answer["Location"] == f"/mijn/bevestigen/tweede-stap/?next={quote(address(member), safe='')}"
    assert role_of(member) == Role.MEMBER
    back = client.post(answer["Location"], code_now(secret) | {"next": address(member)})
    assert back["Location"] == address(member)
    page = client.get(address(member)).context["form"]
    assert page["role"].value() == "coordinator"
    assert client.get(address(member)).context["form"]["role"].value() == Role.MEMBER
    client.post(address(member), {"role": "coordinator"})
    assert role_of(member) == Role.COORDINATOR


def test_who_has_none_sets_one_up_and_is_led_back(carla: User, member: Membership) -> None:
    client = by_code(carla)
    assert client.get(address(member))["Location"] == "/mijn/tweede-stap/"
    assert "Een rol geven is een grote stap" in client.get("/mijn/tweede-stap/").content.decode()
    client.get("/mijn/tweede-stap/app/")
    after = client.post("/mijn/tweede-stap/app/", code_now(client.session["mfa.totp.secret"]), follow=True)
    assert f'<a href="{address(member)}">Ga verder waar je was</a>' in after.content.decode()
    assert client.get(address(member)).status_code == 200


def test_nobody_without_the_right_is_led_anywhere(client: Client, alice: User, member: Membership) -> None:
    assert sign_in(client, alice).get(address(member)).status_code == 403


def test_letting_somebody_in_goes_without(client: Client, here: Platform, carla: User) -> None:
    waiting = make_membership(here, status=Status.ASKED)
    sign_in(client, carla)
    assert client.post(f"{here.get_absolute_url()}leden/{waiting.pk}/toelaten/").status_code == 302
    assert Membership.objects.get(pk=waiting.pk).status == Status.MEMBER
