"""The admin opens for staff who showed a second factor in this session, today. For anybody else it is not there."""

from datetime import timedelta

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib import admin
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time
from pytest_django import DjangoCaptureOnCommitCallbacks

from coalitie.people.desk import DeskSite
from coalitie.people.models import User
from tests.factories import make_team_member, make_user, sign_in
from tests.people.mailbox import last_code, last_mail

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.people.trial")]

ELS = "els@example.org"


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def with_app(user: User) -> str:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def by_code(address: str = ELS) -> Client:
    client = Client()
    client.post("/aanmelden/", {"email": address})
    client.post("/aanmelden/code/", {"code": last_code(address)})
    return client


def test_it_is_the_only_admin() -> None:
    assert isinstance(admin.site, DeskSite) or admin.site.__class__.__name__ == "DefaultAdminSite"
    assert admin.site.has_permission.__func__ is DeskSite.has_permission


@pytest.mark.parametrize(
    "page", ["/beheer/", "/beheer/login/", "/beheer/jsi18n/", "/beheer/autocomplete/", "/beheer/verzonnen/"]
)
def test_a_visitor_signs_in_on_the_site_itself(client: Client, page: str) -> None:
    response = client.get(page)
    assert response.status_code == 302
    assert response["Location"].startswith("/aanmelden/?next=/beheer/")


@pytest.mark.parametrize("page", ["/beheer/", "/beheer/login/", "/beheer/password_change/"])
def test_for_a_resident_it_is_not_there(client: Client, page: str) -> None:
    sign_in(client, make_user())
    assert client.get(page).status_code == 404


def test_staff_without_second_factor_is_led_to_set_one_up(client: Client) -> None:
    make_team_member(ELS)
    client = by_code()
    response = client.get("/beheer/", follow=True)
    assert response.redirect_chain[0][0] == "/mijn/tweede-stap/"
    assert "hoort er een tweede stap bij" in response.content.decode()
    assert client.post("/beheer/").status_code == 302


def test_a_coordinator_too(client: Client) -> None:
    carla = make_user()
    carla.open_desk()
    sign_in(client, carla)
    assert client.get("/beheer/")["Location"] == "/mijn/tweede-stap/"


def test_setting_one_up_opens_the_desk_at_once(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    make_team_member(ELS)
    client = by_code()
    client.get("/mijn/tweede-stap/app/")
    secret = client.session["mfa.totp.secret"]
    assert client.post("/mijn/tweede-stap/app/", {"code": "000000"}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/mijn/tweede-stap/app/", {"code": code_now(secret)}).status_code == 302
    assert "controlecode" in last_mail(ELS).subject
    assert client.get("/beheer/").status_code == 200
    assert client.get("/mijn/tweede-stap/codes/").status_code == 200


def test_the_mailed_code_alone_no_longer_signs_in() -> None:
    els = make_team_member(ELS)
    secret = with_app(els)
    client = Client()
    client.post("/aanmelden/", {"email": ELS, "next": "/beheer/"})
    response = client.post("/aanmelden/code/", {"code": last_code(ELS)})
    assert response["Location"] == "/aanmelden/tweede-stap/"
    assert "_auth_user_id" not in client.session
    assert client.get("/aanmelden/tweede-stap/").status_code == 200
    assert client.get("/beheer/").status_code == 302
    assert client.post("/aanmelden/tweede-stap/", {"code": "000000"}).status_code == 422
    assert client.post("/aanmelden/tweede-stap/", {"code": code_now(secret)})["Location"] == "/beheer/"
    assert client.get("/beheer/").status_code == 200


def test_a_parked_choice_waits_for_the_second_step() -> None:
    secret = with_app(make_team_member(ELS))
    client = Client()
    client.post("/proef/", {"word": "platform"})
    client.post("/aanmelden/", {"email": ELS})
    client.post("/aanmelden/code/", {"code": last_code(ELS)})
    assert client.post("/aanmelden/tweede-stap/", {"code": code_now(secret)})["Location"] == "/proef/klaar/"


def test_a_session_from_before_the_factor_must_show_it(client: Client) -> None:
    els = make_team_member(ELS)
    client = by_code()
    secret = with_app(els)
    response = client.get("/beheer/")
    assert response["Location"] == "/mijn/bevestigen/tweede-stap/?next=%2Fbeheer%2F"
    assert client.post(response["Location"], {"code": code_now(secret), "next": "/beheer/"})["Location"] == "/beheer/"
    assert client.get("/beheer/").status_code == 200


def test_the_proof_lasts_a_working_day() -> None:
    els = make_team_member(ELS)
    client = opened_desk(els)
    with freeze_time(timezone.now() + timedelta(hours=12, seconds=5)):
        assert client.get("/beheer/")["Location"].startswith("/mijn/bevestigen/tweede-stap/")


@pytest.mark.parametrize("event", ["factor gone", "demoted", "blocked"])
def test_the_desk_closes_at_the_next_request(event: str) -> None:
    els = make_team_member(ELS)
    client = opened_desk(els)
    if event == "factor gone":
        Authenticator.objects.all().delete()
        assert client.get("/beheer/")["Location"] == "/mijn/tweede-stap/"
    elif event == "demoted":
        els.leave_team()
        assert client.get("/beheer/").status_code == 404
    else:
        els.block(by=make_user(), reason="Misbruik")
        assert client.get("/beheer/")["Location"].startswith("/aanmelden/")


def test_somebody_elses_proof_does_not_count() -> None:
    """Records of another person left in the session say nothing about this one."""
    els = make_team_member(ELS)
    client = opened_desk(els)
    records = client.session[AUTHENTICATION_METHODS_SESSION_KEY]
    other = make_team_member("fatma@example.org")
    with_app(other)
    thief = sign_in(Client(), other)
    session = thief.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = records
    session["_account_authentication_methods_user"] = str(els.pk)
    session.save()
    assert thief.get("/beheer/").status_code == 302


def test_taking_the_factor_off_asks_for_it() -> None:
    """A password or a mail is no way around it."""
    els = make_team_member(ELS, password="een heel lang wachtwoord")
    with_app(els)
    client = sign_in(Client(), els)
    assert client.get("/mijn/tweede-stap/app/uit/")["Location"].startswith("/mijn/bevestigen/tweede-stap/")
    assert client.post("/mijn/bevestigen/wachtwoord/", {"password": "een heel lang wachtwoord"})["Location"].startswith(
        "/mijn/bevestigen/tweede-stap/"
    )
    client.post("/mijn/bevestigen/", {"send": "1"})
    assert Authenticator.objects.filter(user=els, type="totp").exists()


def test_a_few_wrong_codes_and_the_second_step_waits() -> None:
    els = make_team_member(ELS)
    secret = with_app(els)
    client = Client()
    client.post("/aanmelden/", {"email": ELS})
    client.post("/aanmelden/code/", {"code": last_code(ELS)})
    for _try in range(5):
        client.post("/aanmelden/tweede-stap/", {"code": "000000"})
    assert client.post("/aanmelden/tweede-stap/", {"code": code_now(secret)}).status_code == 422


def opened_desk(user: User) -> Client:
    secret = with_app(user)
    client = by_code(user.email)
    client.post("/aanmelden/tweede-stap/", {"code": code_now(secret)})
    assert client.get("/beheer/").status_code == 200
    return client
