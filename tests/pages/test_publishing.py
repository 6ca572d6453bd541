"""From a draft to the site and off it again: on time, in states, with addresses that never die."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from coalitie.activity.models import Event, Mail
from coalitie.lib.refused import Refused
from coalitie.pages.access import allowed
from coalitie.pages.actions import publish, publish_version, relocate, restore, start_page, write
from coalitie.pages.models import Address, Page, State, Status, Version
from coalitie.people.models import User
from tests.factories import make_page, make_team_member, make_user, sign_in, sign_in_to_desk
from tests.together import together

pytestmark = pytest.mark.django_db

WORDS: dict[str, Any] = {"title": "Soep", "summary": "Elke week.", "body": "Kom eten."}


@pytest.fixture
def soup(els: User) -> Page:
    return make_page("soep", by=els, **WORDS)


def verbs_of(page: Page) -> list[str]:
    return list(Event.objects.filter(subject=page.subject).order_by("pk").values_list("verb", flat=True))


def shift(page: Page, **by: timedelta) -> None:
    """Let time pass: all moments of this page lie so much earlier."""
    for name, delta in by.items():
        Page.objects.filter(pk=page.pk).update(**{name: timezone.now() + delta})
    page.refresh_from_db()


# --- States -----------------------------------------------------------------------------------------------------------
def test_a_page_goes_from_draft_to_the_site_and_off_it(client: Client, els: User, soup: Page) -> None:
    assert client.get("/soep/").status_code == 404
    soup.submit(by=els)
    soup.give_back(by=els, reason="Zeg ook wanneer.")
    soup.submit(by=els)
    publish(soup, by=els)
    assert "Kom eten." in client.get("/soep/").text
    soup.withdraw(by=els, reason="Gestopt.")
    assert client.get("/soep/").status_code == 404
    assert Page.objects.get(pk=soup.pk).state == State.WITHDRAWN
    assert verbs_of(soup) == [
        *("page_started", "page_submitted", "page_given_back", "page_submitted", "page_published", "page_withdrawn"),
    ]


def test_a_moment_that_is_chosen_twice_is_chosen_once(els: User, soup: Page) -> None:
    tomorrow, week = timezone.now() + timedelta(days=1), timezone.now() + timedelta(days=7)
    for _twice in range(2):
        publish(soup, by=els, at=tomorrow)
    assert verbs_of(soup)[1:] == ["page_planned"]
    shift(soup, publish_at=timedelta(hours=-1))
    for _twice in range(2):
        soup.withdraw(by=els, reason="Dan is het zomer.", at=week)
    assert verbs_of(soup)[1:] == ["page_planned", "page_withdrawal_planned"]
    soup.withdraw(by=els, reason="Toch later.", at=week + timedelta(days=1))
    fresh = write(soup, by=els, base=1, title="Soep", summary="Elke week.", body="Kom ook eten.")
    for _twice in range(2):
        publish_version(fresh, by=els, at=tomorrow)
    for _twice in range(2):
        soup.keep(by=els, until=week.date())
    assert verbs_of(soup)[3:] == ["page_withdrawal_planned", "page_version_planned", "page_checked"]


def test_who_chooses_a_later_end_brings_nothing_back(els: User, soup: Page) -> None:
    publish(soup, by=els)
    shift(soup, publish_at=timedelta(hours=-2), withdraw_at=timedelta(hours=-1))
    with pytest.raises(Refused):
        soup.withdraw(by=els, reason="Later.", at=timezone.now() + timedelta(days=1))
    assert soup.state == State.WITHDRAWN


def test_an_earlier_version_is_kept_in_dutch_whoever_brings_it_back(els: User, soup: Page) -> None:
    write(soup, by=els, base=1, title="Soep", summary="Elke week.", body="Kom niet.")
    with override("en"):
        assert restore(soup.versions.get(number=1), by=els, base=2).note == "Versie 1 teruggezet"


def test_the_list_of_the_desk_reads_no_page_whole(els: User, soup: Page) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert "Soep" in sign_in_to_desk(Client(), els).get("/beheer/pages/page/").text
    assert not any('"body"' in query["sql"] for query in asked.captured_queries)


@pytest.mark.django_db(transaction=True)
def test_two_editors_at_once_are_one(els: User, soup: Page) -> None:
    """Two who plan the end for the same moment, and two who publish the same words."""
    publish(soup, by=els)
    end = timezone.now() + timedelta(days=7)
    together(*[lambda: Page.objects.get(pk=soup.pk).withdraw(by=els, reason="Zomer.", at=end)] * 2)
    fresh = write(soup, by=els, base=1, title="Soep", summary="Elke week.", body="Kom ook eten.")
    together(*[lambda: publish_version(Version.objects.select_related("page").get(pk=fresh.pk), by=els)] * 2)
    assert verbs_of(soup)[2:] == ["page_withdrawal_planned", "page_version_published"]


def test_colleagues_hear_that_a_page_waits_for_them(els: User, soup: Page) -> None:
    """Everybody who may publish it, except who laid it there; in an own mail, in their language."""
    colleague, gone = make_team_member(), make_team_member()
    User.objects.filter(pk=gone.pk).update(blocked_at=timezone.now(), blocked_reason="Weg.")
    desk = sign_in_to_desk(Client(), els)
    for _twice in range(2):
        desk.post(f"/beheer/pages/page/{soup.pk}/doe/submit/")
    mail = Mail.objects.get()
    assert (mail.to, mail.subject) == (colleague.email, "Wil je dit nalezen? Soep")
    assert f"http://127.0.0.1:8000/beheer/pages/page/{soup.pk}/change/" in mail.text
    assert els.name in mail.text


def test_pressing_twice_changes_nothing(els: User, soup: Page) -> None:
    publish(soup, by=els)
    at = Page.objects.get(pk=soup.pk).publish_at
    for again in (
        lambda: publish(soup, by=els),
        lambda: soup.submit(by=els),
        lambda: soup.give_back(by=els, reason="Nee."),
        lambda: soup.unplan(by=els),
    ):
        with pytest.raises(Refused), transaction.atomic():
            again()
    assert Page.objects.get(pk=soup.pk).publish_at == at
    assert verbs_of(soup) == ["page_started", "page_published"]


def test_planned_is_asked_of_the_clock(client: Client, els: User, soup: Page) -> None:
    soon = timezone.now() + timedelta(hours=1)
    publish(soup, by=els, at=soon, until=soon + timedelta(hours=1))
    assert str(soup.state) == State.PLANNED
    assert client.get("/soep/").status_code == 404
    soup.versions.update(public_from=timezone.now() - timedelta(seconds=1))
    shift(soup, publish_at=timedelta(seconds=-1))
    assert str(soup.state) == State.PUBLISHED
    assert client.get("/soep/").status_code == 200
    Page.objects.filter(pk=soup.pk).update(publish_at=timezone.now() - timedelta(hours=1))
    shift(soup, withdraw_at=timedelta(seconds=-1))
    assert soup.state == State.WITHDRAWN
    assert client.get("/soep/").status_code == 404


def test_a_planned_page_is_there_from_its_very_moment(client: Client, els: User, soup: Page) -> None:
    """No job puts it there, so nothing can be late: asked again and again, by the real clock."""
    at = timezone.now() + timedelta(seconds=1.5)
    publish(soup, by=els, at=at, until=at + timedelta(seconds=1.5))
    seen = {}
    while (now := timezone.now()) < at + timedelta(seconds=2):
        answer = client.get("/soep/").status_code
        if now < at - timedelta(seconds=0.2) or now > at + timedelta(seconds=1.7):
            assert answer == 404
        elif at + timedelta(seconds=0.2) < now < at + timedelta(seconds=1.3):
            assert answer == 200
        seen[answer] = True
        time.sleep(0.05)
    assert list(seen) == [404, 200]


def test_a_plan_can_be_taken_back(els: User, soup: Page) -> None:
    publish(soup, by=els, at=timezone.now() + timedelta(days=1))
    soup.unplan(by=els)
    assert (soup.state, soup.publish_at) == (State.DRAFT, None)
    assert not soup.versions.filter(public_from__isnull=False).exists()


def test_every_state_asks_and_answers_the_same(els: User, soup: Page) -> None:
    """What the row says of itself is what the database finds, and who may read it is who sees it."""
    now, hour = timezone.now(), timedelta(hours=1)
    for status, publish_at, withdraw_at in [
        ("draft", None, None),
        ("review", None, None),
        ("released", now - hour, None),
        ("released", now + hour, None),
        ("released", now - 2 * hour, now - hour),
        ("released", now - hour, now + hour),
        ("withdrawn", now - hour, None),
    ]:
        Page.objects.filter(pk=soup.pk).update(status=status, publish_at=publish_at, withdraw_at=withdraw_at)
        page = Page.objects.get(pk=soup.pk)
        assert [state for state in State if Page.objects.in_state(state).filter(pk=page.pk).exists()] == [page.state]
        for user in (els, make_user()):
            seen = Page.objects.visible_to(user).filter(pk=page.pk).exists()
            assert ("read" in allowed(user, page)) == seen


def test_the_database_keeps_the_rules(soup: Page) -> None:
    now = timezone.now()
    broken: dict[str, dict[str, Any]] = {
        "page_status_known": {"status": "weg"},
        "page_released_from_a_moment": {"status": Status.RELEASED},
        "page_shown_before_withdrawn": {"publish_at": now, "withdraw_at": now},
        "page_not_under_itself": {"parent": soup.pk},
        "page_named": {"title": ""},
    }
    for name, fields in broken.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Page.objects.filter(pk=soup.pk).update(**fields)
    with pytest.raises(IntegrityError, match="version_checks_a_machine"), transaction.atomic():
        Version.objects.filter(page=soup).update(checked_at=now)


# --- A newer draft beside what is shown -------------------------------------------------------------------------------
def test_a_draft_edit_stays_out_of_sight_until_it_is_published(client: Client, els: User, soup: Page) -> None:
    publish(soup, by=els)
    newer = write(soup, by=els, base=1, **{**WORDS, "body": "Kom koken."})
    assert "Kom eten." in client.get("/soep/").text
    assert "Kom koken." not in sign_in(Client(), els).get("/soep/").text
    publish_version(newer, by=els)
    assert "Kom koken." in client.get("/soep/").text
    with pytest.raises(Refused):
        publish_version(Version.objects.get(pk=newer.pk), by=els)


def test_newer_words_appear_at_their_moment(client: Client, els: User, soup: Page) -> None:
    publish(soup, by=els)
    newer = write(soup, by=els, base=1, **{**WORDS, "body": "Kom koken."})
    publish_version(newer, by=els, at=timezone.now() + timedelta(hours=1))
    assert "Kom eten." in client.get("/soep/").text
    Version.objects.filter(pk=newer.pk).update(public_from=timezone.now() - timedelta(seconds=1))
    Version.objects.filter(page=soup, number=1).update(public_from=timezone.now() - timedelta(hours=1))
    assert "Kom koken." in client.get("/soep/").text


def test_what_is_published_now_calls_off_what_was_to_come(els: User, soup: Page) -> None:
    publish(soup, by=els)
    planned = write(soup, by=els, base=1, **{**WORDS, "body": "Vrijdag."})
    publish_version(planned, by=els, at=timezone.now() + timedelta(days=1))
    now = write(soup, by=els, base=2, **{**WORDS, "body": "Nu."})
    publish_version(now, by=els)
    planned.refresh_from_db()
    assert planned.public_from is None
    assert soup.versions.live().get() == now


# --- Addresses --------------------------------------------------------------------------------------------------------
def test_a_moved_page_leads_on_with_all_under_it(client: Client, els: User, soup: Page) -> None:
    recipe = start_page("recept", parent=soup, by=els, **WORDS)
    food = make_page("eten", by=els)
    for page in (soup, recipe, food):
        publish(page, by=els)
    relocate(soup, by=els, slug="soep", parent=food, position=1)
    relocate(soup, by=els, slug="soep-eten", parent=food, position=1)
    for old, new in {
        "/soep/": "/eten/soep-eten/",
        "/eten/soep/": "/eten/soep-eten/",
        "/soep/recept/": "/eten/soep-eten/recept/",
        "/eten/soep/recept/": "/eten/soep-eten/recept/",
    }.items():
        response = client.get(old)
        assert (response.status_code, response["Location"]) == (302, new)
        assert client.get(new).status_code == 200
    relocate(soup, by=els, slug="soep", parent=None, position=1)
    assert client.get("/soep/").status_code == 200
    assert client.get("/eten/soep-eten/recept/")["Location"] == "/soep/recept/"


def test_an_old_address_of_what_is_hidden_leads_nowhere(client: Client, els: User, soup: Page) -> None:
    relocate(soup, by=els, slug="geheim", parent=None, position=1)
    assert client.get("/soep/").status_code == 404
    assert sign_in(Client(), els).get("/soep/").status_code == 302


def test_an_address_belongs_to_one_page_for_ever(els: User, soup: Page) -> None:
    relocate(soup, by=els, slug="bouillon", parent=None, position=1)
    other = make_page("brood", by=els)
    for attempt in (
        lambda: relocate(other, by=els, slug="soep", parent=None, position=1),
        lambda: start_page("soep", by=els, **WORDS),
        lambda: start_page("platforms", by=els, **WORDS),
        lambda: start_page("mijn", by=els, **WORDS),
        lambda: start_page("en", by=els, **WORDS),
    ):
        with pytest.raises(ValidationError), transaction.atomic():
            attempt()
    with pytest.raises(IntegrityError), transaction.atomic():
        Address.objects.create(path="soep", page=other)


def test_no_page_comes_under_itself(els: User, soup: Page) -> None:
    recipe = start_page("recept", parent=soup, by=els, **WORDS)
    for above in (soup, recipe):
        with pytest.raises(ValidationError), transaction.atomic():
            relocate(soup, by=els, slug="soep", parent=above, position=1)
    deep = start_page("c", parent=start_page("b", parent=recipe, by=els, **WORDS), by=els, **WORDS)
    with pytest.raises(ValidationError):
        start_page("d", parent=deep, by=els, **WORDS)
    with pytest.raises(ValidationError), transaction.atomic():
        relocate(soup, by=els, slug="soep", parent=make_page("eten", by=els), position=1)
    assert Page.objects.get(pk=deep.pk).path == "soep/recept/b/c"
