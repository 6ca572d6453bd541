"""Reports and what a desk makes of them: who judges, who hears, who never sees whom; and a second look at each no."""

import re
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from coalitie.activity.models import Event, Mail
from coalitie.discussion.diff import Part, changes
from coalitie.discussion.models import Kind, Rule
from coalitie.lib.refused import Refused
from coalitie.people.erase import erase
from coalitie.people.models import User
from initiatives.access import of_case
from initiatives.models import Case, Comment, Decision, Initiative, Objection, Outcome, Report, object_to, report
from platforms.models import Platform, Role
from tests.factories import make_initiative, make_membership, make_user, sign_in, sign_in_to_desk
from tests.initiatives.test_talk import LONG_AGO, PAGE, said

pytestmark = pytest.mark.django_db

DESK = "/beheer/initiatives/case/"
WHY = {"rule": "person", "reason": "Zo praten we hier niet over elkaar."}


@pytest.fixture
def garden(here: Platform, ibrahim: User) -> Initiative:
    return make_initiative(here, author=ibrahim, title="Moestuin", slug="moestuin")


@pytest.fixture
def rude(garden: Initiative, fatima: User) -> Comment:
    found = said(fatima, garden, "Wat een sukkels.")
    Mail.objects.all().delete()
    return found


def neighbour(**fields: Any) -> User:
    return make_user(joined_at=LONG_AGO, **fields)


def reports(thing: Comment | Initiative, *people: User) -> Case:
    for person in people:
        report(thing, by=person, rule=Rule.PERSON, line="Dit is grof.")
    return Case.objects.about(thing).get()


# --- Reporting --------------------------------------------------------------------------------------------------------
def test_reporting(client: Client, rude: Comment, alice: User, carla: User) -> None:
    address = f"/reacties/{rude.pk}/melden/"
    assert client.post(address, {"rule": "person"})["Location"].startswith("/aanmelden/")
    sign_in(client, alice)
    page = client.get(address).content.decode()
    assert "Wat een sukkels." in page
    assert "uitgescholden" in page
    assert client.post(address, {"rule": "zomaar"}).status_code == 422
    for _time in range(2):
        assert client.post(address, {"rule": "person", "line": "Grof"}).status_code == 302
    made = Report.objects.get()
    assert (made.by, made.rule, made.line) == (alice, "person", "Grof")
    assert [mail.to for mail in Mail.objects.all()] == [carla.email]
    assert "Wat een sukkels." in Client().get(PAGE).content.decode()


def test_not_ones_own_nor_what_is_out_of_sight(client: Client, rude: Comment, fatima: User, alice: User) -> None:
    sign_in(client, fatima)
    assert client.post(f"/reacties/{rude.pk}/melden/", {"rule": "person"}).status_code == 403
    Comment.objects.update(hidden_at=timezone.now())
    sign_in(client, alice)
    assert client.post(f"/reacties/{rude.pk}/melden/", {"rule": "person"}).status_code == 404
    with pytest.raises(Refused):
        report(rude, by=alice, rule="person")


def test_three_who_stand_apart_hide_it(client: Client, rude: Comment, carla: User, fatima: User) -> None:
    too_new, blocked, nobody = make_user(), neighbour(), neighbour(sixteen_at=None)
    blocked.block(by=carla, reason="Ruzie")
    case = reports(rude, neighbour(), too_new, blocked, nobody, neighbour())
    rude.refresh_from_db()
    assert rude.hidden_at is None
    Mail.objects.all().delete()
    third = neighbour(name="Derde Buur")
    reports(rude, third)
    rude.refresh_from_db()
    case.refresh_from_db()
    assert rude.hidden_at is not None
    assert case.pressing_at is not None
    assert sorted(mail.to for mail in Mail.objects.all()) == sorted([carla.email, fatima.email])
    told = Mail.objects.get(to=fatima.email)
    assert "Derde Buur" not in told.text + told.html
    assert "Wat een sukkels." not in Client().get(PAGE).content.decode()
    sign_in(client, fatima)
    assert "alleen jij en het platform zien dit" in client.get(PAGE).content.decode()
    reports_after = Event.objects.filter(verb="comment_hidden").count()
    assert reports_after == 1


