"""Writing at the desk: versions, two people at once, looking back, translations and previews."""

import time
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core import signing
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from coalitie.lib.text import render_markdown
from coalitie.pages.actions import publish, publish_version, relocate, write
from coalitie.pages.compare import differences
from coalitie.pages.markdown import rendered
from coalitie.pages.models import Page, Version
from coalitie.pages.previews import SALT, link_to
from coalitie.people.models import User
from tests.factories import make_page, make_team_member, sign_in, sign_in_to_desk

pytestmark = pytest.mark.django_db

WORDS: dict[str, Any] = {"title": "Soep", "summary": "Elke week.", "body": "Kom eten.\n\nNeem een kom mee."}


@pytest.fixture
def soup(els: User) -> Page:
    return make_page("soep", by=els, **WORDS)


@pytest.fixture
def desk(els: User) -> Client:
    return sign_in_to_desk(Client(), els)


def door(page: Page, name: str = "change", query: str = "") -> str:
    return f"/beheer/pages/page/{page.pk}/{name}/{query}"


def sent(started_from: int, **words: str) -> dict[str, str]:
    return {**WORDS, "note": "", "base": str(started_from), **words}


def typed(words: dict[str, str]) -> tuple[str, str]:
    """As a browser sends a form without files."""
    return urlencode(words), "application/x-www-form-urlencoded"


# --- Versions ---------------------------------------------------------------------------------------------------------
def test_a_page_is_started_written_and_looked_back_at(desk: Client) -> None:
    place = {"slug": "brood", "parent": "", "position": "5", "note": "Begin."}
    assert desk.post("/beheer/pages/page/add/", {**WORDS, **place}).status_code == 302
    page = Page.objects.get(path="brood")
    assert desk.post(door(page), sent(1, body="Kom bakken.\n\nNeem een kom mee.", note="Anders")).status_code == 302
    text = desk.get(door(page, "versies")).text
    assert "Versie 2" in text
    assert "Anders" in text
    text = desk.get(door(page, "verschil", "?van=1&naar=2")).text
    changed = text.split("difference__changed")[1]
    assert "eten." in changed.split("<del>")[1].split("</del>")[0]
    assert "bakken." in changed.split("<ins>")[1].split("</ins>")[0]
    assert desk.post(door(page, "terugzetten"), {"number": "1", "base": "2"}).status_code == 302
    newest = page.versions.newest().get()
    assert (newest.number, newest.body, newest.note) == (3, WORDS["body"], "Versie 1 teruggezet")
    assert [version.body for version in page.versions.order_by("number")][1].startswith("Kom bakken.")


@pytest.mark.parametrize("wrong", [{"title": ""}, {"body": " "}, {"body": "x" * 200_000}, {"base": "x"}])
def test_what_cannot_be_kept_comes_back_with_the_form(desk: Client, soup: Page, wrong: dict[str, str]) -> None:
    response = desk.post(door(soup), sent(1, **{"summary": "Van mij.", **wrong}))
    assert response.status_code == 422
    assert "Van mij." in response.text
    assert soup.versions.count() == 1


def test_five_megabytes_are_refused_in_words(desk: Client, soup: Page) -> None:
    """At the form, with all that was typed still in it."""
    response = desk.post(door(soup), *typed(sent(1, summary="Van mij.", body="soep\n" * 1_000_000)))
    assert response.status_code == 422
    assert "te lang voor één pagina: 4.999.999 tekens, en er passen er 60.000 op" in response.text
    assert response.text.count("soep\n") >= 999_999
    assert "Van mij." in response.text
    assert 'maxlength="60000"' not in response.text, "a browser would cut it off and say nothing"
    assert soup.versions.count() == 1
    assert desk.post("/beheer/pages/page/meelezen/", *typed({"body": "soep\n" * 1_000_000})).status_code == 422


