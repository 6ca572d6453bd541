"""An address, a code, and somebody is in; what a stranger can learn or do on the way is nothing."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time

from coalitie.activity.models import Mail
from coalitie.people.models import Proof, User
from tests.factories import make_user, sign_in
from tests.people.mailbox import last_code, last_link, last_mail

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.people.trial")]

ALICE = "alice@example.org"


def ask(client: Client, address: str = ALICE, **data: str) -> None:
    response = client.post("/aanmelden/", {"email": address, **data})
    assert response.status_code == 302, response.content.decode()
    assert response["Location"] == "/aanmelden/code/"


def enter(client: Client, address: str = ALICE) -> str:
    response = client.post("/aanmelden/code/", {"code": last_code(address)})
    assert response.status_code == 302
    return response["Location"]


def who(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_somebody_new_gets_an_account_after_the_code_and_not_before(client: Client) -> None:
    ask(client)
    assert not User.objects.exists()
    assert enter(client) == "/welkom/"
    user = User.objects.get()
    assert user.email == ALICE
    assert not user.has_usable_password()
    assert who(client) == str(user.pk)


def test_welcome_asks_for_a_name_and_the_tick_and_keeps_only_its_time(client: Client) -> None:
    ask(client)
    enter(client)
    response = client.post("/welkom/", {"name": "Alice"})
    assert response.status_code == 422
    assert "16 jaar of ouder" in response.content.decode()
    assert client.post("/welkom/", {"name": "Alice\r\nBcc: x", "sixteen": "on"})["Location"] == "/mijn/"
    user = User.objects.get()
    assert user.display_name == "Alice Bcc: x"
    assert user.sixteen_at is not None


def test_somebody_known_goes_straight_on(client: Client) -> None:
    alice = make_user(ALICE)
    ask(client, "  Alice@EXAMPLE.org ")
    assert enter(client) == "/mijn/"
    assert who(client) == str(alice.pk)


def test_and_to_where_they_wanted_to_go_but_never_to_another_site(client: Client) -> None:
    make_user(ALICE)
    ask(client, next="/platforms/?q=a")
    assert enter(client) == "/platforms/?q=a"


@pytest.mark.parametrize(
    "evil", ["https://evil.example/", "//evil.example", "/\\evil.example", "/\x00", "javascript:1"]
)
def test_next_never_leaves_the_site(client: Client, evil: str) -> None:
    make_user(ALICE)
    ask(client, next=evil)
    assert enter(client) == "/mijn/"


def test_known_and_unknown_addresses_get_the_same_answer_and_the_same_mail(client: Client) -> None:
    make_user(ALICE)
    seen = []
    for address in (ALICE, "niemand@example.org"):
        client = Client()
        ask(client, address)
        page = client.get("/aanmelden/code/").content.decode().replace(address, "…")
        mail = last_mail(address)
        text = re.sub(r"verder/\S+", "verder/…", mail.text).replace(last_code(address), "…").replace(address, "…")
        seen.append((re.sub(r'value="[^"]{20,}"', "", page), re.sub(r"\d{4} \d{4}", "…", mail.subject), text))
    assert seen[0] == seen[1]


def test_the_same_statements_run_for_both(client: Client, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    make_user(ALICE)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    kinds = []
    for address in (ALICE, "niemand@example.org"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ask(Client(), address)
        kinds.append([re.split(r"[('\d]", query["sql"])[0] for query in queries.captured_queries])
    assert kinds[0] == kinds[1]


def test_five_wrong_codes_and_it_is_over_even_with_the_right_one(client: Client) -> None:
    ask(client)
    right = last_code(ALICE)
    wrong = "0000 0000" if right != "0000 0000" else "1111 1111"
    for _try in range(5):
        assert client.post("/aanmelden/code/", {"code": wrong}).status_code == 422
    response = client.post("/aanmelden/code/", {"code": right})
    assert response.status_code == 422
    assert "werkt niet meer" in response.content.decode()
    assert who(client) is None


def test_a_code_may_be_typed_in_any_way(client: Client) -> None:
    ask(client)
    response = client.post("/aanmelden/code/", {"code": " " + last_code(ALICE).replace(" ", "-") + "."})
    assert response.status_code == 302


@pytest.mark.parametrize("junk", ["", "\x00", "²²²²²²²²", "9" * 5000, "<script>", "\ud800"])
def test_junk_is_no_code(client: Client, junk: str) -> None:
    ask(client)
    assert (
        client.post("/aanmelden/code/", {"code": junk.encode("utf-8", "surrogatepass").decode("latin-1")}).status_code
        == 422
    )
    assert who(client) is None


def test_a_code_works_for_fifteen_minutes(client: Client) -> None:
    ask(client)
    code = last_code(ALICE)
    with freeze_time(timezone.now() + timedelta(minutes=15, seconds=1)):
        assert client.post("/aanmelden/code/", {"code": code}).status_code == 422
    assert who(client) is None


def test_and_once(client: Client) -> None:
    ask(client)
    code = last_code(ALICE)
    session = dict(client.session)
    assert client.post("/aanmelden/code/", {"code": code}).status_code == 302
    thief = Client()
    stolen = thief.session
    stolen.update(session)
    stolen.save()
    assert thief.post("/aanmelden/code/", {"code": code}).status_code == 422
    assert who(thief) is None


def test_a_code_opens_only_the_browser_that_asked(client: Client) -> None:
    ask(client)
    ask(thief := Client(), "thief@example.org")
    assert thief.post("/aanmelden/code/", {"code": last_code(ALICE)}).status_code == 422


def test_neither_code_nor_link_stands_in_the_database(client: Client) -> None:
    ask(client)
    proof = Proof.objects.get()
    code, token = last_code(ALICE).replace(" ", ""), last_link(ALICE).split("/")[-2]
    kept = [str(getattr(proof, field.attname)) for field in proof._meta.concrete_fields]
    assert not any(code in value or token in value for value in kept)


def test_the_session_key_changes_at_sign_in(client: Client) -> None:
    make_user(ALICE)
    ask(client)
    before = client.session.session_key
    enter(client)
    assert client.session.session_key != before
    assert before is not None
    assert not client.session.exists(before)


def test_somebody_blocked_does_not_come_in_and_reads_why(client: Client) -> None:
    make_user(ALICE).block(by=make_user(), reason="Schelden")
    ask(client)
    assert enter(client) == "/aanmelden/geblokkeerd/"
    assert who(client) is None
    assert "geblokkeerd" in client.get("/aanmelden/geblokkeerd/").content.decode()


def test_a_block_works_at_the_next_request(client: Client) -> None:
    alice = make_user(ALICE)
    sign_in(client, alice)
    assert client.get("/mijn/profiel/").status_code == 200
    alice.block(by=make_user(), reason="Schelden")
    assert client.get("/mijn/profiel/")["Location"].startswith("/aanmelden/")


def test_so_does_signing_out_everywhere(client: Client) -> None:
    alice = make_user(ALICE)
    sign_in(client, alice)
    phone = sign_in(Client(), alice)
    assert client.post("/mijn/overal-afmelden/").status_code == 302
    assert phone.get("/mijn/profiel/").status_code == 302


def test_five_codes_an_hour_for_an_address_known_or_not() -> None:
    make_user(ALICE)
    for address in (ALICE, "niemand@example.org"):
        for _time in range(5):
            ask(Client(), address)
        response = Client().post("/aanmelden/", {"email": address})
        assert response.status_code == 429
        assert "te veel codes" in response.content.decode()
        assert Mail.objects.filter(to=address).count() == 5


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "geen adres",
        "a@b",
        "x" * 250 + "@example.org",
        "alice@example.org\nBcc: all@example.org",
        'alice@example.org", "bob@example.org',
        "alice@example.org,bob@example.org",
        "alice\x00@example.org",
        "älice@example.org",
        "a@" + "ü" * 60 + ".example",
    ],
)
def test_a_bad_address_is_said_so_and_kept(client: Client, bad: str) -> None:
    response = client.post("/aanmelden/", {"email": bad})
    assert response.status_code == 422
    assert not Mail.objects.exists()


def test_the_mail_says_why_and_links_to_our_own_address_whatever_the_host_header(client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    settings.ALLOWED_HOSTS = ["*"]
    client.post("/aanmelden/", {"email": ALICE}, headers={"host": "evil.example"})
    mail = last_mail(ALICE)
    assert "evil.example" not in mail.text + mail.html
    assert "Je krijgt deze mail omdat iemand dit adres invulde om zich aan te melden." in mail.text
    assert last_link(ALICE)


def test_a_new_code_may_be_asked(client: Client) -> None:
    ask(client)
    first = last_code(ALICE)
    assert client.post("/aanmelden/code/opnieuw/")["Location"] == "/aanmelden/code/"
    assert last_code(ALICE) != first
    assert enter(client) == "/welkom/"


def test_signing_up_apart_does_not_exist(client: Client) -> None:
    assert client.get("/aanmelden/nieuw/")["Location"] == "/aanmelden/"
    assert client.post("/aanmelden/nieuw/", {"email": ALICE, "password1": "een lang wachtwoord"}).status_code == 405
    assert not User.objects.exists()


def test_looking_writes_nothing(client: Client) -> None:
    for address in ("/aanmelden/", "/aanmelden/wachtwoord/", "/aanmelden/verder/niets/"):
        client.get(address)
    assert not Proof.objects.exists()
    assert not Mail.objects.exists()


# --- The link in the mail ---------------------------------------------------------------------------------------------
def test_the_link_signs_in_on_another_device_after_a_press(client: Client) -> None:
    alice = make_user(ALICE)
    ask(client)
    phone = Client()
    page = phone.get(last_link(ALICE))
    assert page.status_code == 200
    assert "a•••@example.org" in page.content.decode(), "Whose account it is, so nobody is led into another's"
    assert who(phone) is None, "A mail scanner that opens links must not sign anybody in"
    assert phone.post(last_link(ALICE), {"press": "enter"})["Location"] == "/mijn/"
    assert who(phone) == str(alice.pk)


def test_once(client: Client) -> None:
    ask(client)
    link = last_link(ALICE)
    assert Client().post(link, {"press": "enter"}).status_code == 302
    assert Client().post(link, {"press": "enter"}).status_code == 410
    assert client.post("/aanmelden/code/", {"code": last_code(ALICE)}).status_code == 422


def test_for_an_hour_and_then_it_offers_a_new_code(client: Client) -> None:
    ask(client)
    link, phone = last_link(ALICE), Client()
    with freeze_time(timezone.now() + timedelta(minutes=61)):
        assert phone.get(link).status_code == 410
        assert phone.post(link, {"press": "enter"}).status_code == 410
        assert phone.post(link, {"press": "again"})["Location"] == "/aanmelden/code/"
        assert enter(phone) == "/welkom/"


def test_this_was_not_me_ends_code_and_link(client: Client) -> None:
    ask(client)
    link = last_link(ALICE)
    assert Client().post(link, {"press": "refuse"}).status_code == 200
    assert Client().post(link, {"press": "enter"}).status_code == 410
    assert Client().post(link, {"press": "again"}).status_code == 410
    assert client.post("/aanmelden/code/", {"code": last_code(ALICE)}).status_code == 422


def test_a_made_up_link_is_not_found(client: Client) -> None:
    assert client.get("/aanmelden/verder/verzonnen/").status_code == 404
    assert client.post("/aanmelden/verder/verzonnen/", {"press": "enter"}).status_code in {404, 410}
    assert who(client) is None


def test_the_link_replaces_somebody_else_on_this_device_only_after_saying_so(client: Client) -> None:
    alice = make_user(ALICE)
    bob = make_user(name="Bob")
    ask(client)
    shared = sign_in(Client(), bob)
    assert "Bob" in shared.get(last_link(ALICE)).content.decode()
    shared.post(last_link(ALICE), {"press": "enter"})
    assert who(shared) == str(alice.pk)


# --- Pre-hijacking: an attacker acts on an address before its owner joins -------------------------------------------
def test_no_account_can_be_laid_ready_for_somebody_elses_address(client: Client) -> None:
    """Classic merge: without the code there is no account to find a password on later."""
    ask(client)
    assert client.post("/mijn/wachtwoord/nieuw/", {"password1": "x" * 20, "password2": "x" * 20}).status_code == 302
    assert not User.objects.exists()


def test_a_session_from_before_the_owner_came_stays_out(client: Client) -> None:
    """Unexpired session: the attacker asked first; the owner enters; the attacker's browser is still nobody."""
    attacker = Client()
    ask(attacker)
    ask(client)
    enter(client)
    assert who(attacker) is None
    assert attacker.get("/mijn/profiel/").status_code == 302