def test_an_initiative_stays_and_goes_on_top(client: Client, garden: Initiative, rude: Comment, carla: User) -> None:
    reports(rude, neighbour())
    case = reports(garden, neighbour(), neighbour(), neighbour())
    garden.refresh_from_db()
    assert garden.hidden_at is None
    assert case.pressing_at is not None
    sign_in_to_desk(client, carla)
    queue = client.get(DESK).content.decode()
    assert queue.index(f"{DESK}{case.pk}/change/") < queue.index(f"{DESK}{rude.case.pk}/change/")


# --- The desk ---------------------------------------------------------------------------------------------------------
def test_from_the_mail_to_a_decision_in_two_presses(
    client: Client, rude: Comment, fatima: User, alice: User, carla: User, ibrahim: User
) -> None:
    said(ibrahim, rude.topic, "Laten we aardig blijven.", parent=rude)  # type: ignore[arg-type]
    reports(rude, alice)
    mail = Mail.objects.get(to=carla.email)
    case = Case.objects.get()
    address = f"{DESK}{case.pk}/change/"
    assert address in mail.text
    sign_in_to_desk(client, carla)
    page = client.get(address).content.decode()
    for shown in ("Wat een sukkels.", "Laten we aardig blijven.", "(1 keer gemeld)", "Dit is grof."):
        assert shown in page
    assert "Alice" not in page
    assert f'formaction="{DESK}{case.pk}/doe/hide/"' in page
    assert client.post(f"{DESK}{case.pk}/doe/hide/", {"rule": "person", "reason": ""}).status_code == 422
    assert client.post(f"{DESK}{case.pk}/doe/hide/", {"rule": "", "reason": "x"}).status_code == 422
    Mail.objects.all().delete()
    assert client.post(f"{DESK}{case.pk}/doe/hide/", WHY).status_code == 302
    assert client.post(f"{DESK}{case.pk}/doe/fine/", WHY).status_code == 403
    rude.refresh_from_db()
    assert rude.hidden_at is not None
    told = {mail.to: mail.text for mail in Mail.objects.all()}
    assert set(told) == {fatima.email, alice.email}
    assert WHY["reason"] in told[fatima.email]
    assert "Praat over de zaak" in told[fatima.email]
    assert f"/beslissingen/{Decision.objects.get().pk}/" in told[fatima.email]
    assert "Alice" not in told[fatima.email]
    assert "verborgen" in told[alice.email]
    assert "Wat een sukkels." not in Client().get(PAGE).content.decode()


@pytest.mark.parametrize(("kind", "hidden"), [("hide", True), ("warn", False), ("fine", False)])
def test_each_answer_to_what_three_hid(rude: Comment, carla: User, kind: str, hidden: bool) -> None:
    case = reports(rude, neighbour(), neighbour(), neighbour())
    case.decide(Kind(kind), by=carla, reason="Daarom.", rule="" if kind == "fine" else "person")
    rude.refresh_from_db()
    assert (rude.hidden_at is not None) == hidden
    assert not case.reports.open().exists()
    case.refresh_from_db()
    assert case.closed_at is not None
    with pytest.raises(Refused):
        case.decide(Kind.WARN, by=carla, reason="Nog eens.", rule="person")
    if hidden:
        case.decide(Kind.RESTORE, by=carla, reason="Toch goed.")
        rude.refresh_from_db()
        assert rude.hidden_at is None


def test_the_same_three_do_not_hide_it_again(rude: Comment, carla: User) -> None:
    three = [neighbour(), neighbour(), neighbour()]
    case = reports(rude, *three)
    case.fine(by=carla, reason="Valt mee.")
    reports(rude, *three, neighbour(), neighbour())
    rude.refresh_from_db()
    case.refresh_from_db()
    assert rude.hidden_at is None
    assert case.is_open


def test_nobody_judges_their_own(client: Client, garden: Initiative, carla: User, els: User, alice: User) -> None:
    own = said(carla, garden, "Van de coördinator.")
    case = reports(own, alice)
    assert {mail.to for mail in Mail.objects.filter(text__contains=DESK)} == {els.email}
    assert of_case(carla, case) == set()
    sign_in_to_desk(client, carla)
    assert "Van de coördinator." not in client.get(DESK).content.decode()
    assert client.get(f"{DESK}{case.pk}/change/").status_code == 404
    assert client.post(f"{DESK}{case.pk}/doe/fine/", WHY).status_code == 404
    second = make_membership(garden.platform, make_user(), role=Role.COORDINATOR).person
    sign_in_to_desk(client, second)
    assert client.post(f"{DESK}{case.pk}/doe/fine/", WHY).status_code == 302


