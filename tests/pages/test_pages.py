"""What the coalition publishes: who reads it, what it says, and what the two files for machines hold."""

from datetime import datetime, timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from coalitie.pages.access import allowed
from coalitie.pages.actions import publish, write
from coalitie.pages.models import Page, Value, Version
from coalitie.people.models import User
from initiatives.models import Initiative, Need, Role, propose
from platforms.models import Platform
from tests.factories import make_page, make_platform, make_team_member, make_user, sign_in

pytestmark = pytest.mark.django_db

SLUGS = [
    "over-ons",
    "wat-is-een-buurtplatform",
    "visie",
    "missie",
    "strategie",
    "instrumenten",
    "begin-een-platform",
    "zo-werkt-het-buurtbudget",
    "privacy",
    "toegankelijkheid",
    "huisregels",
]


@pytest.fixture
def els() -> User:
    return make_team_member("els@example.org", "Els")


@pytest.fixture
def unfinished() -> Page:
    return make_page("nog-niet", title="Nog niet")


@pytest.mark.parametrize("slug", SLUGS)
def test_a_fresh_portal_has_its_pages(client: Client, slug: str) -> None:
    response = client.get(f"/{slug}/")
    assert response.status_code == 200
    assert response.content.count(b"<h1>") == 1
    assert response.content.count(b"<h2 ") >= 4
    assert len(Version.objects.get(page__slug=slug, language="nl").body) > 1800, "a page says something"


def test_a_page_costs_three_queries(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """Its address, its words, and the titles around it."""
    with django_assert_num_queries(3):
        client.get("/over-ons/")


def test_the_platform_right_is_never_called_a_right_that_exists() -> None:
    for version in Version.objects.filter(language="nl", body__icontains="buurtplatformrecht"):
        assert "bestaat nog niet" in version.body or "in geen enkele wet" in version.body


def test_no_page_is_no_page(client: Client) -> None:
    assert client.get("/bestaat-niet/").status_code == 404
    assert client.post("/over-ons/").status_code == 405


def test_an_unfinished_page_is_for_the_team(client: Client, els: User, unfinished: Page) -> None:
    assert client.get("/nog-niet/").status_code == 404
    assert b"/nog-niet/" not in client.get("/over-ons/").content
    assert sign_in(client, make_user()).get("/nog-niet/").status_code == 404
    response = sign_in(client, els).get("/nog-niet/")
    assert "Alleen het coalitieteam ziet deze pagina." in response.text
    assert f"/beheer/pages/page/{unfinished.pk}/change/" in response.text


def test_a_page_appears_at_its_time(client: Client, unfinished: Page) -> None:
    for moment, status in [(timedelta(minutes=5), 404), (timedelta(minutes=-5), 200)]:
        at = timezone.now() + moment
        Page.objects.filter(pk=unfinished.pk).update(status="released", publish_at=at)
        unfinished.versions.update(public_from=at)
        assert client.get("/nog-niet/").status_code == status


def test_reading_and_listing_agree(els: User, unfinished: Page) -> None:
    for user in (els, make_user()):
        for page in Page.objects.all():
            seen = Page.objects.visible_to(user).filter(pk=page.pk).exists()
            assert ("read" in allowed(user, page)) == seen
    assert allowed(els, unfinished) == {"read", "edit", "submit", "publish", "withdraw", "move"}


def test_a_page_cannot_carry_a_script(client: Client, els: User) -> None:
    body = '<script>alert(1)</script>\n\n[klik](javascript:alert(1))\n\n## <img src=x onerror="alert(1)">'
    publish(make_page("nog-niet", body=body), by=els)
    text = client.get("/nog-niet/").text
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert 'href="javascript:' not in text


def test_five_values_and_no_sixth(client: Client) -> None:
    slugs = ["eigenaarschap", "zorg", "inclusiviteit", "initiatief", "zelforganisatie"]
    assert list(Value.objects.values_list("slug", flat=True)) == slugs
    text = client.get("/waarden/").text
    for slug in slugs:
        assert f'href="/waarden/{slug}/"' in text
        assert client.get(f"/waarden/{slug}/").status_code == 200
    assert client.get("/waarden/moed/").status_code == 404
    with pytest.raises(IntegrityError, match="value_is_one_of_five"):
        Value.objects.create(slug="moed", title="Moed", line="Durf.", story="Durf.", position=6)


def test_a_value_shows_who_and_what_names_it_and_nothing_hidden(client: Client) -> None:
    care = Value.objects.get(slug="zorg")
    for name in ("Zichtbaar Platform", "Verborgen Platform"):
        coordinator = make_user()
        platform = make_platform(name, coordinator=coordinator, values=[care])
        draft(f"Plan van {name}", platform, coordinator, care).submit(by=coordinator)
        draft("Nog een concept", platform, coordinator, care)
    platform.hide(by=make_team_member(), reason="Proef")
    text = client.get("/waarden/zorg/").text
    assert "Plan van Zichtbaar Platform" in text
    assert "/platforms/?waarde=zorg" in text
    assert "Verborgen Platform" not in text
    assert "Nog een concept" not in text
    assert "Zichtbaar Platform" not in client.get("/waarden/initiatief/").text


def test_loading_again_leaves_edited_texts_alone(els: User) -> None:
    call_command("load_pages", stdout=StringIO())
    translations = Version.objects.filter(page__slug="privacy").exclude(language="nl").count()
    vision = Page.objects.get(slug="visie")
    ours = write(vision, by=els, base=1, title="Visie", summary="Kort.", body="Van ons.")
    Version.objects.filter(page__slug="missie", language="nl").update(body="Verouderd.")
    Value.objects.filter(slug="zorg").update(line="Van ons.", edited_at=timezone.now())
    Page.objects.filter(slug="privacy").delete()
    call_command("load_pages", stdout=(said := StringIO()))
    assert said.getvalue().startswith(f"{2 + translations} ")
    assert vision.versions.filter(language="nl").newest().get() == ours
    missie = Page.objects.get(slug="missie")
    assert [version.number for version in missie.versions.live().filter(language="nl")] == [2]
    assert missie.versions.live().get(language="nl").body != "Verouderd."
    assert Value.objects.get(slug="zorg").line == "Van ons."
    assert Page.objects.get(slug="privacy").is_published
    call_command("load_pages", stdout=(said := StringIO()))
    assert said.getvalue().startswith("0 ")


def test_machines_find_their_two_files(client: Client, settings: Settings) -> None:
    settings.CONTACT_EMAIL, settings.SITE_URL = "hallo@example.org", "https://portaal.example.org"
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in response.text.splitlines())
    assert lines["Contact"] == "mailto:hallo@example.org"
    assert lines["Canonical"] == "https://portaal.example.org/.well-known/security.txt"
    assert timezone.now() < datetime.fromisoformat(lines["Expires"]) < timezone.now() + timedelta(days=365)
    assert "Disallow: /beheer/" in client.get("/robots.txt").text


def draft(title: str, platform: Platform, author: User, value: Value) -> Initiative:
    initiative = propose(by=author, form_key=uuid4(), title=title, summary="Kort.", story="Lang.", platform=platform)
    initiative.ask_for(by=author, values=[value], needs=[Need(role=Role.DOER)])
    return initiative
