"""One press ends a kind of mail: from the mail itself, without signing in, and nothing else with it."""

import re

import pytest
from django.test import Client

from coalitie.activity.kinds import DIGEST, KINDS, may_stop
from coalitie.activity.models import Mail, Notice, Reader, Rhythm, Silence, read_news
from coalitie.activity.notices import notify
from coalitie.activity.stop import signer, stop_address
from coalitie.people.models import User
from coalitie.portal import post
from tests.factories import make_initiative, make_user

pytestmark = pytest.mark.django_db

KIND = "initiative_joined"
WORDS = {"title": "Bankje", "platform": "Hier", "role": "doener", "line": "", "link": "http://127.0.0.1:8000/x/"}


def path_of(mail: Mail) -> str:
    found = re.fullmatch(r"<https?://[^/]+(/\S+)>", mail.headers["List-Unsubscribe"])
    assert found
    return found[1]


def test_every_mail_says_why_and_how_to_end_it() -> None:
    notify(make_user(), KIND, WORDS, reason="je dit trekt")
    mail = Mail.objects.get()
    assert "Je krijgt deze mail omdat je dit trekt." in mail.text
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert path_of(mail) in mail.text
    assert path_of(mail) in mail.html
    assert "@" not in path_of(mail)


# About the account itself, or to an address without one: these do not pass through the choice of mails.
OF_ACCOUNT = {
    *("account_changed", "address_changed", "blocked", "carrier_asked", "erased", "name_cleared", "new_address"),
    *("second_step_dropped", "sign_in", "still_you", "unblocked"),
}


@pytest.mark.parametrize("kind", sorted(set(post.names()) - OF_ACCOUNT))
def test_every_mail_has_a_name_by_which_one_knows_what_one_ends(kind: str) -> None:
    assert not may_stop(kind) or kind in KINDS
    assert len(set(KINDS.values())) == len(KINDS)


def test_what_is_a_decision_about_somebody_cannot_be_switched_off() -> None:
    alice = make_user()
    Silence.objects.create(person=alice, kind="initiative_declined")
    notify(alice, "initiative_declined", {**WORDS, "why": "Nee", "objection": "x"}, reason="jij dit indiende")
    mail = Mail.objects.get()
    assert "List-Unsubscribe" not in mail.headers
    assert "kun je niet uitzetten" in mail.text
    assert stop_address(alice.pk, "initiative_declined") == ""


def test_looking_changes_nothing_and_one_press_ends_it() -> None:
    alice, one, other = make_user(), make_initiative(), make_initiative()
    notify(alice, KIND, WORDS, reason="je dit trekt", about=one.subject)
    path = path_of(Mail.objects.get())
    stranger = Client(enforce_csrf_checks=True)
    page = stranger.get(path)
    assert page.status_code == 200
    assert one.title in page.content.decode()
    assert not Silence.objects.exists()
    done = stranger.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert done.status_code == 200
    assert "Location" not in done
    for _press in range(2):
        stranger.post(path, {"List-Unsubscribe": "One-Click"})
    assert Silence.objects.count() == 1
    notify(alice, KIND, WORDS, reason="je dit trekt", about=one.subject)
    assert Mail.objects.count() == 1
    assert Notice.objects.filter(person=alice).count() == 2, "the inbox has it still"
    notify(alice, KIND, WORDS, reason="je dit trekt", about=other.subject)
    notify(alice, "initiative_published", WORDS, reason="je dit trekt", about=one.subject)
    assert Mail.objects.count() == 3, "of another thing, and of another kind, they go on"


def test_it_can_be_taken_back() -> None:
    alice = make_user()
    path = stop_address(alice.pk, KIND).removeprefix("http://127.0.0.1:8000")
    assert Client().post(path, {"aan": "0"})["Location"] == path
    assert Silence.objects.filter(person=alice).exists()
    Client().post(path, {"aan": "1"})
    assert not Silence.objects.exists()


def test_the_digest_ends_too() -> None:
    alice = make_user()
    Client().post(stop_address(alice.pk, DIGEST).removeprefix("http://127.0.0.1:8000"))
    assert Reader.objects.get(person=alice).rhythm == Rhythm.NEVER


@pytest.mark.parametrize("rhythm", [Rhythm.DAILY, Rhythm.WEEKLY])
def test_undone_the_digest_comes_as_often_as_before(rhythm: Rhythm) -> None:
    alice = make_user()
    read_news(Rhythm.DAILY, by=alice)
    read_news(rhythm, by=alice)
    path = stop_address(alice.pk, DIGEST).removeprefix("http://127.0.0.1:8000")
    for _time in range(2):
        Client().post(path, {"aan": "0"})
    for _time in range(2):
        Client().post(path, {"aan": "1"})
    assert Reader.objects.get(person=alice).rhythm == rhythm


@pytest.mark.parametrize(
    ("kind", "subject", "off", "mailed"),
    [
        (KIND, True, [], True),
        (KIND, True, [(KIND, True)], False),
        (KIND, True, [(KIND, False)], False),
        (KIND, True, [("", True)], False),
        (KIND, True, [("comment_new", True), ("comment_new", False)], True),
        (KIND, False, [(KIND, True), ("", True)], True),
        (KIND, False, [(KIND, False)], False),
    ],
)
def test_an_off_counts_for_what_it_names(kind: str, subject: bool, off: list[tuple[str, bool]], mailed: bool) -> None:
    alice, thing = make_user(), make_initiative().subject
    for name, about in off:
        Silence.objects.create(person=alice, kind=name, subject=thing if about else None)
    notify(alice, kind, WORDS, reason="x", about=thing if subject else None)
    assert Mail.objects.exists() is mailed


# --- With bad intentions ----------------------------------------------------------------------------------------------
def forged(alice: User, bob: User) -> list[str]:
    good = signer().sign(f"{alice.pk}.{KIND}.0")
    seal = good.rsplit(".", 1)[1]
    return [
        f"{bob.pk}.{KIND}.0.{seal}",
        f"{alice.pk}.{DIGEST}.0.{seal}",
        f"{alice.pk}.{KIND}.1.{seal}",
        f"{alice.pk}.{KIND}.0.{seal[:-1]}",
        f"{alice.pk}.{KIND}.0.",
        f"{alice.pk}.{KIND}.0",
        signer().sign(f"{alice.pk}.initiative_declined.0"),
        signer().sign("999999999.digest.0"),
        signer().sign(f"{alice.pk}.{KIND}.999999999"),
        signer().sign("x.y"),
        "%00",
        "a" * 3000,
    ]


def test_a_forged_address_does_nothing() -> None:
    alice, bob = make_user(), make_user()
    for token in forged(alice, bob):
        for press in (Client().get, Client().post):
            assert press(f"/mail-uit/{token}/").status_code == 404, token
    assert not Silence.objects.exists()
    assert not Reader.objects.exists()


def test_after_the_account_is_gone_it_says_so() -> None:
    alice = make_user()
    path = stop_address(alice.pk, KIND).removeprefix("http://127.0.0.1:8000")
    alice.delete()
    assert Client().post(path).status_code == 404


def test_somebody_elses_thing_that_is_not_public_stays_unnamed() -> None:
    alice, draft = make_user(), make_initiative(status="draft", title="Geheim plan")
    path = stop_address(alice.pk, KIND, draft.subject_id).removeprefix("http://127.0.0.1:8000")
    assert "Geheim plan" not in Client().get(path).content.decode()
