"""The list of platforms and the pages of one, as they are read."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from coalitie.lib.pictures import redraw
from coalitie.pages.models import Value
from coalitie.people.models import User
from platforms.models import LinkKind, Membership, Platform, PlatformLink, Stage
from tests.factories import buurt, make_membership, make_platform, make_user, sign_in

pytestmark = pytest.mark.django_db

TABS = ["", "mensen/", "over/", "poster/"]


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def picture_of(platform: Platform, by: User) -> str:
    out = BytesIO()
    Image.new("RGB", (900, 600), "green").save(out, "PNG")
    platform.show_picture(redraw(SimpleUploadedFile("a.png", out.getvalue())), alt="Een tuin", by=by)
    return platform.picture


# --- The list ---------------------------------------------------------------------------------------------------------
def test_the_list_shows_what_a_platform_is(client: Client, here: Platform) -> None:
    Platform.objects.filter(pk=here.pk).update(summary="Samen aan de gracht.")
    make_membership(here)
    page = text_of(client, "/platforms/")
    assert "1 platform gevonden" in page
    assert all(word in page for word in ["Hier in de Buurt", "Samen aan de gracht.", "2 leden", buurt("AA01").name])


def test_an_empty_list_invites(client: Client) -> None:
    assert "Begin jij?" in text_of(client, "/platforms/")


@pytest.mark.parametrize(
    "query",
    [
        "stadsdeel=centrum",
        "fase=buurtplatform",
        "waarde=zorg",
        "zoek=buurt",
        "zoek=hier+in+de+burt",
        "zoek=HÍER",
        "stadsdeel=centrum&fase=buurtplatform&waarde=zorg&zoek=hier",
    ],
)
def test_filters_stand_in_the_address(client: Client, here: Platform, query: str) -> None:
    here.values.set(Value.objects.filter(slug="zorg"))
    make_platform("Zuidoost zonder alles", stage=Stage.SIGNAL, areas=[])
    page = text_of(client, f"/platforms/?{query}")
    assert "Hier in de Buurt" in page
    assert "Zuidoost zonder alles" not in page


def test_a_buurt_finds_its_platforms(client: Client, here: Platform) -> None:
    make_platform("Zuidoost zonder alles")
    page = text_of(client, f"/platforms/?zoek={buurt('AA01').name}")
    assert "Hier in de Buurt" in page
    assert "Zuidoost zonder alles" not in page


def test_nothing_found_says_how_to_go_on(client: Client, here: Platform) -> None:
    assert "Geen platform gevonden" in text_of(client, "/platforms/?zoek=xyzxyz")


@pytest.mark.parametrize("query", ["fase=koning", "stadsdeel=rotterdam", "waarde=geld", "fase=signal&zoek="])
def test_an_unknown_choice_is_said_and_left_out(client: Client, here: Platform, query: str) -> None:
    page = text_of(client, f"/platforms/?{query}")
    assert "kennen we niet" in page
    assert "Hier in de Buurt" in page


@pytest.mark.parametrize(
    "query",
    [
        *("pagina=0", "pagina=99999999999999999999", "pagina=a", "pagina=-1", "memberships__person__email=a"),
        *("zoek=%00", "zoek=" + "a" * 5000, "zoek[]=1", "zoek=%25%27)--", "zoek=%ed%a0%80"),
        *("stadsdeel=%00", "waarde=" + "9" * 400),
    ],
)
def test_nonsense_in_the_address_breaks_nothing(client: Client, here: Platform, query: str) -> None:
    text_of(client, f"/platforms/?{query}")


def test_pages_of_twenty_keep_the_filters(client: Client) -> None:
    for number in range(21):
        make_platform(f"Groep {number:02}", stage=Stage.SIGNAL)
    first = text_of(client, "/platforms/?fase=signaal")
    assert first.count("platform-card") == 20
    assert "je ziet 1 tot en met 20" in first
    assert "?fase=signaal&amp;pagina=2" in first
    assert text_of(client, "/platforms/?fase=signaal&pagina=2").count("platform-card") == 1


def test_a_hidden_platform_is_in_no_list_no_count_and_no_search(client: Client, here: Platform, els: User) -> None:
    here.hide(by=els, reason="Ruzie")
    for query in ("", "?zoek=hier", "?stadsdeel=centrum"):
        assert "Hier in de Buurt" not in text_of(client, f"/platforms/{query}")


@pytest.mark.parametrize("signed_in", [False, True])
def test_as_few_queries_for_many_as_for_one(
    client: Client, fatima: User, signed_in: bool, django_assert_max_num_queries: object
) -> None:
    if signed_in:
        sign_in(client, fatima)

    def some(number: int) -> None:
        for _ in range(number):
            platform = make_platform(areas=[buurt("AA01"), buurt("AB01")], values=Value.objects.all())
            make_membership(platform, shows_name=True)

    some(1)
    with django_assert_max_num_queries(12 if signed_in else 8) as one:  # type: ignore[operator]
        text_of(client, "/platforms/")
    some(19)
    with django_assert_max_num_queries(len(one)):  # type: ignore[operator]
        text_of(client, "/platforms/")


# --- One platform -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("tab", TABS)
def test_every_tab_opens_for_everybody(client: Client, here: Platform, fatima: User, carla: User, tab: str) -> None:
    for visitor in (client, sign_in(Client(), fatima), sign_in(Client(), carla)):
        assert "Hier in de Buurt" in text_of(visitor, f"/platforms/{here.slug}/{tab}")


@pytest.mark.parametrize("tab", TABS)
def test_reading_is_all_one_can_do_to_a_page(client: Client, here: Platform, tab: str) -> None:
    assert client.post(f"/platforms/{here.slug}/{tab}").status_code == 405


@pytest.mark.parametrize("tab", [*TABS, "meedoen/"])
def test_a_hidden_platform_does_not_exist(
    client: Client, here: Platform, alice: User, driss: User, carla: User, els: User, elsewhere: Platform, tab: str
) -> None:
    here.hide(by=els, reason="Ruzie")
    for visitor in (client, sign_in(Client(), alice), sign_in(Client(), driss)):
        text_of(visitor, f"/platforms/{here.slug}/{tab}", status=404)
    if tab != "meedoen/":
        for visitor in (sign_in(Client(), carla), sign_in(Client(), els)):
            text_of(visitor, f"/platforms/{here.slug}/{tab}")


def test_a_platform_that_never_was(client: Client) -> None:
    text_of(client, "/platforms/bestaat-niet/", status=404)


def test_the_board_of_a_full_platform(client: Client, here: Platform) -> None:
    here.values.set(Value.objects.filter(slug="zorg"))
    Platform.objects.filter(pk=here.pk).update(
        contact_phone="020 123 45 67",
        contact_place="De Huiskamer, Voorbeeldstraat 1",
        contact_hours="dinsdag 10.00–12.00 uur",
        story="Wij zijn **buren**.",
    )
    PlatformLink.objects.create(platform=here, label="Onze krant", url="https://krant.example/")
    PlatformLink.objects.create(platform=here, kind=LinkKind.PARTNER, label="De speeltuin")
    page = text_of(client, f"/platforms/{here.slug}/")
    assert 'href="tel:0201234567"' in page
    assert all(
        word in page
        for word in ["De Huiskamer", "dinsdag 10.00", "Onze krant", "De speeltuin", "/waarden/zorg/", buurt().name]
    )
    assert 'rel="nofollow ugc noopener"' in page
    assert "<strong>buren</strong>" in text_of(client, f"/platforms/{here.slug}/over/")


def test_an_empty_board_invites(client: Client) -> None:
    page = text_of(client, make_platform("Leeg").get_absolute_url())
    assert "Nog geen initiatief. Begin jij?" in page
    assert "Word lid" in page


def test_names_show_only_when_chosen(client: Client, here: Platform, alice: User, bob: User) -> None:
    for tab in ("", "mensen/"):
        page = text_of(client, f"/platforms/{here.slug}/{tab}")
        assert "Bob" in page
        assert "Alice" not in page
        assert "Carla" not in page
        assert "3 leden" in page
    assert "2 leden doen mee zonder naam" in text_of(client, f"/platforms/{here.slug}/mensen/")


def test_somebody_who_left_is_shown_no_longer(client: Client, here: Platform, bob: User) -> None:
    Membership.objects.get(person=bob).leave(by=bob)
    assert "Bob" not in text_of(client, f"/platforms/{here.slug}/mensen/")


def test_what_was_typed_never_becomes_markup(client: Client) -> None:
    bad = "<script>alert(1)</script>"
    platform = make_platform(
        bad, summary=bad, story=bad, own_area_name=bad, contact_place=bad, contact_phone="1 \"'><b>"
    )
    make_membership(platform, make_user(name=bad), shows_name=True)
    PlatformLink.objects.create(platform=platform, kind=LinkKind.PARTNER, label=bad)
    for tab in TABS:
        assert "<script>alert" not in text_of(client, f"/platforms/{platform.slug}/{tab}")
    assert "<script>alert" not in text_of(client, "/platforms/")


def test_the_page_prints_as_a_poster_with_its_address(client: Client, here: Platform) -> None:
    for tab in ("", "poster/"):
        page = client.get(f"/platforms/{here.slug}/{tab}", headers={"host": "localhost"}).content.decode()
        assert 'class="qr"' in page
        assert "127.0.0.1:8000/platforms/hier-in-de-buurt" in page
        assert "style=" not in page


@pytest.mark.parametrize("name", ["nobody", "fatima", "alice", "carla"])
def test_few_queries(
    here: Platform, alice: User, bob: User, carla: User, fatima: User, name: str, django_assert_max_num_queries: object
) -> None:
    client = Client()
    people = {"alice": alice, "carla": carla, "fatima": fatima}
    if name in people:
        sign_in(client, people[name])
    for number in range(15):
        make_membership(here, shows_name=True)
        PlatformLink.objects.create(platform=here, label=f"Link {number}", url="https://voorbeeld.example/")
    for tab in TABS:
        with django_assert_max_num_queries(8 if name == "nobody" else 12):  # type: ignore[operator]
            text_of(client, f"/platforms/{here.slug}/{tab}")


# --- Pictures ---------------------------------------------------------------------------------------------------------
def test_a_picture_is_served_in_both_sizes_and_may_be_kept(client: Client, here: Platform, carla: User) -> None:
    name = picture_of(here, carla)
    page = text_of(client, here.get_absolute_url())
    assert 'alt="Een tuin"' in page
    for path in (f"/media/{name}", f"/media/{name.replace('.webp', '-640.webp')}"):
        response = client.get(path)
        assert response.status_code == 200
        assert response["Content-Type"] == "image/webp"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "max-age" in response["Cache-Control"]
        assert b"".join(response).startswith(b"RIFF")
        assert path in page or path in text_of(client, "/platforms/")


def test_a_hidden_platforms_picture_is_hidden_too(client: Client, here: Platform, carla: User, els: User) -> None:
    name = picture_of(here, carla)
    here.hide(by=els, reason="Ruzie")
    text_of(client, f"/media/{name}", status=404)
    response = sign_in(Client(), carla).get(f"/media/{name}")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    [
        "/media/",
        "/media/platforms/",
        "/media/platforms/../../coalitie/settings.py",
        "/media/platforms/" + "0" * 32 + ".webp",
        "/media/platforms/%2e%2e/x.webp",
        "/media/andere/" + "0" * 32 + ".webp",
    ],
)
def test_there_is_no_other_way_to_a_file(client: Client, here: Platform, path: str) -> None:
    assert client.get(path).status_code == 404


def test_an_old_picture_is_gone_once_there_is_a_new_one(
    client: Client, here: Platform, carla: User, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        old = picture_of(here, carla)
        new = picture_of(here, carla)
    text_of(client, f"/media/{old}", status=404)
    assert client.get(f"/media/{new}").status_code == 200
    here.remove_picture(by=carla)
    text_of(client, f"/media/{new}", status=404)
