"""Places and the list of who waits: fair, automatic, never too many and never empty while somebody waits."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coalitie.activity.models import Event, Mail, Subscription, follow
from coalitie.lib.refused import Refused
from coalitie.people.models import User
from initiatives.models import Activity, SignUp, SignUpStatus, agenda, sign_up, signup
from initiatives.models.signup import AT_ONCE, answer_time, hold, places_left
from platforms.models import Platform
from tests.factories import make_activity, make_user, sign_in
from tests.people.mailbox import last_code

pytestmark = pytest.mark.django_db


def states(activity: Activity) -> list[str]:
    return list(activity.sign_ups.order_by("pk").values_list("status", flat=True))


def subjects(user: User) -> list[str]:
    return list(Mail.objects.filter(to=user.email).order_by("pk").values_list("subject", flat=True))


def full(here: Platform, *, places: int = 2) -> tuple[Activity, list[User]]:
    """Every place taken, and two wait."""
    activity = make_activity(here, places=places)
    people = [make_user() for _number in range(places + 2)]
    for person in people:
        sign_up(activity, by=person)
    return activity, people


def own(activity: Activity, person: User) -> SignUp:
    return SignUp.objects.get(activity=activity, person=person)


# --- The list ---------------------------------------------------------------------------------------------------------
def test_the_first_come_and_the_rest_wait(here: Platform) -> None:
    activity, people = full(here)
    assert states(activity) == ["coming", "coming", "waiting", "waiting"]
    assert subjects(people[0]) == [f"Je komt naar {activity.title}"]
    assert subjects(people[2]) == [f"Je staat op de wachtlijst voor {activity.title}"]
    assert Subscription.objects.on().filter(subject=activity.subject, by_itself=True).count() == 4


def test_who_leaves_gives_the_place_to_the_first_in_line(here: Platform) -> None:
    activity, people = full(here)
    own(activity, people[0]).leave(by=people[0])
    assert states(activity) == ["left", "coming", "offered", "waiting"]
    assert subjects(people[2])[-1] == f"Er is een plek voor je bij {activity.title}"
    third = own(activity, people[2])
    third.accept(by=people[2])
    assert states(activity) == ["left", "coming", "coming", "waiting"]
    with pytest.raises(Refused):
        third.accept(by=people[2])


def test_an_offer_nobody_answers_goes_to_the_next_once(here: Platform) -> None:
    activity, people = full(here)
    own(activity, people[0]).leave(by=people[0])
    SignUp.objects.offered().update(answer_by=timezone.now() - timedelta(minutes=1))
    with pytest.raises(Refused):
        own(activity, people[2]).accept(by=people[2])
    call_command("agenda")
    call_command("agenda")
    assert states(activity) == ["left", "coming", "lapsed", "offered"]
    assert len(subjects(people[3])) == 2
    sign_up(activity, by=people[2])
    assert own(activity, people[2]).status == SignUpStatus.WAITING


def test_a_newcomer_gets_a_lapsed_place_only_after_the_line(here: Platform) -> None:
    activity, people = full(here)
    own(activity, people[0]).leave(by=people[0])
    SignUp.objects.offered().update(answer_by=timezone.now() - timedelta(minutes=1))
    late = make_user()
    sign_up(activity, by=late)
    assert own(activity, people[3]).status == SignUpStatus.OFFERED
    assert own(activity, late).status == SignUpStatus.WAITING


def test_a_party_that_does_not_fit_keeps_its_turn(here: Platform) -> None:
    activity = make_activity(here, places=3)
    first, group, single = make_user(), make_user(), make_user()
    sign_up(activity, by=first, guests=2)
    sign_up(activity, by=group, guests=2)
    sign_up(activity, by=single)
    sign_up(activity, by=first, guests=1)
    assert [own(activity, one).status for one in (first, group, single)] == ["coming", "waiting", "offered"]
    own(activity, single).leave(by=single)
    own(activity, first).leave(by=first)
    assert own(activity, group).status == SignUpStatus.OFFERED


def test_more_people_only_where_they_fit(here: Platform) -> None:
    activity = make_activity(here, places=2)
    person, other = make_user(), make_user()
    sign_up(activity, by=person)
    sign_up(activity, by=other)
    with pytest.raises(Refused):
        sign_up(activity, by=person, guests=1)
    assert own(activity, person).guests == 0


def test_more_places_reach_who_waits(here: Platform, bob: User) -> None:
    activity, people = full(here)
    agenda.change(activity, by=bob, places=3)
    assert states(activity) == ["coming", "coming", "offered", "waiting"]
    agenda.change(activity, by=bob, places=None)
    assert states(activity) == ["coming", "coming", "offered", "offered"]
    assert len(subjects(people[3])) == 2


def test_many_places_at_once_ask_as_much_as_one(here: Platform, bob: User) -> None:
    """Some get their mail at once, the worker sees to the rest; whoever comes in between stands behind them."""
    questions = []
    for number in (1, AT_ONCE):
        activity = make_activity(here, places=1)
        people = [make_user() for _number in range(number + 1)]
        for person in people:
            sign_up(activity, by=person, guests=0)
        with CaptureQueriesContext(connection) as asked:
            agenda.change(activity, by=bob, places=number + 1)
        assert states(activity) == ["coming", *["offered"] * number]
        questions.append(len(asked))
    assert questions[0] == questions[1]
    assert Event.objects.filter(verb="signup_offered").latest("pk").data == {"number": AT_ONCE}


def test_what_is_not_handed_out_at_once_is_the_lines(
    here: Platform, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    activity, people = full(here)
    sign_up(activity, by=(third := make_user()), guests=1)
    monkeypatch.setattr(signup, "AT_ONCE", 1)
    agenda.change(activity, by=bob, places=6)
    assert states(activity) == ["coming", "coming", "offered", "waiting", "waiting"]
    own(activity, people[2]).accept(by=people[2])
    newcomer = sign_up(activity, by=make_user())
    assert newcomer.status == SignUpStatus.WAITING
    assert own(activity, people[3]).status == SignUpStatus.OFFERED
    for _time in range(3):
        call_command("agenda")
    assert own(activity, third).status == SignUpStatus.OFFERED
    assert "2 plekken vrij" in Mail.objects.get(to=third.email, subject__startswith="Er is een plek").text
    assert own(activity, newcomer.person).status == SignUpStatus.WAITING, "all six are given or on offer"


def test_fewer_places_than_people_are_refused(here: Platform, bob: User) -> None:
    activity, _people = full(here)
    with pytest.raises(Refused):
        agenda.change(activity, by=bob, places=1)


@pytest.mark.parametrize("hours", [0.5, 10, 100])
def test_the_time_to_answer_ends_before_it_begins(hours: float) -> None:
    starts_at = timezone.now() + timedelta(hours=hours)
    left = answer_time(starts_at) - timezone.now()
    assert timedelta() < left < timedelta(hours=hours)
    assert left <= timedelta(hours=24)


def test_no_place_is_offered_once_it_began(here: Platform) -> None:
    activity, people = full(here)
    Activity.objects.filter(pk=activity.pk).update(starts_at=timezone.now() - timedelta(minutes=5))
    own(activity, people[0]).leave(by=people[0])
    assert "offered" not in states(activity)
    with pytest.raises(Refused):
        sign_up(activity, by=make_user())


def test_who_is_blocked_is_passed_by(here: Platform, els: User) -> None:
    activity, people = full(here)
    people[2].block(by=els, reason="Test")
    own(activity, people[0]).leave(by=people[0])
    assert own(activity, people[3]).status == SignUpStatus.OFFERED


def test_a_place_of_an_erased_account_is_found_by_the_job(here: Platform) -> None:
    activity, people = full(here)
    own(activity, people[0]).delete()
    call_command("agenda")
    assert own(activity, people[2]).status == SignUpStatus.OFFERED


def test_the_database_holds_the_rules(here: Platform) -> None:
    activity, person = make_activity(here), make_user()
    for wrong in ({"guests": 6}, {"status": "gone"}, {"status": "offered"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SignUp.objects.create(**{"activity": activity, "person": person, "status": "coming", **wrong})


# --- Notices ----------------------------------------------------------------------------------------------------------
def test_everybody_is_reminded_once(here: Platform) -> None:
    activity = make_activity(here, days=0.9)
    early, late, waiting = make_user(), make_user(), make_user()
    sign_up(activity, by=early)
    sign_up(activity, by=late)
    sign_up(activity, by=waiting)
    SignUp.objects.filter(person=waiting).update(status="waiting")
    SignUp.objects.exclude(person=late).update(asked_at=timezone.now() - timedelta(days=2))
    call_command("agenda")
    call_command("agenda")
    assert [len(subjects(one)) for one in (early, late, waiting)] == [2, 1, 2]
    assert subjects(early)[-1] == f"Binnenkort: {activity.title}"


def test_old_lists_are_forgotten(here: Platform) -> None:
    old, recent = make_activity(here, days=-100), make_activity(here, days=-10)
    for activity in (old, recent):
        person = make_user()
        SignUp.objects.create(activity=activity, person=person, status="coming")
        follow(activity.subject, by=person, by_itself=True)
    call_command("agenda")
    assert list(SignUp.objects.values_list("activity", flat=True)) == [recent.pk]
    assert list(Subscription.objects.values_list("subject", flat=True)) == [recent.subject_id]


def test_the_record_says_that_somebody_came_and_not_who(here: Platform) -> None:
    activity, people = full(here)
    own(activity, people[0]).leave(by=people[0])
    own(activity, people[2]).accept(by=people[2])
    rows = Event.objects.filter(subject=activity.subject)
    assert {row.verb for row in rows} == {"signup_made", "signup_left", "signup_offered", "signup_accepted"}
    assert not any(row.by or "person" in row.data for row in rows)


# --- The pages --------------------------------------------------------------------------------------------------------
def test_a_visitor_signs_up_after_a_code(client: Client, here: Platform) -> None:
    activity = make_activity(here, places=5)
    assert "een code in je mail" in client.get(activity.get_absolute_url()).text
    response = client.post(f"{activity.get_absolute_url()}aanmelden/", {"guests": "2"})
    assert response["Location"] == "/aanmelden/"
    assert not SignUp.objects.exists()
    client.post("/aanmelden/", {"email": "nieuw@example.org"})
    client.post("/aanmelden/code/", {"code": last_code("nieuw@example.org")})
    client.post("/welkom/", {"name": "Nieuw", "sixteen": "on"})
    mine = SignUp.objects.get()
    assert (mine.person.email, mine.status, mine.guests) == ("nieuw@example.org", "coming", 2)


def test_signing_up_and_leaving(client: Client, here: Platform, fatima: User) -> None:
    activity = make_activity(here, places=5)
    sign_in(client, fatima)
    page = activity.get_absolute_url()
    for _twice in range(2):
        assert client.post(f"{page}aanmelden/", {"guests": "2", "shares_email": "on"})["Location"] == page
    mine = own(activity, fatima)
    assert (mine.status, mine.guests, mine.shares_email) == ("coming", 2, True)
    assert places_left(hold(activity)) == 2
    assert len(subjects(fatima)) == 1
    assert "Je komt" in client.get(page).text
    for _twice in range(2):
        assert client.post(f"{page}afmelden/").status_code == 302
    assert own(activity, fatima).status == "left"


@pytest.mark.parametrize("guests", ["", "-1", "6", "x", "1e9"])
def test_nonsense_is_answered_with_the_form(client: Client, here: Platform, fatima: User, guests: str) -> None:
    activity = make_activity(here)
    sign_in(client, fatima)
    response = client.post(f"{activity.get_absolute_url()}aanmelden/", {"guests": guests})
    assert response.status_code == 422
    assert not SignUp.objects.exists()


def test_taking_a_place_on_offer(client: Client, here: Platform) -> None:
    activity, people = full(here)
    own(activity, people[0]).leave(by=people[0])
    sign_in(client, people[2])
    page = activity.get_absolute_url()
    assert "Ik neem de plek" in client.get(page).text
    for _twice in range(2):
        assert client.post(f"{page}plek-nemen/").status_code == 302
    assert own(activity, people[2]).status == "coming"
    sign_in(client, make_user())
    assert client.post(f"{page}plek-nemen/").status_code == 404


def test_only_who_organises_sees_who_comes(client: Client, here: Platform, bob: User, alice: User) -> None:
    activity = make_activity(here)
    sign_up(activity, by=make_user("open@example.org", "Open"), shares_email=True)
    sign_up(activity, by=make_user("dicht@example.org", "Dicht"), guests=1)
    page = f"{activity.get_absolute_url()}wie-er-komen/"
    shown = sign_in(client, bob).get(page).text
    assert "open@example.org" in shown
    assert "Dicht" in shown
    assert "dicht@example.org" not in shown
    assert "3 mensen komen" in shown
    assert sign_in(client, alice).get(page).status_code == 403


def test_no_name_stands_on_the_public_page(client: Client, here: Platform) -> None:
    activity = make_activity(here)
    sign_up(activity, by=make_user(name="Zeldzame Naam"), shares_email=True)
    assert "Zeldzame" not in client.get(activity.get_absolute_url()).text


def test_my_agenda(client: Client, here: Platform, alice: User) -> None:
    activity, other = make_activity(here, title="Soep koken"), make_activity(here, title="Plein vegen")
    sign_up(activity, by=alice)
    page = sign_in(client, alice).get("/mijn/agenda/").text
    assert "Soep koken" in page
    assert "Plein vegen" in page
    here.hide(by=make_user(), reason="Test")
    page = client.get("/mijn/agenda/").text
    assert "Soep koken" not in page
    assert other.title not in page
