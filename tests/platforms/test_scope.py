"""The desk of one platform: every door of the admin, tried by carla, who coordinates here and nowhere else."""

from io import BytesIO
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from PIL import Image

from coalitie.activity.models import Event, Within
from coalitie.people.models import User
from platforms.models import LinkKind, Membership, Platform, PlatformLink, Role, Stage, Status
from tests.factories import buurt, make_membership, make_user, sign_in, sign_in_to_desk

pytestmark = pytest.mark.django_db

DESK = "/beheer/platforms"


@pytest.fixture
def desk(client: Client, carla: User, here: Platform) -> Client:
    return sign_in_to_desk(client, carla)


@pytest.fixture
def foreign(elsewhere: Platform, asking: Membership) -> dict[str, Any]:
    """What carla must find nowhere: the rows of the other platform, by the model's name."""
    link = PlatformLink.objects.create(platform=elsewhere, kind=LinkKind.PARTNER, label="Geheime partner")
    return {"platform": elsewhere, "membership": asking, "link": link}


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def fields_of(platform: Platform, **changed: Any) -> dict[str, Any]:
    """The form of a platform as the desk's page would send it."""
    return {
        "name": platform.name,
        "summary": platform.summary,
        "own_area_name": "",
        "story": platform.story,
        "legal_form": platform.legal_form,
        "since": "",
        "areas": "\n".join(area.code for area in platform.areas.all()),
        "values": [],
        "welcome": platform.welcome,
        "welcome_question": platform.welcome_question,
        "contact_email": "",
        "contact_phone": "",
        "contact_place": "",
        "contact_hours": "",
        "picture_alt": platform.picture_alt,
        "links-TOTAL_FORMS": 0,
        "links-INITIAL_FORMS": 0,
        **changed,
    }


# --- The door ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["alice", "bob", "fatima"])
def test_who_coordinates_nothing_finds_no_desk(
    client: Client, here: Platform, alice: User, bob: User, fatima: User, name: str
) -> None:
    sign_in_to_desk(client, {"alice": alice, "bob": bob, "fatima": fatima}[name])
    for address in ("/beheer/", f"{DESK}/platform/", f"{DESK}/platform/{here.pk}/change/"):
        assert client.get(address).status_code == 404


def test_a_coordinator_without_second_factor_waits_outside(client: Client, carla: User, here: Platform) -> None:
    assert sign_in(client, carla).get(f"{DESK}/platform/").status_code == 302


def test_who_stepped_down_is_out_at_the_next_request(desk: Client, here: Platform, carla: User, els: User) -> None:
    page(desk, f"{DESK}/platform/")
    make_membership(here, role=Role.COORDINATOR)
    Membership.objects.get(person=carla).give_role(Role.MEMBER, by=els)
    page(desk, f"{DESK}/platform/", status=404)


# --- Lists, search, filters -------------------------------------------------------------------------------------------
def test_lists_hold_the_own_rows(desk: Client, here: Platform, foreign: dict[str, Any]) -> None:
    for name in ("platform", "membership"):
        shown = page(desk, f"{DESK}/{name}/")
        assert "Hier in de Buurt" in shown
        assert "Ergens Anders" not in shown
        assert "Gijs" not in shown


@pytest.mark.parametrize("query", ["?q=ergens", "?q=gijs", "?status__exact=asked", "?stage__exact=platform&q=anders"])
def test_search_and_filters_find_the_own_rows_only(desk: Client, foreign: dict[str, Any], query: str) -> None:
    for name in ("platform", "membership"):
        response = desk.get(f"{DESK}/{name}/{query}")
        assert "Gijs" not in response.content.decode()
        assert "Ergens Anders" not in response.content.decode()


def test_a_filter_offers_no_foreign_platform_and_guessing_one_finds_nothing(
    desk: Client, here: Platform, foreign: dict[str, Any], els: User
) -> None:
    address = f"{DESK}/membership/?platform__id__exact={foreign['platform'].pk}"
    shown = page(desk, address)
    assert "Gijs" not in shown
    assert "Ergens Anders" not in shown
    for_team = page(sign_in_to_desk(Client(), els), f"{DESK}/membership/")
    assert "Ergens Anders" in for_team
    assert "Hier in de Buurt" in for_team


