"""Krijg je er energie van: asked of who does it, shown as a sum, needed to begin, and a call for help when it falls."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coalitie.activity.models import Event, Mail
from coalitie.lib.refused import Refused
from coalitie.people.erase import erase
from coalitie.people.models import User
from initiatives.energy import Readiness, Tally, is_falling
from initiatives.mine import all_of
from initiatives.models import EnergyCheck, EnergyRound, Initiative, Status, say_energy
from platforms.models import Platform
from tests.factories import make_energy, make_initiative, make_participation, make_user, sign_in

PAGE = "/initiatieven/moestuin/"
SAY = f"{PAGE}energie/"
LATER = timedelta(weeks=4, hours=1)


# --- The rules, without a database ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("now", "asked", "before", "falls"),
    [
        (Tally(), 0, None, False),
        (Tally(no=1), 4, None, False),  # too early: one of four
        (Tally(no=1, yes=1), 4, None, False),
        (Tally(no=2), 4, None, True),
        (Tally(yes=2, no=3), 5, None, True),
        (Tally(yes=2, bit=4), 6, None, False),
        (Tally(yes=4, bit=2), 6, Tally(yes=6), True),  # a third less, exactly
        (Tally(yes=5, bit=2), 7, Tally(yes=7), False),
        (Tally(yes=1, bit=2), 3, Tally(yes=1, bit=2), False),
        (Tally(bit=3), 3, Tally(bit=3), False),
        (Tally(bit=3), 3, Tally(yes=1, bit=2), True),
    ],
)
def test_when_energy_falls(now: Tally, asked: int, before: Tally | None, falls: bool) -> None:
    assert is_falling(now, asked, before) == falls


tallies = st.builds(Tally, st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))


@settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(now=tallies, before=tallies)
def test_the_rule_in_fractions(now: Tally, before: Tally) -> None:
    """The same rule as it reads on the page, with real shares."""
    falls = is_falling(now, now.all, before)
    if not now.all:
        assert not falls
    elif now.no > now.yes:
        assert falls
    elif not before.yes:
        assert not falls
    else:
        drop = 1 - (now.yes / now.all) / (before.yes / before.all)
        assert falls == (drop > 1 / 3 - 1e-9)


def test_what_is_missing_to_begin() -> None:
    assert Readiness(1, yes=2, needed=2).missing == []
    assert Readiness(1, yes=1, needed=2).missing == ["Er moet nog 1 doener ja zeggen."]
    assert Readiness(0, yes=2, needed=2).missing == ["Er is nog geen trekker."]
    assert len(Readiness(0, yes=0, needed=2).missing) == 2


# --- With people ------------------------------------------------------------------------------------------------------
@pytest.fixture
def garden(here: Platform, ibrahim: User) -> Initiative:
    initiative = make_initiative(here, author=ibrahim, title="Moestuin", slug="moestuin", needs={"doer": 2})
    make_participation(initiative, ibrahim, "puller", shows_name=True)
    return initiative


def begin(initiative: Initiative, by: User) -> None:
    today = timezone.localdate()
    initiative.go_to(Status.TRYING, by=by, try_from=today, try_until=today + timedelta(weeks=4))


def run_for(initiative: Initiative, since: timedelta) -> None:
    Initiative.objects.filter(pk=initiative.pk).update(status=Status.RUNNING, staged_at=timezone.now() - since)


pytestmark = pytest.mark.django_db


def test_answering_with_a_line(client: Client, garden: Initiative, fatima: User) -> None:
    make_participation(garden, fatima)
    sign_in(client, fatima)
    for answer, line in (("yes", "Heerlijk."), ("bit", "Nu wat minder.")):
        assert client.post(SAY, {"answer": answer, "line": line})["Location"] == PAGE
    said = EnergyCheck.objects.get()
    assert (said.person, said.answer, said.line, said.round.number) == (fatima, "bit", "Nu wat minder.", 1)
    assert "Jij zei: <strong>een beetje</strong>" in client.get(PAGE).content.decode()


def test_a_link_in_the_mail_only_fills_in(client: Client, garden: Initiative, fatima: User) -> None:
    make_participation(garden, fatima)
    sign_in(client, fatima)
    page = client.get(f"{SAY}?antwoord=no").content.decode()
    assert 'value="no" checked' in page
    assert not EnergyCheck.objects.exists()
    assert "checked" not in client.get(f"{SAY}?antwoord=\x00").content.decode()


@pytest.mark.parametrize("form", [{}, {"answer": "maybe"}, {"answer": "yes", "line": "w" * 201}, {"answer": "\x00"}])
def test_bad_answers(form: dict[str, str], client: Client, garden: Initiative, ibrahim: User) -> None:
    sign_in(client, ibrahim)
    assert client.post(SAY, form).status_code == 422
    assert not EnergyCheck.objects.exists()


def test_the_crowd_is_not_asked(client: Client, garden: Initiative, people: dict[str, Any], alice: User) -> None:
    make_participation(garden, alice, "thinker")
    for name in ("fatima", "alice", "bob", "carla", "els"):
        sign_in(client, people[name])
        assert client.post(SAY, {"answer": "yes"}).status_code == 403, name
        with pytest.raises(Refused):
            say_energy(garden, by=people[name], answer="yes")
    assert Client().post(SAY, {"answer": "yes"})["Location"] == "/aanmelden/"


def test_who_stopped_is_not_asked(garden: Initiative, fatima: User) -> None:
    make_participation(garden, fatima, withdrawn_at=timezone.now())
    with pytest.raises(Refused):
        say_energy(garden, by=fatima, answer="yes")


# --- To begin ---------------------------------------------------------------------------------------------------------
def test_a_try_out_begins_with_enough_energy(client: Client, garden: Initiative, ibrahim: User) -> None:
    doers = [make_participation(garden).person for _number in range(2)]
    steps = [(ibrahim, "bit"), (doers[0], "yes"), (doers[1], "yes")]
    for person, answer in steps:
        with pytest.raises(Refused, match="kan nog niet beginnen"):
            begin(garden, ibrahim)
        say_energy(garden, by=person, answer=answer)
    begin(garden, ibrahim)
    garden.refresh_from_db()
    assert garden.status == Status.TRYING


def test_taken_up_again_everybody_is_asked_anew(garden: Initiative, ibrahim: User) -> None:
    """A "ja" of before the winter begins no try-out in spring."""
    make_energy(garden, {"yes": [ibrahim], "doers": 2})
    assert garden.readiness().missing == []
    garden.go_to(Status.RESTING, by=ibrahim, reason="De winter.", thanks="Dank.")
    Mail.objects.all().delete()
    garden.go_to(Status.SEEKING, by=ibrahim)
    assert garden.readiness().short == 2
    doers = [part.person for part in garden.participations.filter(role="doer").select_related("person")]
    assert sorted(mail.to for mail in Mail.objects.all()) == sorted(doer.email for doer in doers)
    assert "energie" in all_of(doers[0]).asked[0].what
    for person in (ibrahim, *doers):
        say_energy(garden, by=person, answer="yes")
    begin(garden, ibrahim)
    assert garden.status == Status.TRYING


def test_what_is_missing_stands_on_the_page(client: Client, garden: Initiative, ibrahim: User) -> None:
    make_energy(garden, {"doers": 1})
    sign_in(client, ibrahim)
    for address in (PAGE, f"{PAGE}fase/begin-een-try-out/"):
        page = client.get(address).content.decode()
        assert "1 van 2 doeners zeggen ja" in page
        assert "Er moet nog 1 doener ja zeggen." in page
    today = timezone.localdate()
    form = {"try_from": str(today), "try_until": str(today + timedelta(days=9))}
    answer = client.post(f"{PAGE}fase/begin-een-try-out/", form)
    assert (answer.status_code, "nog 1 doener" in answer.content.decode()) == (409, True)
    assert "1 van 2" not in Client().get(PAGE).content.decode()


def test_a_trekker_who_does_it_too_is_no_doener(garden: Initiative, ibrahim: User) -> None:
    make_participation(garden, ibrahim, "doer")
    make_energy(garden, {"yes": [ibrahim], "doers": 1})
    assert garden.readiness().short == 1


def test_a_yes_of_who_left_does_not_count(garden: Initiative, ibrahim: User) -> None:
    make_energy(garden, {"yes": [ibrahim], "doers": 2})
    garden.participations.filter(role="doer")[0].withdraw(by=ibrahim)
    assert garden.readiness().short == 1


# --- The sum ----------------------------------------------------------------------------------------------------------
def test_the_sum_shows_from_three_and_never_who(client: Client, garden: Initiative, ibrahim: User) -> None:
    run_for(garden, timedelta())
    opened = make_energy(garden, {"yes": [ibrahim], "no": [make_participation(garden, shows_name=True).person]})
    assert "1 ja" not in client.get(PAGE).content.decode()
    third = make_participation(garden).person
    EnergyCheck.objects.create(round=opened, person=third, answer="bit", line="Druk met werk.")
    page = client.get(PAGE).content.decode()
    assert "Van 3 mensen: 1 ja, 1 een beetje, 1 nu niet." in page
    assert "Druk met werk." not in page
    assert "Wat de groep zegt" not in page


def test_lines_are_for_the_group(client: Client, garden: Initiative, people: dict[str, Any], alice: User) -> None:
    run_for(garden, timedelta())
    doer = make_participation(garden, answered_at=timezone.now()).person
    make_participation(garden, alice, "thinker")
    opened = make_energy(garden, {"yes": [people["ibrahim"]]})
    EnergyCheck.objects.create(round=opened, person=doer, answer="bit", line="Druk met werk.")
    reads = set()
    for name, person in {**people, "doer": doer}.items():
        visitor = sign_in(Client(), person) if name != "nobody" else Client()
        if "Druk met werk." in visitor.get(PAGE).content.decode():
            reads.add(name)
        assert EnergyCheck.objects.visible_to(person).filter(person=doer).exists() == (name in {"ibrahim", "doer"})
    assert reads == {"ibrahim", "doer"}


def test_names_in_the_group_follow_the_same_choice(client: Client, garden: Initiative, fatima: User) -> None:
    make_participation(garden, fatima)
    shy = make_participation(garden, make_user(name="Stille Stef")).person
    make_energy(garden, {"yes": [shy]})
    sign_in(client, fatima)
    assert "Stille Stef" not in client.get(PAGE).content.decode()


# --- Falling ----------------------------------------------------------------------------------------------------------
def test_falling_is_told_once_and_only_to_who_carries_it(
    client: Client, garden: Initiative, people: dict[str, Any], ibrahim: User, carla: User
) -> None:
    run_for(garden, timedelta())
    doers = [make_participation(garden, answered_at=timezone.now()).person for _number in range(2)]
    make_energy(garden, {"yes": [ibrahim, *doers]}, opened_at=timezone.now() - LATER)
    EnergyRound.objects.create(initiative=garden, number=2)
    say_energy(garden, by=ibrahim, answer="yes")
    say_energy(garden, by=doers[0], answer="no")
    assert {mail.to for mail in Mail.objects.all()} == {ibrahim.email, carla.email}
    say_energy(garden, by=doers[1], answer="no")
    say_energy(garden, by=doers[1], answer="no", line="Echt niet.")
    assert Mail.objects.count() == 2
    assert all("Minder mensen dan de vorige keer" in mail.text for mail in Mail.objects.all())
    assert Event.objects.filter(verb="energy_falls", reach=0).count() == 1
    assert all("Echt" not in mail.text for mail in Mail.objects.all())
    sees = set()
    for name, person in {**people, "doer": doers[0]}.items():
        visitor = sign_in(Client(), person) if name != "nobody" else Client()
        if "Hulp nodig, pauze of mooi afronden?" in visitor.get(PAGE).content.decode().split('id="energie"')[0]:
            sees.add(name)
    assert sees == {"ibrahim", "carla", "doer"}
    assert [row.what for row in all_of(carla).waits] == ["Hulp nodig, pauze of mooi afronden? ‘Moestuin’"]


def test_a_first_round_is_compared_with_nothing(client: Client, garden: Initiative, ibrahim: User) -> None:
    run_for(garden, timedelta())
    say_energy(garden, by=ibrahim, answer="no")
    shown = sign_in(client, ibrahim).get(PAGE).text
    mail = Mail.objects.get(to=ibrahim.email)
    for words in (shown, mail.text):
        assert "meer energie dan het geeft" in words
        assert "Minder mensen" not in words


def test_before_it_runs_nothing_falls(garden: Initiative, ibrahim: User) -> None:
    say_energy(garden, by=ibrahim, answer="no")
    assert not Mail.objects.exists()


# --- It comes back ----------------------------------------------------------------------------------------------------
def test_every_four_weeks_everybody_who_does_it_is_asked_once(garden: Initiative, ibrahim: User, alice: User) -> None:
    doer = make_participation(garden).person
    make_participation(garden, doer, "stuff")
    make_participation(garden, alice, "thinker")
    make_participation(garden, withdrawn_at=timezone.now())
    make_energy(garden, {"yes": [ibrahim, doer]}, opened_at=timezone.now() - LATER)
    run_for(garden, LATER)
    for _time in range(2):
        call_command("tend_initiatives")
    assert sorted(mail.to for mail in Mail.objects.all()) == sorted([ibrahim.email, doer.email])
    mail = Mail.objects.filter(to=doer.email).get()
    assert mail.text.count("/initiatieven/moestuin/energie/?antwoord=") == 3
    assert list(EnergyRound.objects.values_list("number", flat=True)) == [1, 2]
    assert [row.what for row in all_of(doer).asked] == ["Krijg je energie van ‘Moestuin’?"]
    say_energy(garden, by=doer, answer="yes")
    assert all_of(doer).asked == []
    assert EnergyCheck.objects.get(person=doer, round__number=2)


@pytest.mark.parametrize("status", [Status.SEEKING, Status.RESTING, Status.DONE])
def test_what_is_not_being_done_asks_nobody(status: Status, garden: Initiative) -> None:
    run_for(garden, LATER)
    Initiative.objects.update(status=status, reason="Daarom.", thanks="Bedankt.")
    call_command("tend_initiatives")
    assert not EnergyRound.objects.exists()


def test_not_before_all_had_their_time(garden: Initiative, ibrahim: User) -> None:
    run_for(garden, LATER)
    make_energy(garden, {"yes": [ibrahim]}, opened_at=timezone.now() - timedelta(days=27))
    call_command("tend_initiatives")
    assert EnergyRound.objects.count() == 1
    Initiative.objects.update(staged_at=timezone.now() - timedelta(days=27))
    EnergyRound.objects.update(opened_at=timezone.now() - LATER)
    call_command("tend_initiatives")
    assert EnergyRound.objects.count() == 1


def test_a_worker_that_slept_asks_once(garden: Initiative, ibrahim: User) -> None:
    run_for(garden, timedelta(weeks=20))
    make_energy(garden, {"yes": [ibrahim]}, opened_at=timezone.now() - timedelta(weeks=16))
    call_command("tend_initiatives")
    assert (EnergyRound.objects.count(), Mail.objects.count()) == (2, 1)


# --- Forgetting -------------------------------------------------------------------------------------------------------
def test_an_erased_account_takes_its_answers_along(garden: Initiative, fatima: User) -> None:
    make_participation(garden, fatima)
    say_energy(garden, by=fatima, answer="yes", line="Heerlijk.")
    erase(fatima)
    assert not EnergyCheck.objects.exists()


def test_the_database_holds_one_answer_of_each(garden: Initiative, ibrahim: User) -> None:
    opened = make_energy(garden, {"yes": [ibrahim]})
    for wrong in ({"answer": "no", "person": ibrahim}, {"answer": "why", "person": make_user()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            EnergyCheck.objects.create(round=opened, **wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        EnergyRound.objects.create(initiative=garden, number=1)
