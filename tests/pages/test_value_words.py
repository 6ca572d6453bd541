"""The five values in other languages: stored for each, written at the desk, Dutch where nobody translated them."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from coalitie.pages.models import Value, ValueWords
from coalitie.people.models import User
from platforms.models import Platform
from tests.factories import make_initiative, sign_in_to_desk

pytestmark = pytest.mark.django_db

FLAG = "A computer translated this text."


@pytest.fixture
def english() -> None:
    call_command("load_pages", stdout=StringIO())


@pytest.mark.usefixtures("english")
def test_they_come_with_the_portal_in_english(client: Client) -> None:
    assert ValueWords.objects.filter(language="en").count() == 5
    page = client.get("/en/waarden/zorg/").text
    assert "<h1>Care</h1>" in page
    assert "What you notice of it" in page
    assert "Self-organisation" in page
    assert "Zelforganisatie" not in page
    assert FLAG in page
    assert "<h1>Zorg</h1>" in client.get("/waarden/zorg/").text
    for path in ("/en/", "/en/waarden/"):
        assert "We look after each other, also when times are hard." in client.get(path).text


@pytest.mark.usefixtures("english")
def test_whoever_names_a_value_names_it_in_the_language_of_the_page(here: Platform, bob: User, client: Client) -> None:
    care = Value.objects.get(slug="zorg")
    here.values.add(care)
    initiative = make_initiative(here, author=bob, status="seeking")
    initiative.values.add(care)
    for thing in (here, initiative):
        page = client.get(f"/en{thing.get_absolute_url()}").text
        assert "Care" in page
        assert ">Zorg<" not in page
        assert "Zorg" in client.get(thing.get_absolute_url()).text
    with translation.override("en"):
        assert str(care) == "Care"


def test_dutch_stands_in_where_nobody_translated_it(client: Client) -> None:
    ValueWords.objects.all().delete()
    page = client.get("/en/waarden/zorg/").text
    assert "<h1>Zorg</h1>" in page
    assert '<article class="prose" lang="nl" dir="ltr">' in page
    assert FLAG not in page


@pytest.mark.usefixtures("english")
def test_the_desk_writes_them_and_the_flag_goes_when_somebody_checked(els: User, client: Client) -> None:
    care = Value.objects.get(slug="zorg")
    desk, address = sign_in_to_desk(Client(), els), f"/beheer/pages/value/{care.pk}/change/"
    assert "Care" in desk.get(address).text
    words = care.translations.get()
    sent: dict[str, Any] = {"title": care.title, "line": care.line, "story": care.story}
    sent |= {"translations-TOTAL_FORMS": "1", "translations-INITIAL_FORMS": "1", "translations-0-id": str(words.pk)}
    sent |= {"translations-0-value": str(care.pk), "translations-0-language": "en", "translations-0-title": "Caring"}
    sent |= {"translations-0-line": words.line, "translations-0-story": words.story}
    assert desk.post(address, sent).status_code == 302
    page = client.get("/en/waarden/zorg/").text
    assert "<h1>Caring</h1>" in page
    assert FLAG not in page
    call_command("load_pages", stdout=StringIO())
    assert care.translations.get().title == "Caring", "what somebody wrote stays"