def test_only_the_desk_reads_a_form_so_large(desk: Client, soup: Page, alice: User) -> None:
    large = typed(sent(1, body="soep\n" * 1_000_000))
    resident = Client(enforce_csrf_checks=True)
    sign_in(resident, alice)
    assert resident.post(door(soup), *large).status_code == 400
    assert desk.post(door(soup, "terugzetten"), *large).status_code == 400
    assert desk.post(door(soup), *typed(sent(1, body="soep\n" * 4_000_000))).status_code == 400


def test_brackets_do_not_keep_the_site_busy() -> None:
    """Each was a look ahead for a link: sixty thousand took seconds."""
    started = time.process_time()
    for bracket in ("[", "![", "[x ", "![x "):
        rendered((bracket * 60_000)[:60_000])
        render_markdown((bracket * 60_000)[:60_000])
    assert time.process_time() - started < 6
    many = rendered(" ".join(f"[{number}](/soep/{number}/)" for number in range(2500))).html
    assert many.count("<a ") == 2500


@pytest.mark.parametrize("query", ["?taal=xx", "?van=9&naar=1", "?van=x", "?van=99999999999999", "?taal=%00"])
def test_odd_questions_are_answered(desk: Client, soup: Page, query: str) -> None:
    for name in ("change", "versies", "verschil", "nagekeken"):
        assert desk.get(door(soup, name, query)).status_code in {200, 404}


def test_an_address_that_is_taken_comes_back_with_the_form(desk: Client, soup: Page) -> None:
    place = {"slug": "soep", "parent": "", "position": "5", "note": ""}
    response = desk.post("/beheer/pages/page/add/", {**WORDS, **place})
    assert response.status_code == 422
    assert "Dit adres is of was van een andere pagina" in response.text


# --- Two people at once -----------------------------------------------------------------------------------------------
def test_the_second_of_two_editors_is_told_and_loses_nothing(desk: Client, soup: Page) -> None:
    noor = sign_in_to_desk(Client(), make_team_member("noor@example.org", "Noor"))
    assert 'name="base" value="1"' in desk.get(door(soup)).text
    assert noor.post(door(soup), sent(1, body="Kom eten.\n\nNeem een lepel mee.")).status_code == 302
    response = desk.post(door(soup), sent(1, body="Kom proeven.\n\nNeem een kom mee."))
    assert response.status_code == 409
    assert "Noor bewaarde intussen versie 2" in response.text
    assert "Kom proeven." in response.text.split("<textarea")[1]
    assert "lepel" in response.text.split("Wat je collega veranderde")[1].split("<h3>")[0]
    assert 'name="base" value="2"' in response.text
    assert soup.versions.newest().get().body.endswith("lepel mee.")
    both = "Kom proeven.\n\nNeem een lepel mee."
    assert desk.post(door(soup), sent(2, body=both)).status_code == 302
    assert [version.number for version in soup.versions.order_by("number")] == [1, 2, 3]


def test_pressing_save_twice_makes_one_version(desk: Client, soup: Page) -> None:
    for _time in range(2):
        assert desk.post(door(soup), sent(1, body="Kom proeven.")).status_code == 302
    assert soup.versions.count() == 2


def test_an_old_version_cannot_come_back_over_a_newer_one(desk: Client, els: User, soup: Page) -> None:
    for base in (1, 2):
        write(soup, by=els, base=base, **{**WORDS, "body": f"Versie {base}."})
    response = desk.post(door(soup, "terugzetten"), {"number": "1", "base": "2"})
    assert response.status_code == 409
    assert soup.versions.count() == 3


def test_differences_say_what_changed_and_nothing_else() -> None:
    one = Version(title="A", summary="s", body="een\n\ntwee\n\ndrie")
    other = Version(title="A", summary="s", body="een\n\ntwee en half\n\ndrie")
    (body,) = differences(one, other)
    assert [block.kind for block in body.blocks] == ["same", "changed", "same"]
    assert "".join(part.text for block in body.blocks for part in block.parts if part.kind != "gone") == other.body
    assert "".join(part.text for block in body.blocks for part in block.parts if part.kind != "added") == one.body
    assert differences(one, one) == []


