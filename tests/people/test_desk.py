"""The admin opens for staff who showed a second factor in this session, today. For anybody else it is not there."""

import time
from datetime import timedelta

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.contrib import admin
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from coalitie.people.desk import DeskSite
from coalitie.people.models import User
from tests.factories import make_team_member, make_user, sign_in
from tests.people.mailbox import last_code, last_mail

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.people.trial")]

ELS = "els@example.org"


@pytest.fixture(autouse=True)
def half_a_minute_more(settings: Settings) -> None:
    """A code asked for at the end of its half minute must not make a test fail."""
    settings.MFA_TOTP_TOLERANCE = 1


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


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
    registered = {model._meta.label for model in admin.site._registry}
    assert admin.site.site_header == DeskSite.site_header
    assert "people.User" in registered
    assert not [label for label in registered if label.startswith(("auth.", "account.", "mfa."))]


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
    session["account_authentication_methods_user"] = str(els.pk)
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


# --- The desk for people ----------------------------------------------------------------------------------------------
def team_desk() -> Client:
    return opened_desk(make_team_member(ELS, "Els"))


def test_the_team_blocks_with_a_reason_that_reaches_the_person() -> None:
    alice = make_user("alice@example.org")
    desk = team_desk()
    page = f"/beheer/people/user/{alice.pk}/doe/block/"
    assert desk.post(page, {"reason": ""}).status_code == 422
    assert desk.post(page, {"reason": "Je schold iemand uit."}).status_code == 302
    alice.refresh_from_db()
    assert (alice.blocked_by, alice.blocked_reason) == (User.objects.get(email=ELS), "Je schold iemand uit.")
    assert "Je schold iemand uit." in last_mail("alice@example.org").text
    assert desk.post(page, {"reason": "Nog eens"}).status_code == 403
    assert desk.post(f"/beheer/people/user/{alice.pk}/doe/unblock/", {"reason": "Uitgepraat"}).status_code == 302
    assert User.objects.get(pk=alice.pk).is_active


def test_not_themselves_and_nobody_above_them() -> None:
    desk = team_desk()
    els, root = User.objects.get(email=ELS), make_user(is_superuser=True)
    for person in (els, root):
        for verb in ("block", "clear_name", "join_team", "leave_team"):
            response = desk.post(f"/beheer/people/user/{person.pk}/doe/{verb}/", {"reason": "Zomaar"})
            assert response.status_code == 403, verb
    assert User.objects.active().count() == 2


def test_an_account_is_shown_and_not_edited() -> None:
    alice = make_user("alice@example.org", "Alice")
    desk = team_desk()
    page = f"/beheer/people/user/{alice.pk}/change/"
    shown = desk.get(page).content.decode()
    assert "alice@example.org" in shown
    assert "pbkdf2" not in shown
    desk.post(page, {"email": "thief@example.org", "is_superuser": "on", "display_name": "X", "password": "x"})
    alice.refresh_from_db()
    assert (alice.email, alice.display_name, alice.is_superuser) == ("alice@example.org", "Alice", False)
    assert desk.post(f"/beheer/people/user/{alice.pk}/delete/", {"post": "yes"}).status_code == 403
    assert desk.get("/beheer/people/user/add/").status_code == 403


def test_the_team_grows_and_shrinks() -> None:
    alice = make_user()
    desk = team_desk()
    desk.post(f"/beheer/people/user/{alice.pk}/doe/join_team/")
    assert User.objects.get(pk=alice.pk).in_team
    desk.post(f"/beheer/people/user/{alice.pk}/doe/leave_team/")
    assert not User.objects.get(pk=alice.pk).in_team


@pytest.mark.parametrize("model", ["people/user", "activity/mail"])
def test_a_coordinator_finds_no_people_and_no_mail_there(model: str) -> None:
    carla, alice = make_user("carla@example.org"), make_user("alice@example.org", "Alice")
    carla.open_desk()
    desk = opened_desk(carla)
    assert "alice@example.org" not in desk.get(f"/beheer/{model}/?q=alice").content.decode()
    assert desk.get(f"/beheer/{model}/{alice.pk}/change/").status_code == 404
    assert desk.get(f"/beheer/people/user/{alice.pk}/history/").status_code == 404
    assert desk.post(f"/beheer/people/user/{alice.pk}/doe/join_team/").status_code == 404
    assert f"/beheer/{model}/" not in desk.get("/beheer/").content.decode()


def test_the_codes_in_the_mail_are_not_for_the_team_to_read() -> None:
    desk = team_desk()
    Client().post("/aanmelden/", {"email": "alice@example.org"})
    mail, code = last_mail("alice@example.org"), last_code("alice@example.org")
    for page in (
        "/beheer/activity/mail/",
        f"/beheer/activity/mail/{mail.pk}/change/",
        f"/beheer/activity/mail/{mail.pk}/history/",
    ):
        assert code not in desk.get(page).content.decode()


@pytest.mark.parametrize(
    ("model", "lookup"),
    [
        ("activity/mail", "text__contains=%s"),
        ("activity/mail", "html__regex=%s"),
        ("people/user", "password__startswith=md5"),
        ("people/user", "signed_out_at__isnull=1"),
        ("people/user", "authenticator__data__contains=secret"),
        ("people/user", "proofs__code_seal__startswith=a"),
    ],
)
def test_no_address_asks_about_what_the_list_does_not_show(model: str, lookup: str) -> None:
    """A code of eight digits, one question at a time, would be an account of somebody above the team."""
    desk = team_desk()
    Client().post("/aanmelden/", {"email": "root@example.org"})
    code = last_code("root@example.org")
    assert desk.get(f"/beheer/{model}/?{lookup.replace('%s', code[:4])}").status_code in {302, 400}
    assert desk.get(f"/beheer/{model}/?q=root&o=1").status_code == 200


@pytest.mark.parametrize("query", ["blocked_at__isempty=1", "team_since__isempty=0", "desk_since__isempty=1"])
def test_the_filters_beside_the_list_work(query: str) -> None:
    assert team_desk().get(f"/beheer/people/user/?{query}").status_code == 200


def test_a_mail_that_was_given_up_may_go_again() -> None:
    desk = team_desk()
    mail = last_mail(ELS)
    page = f"/beheer/activity/mail/{mail.pk}/doe/again/"
    assert desk.post(page).status_code == 403
    mail.given_up_at = timezone.now()
    mail.save()
    assert desk.post(page).status_code == 302
    mail.refresh_from_db()
    assert mail.given_up_at is None


def test_who_lost_the_telephone_is_helped_and_told() -> None:
    alice = make_user("alice@example.org")
    desk = team_desk()
    page = f"/beheer/people/user/{alice.pk}/doe/drop_second_step/"
    assert desk.post(page, {"reason": "Zomaar"}).status_code == 403
    with_app(alice)
    phone = sign_in(Client(), alice)
    assert desk.post(page, {"reason": "Je belde dat je telefoon weg is."}).status_code == 302
    assert not Authenticator.objects.filter(user=alice).exists()
    assert phone.get("/mijn/profiel/").status_code == 302
    assert "Je belde dat je telefoon weg is." in last_mail("alice@example.org").text


def test_nobody_helps_a_superuser_or_themselves_that_way() -> None:
    desk = team_desk()
    root = make_user(is_superuser=True)
    with_app(root)
    for person in (root, User.objects.get(email=ELS)):
        assert desk.post(f"/beheer/people/user/{person.pk}/doe/drop_second_step/", {"reason": "x"}).status_code == 403
    assert Authenticator.objects.filter(user=root).exists()