def test_a_desk_elsewhere_sees_nothing(client: Client, rude: Comment, driss: User, alice: User) -> None:
    case = reports(rude, alice)
    sign_in_to_desk(client, driss)
    assert "sukkels" not in client.get(DESK).content.decode()
    for address in ("change/", "history/", "delete/", "doe/hide/", "doe/fine/"):
        assert client.get(f"{DESK}{case.pk}/{address}").status_code == 404
    assert client.post(f"{DESK}{case.pk}/doe/hide/", WHY).status_code == 404


def test_a_coordinator_who_reports_is_at_the_desk_at_once(client: Client, rude: Comment, carla: User) -> None:
    sign_in_to_desk(client, carla)
    there = client.post(f"/reacties/{rude.pk}/melden/", {"rule": "person"})["Location"]
    assert there == f"{DESK}{Case.objects.get().pk}/change/"
    assert not Mail.objects.exists()


def test_the_desk_reads_what_was_changed(client: Client, rude: Comment, fatima: User, alice: User, carla: User) -> None:
    rude.edit(by=fatima, text="Wat een helden.")
    case = reports(rude, alice)
    sign_in_to_desk(client, carla)
    page = client.get(f"{DESK}{case.pk}/change/").content.decode()
    assert "<del>sukkels.</del><ins>helden.</ins>" in page
    case.warn(by=carla, rule="person", reason="Rustig aan.")
    with pytest.raises(Refused):
        rude.edit(by=fatima, text="Toch sukkels.")


def test_the_difference_in_words() -> None:
    assert changes("een twee drie", "een vier drie") == [
        Part("same", "een "),
        Part("gone", "twee"),
        Part("added", "vier"),
        Part("same", " drie"),
    ]
    assert changes("", "nieuw") == [Part("added", "nieuw")]
    long = " ".join(str(number) for number in range(5000))
    assert changes(long, "x") == [Part("gone", long), Part("added", "x")]


def test_deleting_forgets_it_at_the_desk_too(rude: Comment, fatima: User, alice: User, carla: User) -> None:
    case = reports(rude, alice)
    case.warn(by=carla, rule="person", reason="Rustig aan.")
    reports(rude, neighbour())
    Mail.objects.all().delete()
    rude.forget(by=fatima)
    case.refresh_from_db()
    assert (case.words, case.closed_at is not None, Decision.objects.get().words) == ("", True, "")
    assert "weggehaald door de schrijver" in Mail.objects.get().text


def test_erasing_forgets_it_at_the_desk_too(rude: Comment, fatima: User, alice: User, carla: User) -> None:
    case = reports(rude, alice)
    case.hide(by=carla, rule="person", reason="Grof.")
    erase(fatima)
    erase(alice)
    case.refresh_from_db()
    decision = Decision.objects.get()
    assert (case.words, case.author, decision.words, decision.author) == ("", None, "", None)
    assert Report.objects.get().by is None


def test_who_reported_hears_it_when_the_writer_erases_the_account(rude: Comment, fatima: User, alice: User) -> None:
    reports(rude, alice)
    Mail.objects.all().delete()
    erase(fatima)
    for _twice in range(2):
        call_command("remind_initiatives", stdout=StringIO())
    (told,) = Mail.objects.filter(to=alice.email)
    assert "weggehaald door de schrijver" in told.text
    assert Report.objects.get().answered_at is not None


# --- A second look ----------------------------------------------------------------------------------------------------
@pytest.fixture
def decision(rude: Comment, alice: User, carla: User) -> Decision:
    case = reports(rude, alice)
    made = case.decide(Kind.HIDE, by=carla, rule="person", reason="Grof.")
    Mail.objects.all().delete()
    return made


def test_objecting_to_a_decision(client: Client, decision: Decision, fatima: User, els: User, carla: User) -> None:
    address = f"/beslissingen/{decision.pk}/"
    sign_in(client, carla)
    assert client.get(address).status_code == 404
    sign_in(client, fatima)
    page = client.get(address).content.decode()
    assert "Grof." in page
    assert "Wat een sukkels." in page
    assert client.post(address, {"text": ""}).status_code == 422
    for _time in range(2):
        assert client.post(address, {"text": "Het was een grap."}).status_code == 302
    assert Objection.objects.get().decision == decision
    assert {mail.to for mail in Mail.objects.all()} >= {els.email, carla.email}
    with pytest.raises(Refused):
        object_to(decision, by=fatima, text="Nog eens.")


