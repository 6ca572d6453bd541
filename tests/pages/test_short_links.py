"""Short addresses: printed once, working for ever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from freezegun import freeze_time
from pytest_django import Settings

from coalitie.lib import reach
from coalitie.lib.refused import Refused
from coalitie.pages.models import ShortLink, ShortLinkDay
from coalitie.pages.models.shortlink import target_of
from coalitie.people.models import User
from tests.factories import make_short_link

pytestmark = pytest.mark.django_db


def test_it_leads_on_and_counts_the_look_and_nothing_else(client: Client) -> None:
    link = make_short_link("soep", "/agenda/")
    for _time in range(3):
        response = client.get("/k/soep/")
        assert (response.status_code, response["Location"]) == (302, "/agenda/")
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    assert ShortLinkDay.objects.get().looks == 3
    assert ShortLink.objects.with_looks().get(pk=link.pk).looks == 3  # type: ignore[attr-defined]
    assert {field.name for field in ShortLinkDay._meta.fields} == {"id", "link", "day", "looks"}


def test_a_look_ahead_is_no_look(client: Client) -> None:
    make_short_link("soep")
    client.head("/k/soep/")
    client.get("/k/soep/", headers={"Sec-Purpose": "prefetch;prerender"})
    assert not ShortLinkDay.objects.exists()
    assert client.get("/k/SOEP/").status_code == 302
    assert client.get("/k/iets/").status_code == 404
    assert client.post("/k/soep/").status_code == 405


def test_it_leads_on_when_it_cannot_be_counted(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_short_link("soep")

    def fails(_link: ShortLink) -> None:
        raise DatabaseError("held")

    monkeypatch.setattr(ShortLink, "count_look", fails)
    assert client.get("/k/soep/")["Location"] == "/agenda/"


@pytest.mark.django_db(transaction=True)
def test_of_many_looks_at_once_none_is_lost() -> None:
    link = make_short_link()

    def look(_number: int) -> None:
        try:
            link.count_look()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(look, range(80)))
    assert ShortLinkDay.objects.get().looks == 80


def test_a_word_is_taken_for_ever(els: User) -> None:
    link = make_short_link("soep")
    link.withdraw(by=els, reason="De soep is op.")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_short_link("soep")
    for sql in ("DELETE FROM pages_shortlink", "UPDATE pages_shortlink SET word = 'stamppot'"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_short_link("Soep Koken")


def test_what_is_withdrawn_says_why_and_where_it_went(client: Client, els: User) -> None:
    link = make_short_link("soep")
    link.withdraw(by=els, reason="De soep is op.", instead="/initiatieven/")
    response = client.get("/k/soep/")
    assert response.status_code == 410
    assert "De soep is op." in response.content.decode()
    assert 'href="/initiatieven/"' in response.content.decode()
    with pytest.raises(Refused):
        link.withdraw(by=els, reason="Weer.")
    with pytest.raises(Refused):
        link.point_to(by=els, target="/agenda/?week=2", reason="Nieuw")
    link.put_back(by=els)
    assert client.get("/k/soep/").status_code == 302


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ("/agenda/", "/agenda/"),
        (" /agenda/?week=2026-48 ", "/agenda/?week=2026-48"),
        ("https://www.voorbeeld.nl/a?b=c#d", "https://www.voorbeeld.nl/a?b=c#d"),
        ("http://127.0.0.1:8000/agenda/", "/agenda/"),
    ],
)
def test_where_it_may_lead(typed: str, target: str, settings: Settings) -> None:
    settings.SITE_URL = "http://127.0.0.1:8000"
    assert target_of(typed) == target


@pytest.mark.parametrize(
    "typed",
    [
        *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "http://www.voorbeeld.nl/", "ftp://a.nl/"),
        *("//kwaad.nl/", "/\\kwaad.nl/", "\\\\kwaad.nl", "https:kwaad.nl", "https:///kwaad", "agenda", ""),
        *("https://ik:geheim@voorbeeld.nl/", "https://voorbeeld.nl:8443/", "https://localhost/", "https://10.0.0.1/"),
        *("https://[::1]/", "https://[x/", "https://voorbeeld.nl:x/", "https://2130706433/", "https://a.nl/\r\nX: 1"),
        *("/k/soep/", "/en/k/soep/", "/K/soep/", "/nergens/te/vinden.php", "https://a.nl/" + "a" * 500, "/a b/"),
        "http://127.0.0.1:8000/k/soep/",
    ],
)
def test_where_it_may_not_lead(typed: str, settings: Settings) -> None:
    settings.SITE_URL = "http://127.0.0.1:8000"
    with pytest.raises(ValidationError):
        target_of(typed)


def test_the_database_refuses_a_bad_target_too() -> None:
    for target in ("javascript:alert(1)", "//kwaad.nl/", "/k/soep/", "/en/k/soep/", "http://a.nl/"):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_short_link(target=target)


# --- Does it still work? ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "number",
    [
        *("127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),  # noqa: S104
        *("::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "224.0.0.1"),
    ],
)
def test_no_line_is_laid_to_a_number_inside(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not reach.is_open(number)
    family = [(0, 0, 0, "", ("93.184.216.34", 443)), (0, 0, 0, "", (number, 443))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_a, **_k: family)
    assert reach.trouble_with("https://binnen.voorbeeld.nl/") == "inside"


def test_open_numbers_are_open() -> None:
    for number in ("93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"):
        assert reach.is_open(number)


@pytest.mark.parametrize(
    ("answers", "trouble"),
    [
        ({"https://a.nl/": (200, "")}, None),
        ({"https://a.nl/": (403, "")}, None),
        ({"https://a.nl/": (404, "")}, "missing"),
        ({"https://a.nl/": (503, "")}, "broken"),
        ({"https://a.nl/": (301, "/b"), "https://a.nl/b": (200, "")}, None),
        ({"https://a.nl/": (301, "https://a.nl/")}, "round"),
        ({"https://a.nl/": (302, "http://a.nl/")}, "unsafe"),
        ({"https://a.nl/": (302, "file:///etc/passwd")}, "unsafe"),
    ],
)
def test_what_an_answer_means(
    answers: dict[str, tuple[int, str]], trouble: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "_ask", lambda url: answers[url])
    assert reach.trouble_with("https://a.nl/") == trouble


def test_each_step_of_a_redirect_is_looked_up_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """The site is open, and sends on to a number inside."""
    numbers = {"a.nl": "93.184.216.34", "binnen.nl": "10.0.0.1"}
    monkeypatch.setattr("socket.getaddrinfo", lambda host, *_a, **_k: [(0, 0, 0, "", (numbers[host], 443))])
    real, asked = reach._ask, []

    def ask(url: str) -> tuple[int, str]:
        asked.append(url)
        return (302, "https://binnen.nl/geheim") if "a.nl" in url else real(url)

    monkeypatch.setattr(reach, "_ask", ask)
    assert reach.trouble_with("https://a.nl/") == "inside"
    assert asked == ["https://a.nl/", "https://binnen.nl/geheim"]


def test_a_check_is_kept_unless_it_leads_elsewhere_by_now(els: User) -> None:
    link = make_short_link(target="https://a.nl/")
    stale = ShortLink.objects.get(pk=link.pk)
    link.was_checked("missing")
    assert ShortLink.objects.get(pk=link.pk).trouble == "missing"
    link.point_to(by=els, target="https://b.nl/", reason="De oude pagina is weg.")
    stale.was_checked("missing")
    assert ShortLink.objects.get(pk=link.pk).trouble == ""


def test_a_day_is_one_of_amsterdam() -> None:
    link = make_short_link()
    with freeze_time("2026-06-30 22:30:00"):
        link.count_look()
    assert ShortLinkDay.objects.get().day == date(2026, 7, 1)
