"""Getting in, being seen, leaving; and how coordinators answer whoever knocks."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time

from coalitie.activity.models import Event, Mail
from coalitie.people.models import User
from platforms.models import Membership, Platform, Role, Status, Welcome
from tests.factories import make_membership, make_team_member, make_user, sign_in, sign_in_to_desk
from tests.people.mailbox import last_code, last_mail

pytestmark = pytest.mark.django_db

CLOSED = {"contact": "none"}
ANSWER = {**CLOSED, "answer": "Ik woon hier twintig jaar en zing graag."}


def of(person: User) -> Membership:
    return Membership.objects.get(person=person)


def post(client: Client, platform: Platform, page: str, data: dict[str, Any] | None = None) -> Any:
    return client.post(f"{platform.get_absolute_url()}{page}/", data or {})


# --- Joining ----------------------------------------------------------------------------------------------------------
def test_an_open_platform_takes_everybody_at_once(client: Client, here: Platform, fatima: User) -> None:
    sign_in(client, fatima)
    response = post(client, here, "meedoen", CLOSED)
    assert response["Location"] == f"{here.get_absolute_url()}lidmaatschap/"
    assert "Je bent lid. Wat nu?" in client.get(response["Location"]).content.decode()
    assert (of(fatima).status, of(fatima).role, of(fatima).shows_name) == (Status.MEMBER, Role.MEMBER, False)
    assert Event.objects.get(verb="membership_joined").by == fatima
    assert not Mail.objects.exists()


def test_a_visitor_joins_with_the_code_from_the_mail(client: Client, here: Platform) -> None:
    assert post(client, here, "meedoen", {**CLOSED, "shows_name": "on"})["Location"] == "/aanmelden/"
    assert "Lid worden van Hier in de Buurt" in client.get("/aanmelden/").content.decode()
    client.post("/aanmelden/", {"email": "nieuw@example.org"})
    client.post("/aanmelden/code/", {"code": last_code("nieuw@example.org")})
    assert not Membership.objects.exclude(role=Role.COORDINATOR).exists()
    response = client.post("/welkom/", {"display_name": "Nieuw", "sixteen": "on"})
    assert response["Location"] == f"{here.get_absolute_url()}lidmaatschap/"
    member = of(User.objects.get(email="nieuw@example.org"))
    assert (member.status, member.shows_name) == (Status.MEMBER, True)


def test_a_visitors_mistakes_are_told_before_signing_in(client: Client, elsewhere: Platform) -> None:
    response = post(client, elsewhere, "meedoen", {"answer": "", "contact": "none"})
    assert response.status_code == 422
    response = post(client, elsewhere, "meedoen", {"answer": "Ja hoor", "contact": "post"})
    assert response.status_code == 422
    assert "Ja hoor" in response.content.decode()


def test_meeting_first_asks_and_tells_who_decides(
    client: Client, elsewhere: Platform, fatima: User, driss: User
) -> None:
    sign_in(client, fatima)
    assert "Wat doe je graag?" in client.get(f"{elsewhere.get_absolute_url()}meedoen/").content.decode()
    response = post(client, elsewhere, "meedoen", ANSWER)
    assert "Wat gebeurt er nu?" in client.get(response["Location"]).content.decode()
    assert (of(fatima).status, of(fatima).answer) == (Status.ASKED, ANSWER["answer"])
    mail = Mail.objects.get()
    assert mail.to == driss.email
    assert ANSWER["answer"] in mail.text
    assert f"/platforms/{elsewhere.slug}/leden/" in mail.text
    assert fatima.email not in mail.text


def test_pressing_twice_asks_once(client: Client, elsewhere: Platform, fatima: User) -> None:
    sign_in(client, fatima)
    for _ in range(2):
        assert post(client, elsewhere, "meedoen", ANSWER).status_code == 302
    assert Membership.objects.filter(person=fatima).count() == 1
    assert Event.objects.filter(verb="membership_asked").count() == 1
    assert Mail.objects.count() == 1


def test_a_member_needs_no_form(client: Client, here: Platform, alice: User) -> None:
    sign_in(client, alice)
    assert client.get(f"{here.get_absolute_url()}meedoen/")["Location"].endswith("/lidmaatschap/")


@pytest.mark.parametrize("extra", [{"status": "member"}, {"role": "coordinator"}, {"person": "1", "platform": "1"}])
def test_more_fields_than_the_form_has_change_nothing(
    client: Client, elsewhere: Platform, fatima: User, extra: dict[str, str]
) -> None:
    post(sign_in(client, fatima), elsewhere, "meedoen", {**ANSWER, **extra})
    assert (of(fatima).status, of(fatima).role, of(fatima).platform) == (Status.ASKED, Role.MEMBER, elsewhere)


def test_joining_over_and_over_is_refused_kindly(client: Client, elsewhere: Platform, fatima: User) -> None:
    sign_in(client, fatima)
    for _ in range(10):
        assert post(client, elsewhere, "meedoen", ANSWER).status_code == 302
        assert post(client, elsewhere, "vertrekken").status_code == 302
    assert post(client, elsewhere, "meedoen", ANSWER).status_code == 429


@pytest.mark.parametrize("answer", ["", "   ", "\x00", "a" * 1001, "a" * 300])
def test_a_bad_answer_comes_back_with_a_sentence(
    client: Client, elsewhere: Platform, fatima: User, answer: str
) -> None:
    assert post(sign_in(client, fatima), elsewhere, "meedoen", {**ANSWER, "answer": answer}).status_code == 422
    assert not Membership.objects.filter(person=fatima).exists()


def test_a_strange_answer_is_kept_inert(client: Client, elsewhere: Platform, fatima: User, driss: User) -> None:
    answer = "Hé 👋 \u202eomgekeerd <script>alert(1)</script>"
    assert post(sign_in(client, fatima), elsewhere, "meedoen", {**ANSWER, "answer": answer}).status_code == 302
    page = sign_in(Client(), driss).get(f"{elsewhere.get_absolute_url()}leden/").content.decode()
    assert "👋" in page
    assert "<script>alert" not in page


def test_who_was_declined_reads_why_and_may_ask_again(client: Client, elsewhere: Platform, fatima: User) -> None:
    make_membership(elsewhere, fatima, status=Status.DECLINED, reason="Je woont te ver weg.")
    sign_in(client, fatima)
    assert "Je woont te ver weg." in client.get(f"{elsewhere.get_absolute_url()}lidmaatschap/").content.decode()
    post(client, elsewhere, "meedoen", ANSWER)
    assert (of(fatima).status, of(fatima).reason) == (Status.ASKED, "")


# --- The own membership -----------------------------------------------------------------------------------------------
def test_somebody_chooses_to_be_seen(client: Client, here: Platform, alice: User) -> None:
    sign_in(client, alice)
    assert post(client, here, "lidmaatschap", {"shows_name": "on", "contact": "email"}).status_code == 302
    assert (of(alice).shows_name, of(alice).contact) == (True, "email")
    assert post(client, here, "lidmaatschap", {"contact": "zeppelin"}).status_code == 422
    assert of(alice).contact == "email"


@pytest.mark.parametrize("page", ["lidmaatschap", "leden"])
def test_a_visitor_signs_in_first(client: Client, here: Platform, page: str) -> None:
    response = client.get(f"{here.get_absolute_url()}{page}/")
    assert response.status_code == 302
    assert response["Location"].startswith("/aanmelden/")


def test_a_stranger_is_sent_to_the_way_in(client: Client, here: Platform, fatima: User) -> None:
    response = sign_in(client, fatima).get(f"{here.get_absolute_url()}lidmaatschap/")
    assert response["Location"].endswith("/meedoen/")


# --- Leaving ----------------------------------------------------------------------------------------------------------
def test_leaving_is_one_press_and_forgets_the_answer(client: Client, here: Platform, fatima: User) -> None:
    make_membership(here, fatima, role=Role.PULLER, answer="Hallo", shows_name=True)
    assert post(sign_in(client, fatima), here, "vertrekken")["Location"] == here.get_absolute_url()
    member = of(fatima)
    assert (member.status, member.role, member.answer, member.shows_name) == (Status.LEFT, Role.MEMBER, "", False)


def test_leaving_twice_says_so_and_changes_nothing(client: Client, here: Platform, alice: User) -> None:
    sign_in(client, alice)
    assert post(client, here, "vertrekken").status_code == 302
    assert post(client, here, "vertrekken").status_code == 403
    assert Event.objects.filter(verb="membership_left").count() == 1


def test_leaving_takes_a_press_not_a_link(client: Client, here: Platform, alice: User) -> None:
    assert sign_in(client, alice).get(f"{here.get_absolute_url()}vertrekken/").status_code == 405
    assert of(alice).status == Status.MEMBER


def test_a_stranger_has_nothing_to_leave(client: Client, here: Platform, fatima: User) -> None:
    assert post(sign_in(client, fatima), here, "vertrekken").status_code == 404


def test_the_last_coordinator_is_told_before_and_when_leaving(client: Client, here: Platform, carla: User) -> None:
    sign_in(client, carla)
    page = client.get(f"{here.get_absolute_url()}lidmaatschap/").content.decode()
    assert "Jij bent de laatste coördinator" in page
    assert "/vertrekken/" not in page
    response = post(client, here, "vertrekken")
    assert response.status_code == 409
    assert "Maak eerst een ander lid coördinator" in response.content.decode()
    assert of(carla).role == Role.COORDINATOR


def test_with_a_successor_the_coordinator_goes_and_the_desk_closes(client: Client, here: Platform, carla: User) -> None:
    successor = make_membership(here)
    sign_in_to_desk(client, carla)
    post(client, here, f"leden/{successor.pk}/rol", {"role": "coordinator"})
    assert User.objects.get(pk=successor.person_id).is_staff
    assert post(client, here, "vertrekken").status_code == 302
    assert not User.objects.get(pk=carla.pk).is_staff


def test_a_desk_stays_open_for_who_coordinates_elsewhere_too(here: Platform, elsewhere: Platform, carla: User) -> None:
    make_membership(here, role=Role.COORDINATOR)
    make_membership(elsewhere, carla, role=Role.COORDINATOR)
    Membership.objects.get(platform=here, person=carla).leave(by=carla)
    assert User.objects.get(pk=carla.pk).is_staff


def test_one_may_leave_a_platform_that_was_hidden(client: Client, here: Platform, alice: User, els: User) -> None:
    here.hide(by=els, reason="Ruzie")
    assert post(sign_in(client, alice), here, "vertrekken")["Location"] == "/"


def test_an_account_that_coordinates_alone_is_not_erased(here: Platform, carla: User) -> None:
    assert "Hier in de Buurt" in str(Membership.refuse_erasing(carla))
    make_membership(here, role=Role.COORDINATOR)
    assert Membership.refuse_erasing(carla) is None


# --- Answering --------------------------------------------------------------------------------------------------------
def test_a_coordinator_lets_somebody_in(client: Client, elsewhere: Platform, driss: User, asking: Membership) -> None:
    sign_in(client, driss)
    assert "Ik bak graag taart." in client.get(f"{elsewhere.get_absolute_url()}leden/").content.decode()
    assert post(client, elsewhere, f"leden/{asking.pk}/toelaten").status_code == 302
    asking.refresh_from_db()
    assert asking.status == Status.MEMBER
    assert "Welkom bij Ergens Anders" in last_mail("gijs@example.org").subject
    assert Event.objects.get(verb="membership_accepted").by == driss


def test_a_no_has_a_reason_and_a_way_to_object(
    client: Client, elsewhere: Platform, driss: User, asking: Membership, settings: Any
) -> None:
    sign_in(client, driss)
    page = f"leden/{asking.pk}/weigeren"
    assert client.get(f"{elsewhere.get_absolute_url()}{page}/").status_code == 200
    assert post(client, elsewhere, page, {"reason": " "}).status_code == 422
    assert post(client, elsewhere, page, {"reason": "Taart hebben we al."}).status_code == 302
    asking.refresh_from_db()
    assert (asking.status, asking.reason) == (Status.DECLINED, "Taart hebben we al.")
    text = last_mail("gijs@example.org").text
    assert "Taart hebben we al." in text
    assert "een ander platform" in text
    assert settings.CONTACT_EMAIL in text


def test_answering_twice_is_refused_with_a_sentence(
    client: Client, elsewhere: Platform, driss: User, asking: Membership
) -> None:
    sign_in(client, driss)
    post(client, elsewhere, f"leden/{asking.pk}/toelaten")
    for page, data in (("toelaten", {}), ("weigeren", {"reason": "Toch niet"})):
        response = post(client, elsewhere, f"leden/{asking.pk}/{page}", data)
        assert response.status_code == 409
        assert "al beantwoord" in response.content.decode()
    assert Mail.objects.filter(to="gijs@example.org").count() == 1


@pytest.mark.parametrize("page", ["toelaten", "weigeren", "rol"])
@pytest.mark.parametrize(
    ("name", "status"), [("fatima", 403), ("gijs", 403), ("bob", 403), ("carla", 403), (None, 302)]
)
def test_nobody_else_answers(
    client: Client,
    elsewhere: Platform,
    asking: Membership,
    carla: User,
    fatima: User,
    page: str,
    name: str | None,
    status: int,
) -> None:
    bob = make_membership(elsewhere, make_user("bob@example.org", "Bob"), role=Role.PULLER).person
    person = {"fatima": fatima, "gijs": asking.person, "bob": bob, "carla": carla}.get(name or "")
    if person:
        sign_in(client, person)
    data = {"reason": "Nee", "role": "coordinator"}
    assert post(client, elsewhere, f"leden/{asking.pk}/{page}", data).status_code == status
    asking.refresh_from_db()
    assert (asking.status, asking.role) == (Status.ASKED, Role.MEMBER)


@pytest.mark.parametrize("page", ["toelaten", "weigeren", "rol"])
def test_another_platforms_row_does_not_exist_on_ones_own_page(
    client: Client, here: Platform, carla: User, asking: Membership, page: str
) -> None:
    data = {"reason": "Nee", "role": "coordinator"}
    assert post(sign_in(client, carla), here, f"leden/{asking.pk}/{page}", data).status_code == 404
    asking.refresh_from_db()
    assert asking.status == Status.ASKED


def test_only_coordinators_and_the_team_read_the_list(
    here: Platform, alice: User, carla: User, driss: User, els: User, elsewhere: Platform
) -> None:
    address = f"{here.get_absolute_url()}leden/"
    for person, status in ((alice, 403), (driss, 403), (carla, 200), (els, 200)):
        assert sign_in(Client(), person).get(address).status_code == status
    page = sign_in(Client(), carla).get(address).content.decode()
    assert "Alice" in page
    assert alice.email not in page


@pytest.mark.parametrize("contact", ["none", "email"])
def test_an_address_is_read_by_coordinators_only_where_allowed(
    client: Client, here: Platform, carla: User, fatima: User, contact: str
) -> None:
    make_membership(here, fatima, contact=contact, shows_name=True)
    seen = sign_in(client, carla).get(f"{here.get_absolute_url()}leden/").content.decode()
    assert (fatima.email in seen) == (contact == "email")
    for page in ("", "mensen/"):
        assert fatima.email not in client.get(f"{here.get_absolute_url()}{page}").content.decode()


def test_coordinators_read_why_their_platform_is_hidden(here: Platform, carla: User, els: User) -> None:
    here.hide(by=els, reason="Er staan namen van kinderen op.")
    assert "Er staan namen van kinderen op." in last_mail(carla.email).text


# --- Roles ------------------------------------------------------------------------------------------------------------
def test_a_role_is_given_and_told(client: Client, here: Platform, carla: User, alice: User) -> None:
    response = post(sign_in_to_desk(client, carla), here, f"leden/{of(alice).pk}/rol", {"role": "puller"})
    assert response.status_code == 302
    assert of(alice).role == Role.PULLER
    assert "Trekker" in last_mail(alice.email).subject
    assert not User.objects.get(pk=alice.pk).is_staff


@pytest.mark.parametrize("role", ["", "team", "superuser", "Coördinator"])
def test_a_role_that_does_not_exist(client: Client, here: Platform, carla: User, alice: User, role: str) -> None:
    assert post(sign_in_to_desk(client, carla), here, f"leden/{of(alice).pk}/rol", {"role": role}).status_code == 422


def test_nobody_gives_themselves_a_role(client: Client, here: Platform, carla: User) -> None:
    assert (
        post(sign_in_to_desk(client, carla), here, f"leden/{of(carla).pk}/rol", {"role": "member"}).status_code == 403
    )


def test_a_coordinator_does_not_touch_the_team(client: Client, here: Platform, carla: User) -> None:
    member = make_membership(here, make_team_member())
    assert (
        post(sign_in_to_desk(client, carla), here, f"leden/{member.pk}/rol", {"role": "coordinator"}).status_code == 403
    )


def test_a_platform_keeps_its_last_coordinator(client: Client, here: Platform, carla: User, els: User) -> None:
    response = post(sign_in_to_desk(client, els), here, f"leden/{of(carla).pk}/rol", {"role": "member"})
    assert response.status_code == 409
    assert of(carla).role == Role.COORDINATOR


def test_somebody_who_left_gets_no_role(client: Client, here: Platform, carla: User, alice: User) -> None:
    of(alice).leave(by=alice)
    response = post(sign_in_to_desk(client, carla), here, f"leden/{of(alice).pk}/rol", {"role": "puller"})
    assert response.status_code == 409
    assert of(alice).status == Status.LEFT


# --- Reminders --------------------------------------------------------------------------------------------------------
def test_nobody_waits_unheard(elsewhere: Platform, asking: Membership, driss: User) -> None:
    make_membership(elsewhere, status=Status.ASKED)
    call_command("remind")
    assert not Mail.objects.exists()
    with freeze_time(timezone.now() + timedelta(days=3, hours=1)):
        for _ in range(2):
            call_command("remind")
    assert last_mail(driss.email).subject == "2 mensen wachten op antwoord van Ergens Anders"
    assert Mail.objects.count() == 1


@pytest.mark.parametrize(("days", "mails"), [(3.1, 1), (9, 1), (10.2, 2), (17.3, 3)])
def test_a_reminder_comes_once_a_week(asking: Membership, days: float, mails: int) -> None:
    begin = timezone.now()
    hours = 0
    while hours <= days * 24:
        with freeze_time(begin + timedelta(hours=hours)):
            call_command("remind")
        hours += 6
    assert Mail.objects.count() == mails


def test_answered_is_reminded_no_more(asking: Membership, driss: User) -> None:
    asking.decline(by=driss, reason="Vol")
    before = Mail.objects.count()
    with freeze_time(timezone.now() + timedelta(days=5)):
        call_command("remind")
    assert Mail.objects.count() == before


def test_without_a_coordinator_who_reads_mail_the_team_hears_it(asking: Membership, driss: User, els: User) -> None:
    driss.block(by=els, reason="Weg")
    with freeze_time(timezone.now() + timedelta(days=5)):
        call_command("remind")
    assert els.email in set(Mail.objects.values_list("to", flat=True))
    assert driss.email not in set(Mail.objects.values_list("to", flat=True))


def test_a_platform_that_became_open_lets_in_at_once(client: Client, elsewhere: Platform, fatima: User) -> None:
    Platform.objects.filter(pk=elsewhere.pk).update(welcome=Welcome.OPEN)
    post(sign_in(client, fatima), elsewhere, "meedoen", CLOSED)
    assert of(fatima).status == Status.MEMBER
