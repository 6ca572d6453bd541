"""The register of the buurtplatformrecht: read by all, written by the team, proposed by the platform."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coalitie.activity.models import Event, Mail, Notice
from coalitie.people.models import Person, User
from platforms.access_registers import of_register, of_right
from platforms.models import Platform, Right, RightState, Standing
from platforms.models.right import enter, propose, remind_of_reviews
from platforms.register_map import draw_register
from tests.factories import buurt, make_document, make_membership, make_platform, sign_in, sign_in_to_desk

pytestmark = pytest.mark.django_db
SOURCE = "https://besluiten.example/12"


def facts(**changed: Any) -> dict[str, Any]:
    return {
        "standing": Standing.PILOT,
        "since": date(2022, 3, 1),
        "source_url": SOURCE,
        "contact_role": "Gebiedsmakelaar",
        "review_on": timezone.localdate() + timedelta(days=90),
        "reason": "We doen mee met de proeftuin.",
        **changed,
    }


def sent(**changed: Any) -> dict[str, Any]:
    found = facts(**changed)
    return {name: value.isoformat() if isinstance(value, date) else value or "" for name, value in found.items()}


@pytest.fixture
def line(here: Platform, els: User) -> Right:
    return enter(here, buurt("AA01"), by=els, **facts())


def address(here: Platform, tail: str = "") -> str:
    return f"/platforms/{here.slug}/buurtplatformrecht/{tail}"


# --- Reading ----------------------------------------------------------------------------------------------------------
def test_the_city_reads_how_far_it_is_and_that_it_is_no_law(client: Client, line: Right) -> None:
    page = client.get("/buurtplatformrecht/").content.decode()
    assert "Hier in de Buurt" in page
    assert "Het is geen recht dat in een wet of verordening staat" in page
    assert all(name in page for name in ("uitdaagrecht", "biedingsrecht", "buurtplanrecht"))
    assert f"{buurt('AA01').name}: proeftuin, Hier in de Buurt" in page
    assert "dot--pilot" in page


@pytest.mark.parametrize(("query", "found"), [("stand=pilot", True), ("stand=asked", False), ("stand=koning", True)])
def test_one_standing_at_a_time(client: Client, line: Right, query: str, found: bool) -> None:
    page = client.get(f"/buurtplatformrecht/?{query}").content.decode()
    assert ('scope="row"><a href="/platforms/hier-in-de-buurt/' in page) == found


def test_an_empty_register_says_how_it_begins(client: Client) -> None:
    assert "Het register is nog leeg" in client.get("/buurtplatformrecht/").content.decode()


def test_as_many_questions_for_many_lines(client: Client, els: User) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get("/buurtplatformrecht/")
        return len(found)

    enter(make_platform(areas=[buurt("AA01")]), buurt("AA01"), by=els, **facts())
    asked()
    one = asked()
    for _number in range(20):
        enter(make_platform(areas=[buurt("AA02")]), buurt("AA02"), by=els, **facts())
    asked()
    assert asked() == one


def test_only_buurten_where_the_platform_works_are_coloured(here: Platform, els: User) -> None:
    gebied = buurt("AA01").parent
    assert gebied is not None
    enter(here, gebied, by=els, **facts(standing=Standing.RECOGNISED))
    enter(here, buurt("AA01"), by=els, **facts(standing=Standing.ASKED))
    steps = {step.standing: step for step in draw_register().steps}
    assert (steps[Standing.RECOGNISED].buurten, steps[Standing.RECOGNISED].lines) == (2, 1)
    assert (steps[Standing.ASKED].buurten, steps[Standing.ASKED].lines) == (0, 1)


def test_the_file_has_a_date_and_a_licence(client: Client, els: User) -> None:
    odd = make_platform("=HYPERLINK(1)", areas=[buurt("AA01")])
    enter(odd, buurt("AA01"), by=els, **facts(reason='Zo is het; "echt"\nwaar.'))
    response = client.get("/buurtplatformrecht/register.csv")
    (row,) = csv.DictReader(io.StringIO(response.content.decode()))
    assert row["platform"] == "'=HYPERLINK(1)"
    assert row["stand"] == "Proeftuin"
    assert row["licentie"] == "CC0-1.0"
    assert row["bestand_van"] == timezone.localdate().isoformat()
    assert str(timezone.localdate()) in response["Content-Disposition"]


def test_a_hidden_platform_is_nowhere(client: Client, here: Platform, line: Right, els: User) -> None:
    here.hide(by=els, reason="Test")
    assert "Hier in de Buurt" not in client.get("/buurtplatformrecht/").content.decode()
    assert "Hier" not in client.get("/buurtplatformrecht/register.csv").content.decode()
    assert client.get(address(here)).status_code == 404


def test_it_stands_on_the_page_of_the_platform(client: Client, here: Platform, line: Right) -> None:
    page = client.get(f"/platforms/{here.slug}/over/").content.decode()
    assert "Proeftuin" in page
    assert address(here) in page


# --- The team writes --------------------------------------------------------------------------------------------------
def test_the_team_writes_a_line(client: Client, here: Platform, els: User, carla: User) -> None:
    response = sign_in(client, els).post(address(here, "nieuw/"), {**sent(), "area": buurt("AA01").pk})
    assert response.status_code == 302
    row = Right.objects.get()
    assert (row.state, row.standing, row.by) == (RightState.CURRENT, "pilot", els)
    assert Notice.objects.filter(person=carla, kind="right_changed").exists()
    assert Event.objects.filter(subject=here.subject, verb="right_changed", by=els).exists()


def test_a_new_line_keeps_the_old_one(client: Client, here: Platform, line: Right, els: User) -> None:
    changed = sent(standing="agreements", reason="De afspraken zijn getekend.")
    assert sign_in(client, els).post(address(here, f"{line.pk}/"), changed).status_code == 302
    line.refresh_from_db()
    assert line.state == RightState.REPLACED
    assert Right.objects.current().get().standing == Standing.AGREEMENTS
    page = client.get(address(here)).content.decode()
    assert "De afspraken zijn getekend." in page
    assert "We doen mee met de proeftuin." in page


def test_pressed_twice_it_is_written_once(client: Client, here: Platform, line: Right, els: User) -> None:
    sign_in(client, els)
    assert [client.post(address(here, f"{line.pk}/"), sent()).status_code for _ in range(2)] == [302, 409]
    again = {**sent(), "area": buurt("AA02").pk}
    assert [client.post(address(here, "nieuw/"), again).status_code for _ in range(2)] == [302, 422]
    assert Right.objects.count() == 3


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"since": None}, "Vul in sinds wanneer"),
        ({"since": timezone.localdate() + timedelta(days=1)}, "nog niet geweest"),
        ({"source_url": ""}, "waar iedereen kan lezen"),
        ({"source_url": "javascript:alert(1)"}, "field__error"),
        ({"source_url": "ftp://besluiten.example/"}, "https://"),
        ({"contact_role": "piet@amsterdam.example"}, "geen e-mailadres"),
        ({"review_on": timezone.localdate()}, "een dag die nog komt"),
        ({"reason": ""}, "field__error"),
        ({"standing": "koning"}, "field__error"),
    ],
)
def test_what_cannot_be_right_comes_back(
    client: Client, here: Platform, els: User, changed: dict[str, Any], said: str
) -> None:
    response = sign_in(client, els).post(address(here, "nieuw/"), {**sent(**changed), "area": buurt("AA01").pk})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Right.objects.exists()


def test_a_paper_from_the_library_shows_it_too(client: Client, here: Platform, els: User) -> None:
    paper, hidden = make_document("Werkafspraken Oost"), make_document("Nog geheim", shown=False)
    sign_in(client, els)
    form = {**sent(source_url=""), "area": buurt("AA01").pk}
    assert client.post(address(here, "nieuw/"), {**form, "document": hidden.pk}).status_code == 422
    assert client.post(address(here, "nieuw/"), {**form, "document": paper.pk}).status_code == 302
    for shown_on in ("/buurtplatformrecht/", address(here)):
        assert "Werkafspraken Oost" in Client().get(shown_on).content.decode()
    assert paper.slug in Client().get("/buurtplatformrecht/register.csv").content.decode()


def test_a_buurt_elsewhere_is_no_choice(client: Client, here: Platform, els: User) -> None:
    response = sign_in(client, els).post(address(here, "nieuw/"), {**sent(), "area": buurt("NA01").pk})
    assert response.status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {"since": None},
        {"source_url": ""},
        {"contact_role": "piet@amsterdam.example"},
        {"reason": ""},
        {"standing": "koning"},
        {"state": "current", "stood_at": None},
    ],
)
def test_the_database_refuses_it_too(line: Right, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Right.objects.filter(pk=line.pk).update(**wrong)


# --- The platform proposes --------------------------------------------------------------------------------------------
def test_a_coordinator_proposes_and_the_team_says_yes(
    client: Client, here: Platform, line: Right, carla: User, els: User
) -> None:
    sign_in(client, carla)
    assert client.post(address(here, f"{line.pk}/"), sent(standing="recognised")).status_code == 302
    row = Right.objects.proposed().get()
    assert Right.objects.current().get() == line
    assert "Erkend" not in Client().get(address(here)).content.decode()
    assert "Erkend" in client.get(address(here)).content.decode()
    assert Notice.objects.filter(person=els, kind="right_proposed").exists()
    assert sign_in(client, els).post(address(here, f"{row.pk}/overnemen/")).status_code == 302
    assert Right.objects.current().get() == row
    assert Notice.objects.filter(person=carla, kind="right_accepted").exists()
    assert client.post(address(here, f"{row.pk}/overnemen/")).status_code == 409


def test_a_no_has_a_reason_and_reaches_the_platform(client: Client, here: Platform, carla: User, els: User) -> None:
    row = propose(here, buurt("AA01"), by=carla, **facts())
    sign_in(client, els)
    assert client.post(address(here, f"{row.pk}/niet-overnemen/"), {"reason": ""}).status_code == 422
    answer = "We vinden het besluit niet op dat adres."
    assert client.post(address(here, f"{row.pk}/niet-overnemen/"), {"reason": answer}).status_code == 302
    assert answer in Mail.objects.get(to=carla.email).text
    assert client.post(address(here, f"{row.pk}/niet-overnemen/"), {"reason": answer}).status_code == 409
    assert answer not in Client().get(address(here)).content.decode()


def test_one_proposal_at_a_time(client: Client, here: Platform, carla: User) -> None:
    sign_in(client, carla)
    form = {**sent(), "area": buurt("AA01").pk}
    assert [client.post(address(here, "nieuw/"), form).status_code for _ in range(2)] == [302, 409]
    assert Right.objects.count() == 1


@pytest.mark.parametrize("name", ["alice", "bob", "driss", "fatima"])
def test_others_neither_write_nor_propose(
    client: Client, here: Platform, line: Right, people: dict[str, User], name: str
) -> None:
    row = propose(here, buurt("AA02"), by=people["carla"], **facts())
    sign_in(client, people[name])
    assert client.post(address(here, "nieuw/"), {**sent(), "area": buurt("AA01").pk}).status_code == 403
    assert client.post(address(here, f"{line.pk}/"), sent()).status_code == 403
    assert client.post(address(here, f"{row.pk}/overnemen/")).status_code == 404
    assert Right.objects.count() == 2


def test_a_coordinator_does_not_answer_the_own_proposal(client: Client, here: Platform, carla: User) -> None:
    row = propose(here, buurt("AA02"), by=carla, **facts())
    assert sign_in(client, carla).post(address(here, f"{row.pk}/overnemen/")).status_code == 403
    carla.join_team()
    assert "answer" not in of_right(User.objects.get(pk=carla.pk), row)


def test_the_row_of_another_platform_does_not_exist_here(
    client: Client, line: Right, driss: User, elsewhere: Platform
) -> None:
    assert sign_in(client, driss).get(address(elsewhere, f"{line.pk}/")).status_code == 404


def test_who_may_read_a_row_sees_it(here: Platform, line: Right, people: dict[str, Person], carla: User) -> None:
    rows = [line, propose(here, buurt("AA02"), by=carla, **facts())]
    for who in people.values():
        for row in rows:
            seen = Right.objects.visible_to(who).filter(pk=row.pk).exists()
            assert ("read" in of_right(who, row)) == seen
        assert "read" in of_register(who, here)


def test_at_the_desk_proposals_are_answered(
    client: Client, here: Platform, carla: User, els: User, driss: User
) -> None:
    row = propose(here, buurt("AA02"), by=carla, **facts())
    desk = f"/beheer/platforms/right/{row.pk}"
    assert sign_in_to_desk(Client(), driss).get(f"{desk}/change/").status_code == 404
    assert sign_in_to_desk(Client(), carla).post(f"{desk}/doe/accept/").status_code == 403
    assert sign_in_to_desk(client, els).post(f"{desk}/doe/accept/").status_code == 302
    assert Right.objects.current().get() == row


# --- Looking again ----------------------------------------------------------------------------------------------------
def test_on_the_day_it_is_asked_once_whether_it_still_holds(here: Platform, carla: User, els: User) -> None:
    row = enter(here, buurt("AA01"), by=els, **facts())
    assert remind_of_reviews() == 0
    Right.objects.filter(pk=row.pk).update(review_on=timezone.localdate())
    call_command("remind")
    call_command("remind")
    told = Notice.objects.filter(kind="right_review")
    assert {one.person for one in told} == {carla, els}


def test_a_new_line_is_asked_of_anew(here: Platform, els: User) -> None:
    old = enter(here, buurt("AA01"), by=els, **facts(review_on=timezone.localdate()))
    assert remind_of_reviews() == 1
    new = enter(here, buurt("AA01"), by=els, instead_of=old, **facts())
    Right.objects.filter(pk=new.pk).update(review_on=timezone.localdate())
    assert remind_of_reviews() == 1


def test_a_platform_with_a_coordinator_who_went_still_has_its_line(here: Platform, line: Right, els: User) -> None:
    make_membership(here)
    els.delete()
    line.refresh_from_db()
    assert line.by is None
