"""Addresses, links, sign-in and mails in another language than Dutch."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext, trans_real
from pytest_django import Settings

from coalitie.activity.models import Mail, Notice
from coalitie.lib.dates import day, moment
from coalitie.lib.language import link, split, within
from coalitie.lib.money import euros, read
from coalitie.lib.templatetags.coalitie import machine_wrote
from coalitie.people.models import User
from platforms.models import Membership, Platform, Step
from tests.factories import make_membership, make_user, sign_in

pytestmark = pytest.mark.django_db

SWITCHER = re.compile(r'<ul class="languages".*?</ul>|<link rel="(?:alternate|canonical)"[^>]*>', re.DOTALL)
INSIDE = re.compile(r'(?:href|action|formaction)="(/[^"#]*)')
# Files, and short addresses on paper, have no language.
BARE = ("/static/", "/media/", "/k/", "/.well-known/", "/robots.txt")


def links(page: str) -> list[str]:
    return [found.replace("&amp;", "&") for found in INSIDE.findall(SWITCHER.sub("", page))]


def test_an_address_says_its_language() -> None:
    assert split("/en/agenda/") == ("en", "/agenda/")
    assert split("/energie/") == ("nl", "/energie/")
    assert within("/en/agenda/?week=1", "nl") == "/agenda/?week=1"
    with translation.override("en"):
        assert link("/") == "/en/"


def test_the_browser_does_not_choose(client: Client) -> None:
    """Who is sent a link sees what was sent; and no cookie keeps a language."""
    answer = client.get("/", headers={"accept-language": "en"})
    assert '<html lang="nl" dir="ltr">' in answer.text
    answer = client.get("/en/", headers={"accept-language": "nl"})
    assert '<html lang="en" dir="ltr">' in answer.text
    assert answer.headers["Content-Language"] == "en"
    assert set(client.cookies) <= {"csrf", "sessie"}


def test_a_page_names_its_twins(client: Client) -> None:
    page = client.get("/en/agenda/").text
    assert '<link rel="alternate" hreflang="nl" href="http://127.0.0.1:8000/agenda/">' in page
    assert '<link rel="alternate" hreflang="en" href="http://127.0.0.1:8000/en/agenda/">' in page
    assert '<link rel="alternate" hreflang="x-default" href="http://127.0.0.1:8000/agenda/">' in page
    assert '<a href="/agenda/" hreflang="nl" lang="nl">Nederlands</a>' in page
    assert '<a href="/en/agenda/" hreflang="en" lang="en" aria-current="true">English</a>' in page


TWINS = re.compile(r'<link rel="alternate" hreflang="([^"]+)" href="http://127.0.0.1:8000([^"]*)">')


@pytest.mark.parametrize("path", ["/", "/agenda/", "/platforms/", "/over-ons/", "/aanmelden/", "/waarden/"])
def test_twins_name_each_other(client: Client, path: str) -> None:
    """A search engine believes hreflang only of pages that all name the same others."""
    call_command("load_pages", stdout=StringIO())
    twins = dict(TWINS.findall(client.get(path).text))
    assert {"nl", "en", "x-default"} <= set(twins)
    for address in set(twins.values()):
        assert dict(TWINS.findall(client.get(address).text)) == twins, address


def test_the_way_in_says_who_translated_it(client: Client) -> None:
    """As the key pages do, and those do not say it twice."""
    call_command("load_pages", stdout=StringIO())
    assert client.get("/ar/aanmelden/").text.count("ترجم حاسوب هذا النص") == 1
    assert client.get("/ar/over-ons/").text.count("ترجم حاسوب هذا النص") == 1
    assert client.get("/ar/").text.count("ترجم حاسوب هذا النص") == 1


def test_the_steps_of_a_young_group_in_english(client: Client) -> None:
    """What came along is translated; what the team wrote itself is said to be Dutch."""
    steps = list(Step.objects.all())
    words = {word for step in steps for word in (step.title, step.purpose, step.how, step.contact)}
    with translation.override("en"):
        assert [word for word in words if gettext(word) == word] == []
    Step.objects.filter(pk=steps[0].pk).update(title="Soep eten")
    page = client.get("/en/kweekvijver/").text
    assert '<h3 lang="nl" dir="ltr">Soep eten</h3>' in page
    assert "<h3>Know what is there already</h3>" in page
    assert 'lang="nl" dir="ltr">Soep' not in client.get("/kweekvijver/").text


def test_signing_in_keeps_the_language(client: Client) -> None:
    page = client.get("/en/mijn/profiel/")
    assert page["Location"] == "/en/aanmelden/?next=/en/mijn/profiel/"
    sent = client.post("/en/aanmelden/", {"email": "zora@example.org"})
    assert sent["Location"] == "/en/aanmelden/code/"
    mail = Mail.objects.get()
    assert "is your code to sign in" in mail.subject
    assert "http://127.0.0.1:8000/en/aanmelden/verder/" in mail.text
    code = re.search(r"\d{4} \d{4}", mail.text)
    assert code is not None
    assert client.post("/en/aanmelden/code/", {"code": code[0]})["Location"] == "/en/welkom/"
    assert User.objects.get().language == "en"


def test_a_mail_speaks_the_language_of_its_reader(elsewhere: Platform, asking: Membership, client: Client) -> None:
    """Driss reads English, and whoever answers is at a Dutch page; and the other way round."""
    User.objects.filter(pk=asking.person_id).update(language="en")
    driss = User.objects.get(email="driss@example.org")
    sign_in(client, driss)
    asking.person.refresh_from_db()
    asking.accept(by=driss)
    told = Mail.objects.get(to=asking.person.email)
    assert told.subject == "Welcome to Ergens Anders"
    assert "You get this mail because you asked to become a member of Ergens Anders." in told.text
    assert "http://127.0.0.1:8000/en/platforms/ergens-anders/" in told.text
    assert Notice.objects.get(person=asking.person).title == "Welcome to Ergens Anders"
    with translation.override("en"):
        other = make_membership(elsewhere, make_user("noor@example.org", "Noor"), status="asked")
        other.accept(by=driss)
    told = Mail.objects.get(to="noor@example.org")
    assert told.subject == "Welkom bij Ergens Anders"
    assert "omdat je vroeg om lid te worden van Ergens Anders." in told.text
    assert "http://127.0.0.1:8000/platforms/ergens-anders/" in told.text


def test_dates_and_amounts() -> None:
    when = datetime(2026, 2, 5, 18, 30, tzinfo=UTC)
    with translation.override("en"):
        assert (day(when), moment(when)) == ("5 February 2026", "Thursday 5 February 2026, 19:30")
        assert (euros(Decimal("1250")), euros(Decimal("12.5"))) == ("€1,250", "€12.50")
        assert read("1,250.50") == Decimal("1250.50")
        assert read("12,50") == Decimal("12.50")
    assert moment(when) == "donderdag 5 februari 2026, 19.30 uur"


def test_filters_in_addresses_are_the_same_in_every_language(here: Platform, client: Client) -> None:
    dutch, english = (client.get(f"{start}/platforms/?fase=buurtplatform").text for start in ("", "/en"))
    assert "Hier in de Buurt" in dutch
    assert "Hier in de Buurt" in english


def test_what_has_no_language_has_one_address(client: Client) -> None:
    assert client.get("/robots.txt").status_code == 200
    assert client.get("/.well-known/security.txt").status_code == 200


def test_a_language_of_few_pages(client: Client) -> None:
    """The key pages, right to left where that is how it is read; anything else stays Dutch, at its own address."""
    call_command("load_pages", stdout=StringIO())
    page = client.get("/ar/over-ons/").text
    assert '<html lang="ar" dir="rtl">' in page
    assert "من نحن" in page
    assert "ترجم حاسوب هذا النص" in page, "says that a machine wrote it"
    assert 'hreflang="tr" href="http://127.0.0.1:8000/tr/over-ons/"' in page
    assert 'href="/ar/strategie/"' in page
    assert 'href="/buurten/"' in page, "a page that is not there in Arabic"
    assert client.get("/ar/agenda/?week=2")["Location"] == "/agenda/?week=2"
    assert 'hreflang="ar" href' not in client.get("/agenda/").text
    assert '<a href="/ar/" hreflang="ar" lang="ar" dir="rtl">العربية</a>' in client.get("/agenda/").text
    assert '<html lang="tr" dir="ltr">' in client.get("/tr/privacy/").text


def test_the_first_page_of_few_pages(client: Client) -> None:
    """What there is to read in this language, and the way in."""
    call_command("load_pages", stdout=StringIO())
    page = client.get("/ar/").text
    assert '<html lang="ar" dir="rtl">' in page
    assert all(f'href="/ar{path}"' in page for path in settings.KEY_PAGES)
    assert 'href="/ar/aanmelden/"' in page
    assert 'hreflang="tr" href="http://127.0.0.1:8000/tr/"' in page
    assert 'hreflang="ar" href="http://127.0.0.1:8000/ar/"' in client.get("/").text


def test_every_key_page_is_there_in_its_languages(client: Client) -> None:
    call_command("load_pages", stdout=StringIO())
    for language in settings.FEW_PAGES:
        for path in settings.KEY_PAGES:
            page = client.get(f"/{language}{path}").text
            assert f'<html lang="{language}"' in page
            assert 'lang="nl" dir="ltr"><h1>' not in page, f"{path} is Dutch in {language}"


@pytest.fixture
def unsaid(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> dict[str, set[str]]:
    """For each language of few pages what was asked of it from now on and it cannot say."""
    settings.DEBUG = True  # what is prepared is made anew
    Client().get("/")  # what says something when the addresses are read, has said it
    found: dict[str, set[str]] = {}
    for language in settings.FEW_PAGES:
        words = trans_real.translation(language)
        found[language] = set()
        listen(monkeypatch, words, found[language])
    return found


# Asked for by what reads a page, and shown to editors only.
FOR_EDITORS = re.compile("Een foto staat alleen|geen foto van het beheer")


def listen(monkeypatch: pytest.MonkeyPatch, words: trans_real.DjangoTranslation, unsaid: set[str]) -> None:
    gettext, ngettext = words.gettext, words.ngettext
    own = words._catalog  # type: ignore[attr-defined]

    def one(message: str) -> str:
        if own.get(message) is None and message.strip() and not FOR_EDITORS.search(message):
            unsaid.add(message)
        return gettext(message)

    def several(single: str, plural: str, number: int) -> str:
        if own.get((single, words.plural(number))) is None:
            unsaid.add(single)
        return ngettext(single, plural, number)

    monkeypatch.setattr(words, "gettext", one)
    monkeypatch.setattr(words, "ngettext", several)


@pytest.mark.parametrize("language", settings.FEW_PAGES)
def test_no_dutch_stands_on_few_pages(language: str, unsaid: dict[str, set[str]], client: Client) -> None:
    """Nor on the way in: the code, its mail, its link, what goes wrong, the first question."""
    call_command("load_pages", stdout=StringIO())
    client.get(f"/{language}/welkom/")
    for path in ["/", *settings.KEY_PAGES]:
        assert client.get(f"/{language}{path}").status_code == 200
    assert client.post(f"/{language}/aanmelden/", {"email": ""}).status_code == 422
    assert client.post(f"/{language}/aanmelden/", {"email": "geen adres"}).status_code == 422
    sent = client.post(f"/{language}/aanmelden/", {"email": "zora@example.org"})
    assert sent["Location"] == f"/{language}/aanmelden/code/"
    client.post(f"/{language}/aanmelden/code/", {"code": ""})
    for wrong in range(10):
        client.post(f"/{language}/aanmelden/code/", {"code": f"0000 000{wrong}"})
    client.post(f"/{language}/aanmelden/code/opnieuw/")
    mail = Mail.objects.latest("pk")
    code, token = re.search(r"\d{4} \d{4}", mail.text), re.search(rf"(/{language}/aanmelden/verder/\S+)", mail.text)
    assert code is not None
    assert token is not None
    with translation.override(language):
        assert machine_wrote() in mail.text
        assert machine_wrote() in mail.html
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in mail.html
    assert client.get(token[1]).status_code == 200
    assert client.get(f"/{language}/aanmelden/verder/onzin/").status_code == 404
    other = Client()
    other.post(f"/{language}/aanmelden/", {"email": "yara@example.org"})
    refused = re.search(rf"(/{language}/aanmelden/verder/\S+)", Mail.objects.latest("pk").text)
    assert refused is not None
    assert other.post(refused[1], {"press": "refuse"}).status_code == 200
    entered = client.post(f"/{language}/aanmelden/code/", {"code": code[0]})
    assert entered["Location"] == f"/{language}/welkom/"
    client.get(entered["Location"])
    assert client.post(entered["Location"], {"name": "Zora"}).status_code == 422
    assert client.get(f"/{language}/").status_code == 200, "as somebody with an account"
    assert client.post(entered["Location"], {"name": "Zora", "sixteen": "on"})["Location"] == "/mijn/"
    for _ in range(8):
        client.post(f"/{language}/afmelden/")
        other.post(f"/{language}/aanmelden/", {"email": "yara@example.org"})
    assert sorted(unsaid[language]) == []
