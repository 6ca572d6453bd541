"""The city, its areas and the search: what a visitor sees, and that nothing typed breaks it."""

import logging
import re
from itertools import count

import brotli
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coalitie.activity.models import Subject
from platforms import swarm
from platforms.city import draw
from platforms.models import Area, Outline, Platform, Postcode

pytestmark = pytest.mark.django_db
NUMBERS = count(1)


def buurt(code: str) -> Area:
    return Area.objects.get(level="buurt", code=code)


def platform(*, name: str, stage: str, areas: list[Area]) -> Platform:
    made = Platform.objects.create(
        name=name, slug=f"platform-{next(NUMBERS)}", stage=stage, subject=Subject.objects.create()
    )
    made.areas.set(areas)
    return made


@pytest.fixture
def jordaan() -> Platform:
    return platform(name="De Jordaanse Kring", stage="platform", areas=[buurt("AB01"), buurt("AB02")])


@pytest.fixture
def visitor() -> Client:
    return Client()


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


# --- The map ------------------------------------------------------------------------------------------------------
def test_the_city_shows_every_buurt_as_a_link_and_in_a_list(visitor: Client) -> None:
    html = page(visitor, "/buurten/")
    main = html[html.index("<main") :]
    wide = main[main.index("dot-map--wide") : main.index("dot-map--narrow")]
    for slug in Area.objects.buurten().values_list("slug", flat=True):
        assert wide.count(f'href="/buurten/{slug}/"') == 1, slug
        assert main.count(f'href="/buurten/{slug}/"') == 2, slug
    assert "Kaart: gemeente Amsterdam, bewerkt" in html


def test_a_phone_gets_gebieden_to_press(visitor: Client) -> None:
    html = page(visitor, "/buurten/")
    narrow = html[html.index("dot-map--narrow") :].split("</svg>")[0]
    assert narrow.count('href="/gebieden/') == 25
    assert narrow.count("<circle") == 518
    assert 'href="/buurten/' not in narrow


def test_the_map_stays_small(visitor: Client, jordaan: Platform) -> None:
    html = page(visitor, "/buurten/")
    maps = html[html.index('<svg class="dot-map dot-map--wide') : html.index("<figcaption")]
    assert len(brotli.compress(maps.encode(), quality=5)) < 25_000
    assert len(brotli.compress(html.encode(), quality=5)) < 42_000


def test_the_state_of_a_dot_follows_the_platforms_one_may_see(visitor: Client, jordaan: Platform) -> None:
    platform(name="In oprichting", stage="nursery", areas=[buurt("AB02"), buurt("AB03")])
    platform(name="Rust", stage="resting", areas=[buurt("AB04")])
    hidden = platform(name="Verborgen Kring", stage="platform", areas=[buurt("AB05")])
    Platform.objects.filter(pk=hidden.pk).update(hidden_at="2026-01-01T00:00Z")
    areas = [buurt(code) for code in ("AB01", "AB02", "AB03", "AB04", "AB05", "BA01")]
    states = {dot.area.code: dot.state for dot in swarm.covered(areas, AnonymousUser())}
    assert states == {
        "AB01": "platform",
        "AB02": "platform",
        "AB03": "nursery",
        "AB04": "none",
        "AB05": "none",
        "BA01": "uninhabited",
    }
    assert "Verborgen Kring" not in page(visitor, "/buurten/")


def test_names_are_escaped_on_the_map(visitor: Client) -> None:
    platform(name='<script>alert(1)</script>"', stage="platform", areas=[buurt("AB01")])
    for address in ("/buurten/", buurt("AB01").get_absolute_url(), "/gebieden/centrum-west/"):
        assert "<script>alert" not in page(visitor, address)


# --- Pages --------------------------------------------------------------------------------------------------------
def test_every_area_has_a_page(visitor: Client) -> None:
    for level in ("stadsdeel", "gebied", "wijk"):
        for area in Area.objects.filter(level=level):
            assert area.name.replace("&", "&amp;") in page(visitor, area.get_absolute_url())
    for area in Area.objects.buurten()[::20]:
        page(visitor, area.get_absolute_url())