def test_an_attackers_account_cannot_carry_the_owners_address_along(client: Client) -> None:
    """Trojan identifier: an account has one address, and a second one needs its code."""
    attacker = signed_in_by_code("attacker@example.org")
    attacker.post("/mijn/adres/", {"email": ALICE})
    ask(client)
    enter(client)
    assert User.objects.with_address(ALICE).get().pk != int(who(attacker) or 0)


def test_a_change_of_address_that_waited_fails_once_the_owner_joined(client: Client) -> None:
    """Unexpired change: even with the right code, the address now belongs to its owner's account."""
    attacker = signed_in_by_code("attacker@example.org")
    attacker.post("/mijn/adres/", {"email": ALICE})
    code = last_code(ALICE)
    ask(client)
    enter(client)
    assert attacker.post("/mijn/adres/code/", {"code": code}).status_code == 409
    assert User.objects.with_address("attacker@example.org").exists()
    assert who(client) == str(User.objects.with_address(ALICE).get().pk)


def test_nobody_elses_word_counts_for_an_address() -> None:
    """Non-verifying identity provider: there is none to trust."""
    from django.conf import settings

    assert not [app for app in settings.INSTALLED_APPS if "socialaccount" in app]


def signed_in_by_code(address: str) -> Client:
    make_user(address)
    client = Client()
    ask(client, address)
    enter(client, address)
    return client
