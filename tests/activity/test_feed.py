"""Atom feeds, read back by an independent parser: well-formed, stable, without cookies, and only what all may see."""

import feedparser
import pytest
from django.test import Client
from freezegun import freeze_time

from coalitie.activity.models import Reach, record
from coalitie.pages.models import Value
from initiatives.models import Initiative, Status, place
from tests.factories import buurt, make_initiative, make_platform, make_team_member, make_user, sign_in

pytestmark = pytest.mark.django_db

NASTY = 'Tuin <script>alert(1)</script> & "co" ]]> é 😀'


@pytest.fixture
def here() -> Initiative:
    zorg = Value.objects.get(slug="zorg")
    made = make_initiative(make_platform("Hier"), title=NASTY, slug="tuin", area=buurt(), values=[zorg])
    place(made)
    record(made.subject, "participation_joined", by=make_user(), reach=Reach.AROUND)
    return made


FEEDS = [
    "/platforms/hier/nieuws.atom",
    "/buurten/planciusbuurt-noord/nieuws.atom",
    "/wijken/haarlemmerbuurt/nieuws.atom",
    "/gebieden/centrum-west/nieuws.atom",
    "/stadsdelen/centrum/nieuws.atom",
    "/waarden/zorg/nieuws.atom",
    "/initiatieven/tuin/nieuws.atom",
    "/initiatieven/nieuws.atom",
    "/initiatieven/nieuws.atom?q=tuin&waar=stadsdeel-centrum",
]


def read(address: str, client: Client | None = None) -> feedparser.FeedParserDict:
    response = (client or Client()).get(address)
    assert response.status_code == 200, address
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(response.content)
    assert not feed.bozo, (address, feed.get("bozo_exception"))
    assert feed.version == "atom10"
    return feed


@pytest.mark.parametrize("address", FEEDS)
def test_each_is_well_formed_and_tells_it(address: str, here: Initiative) -> None:
    feed = read(address)
    (entry,) = feed.entries
    assert entry.title.startswith("Tuin")
    assert entry.link.endswith("/initiatieven/tuin/")
    assert entry.id.startswith("tag:")
    assert entry.updated_parsed
    assert feed.feed.updated_parsed == entry.updated_parsed
    assert feed.feed.author
    assert any(link.rel == "self" and link.href.endswith(address) for link in feed.feed.links)


def test_text_stays_text(here: Initiative) -> None:
    content = Client().get("/platforms/hier/nieuws.atom").content.decode()
    assert "<script>" not in content
    assert "&lt;script&gt;" in content


@pytest.mark.parametrize("address", FEEDS)
def test_it_sets_no_cookie_and_is_the_same_for_everybody(address: str, here: Initiative) -> None:
    visitor = Client()
    response = visitor.get(address)
    assert not visitor.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert "public" in response["Cache-Control"]
    els = sign_in(Client(), make_team_member())
    assert els.get(address).content == response.content


@pytest.mark.parametrize("address", FEEDS)
def test_what_did_not_change_is_not_sent_again(address: str, here: Initiative) -> None:
    first = Client().get(address)
    for header in ({"if-none-match": first["ETag"]}, {"if-none-match": f"W/{first['ETag']}"}):
        again = Client().get(address, headers=header)
        assert (again.status_code, again.content) == (304, b"")
    assert Client().get(address, headers={"if-none-match": '"other"'}).status_code == 200


def test_more_news_on_a_day_changes_the_entry_and_not_its_name(here: Initiative) -> None:
    (before,) = read("/platforms/hier/nieuws.atom").entries
    record(here.subject, "participation_joined", by=make_user(), reach=Reach.AROUND)
    (after,) = read("/platforms/hier/nieuws.atom").entries
    assert after.id == before.id
    assert after.updated >= before.updated
    assert "2 mensen doen mee" in after.title


def test_an_empty_feed_does_not_change_with_the_clock() -> None:
    make_platform("Leeg")
    first = Client().get("/platforms/leeg/nieuws.atom")
    with freeze_time("2030-01-01"):
        assert Client().get("/platforms/leeg/nieuws.atom")["ETag"] == first["ETag"]
    assert not feedparser.parse(first.content).bozo


def test_what_not_everybody_may_see_is_in_no_feed(here: Initiative) -> None:
    here.hide(by=make_user(), reason="x")
    client = sign_in(Client(), make_team_member())
    for address in FEEDS:
        if "tuin/" in address:
            assert client.get(address).status_code == 404
        else:
            assert not read(address, client).entries, address
    draft = make_initiative(status=Status.DRAFT)
    assert Client().get(f"/initiatieven/{draft.slug}/nieuws.atom").status_code == 404


@pytest.mark.parametrize(
    "page", ["/platforms/hier/", "/buurten/planciusbuurt-noord/", "/waarden/zorg/", "/initiatieven/"]
)
def test_pages_name_their_feed(page: str, here: Initiative) -> None:
    content = Client().get(page).content.decode()
    assert '<link rel="alternate" type="application/atom+xml"' in content
    assert f'href="{page}nieuws.atom"' in content