@pytest.mark.parametrize(
    "lookup",
    [
        *("person__email__startswith=g", "person__password__startswith=a", "platform__contact_email__startswith=a"),
        *("platform__memberships__person__email__startswith=d", "memberships__person__email__startswith=a"),
    ],
)
def test_no_address_asks_about_what_the_list_does_not_show(desk: Client, here: Platform, lookup: str) -> None:
    for name in ("platform", "membership"):
        assert desk.get(f"{DESK}/{name}/?{lookup}").status_code in {302, 400}


# --- Object pages -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["platform", "membership"])
@pytest.mark.parametrize("door", ["change/", "history/", "delete/", "", "doe/grow/", "doe/accept/", "doe/hide/"])
def test_a_foreign_row_does_not_exist_behind_any_door(
    desk: Client, foreign: dict[str, Any], name: str, door: str
) -> None:
    before = Platform.objects.values().get(pk=foreign["platform"].pk)
    address = f"{DESK}/{name}/{foreign[name].pk}/{door}"
    for method in (desk.get, desk.post):
        response = method(address, follow=door == "")
        assert response.status_code == 404, (method, address)
        assert "Ergens Anders" not in response.content.decode()
    assert Platform.objects.values().get(pk=foreign["platform"].pk) == before
    foreign["membership"].refresh_from_db()
    assert foreign["membership"].status == Status.ASKED


@pytest.mark.parametrize("door", ["change/", "history/", "delete/", "doe/grow/"])
@pytest.mark.parametrize("guess", ["0", "99999999999999999999", "abc", "1%27", "_5B"])
def test_a_guessed_number_is_no_more_than_a_guess(desk: Client, here: Platform, door: str, guess: str) -> None:
    page(desk, f"{DESK}/platform/{guess}/{door}", status=404)


def test_the_own_pages_open(desk: Client, here: Platform, alice: User) -> None:
    member = Membership.objects.get(person=alice)
    for row in (here, member):
        base = f"{DESK}/{row._meta.model_name}/{row.pk}"
        for door in ("change/", "history/"):
            page(desk, f"{base}/{door}")
    assert here.get_absolute_url() in page(desk, f"{DESK}/platform/{here.pk}/change/")


def test_the_redirect_by_content_type_tells_no_address(desk: Client, foreign: dict[str, Any], els: User) -> None:
    foreign["platform"].hide(by=els, reason="Ruzie")
    kind = ContentType.objects.get_for_model(Platform).pk
    response = desk.get(f"/beheer/r/{kind}/{foreign['platform'].pk}/")
    assert response.status_code == 404
    assert foreign["platform"].slug not in str(response.headers)


def test_nothing_is_deleted_at_a_desk(desk: Client, here: Platform, els: User) -> None:
    for client in (desk, sign_in_to_desk(Client(), els)):
        assert client.post(f"{DESK}/platform/{here.pk}/delete/", {"post": "yes"}).status_code == 403
        client.post(f"{DESK}/platform/", {"action": "delete_selected", "_selected_action": [here.pk], "post": "yes"})
    assert Platform.objects.filter(pk=here.pk).exists()


def test_a_coordinator_founds_no_platform_and_the_team_does(desk: Client, els: User) -> None:
    page(desk, f"{DESK}/platform/add/", status=403)
    page(desk, f"{DESK}/membership/add/", status=403)
    team = sign_in_to_desk(Client(), els)
    page(team, f"{DESK}/platform/add/")
    data = {"name": "Nieuwe Groep", "legal_form": "informal", "welcome": "open", "areas": buurt().name}
    response = team.post(f"{DESK}/platform/add/", {**data, "links-TOTAL_FORMS": 0, "links-INITIAL_FORMS": 0})
    assert response.status_code == 302
    made = Platform.objects.get(slug="nieuwe-groep")
    assert (made.name, made.stage) == ("Nieuwe Groep", Stage.SIGNAL)
    assert list(made.areas.all()) == [buurt()]
    assert Event.objects.get(subject=made.subject, verb="platform_started").by == els


# --- Buurten ----------------------------------------------------------------------------------------------------------
def test_buurten_are_typed_one_on_a_line(desk: Client, here: Platform) -> None:
    """By name, by code or as the form shows them; without any JavaScript."""
    address, shown = f"{DESK}/platform/{here.pk}/change/", f"{buurt('AA01').name} (AA01)"
    assert shown in page(desk, address)
    typed = f"  {shown} \r\n\r\nna01\r\n{buurt('AA02').name.upper()}\r\nNA01"
    assert desk.post(address, fields_of(here, areas=typed)).status_code == 302
    assert set(here.areas.values_list("code", flat=True)) == {"AA01", "AA02", "NA01"}
    assert Within.objects.filter(part=here.subject, whole=buurt("NA01").subject).exists()