def test_a_stranger_turns_it_back(client: Client, decision: Decision, fatima: User, carla: User, driss: User) -> None:
    objection = object_to(decision, by=fatima, text="Het was een grap.")
    review = f"/beheer/initiatives/objection/{objection.pk}/"
    sign_in_to_desk(client, carla)
    assert client.get(f"{review}change/").status_code == 404
    sign_in_to_desk(client, driss)
    page = client.get(f"{review}change/").content.decode()
    for shown in ("Wat een sukkels.", "Grof.", "Het was een grap."):
        assert shown in page
    Mail.objects.all().delete()
    answer = {"outcome": "overturned", "answer": "Onder vrienden kan dit."}
    assert client.post(f"{review}doe/review/", answer).status_code == 302
    assert client.post(f"{review}doe/review/", answer).status_code == 403
    assert Comment.objects.shown().filter(case=decision.case_id).exists()
    assert {mail.to for mail in Mail.objects.all()} == {fatima.email, carla.email}
    sign_in_to_desk(client, carla)
    assert client.get(link_in(Mail.objects.get(to=carla.email))).status_code == 200
    sign_in(client, fatima)
    assert "Onder vrienden kan dit." in client.get(f"/beslissingen/{decision.pk}/").content.decode()


def link_in(mail: Mail) -> str:
    """The one page of this site that its text leads to, without the site's name."""
    found = re.search(rf"^{re.escape(settings.SITE_URL)}(/\S+)$", mail.text, re.MULTILINE)
    assert found
    return found[1]


def test_not_by_who_decided_nor_who_wrote(decision: Decision, fatima: User, carla: User, els: User) -> None:
    """Also when the writer has a desk, or who decided is of the team."""
    objection = object_to(decision, by=fatima, text="Kijk nog eens.")
    Decision.objects.update(by=els)
    assert not Objection.objects.reviewable_by(els).exists()
    fatima.join_team()
    assert not Objection.objects.reviewable_by(fatima).exists()
    assert not Objection.objects.reviewable_by(carla).exists()
    objection.refresh_from_db()
    assert objection.outcome == Outcome.OPEN


def test_it_stays(decision: Decision, fatima: User, driss: User) -> None:
    objection = object_to(decision, by=fatima, text="Kijk nog eens.")
    objection.settle(Outcome.UPHELD, by=driss, answer="Dit was echt grof.")
    assert not Comment.objects.shown().filter(case=decision.case_id).exists()
    assert "Dit was echt grof." in Mail.objects.get(to=fatima.email).text


def test_what_is_in_ones_favour_needs_no_second_look(rude: Comment, alice: User, carla: User, fatima: User) -> None:
    made = reports(rude, alice).decide(Kind.FINE, by=carla, reason="Kan best.")
    with pytest.raises(Refused):
        object_to(made, by=fatima, text="Toch.")


# --- In public --------------------------------------------------------------------------------------------------------
def test_the_public_count(client: Client, decision: Decision, fatima: User, driss: User) -> None:
    object_to(decision, by=fatima, text="x").settle(Outcome.UPHELD, by=driss, answer="y")
    page = client.get("/beslissingen/").content.decode()
    assert "1. Praat over de zaak, niet op de persoon</th><td>1</td><td>0</td>" in page
    assert "Het besluit blijft staan</th><td>1</td><td>0</td>" in page
    assert "1 besluit in dit jaar." in page
    for name in ("Fatima", "Carla", "Driss", "sukkels", "Grof."):
        assert name not in page
    assert "0 besluiten in dit jaar." in client.get("/beslissingen/?jaar=2001").content.decode()
    for odd in ("x", "99999", "-1", "²"):
        assert client.get("/beslissingen/", {"jaar": odd}).status_code == 404


def test_constraints(decision: Decision, garden: Initiative, alice: User) -> None:
    for wrong in ({"rule": ""}, {"rule": "x"}, {"reason": ""}, {"kind": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(case=decision.case, by=alice, rule="person")
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=decision.case_id).update(initiative=garden)
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.create(by=alice, text="x")