def test_a_buurt_tells_who_is_active_or_how_to_begin(visitor: Client, jordaan: Platform) -> None:
    covered = page(visitor, buurt("AB01").get_absolute_url())
    assert "De Jordaanse Kring" in covered
    assert "/begin-een-platform/" not in covered
    empty = page(visitor, buurt("TM01").get_absolute_url())
    assert "/begin-een-platform/" in empty
    assert "/initiatieven/nieuw/?buurt=gein-1" in empty


def test_the_port_and_weesp_are_called_by_their_name(visitor: Client) -> None:
    for slug, kind in (("westpoort", "Haven"), ("weesp", "Stadsgebied")):
        main = page(visitor, f"/stadsdelen/{slug}/").split("<main")[1].split("</main>")[0]
        assert kind in main
        assert "Stadsdeel" not in main


@pytest.mark.parametrize("address", ["/buurten/nergens/", "/gebieden/jordaan/", "/stadsdelen/x/", "/wijken/x/"])
def test_an_unknown_area_is_not_found(visitor: Client, address: str) -> None:
    page(visitor, address, 404)


@pytest.mark.parametrize("address", ["/buurten/", "/gebieden/centrum-west/", "/zoeken/", "/zoeken/suggesties/"])
def test_only_reading(visitor: Client, address: str) -> None:
    assert visitor.post(address).status_code == 405
    assert visitor.head(address).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/buurten/",
        "/stadsdelen/centrum/",
        "/gebieden/centrum-west/",
        "/wijken/jordaan/",
        "/buurten/gein-1/",
        "/zoeken/?q=osdorp-",
        "/zoeken/?q=1013",
        "/zoeken/suggesties/?q=wester",
    ],
)
def test_few_queries_however_many_platforms(visitor: Client, address: str) -> None:
    draw.cache_clear()
    with CaptureQueriesContext(connection) as few:
        visitor.get(address)
    for number in range(20):
        platform(name=f"Wester {number}", stage="platform", areas=[buurt("AB01"), buurt("TM01")])
    with CaptureQueriesContext(connection) as many:
        visitor.get(address)
    assert len(many) <= len(few) <= 8


def test_imported_outlines_are_drawn(visitor: Client) -> None:
    ring = [[4.88, 52.37], [4.89, 52.37], [4.89, 52.38], [4.88, 52.37]]
    Outline.objects.create(
        area=buurt("AB01"), exact=b"", drawing=[ring], west=4.88, south=52.37, east=4.89, north=52.38
    )
    html = page(visitor, buurt("AB01").get_absolute_url())
    assert "dot-land--here" in html
    assert re.search(r'd="M0 600L\d+ 600L\d+ 0L0 600Z"', html)


# --- Search -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("Jordaan", "/wijken/jordaan/"),
        ("  JORDAAN  ", "/wijken/jordaan/"),
        ("Jord\x00aan", "/wijken/jordaan/"),
        ("centrum", "/stadsdelen/centrum/"),
        ("planciusbuurt-noord", "/buurten/planciusbuurt-noord/"),
        ("Jordaanse Kring", "/platforms/"),
    ],
)
def test_one_good_match_goes_straight_there(visitor: Client, jordaan: Platform, typed: str, address: str) -> None:
    answer = visitor.get("/zoeken/", {"q": typed})
    assert answer.status_code == 302
    assert answer["Location"].startswith(address)


def test_several_are_offered(visitor: Client) -> None:
    html = page(visitor, "/zoeken/?q=indische+buurt")
    assert "Gevonden voor" in html
    assert "/wijken/indische-buurt-oost/" in html
    assert "/gebieden/indische-buurt-oostelijk-havengebied/" in html


def test_a_guess_is_offered_and_never_followed(visitor: Client) -> None:
    html = page(visitor, "/zoeken/?q=ijbrug")
    assert "Bedoel je een van deze?" in html
    assert "IJburg" in html


def test_none_gives_help(visitor: Client) -> None:
    html = page(visitor, "/zoeken/?q=qqqqxxxx")
    assert "Niets gevonden voor" in html
    assert 'href="/buurten/"' in html