def test_a_buurt_that_nobody_knows_changes_nothing(desk: Client, here: Platform) -> None:
    address = f"{DESK}/platform/{here.pk}/change/"
    response = desk.post(address, fields_of(here, areas="AA01\nLuilekkerland\nZZ99"))
    assert response.status_code == 422
    assert "‘Luilekkerland’ is geen buurt die wij kennen." in response.text
    assert "‘ZZ99’ is geen buurt" in response.text
    assert "AA01\nLuilekkerland" in response.text
    assert set(here.areas.values_list("code", flat=True)) == {"AA01", "AA02"}


# --- Autocomplete and fields that point elsewhere ---------------------------------------------------------------------
def test_autocomplete_offers_own_platforms(desk: Client, here: Platform, foreign: dict[str, Any]) -> None:
    ask = "/beheer/autocomplete/?app_label=platforms&model_name={}&field_name={}&term={}"
    offered = page(desk, ask.format("membership", "platform", "e"))
    assert "Hier in de Buurt" in offered
    assert "Ergens Anders" not in offered


@pytest.mark.parametrize("field", ["person", "hidden_by", "subject", "password"])
def test_autocomplete_tells_no_people(desk: Client, foreign: dict[str, Any], field: str) -> None:
    for model in ("membership", "platform"):
        address = f"/beheer/autocomplete/?app_label=platforms&model_name={model}&field_name={field}&term=g"
        response = desk.get(address)
        assert response.status_code in {403, 404} or b'"results": []' in response.content
        assert b"gijs" not in response.content.lower()


def test_a_link_is_not_moved_to_a_foreign_platform_nor_from_it(
    desk: Client, here: Platform, foreign: dict[str, Any]
) -> None:
    stolen = {
        "links-TOTAL_FORMS": 1,
        "links-INITIAL_FORMS": 1,
        "links-0-id": foreign["link"].pk,
        "links-0-platform": here.pk,
        "links-0-kind": "partner",
        "links-0-label": "Van mij",
        "links-0-url": "",
    }
    desk.post(f"{DESK}/platform/{here.pk}/change/", fields_of(here, **stolen))
    desk.post(f"{DESK}/platform/{here.pk}/change/", fields_of(here, **stolen, **{"links-0-DELETE": "on"}))
    given = {
        "links-TOTAL_FORMS": 1,
        "links-INITIAL_FORMS": 0,
        "links-0-platform": foreign["platform"].pk,
        "links-0-kind": "partner",
        "links-0-label": "Cadeau",
        "links-0-url": "",
    }
    desk.post(f"{DESK}/platform/{here.pk}/change/", fields_of(here, **given))
    foreign["link"].refresh_from_db()
    assert (foreign["link"].label, foreign["link"].platform) == ("Geheime partner", foreign["platform"])
    assert not foreign["platform"].links.filter(label="Cadeau").exists()


# --- Changing ---------------------------------------------------------------------------------------------------------
def test_a_coordinator_tells_the_story(desk: Client, here: Platform, carla: User) -> None:
    changed = fields_of(here, story="Wij \u202ebeginnen.", contact_phone="020 123 45 67")
    assert desk.post(f"{DESK}/platform/{here.pk}/change/", changed).status_code == 302
    here.refresh_from_db()
    assert (here.story, here.contact_phone) == ("Wij beginnen.", "020 123 45 67")
    event = Event.objects.get(verb="platform_edited")
    assert event.by == carla
    assert event.data == {"fields": ["contact_phone", "story"]}


def test_state_is_no_field(desk: Client, here: Platform) -> None:
    before = (here.stage, here.slug, here.hidden_at, here.subject_id, here.picture)
    extra = {"stage": "resting", "slug": "gekaapt", "hidden_at": "2026-01-01", "subject": "1", "picture": "../x"}
    assert desk.post(f"{DESK}/platform/{here.pk}/change/", fields_of(here, **extra)).status_code == 302
    here.refresh_from_db()
    assert (here.stage, here.slug, here.hidden_at, here.subject_id, here.picture) == before