# --- Languages --------------------------------------------------------------------------------------------------------
def test_a_translation_has_versions_and_a_public_moment_of_its_own(desk: Client, els: User, soup: Page) -> None:
    publish(soup, by=els)
    response = desk.get(door(soup, query="?taal=ar"))
    assert 'lang="ar" dir="rtl"' in response.text.split("<textarea")[1]
    assert "Kom eten." in response.text.split("<textarea")[1]
    words = sent(0, title="حساء", body="تعال", machine_written="on")
    assert desk.post(door(soup, query="?taal=ar"), words).status_code == 302
    arabic = soup.versions.get(language="ar")
    assert (arabic.number, arabic.machine_written, arabic.is_unchecked) == (1, True, True)
    soup.refresh_from_db()
    assert soup.title == "Soep"
    assert list(soup.versions.live()) == [soup.versions.get(language="nl")]
    publish_version(arabic, by=els)
    assert {version.language for version in soup.versions.live()} == {"nl", "ar"}
    assert desk.post(door(soup, "nagekeken", "?taal=ar")).status_code == 302
    arabic.refresh_from_db()
    assert (arabic.is_unchecked, arabic.checked_by) == (False, els)
    assert desk.post(door(soup, "nagekeken", "?taal=ar")).status_code == 409


def test_a_page_shows_in_the_language_of_the_address_or_in_dutch(client: Client, els: User, soup: Page) -> None:
    words = {"title": "Soup", "summary": "Weekly.", "body": "Eat."}
    english = write(soup, by=els, base=0, language="en", machine_written=True, **words)
    publish(soup, by=els, languages=[])
    text = client.get("/en/soep/").text
    assert 'lang="nl" dir="ltr"' in text
    assert "Kom eten." in text
    publish_version(english, by=els)
    text = client.get("/en/soep/").text
    assert "<h1>Soup</h1>" in text
    assert "Kom eten." not in text
    with override("en"):
        assert "notice--warning" in text
    assert "Kom eten." in client.get("/soep/").text


# --- Previews ---------------------------------------------------------------------------------------------------------
def test_a_preview_shows_any_state_to_whoever_has_the_link(client: Client, els: User, soup: Page) -> None:
    address, until = link_to(soup.versions.get())
    assert timedelta(days=13) < until - timezone.now() < timedelta(days=15)
    path = "/voorbeeld/" + address.split("/voorbeeld/")[1]
    for step in ("", "submit", "publish", "withdraw"):
        if step == "publish":
            publish(soup, by=els)
        elif step:
            getattr(soup, step)(by=els, **({"reason": "Voorbij."} if step == "withdraw" else {}))
        response = client.get(path)
        assert response.status_code == 200
        assert "Dit is een voorbeeld van versie 1" in response.text
        assert str(Page.objects.get(pk=soup.pk).state.label) in response.text
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in response["Cache-Control"]
        assert 'name="robots" content="noindex' in response.text
        assert "/beheer/" not in response.text.split("<main")[1]


def test_the_desk_takes_back_every_link_that_it_gave(desk: Client, els: User, client: Client, soup: Page) -> None:
    version = soup.versions.get()
    before_turns = signing.dumps([version.pk, int((timezone.now() + timedelta(days=1)).timestamp())], salt=SALT)
    paths = [link_to(version)[0].removeprefix(settings.SITE_URL), f"/voorbeeld/{before_turns}/"]
    assert [client.get(path).status_code for path in paths] == [200, 200]
    assert "Trek alle links in" in desk.get(door(soup)).text
    for _twice in range(2):
        assert desk.post(door(soup, "doe/end_previews"), {"turn": "0"}).status_code == 302
    assert [client.get(path).status_code for path in paths] == [410, 410]
    soup.refresh_from_db()
    assert soup.preview_turn == 1
    fresh = link_to(Version.objects.get(pk=version.pk))[0].removeprefix(settings.SITE_URL)
    assert client.get(fresh).status_code == 200