def test_a_hidden_platform_is_not_found(visitor: Client, jordaan: Platform) -> None:
    Platform.objects.update(hidden_at="2026-01-01T00:00Z")
    assert "Jordaanse Kring" not in visitor.get("/zoeken/?q=kring").content.decode()
    assert "Kring" not in visitor.get("/zoeken/suggesties/?q=kring").content.decode()


@pytest.mark.parametrize("typed", ["1013", " 1013 ", "1013AB", "1013 ab", "1013  Ab"])
def test_a_postcode_offers_the_buurten_it_may_mean(visitor: Client, typed: str) -> None:
    answer = visitor.get("/zoeken/", {"q": typed})
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "Buurten bij 1013" in html
    assert "/buurten/westelijke-eilanden/" in html
    assert "We bewaren je postcode niet" in html


def test_a_full_postcode_goes_to_its_buurt_and_offers_both_on_a_border(visitor: Client) -> None:
    Postcode.objects.create(pc6="1013AB", buurt=buurt("AA02"), addresses=9)
    assert visitor.get("/zoeken/?q=1013ab")["Location"] == "/buurten/westelijke-eilanden/"
    Postcode.objects.create(pc6="1013AB", buurt=buurt("AA01"), addresses=2)
    html = page(visitor, "/zoeken/?q=1013ab")
    assert html.index("/buurten/westelijke-eilanden/") < html.index("/buurten/planciusbuurt-noord/")
    assert "meer dan één buurt" in html


@pytest.mark.parametrize("typed", ["9999", "0123", "1013A", "10133", "9711 AA"])
def test_a_postcode_elsewhere_gives_help(visitor: Client, typed: str) -> None:
    assert "Niets gevonden" in page(visitor, f"/zoeken/?q={typed}")


def test_a_postcode_is_neither_logged_nor_kept(visitor: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for typed in ("1013 AB", "1013", "1013ab" * 40):
            answer = visitor.get("/zoeken/", {"q": typed})
            assert "no-store" in answer["Cache-Control"]
            assert not answer.cookies
    kept = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert not any("1013" in line for line in kept)


STRANGE = {
    "long": "a" * 10_000,
    "long words": "woord " * 2_000,
    "NUL": "\x00\x00",
    "emoji": "🌻🌻",
    "right to left": "\u202eneetruub",
    "zalgo": "b" + "\u0301" * 500,
    "html": "<script>alert(1)</script>",
    "quotes": "'; DROP TABLE platforms_area; --",
    "wildcards": "%_\\",
    "template": "{{ 7|add:7 }}",
}


@pytest.mark.parametrize("kind", STRANGE)
def test_strange_words_are_answered_kindly(visitor: Client, kind: str) -> None:
    answer = visitor.get("/zoeken/", {"q": STRANGE[kind]})
    assert answer.status_code in ({422} if kind.startswith("long") else {200})
    assert b"<script>alert" not in answer.content
    assert visitor.get("/zoeken/suggesties/", {"q": STRANGE[kind]}).status_code == 200


@pytest.mark.parametrize("query", ["q=%ff%fe", "q=%ED%A0%80", "q[]=1", "q=a&q=b", "q", "%00=1", "level=buurt&slug=x"])
def test_a_strange_address_is_answered(visitor: Client, query: str) -> None:
    assert visitor.get(f"/zoeken/?{query}").status_code in {200, 302}
    assert visitor.get(f"/zoeken/suggesties/?{query}").status_code == 200
    assert visitor.get(f"/buurten/?{query}").status_code == 200


def test_suggestions(visitor: Client, jordaan: Platform) -> None:
    found = visitor.get("/zoeken/suggesties/?q=jorda").json()["suggestions"]
    assert {"name": "Jordaan", "hint": "Wijk in Centrum", "url": "/wijken/jordaan/"} in found
    assert "De Jordaanse Kring" in [one["name"] for one in found]
    assert visitor.get("/zoeken/suggesties/?q=1013ab").json() == {"suggestions": []}
    assert visitor.get("/zoeken/suggesties/?q=j").json() == {"suggestions": []}