def test_a_membership_is_read_only(desk: Client, here: Platform, carla: User, foreign: dict[str, Any]) -> None:
    own = Membership.objects.get(person=carla)
    data = {"role": "coordinator", "status": "member", "platform": foreign["platform"].pk, "person": carla.pk}
    assert desk.post(f"{DESK}/membership/{own.pk}/change/", data).status_code == 403
    own.refresh_from_db()
    assert own.platform == here


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("name", ""), ("name", "a" * 81), ("contact_phone", "bel maar"), ("welcome", "magic"), ("since", "gisteren")),
        *(("areas", ["999999"]), ("contact_email", "geen adres"), ("values", ["77777"])),
    ],
)
def test_bad_input_is_told_and_nothing_is_kept(desk: Client, here: Platform, name: str, value: Any) -> None:
    response = desk.post(f"{DESK}/platform/{here.pk}/change/", fields_of(here, story="Nieuw", **{name: value}))
    assert response.status_code == 422
    assert "errorlist" in response.content.decode()
    here.refresh_from_db()
    assert here.story == ""


def test_meeting_first_needs_a_question(desk: Client, here: Platform) -> None:
    response = desk.post(f"{DESK}/platform/{here.pk}/change/", fields_of(here, welcome="meet_first"))
    assert "Vul de vraag in die nieuwe leden krijgen." in response.content.decode()


def photo(kind: str = "JPEG") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (800, 600), "blue").save(out, kind)
    return SimpleUploadedFile("foto.jpg", out.getvalue(), "image/jpeg")


def test_a_picture_comes_with_words_and_goes_again(desk: Client, here: Platform) -> None:
    address = f"{DESK}/platform/{here.pk}/change/"
    refused = desk.post(address, fields_of(here, new_picture=photo()))
    assert "Schrijf wat er op de foto staat" in refused.content.decode()
    assert desk.post(address, fields_of(here, new_picture=photo(), picture_alt="Een tuin")).status_code == 302
    here.refresh_from_db()
    assert here.picture.startswith("platforms/")
    assert (here.picture_alt, here.picture_width, here.picture_height) == ("Een tuin", 800, 600)
    emptied = desk.post(address, fields_of(here, picture_alt=""))
    assert "Schrijf wat er op de foto staat" in emptied.content.decode()
    assert desk.post(address, fields_of(here, without_picture="on")).status_code == 302
    here.refresh_from_db()
    assert (here.picture, here.picture_alt) == ("", "")


def test_a_file_that_is_no_picture_is_refused(desk: Client, here: Platform) -> None:
    svg = SimpleUploadedFile("foto.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/jpeg")
    response = desk.post(f"{DESK}/platform/{here.pk}/change/", fields_of(here, new_picture=svg, picture_alt="x"))
    assert "niet als foto lezen" in response.content.decode()


# --- Verbs and bulk actions -------------------------------------------------------------------------------------------
def test_a_stage_changes_with_a_reason(here: Platform, els: User) -> None:
    desk = sign_in_to_desk(Client(), els)
    address = f"{DESK}/platform/{here.pk}/doe/grow/"
    page(desk, address)
    assert desk.post(address, {"to": "resting", "reason": ""}).status_code == 422
    assert desk.post(address, {"to": "president", "reason": "Ja"}).status_code == 422
    assert desk.post(address, {"to": "resting", "reason": "Winterslaap"}).status_code == 302
    here.refresh_from_db()
    assert here.stage == Stage.RESTING
    event = Event.objects.get(verb="platform_stage")
    assert (event.by, event.reason) == (els, "Winterslaap")
    assert desk.post(address, {"to": "resting", "reason": "Nog eens"}).status_code == 409


def test_a_coordinator_lets_the_own_platform_rest_and_wakes_it(desk: Client, here: Platform, carla: User) -> None:
    address = f"{DESK}/platform/{here.pk}/doe"
    assert desk.post(f"{address}/rest/", {"reason": ""}).status_code == 422
    assert desk.post(f"{address}/rest/", {"reason": "Winter", "since": "2999-01-01"}).status_code == 422
    assert desk.post(f"{address}/rest/", {"reason": "Winter"}).status_code == 302
    here.refresh_from_db()
    assert here.stage == Stage.RESTING
    assert desk.post(f"{address}/rest/", {"reason": "Winter"}).status_code == 403
    assert desk.post(f"{address}/wake/", {"reason": "Lente"}).status_code == 302
    here.refresh_from_db()
    assert here.stage == Stage.PLATFORM