def test_a_link_that_is_over_or_forged_shows_nothing(client: Client, soup: Page) -> None:
    version = soup.versions.get()
    now = int(timezone.now().timestamp())
    good = signing.dumps([version.pk, now + 60], salt=SALT)
    assert client.get(f"/voorbeeld/{good}/").status_code == 200
    for token in (
        signing.dumps([version.pk, now - 1], salt=SALT),
        signing.dumps([version.pk, now + 60], salt="other"),
        signing.dumps("soep", salt=SALT),
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        "x",
    ):
        response = client.get(f"/voorbeeld/{token}/")
        assert response.status_code == 410
        assert "Kom eten." not in response.text


def test_what_is_being_written_can_be_looked_at_and_is_kept_nowhere(desk: Client, soup: Page) -> None:
    words = {"title": "Nieuw", "summary": "Kort.", "body": "## Een\n\n{{platform: niets}}\n\n<script>alert(1)</script>"}
    for where, frame in (("voorbeeld", True), ("meelezen", False)):
        response = desk.post(f"/beheer/pages/page/{where}/", {**words, "language": "nl"})
        assert response.status_code == 200
        assert ("<html" in response.text) == frame
        assert '<h2 id="een">Een</h2>' in response.text
        assert "Bezoekers zien hier niets" in response.text
        assert "<script>alert" not in response.text
    assert desk.post("/beheer/pages/page/meelezen/", {"body": "x" * 100_000}).status_code == 422
    assert Client().post("/beheer/pages/page/meelezen/", words).status_code == 302
    assert soup.versions.count() == 1


def test_the_desk_costs_the_same_for_many_versions(desk: Client, els: User, soup: Page) -> None:
    def cost() -> int:
        with connection.execute_wrapper(counter := Counter()):
            assert desk.get(door(soup, "versies")).status_code == 200
        return counter.count

    before = cost()
    for base in range(1, 21):
        write(soup, by=els, base=base, **{**WORDS, "body": f"Versie {base}."})
    assert cost() == before


class Counter:
    count = 0

    def __call__(self, execute: object, sql: str, params: object, many: bool, context: object) -> object:
        self.count += 1
        return execute(sql, params, many, context)  # type: ignore[operator]


def test_every_verb_of_the_desk_works_through_its_page(desk: Client, els: User, soup: Page) -> None:
    def do(verb: str, **fields: str) -> int:
        assert desk.get(door(soup, f"doe/{verb}")).status_code == 200
        return desk.post(door(soup, f"doe/{verb}"), fields).status_code

    soon = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    assert do("submit") == 302
    assert do("give_back", reason="Te lang.") == 302
    assert do("publish", at="2001-01-01T00:00") == 422
    assert do("publish", at=soon) == 302
    assert Page.objects.get(pk=soup.pk).state == "planned"
    assert do("unplan") == 302
    assert do("publish") == 302
    assert do("move", slug="SOEP-2", parent="", position="3") == 302
    assert do("move", slug="over-ons", parent="", position="3") == 422
    assert do("keep", until="2001-01-01") == 422
    assert do("keep", until=(timezone.localdate() + timedelta(days=90)).isoformat()) == 302
    newer = write(soup, by=els, base=1, **{**WORDS, "body": "Nieuw."})
    assert do("publish_version", version=str(newer.pk)) == 302
    assert do("withdraw", reason="") == 422
    assert do("withdraw", reason="Klaar.") == 302
    assert desk.get(door(soup, "doe/submit")).status_code == 403
    soup.refresh_from_db()
    assert (soup.state, soup.path) == ("withdrawn", "soep-2")
    relocate(soup, by=els, slug="soep", parent=None, position=1)