@pytest.mark.parametrize("verb", ["hide", "show", "appoint", "grow"])
def test_what_only_the_team_does(desk: Client, here: Platform, els: User, verb: str) -> None:
    address = f"{DESK}/platform/{here.pk}/doe/{verb}/"
    page(desk, address, status=403)
    assert desk.post(address, {"reason": "x", "email": "carla@example.org"}).status_code == 403
    page(desk, f"{DESK}/platform/{here.pk}/doe/verzonnen/", status=404)


def test_the_team_hides_shows_and_appoints(here: Platform, els: User) -> None:
    desk = sign_in_to_desk(Client(), els)
    base = f"{DESK}/platform/{here.pk}/doe"
    assert desk.post(f"{base}/hide/", {"reason": "Ruzie"}).status_code == 302
    assert Platform.objects.get(pk=here.pk).hidden_at is not None
    assert desk.post(f"{base}/show/", {"reason": "Vrede"}).status_code == 302
    newcomer = make_user("nieuw@example.org")
    assert desk.post(f"{base}/appoint/", {"email": "niemand@example.org"}).status_code == 422
    assert desk.post(f"{base}/appoint/", {"email": "Nieuw@example.org"}).status_code == 302
    assert Membership.objects.get(person=newcomer).is_coordinator
    assert User.objects.get(pk=newcomer.pk).is_staff


def test_a_bulk_action_reaches_the_own_rows_only(desk: Client, here: Platform, foreign: dict[str, Any]) -> None:
    own = make_membership(here, status=Status.ASKED)
    chosen = [own.pk, foreign["membership"].pk]
    data = {"action": "accept_all", "_selected_action": chosen, "select_across": "1"}
    assert desk.post(f"{DESK}/membership/", data).status_code == 302
    own.refresh_from_db()
    foreign["membership"].refresh_from_db()
    assert (own.status, foreign["membership"].status) == (Status.MEMBER, Status.ASKED)


def test_nobody_answers_the_own_question_in_bulk(here: Platform, els: User) -> None:
    own = make_membership(here, els, status=Status.ASKED)
    desk = sign_in_to_desk(Client(), els)
    desk.post(f"{DESK}/membership/", {"action": "accept_all", "_selected_action": [own.pk]})
    own.refresh_from_db()
    assert own.status == Status.ASKED


def test_answering_and_giving_roles_at_the_desk(desk: Client, here: Platform, carla: User) -> None:
    asked, other = make_membership(here, status=Status.ASKED), make_membership(here, status=Status.ASKED)
    assert desk.post(f"{DESK}/membership/{asked.pk}/doe/accept/").status_code == 302
    assert desk.post(f"{DESK}/membership/{other.pk}/doe/decline/", {"reason": ""}).status_code == 422
    assert desk.post(f"{DESK}/membership/{other.pk}/doe/decline/", {"reason": "Vol"}).status_code == 302
    assert desk.post(f"{DESK}/membership/{asked.pk}/doe/role/", {"role": "puller"}).status_code == 302
    asked.refresh_from_db()
    other.refresh_from_db()
    assert (asked.status, asked.role, other.status) == (Status.MEMBER, Role.PULLER, Status.DECLINED)
    own = Membership.objects.get(person=carla)
    assert desk.post(f"{DESK}/membership/{own.pk}/doe/role/", {"role": "member"}).status_code == 403


def test_a_change_at_the_desk_keeps_a_state_that_moved_meanwhile(desk: Client, here: Platform, els: User) -> None:
    """The form is older than the verb: saving it writes only what the form changed."""
    stale = Platform.objects.get(pk=here.pk)
    here.move_to(Stage.RESTING, by=els, reason="Winter")
    stale.story = "Nieuw"
    form = type(
        "Form", (), {"changed_data": ["story"], "cleaned_data": {"new_picture": None, "without_picture": False}}
    )()
    request = RequestFactory().get("/")
    request.user = els
    admin.site.get_model_admin(Platform).save_model(request, stale, form, change=True)
    here.refresh_from_db()
    assert (here.story, here.stage) == ("Nieuw", Stage.RESTING)
