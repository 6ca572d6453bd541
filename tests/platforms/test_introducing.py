"""From the first interest in a buurt to a start group: private until somebody says yes, and decided exactly once."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from coalitie.activity.models import Event, Mail, Notice
from coalitie.lib.refused import Refused
from coalitie.people.erase import erase, everything_about
from coalitie.people.models import Parked, User
from platforms.introducing import answer, has_platform, say_interest, withdraw_interest
from platforms.models import (
    Answer,
    Area,
    Interest,
    Introduction,
    Invitation,
    Membership,
    Nursery,
    Platform,
    Stage,
    Status,
)
from platforms.models.membership import join
from tests.factories import buurt, make_platform, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def square() -> Area:
    return buurt("AB01")


@pytest.fixture
def neighbours(square: Area) -> list[User]:
    """Five who named the buurt: just enough."""
    people = [make_user(f"buur{number}@example.org", f"Buur {number}") for number in range(5)]
    for person in people:
        say_interest([square], by=person)
    return people


def invitation(person: User) -> Invitation:
    return Invitation.objects.get(person=person)


def says(person: User, wants: str, line: str = "") -> Platform | None:
    return answer(invitation(person), by=person, wants=wants, line=line)


def mails(name: str) -> set[str]:
    return set(Notice.objects.filter(kind=name).values_list("person__email", flat=True))


# --- Interest ---------------------------------------------------------------------------------------------------------
def test_saying_it_twice_changes_nothing(client: Client, alice: User, square: Area) -> None:
    sign_in(client, alice)
    address = f"/buurten/{square.slug}/interesse/"
    assert client.get(address).status_code == 200
    for _ in range(2):
        assert client.post(address).status_code == 302
    assert list(alice.interests.values_list("buurt", flat=True)) == [square.pk]
    assert square.name in client.get("/mijn/kweekvijver/").content.decode()


def test_a_visitor_says_it_and_signs_in_on_the_way(client: Client, square: Area) -> None:
    assert client.post(f"/buurten/{square.slug}/interesse/").status_code == 302
    parked = Parked.objects.get()
    assert (parked.path, square.name in parked.sentence) == (f"/buurten/{square.slug}/interesse/", True)
    assert not Interest.objects.exists()


def test_buurten_around_come_along_but_no_others(client: Client, alice: User, square: Area) -> None:
    sign_in(client, alice)
    beside = Area.objects.buurten().inhabited().filter(parent=square.parent, platforms=None).exclude(pk=square.pk)[0]
    far = Area.objects.buurten().inhabited().exclude(parent=square.parent)[0]
    address = f"/buurten/{square.slug}/interesse/"
    assert client.post(address, {"also": [far.slug]}).status_code == 422
    assert client.post(address, {"also": [beside.slug]}).status_code == 302
    assert set(alice.interests.values_list("buurt", flat=True)) == {square.pk, beside.pk}


def test_six_buurten_is_enough(alice: User) -> None:
    seven = list(Area.objects.buurten().inhabited()[:7])
    say_interest(seven[:6], by=alice)
    with pytest.raises(Refused):
        say_interest(seven[6:], by=alice)
    assert alice.interests.count() == 6


def test_where_somebody_is_at_work_there_is_nothing_to_say(client: Client, alice: User, square: Area) -> None:
    platform = make_platform(areas=[square])
    sign_in(client, alice)
    for press in (client.get, client.post):
        assert press(f"/buurten/{square.slug}/interesse/").status_code == 302
    assert not Interest.objects.exists()
    platform.rest(by=alice, reason="Winter")
    assert not has_platform(square)
    assert client.get(f"/buurten/{square.slug}/interesse/").status_code == 200


def test_nobody_reads_who_is_interested(client: Client, square: Area, els: User, carla: User) -> None:
    person = make_user("stil@example.org", "Stille Buur")
    say_interest([square], by=person)
    for user in (AnonymousUser(), els, carla):
        assert not Interest.objects.visible_to(user).exists()
    assert Interest.objects.visible_to(person).exists()
    for user in (els, carla):
        for address in (f"/buurten/{square.slug}/", "/mijn/kweekvijver/", "/kweekvijver/"):
            assert "Stille Buur" not in sign_in(Client(), user).get(address).content.decode()


def test_small_numbers_are_not_told(client: Client, square: Area) -> None:
    Nursery.objects.update(neighbours=50)
    for number in range(5):
        page = client.get(f"/buurten/{square.slug}/").content.decode()
        assert "buren lieten al weten" not in page, number
        say_interest([square], by=make_user())
    assert "5 buren lieten al weten" in client.get(f"/buurten/{square.slug}/").content.decode()


def test_taken_back_is_forgotten(client: Client, neighbours: list[User], square: Area) -> None:
    person = neighbours[0]
    sign_in(client, person)
    address = f"/buurten/{square.slug}/interesse/intrekken/"
    assert client.get(address).status_code == 405
    for _ in range(2):
        assert client.post(address).status_code == 302
    assert not person.interests.exists()
    assert not person.invitations.exists()
    assert Client().post(address).status_code == 302


def test_it_goes_with_the_account(neighbours: list[User]) -> None:
    person = neighbours[0]
    assert "Buurten waar je een platform wilt" in everything_about(person)
    erase(person)
    assert Interest.objects.count() == 4
    assert Invitation.objects.count() == 4


# --- Being asked ------------------------------------------------------------------------------------------------------
def test_the_fifth_neighbour_brings_the_question(square: Area) -> None:
    people = [make_user() for _ in range(5)]
    for person in people[:4]:
        say_interest([square], by=person)
    assert not Introduction.objects.exists()
    assert not Mail.objects.exists()
    say_interest([square], by=people[4])
    assert Introduction.objects.get().needs == 3
    assert set(Invitation.objects.values_list("person", flat=True)) == {person.pk for person in people}
    assert mails("introduction_asked") == {person.email for person in people}


def test_the_team_sets_the_number(square: Area) -> None:
    Nursery.objects.update(neighbours=3, yeses=2)
    people = [make_user() for _ in range(3)]
    for person in people:
        say_interest([square], by=person)
    says(people[0], Answer.YES)
    assert says(people[1], Answer.YES) is not None


def test_who_is_blocked_does_not_count(square: Area, els: User) -> None:
    people = [make_user() for _ in range(5)]
    for person in people[:4]:
        say_interest([square], by=person)
    people[0].block(by=els, reason="Schold")
    say_interest([square], by=people[4])
    assert not Introduction.objects.exists()


def test_who_comes_later_is_asked_as_well_and_nobody_twice(neighbours: list[User], square: Area) -> None:
    late = make_user()
    say_interest([square], by=late)
    assert Introduction.objects.count() == 1
    assert Invitation.objects.count() == 6
    assert Notice.objects.filter(kind="introduction_asked").count() == 6


def test_nobody_is_asked_for_two_buurten_at_once(neighbours: list[User], square: Area) -> None:
    beside = Area.objects.buurten().inhabited().filter(parent=square.parent).exclude(pk=square.pk)[0]
    for person in neighbours:
        say_interest([beside], by=person)
    assert Introduction.objects.count() == 1


def test_the_question_is_for_ones_own_eyes(client: Client, neighbours: list[User], alice: User, els: User) -> None:
    address = f"/kennismaken/{Introduction.objects.get().pk}/"
    for person in (alice, els):
        assert sign_in(Client(), person).get(address).status_code == 404
        assert sign_in(Client(), person).post(address, {"wants": "yes"}).status_code == 404
    sign_in(client, neighbours[0])
    page = client.get(address).content.decode()
    assert "Buur 1" not in page
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"wants": "misschien"}).status_code == 422
    assert client.post(address, {"wants": "yes", "line": "Dag!"}).status_code == 302
    assert client.post(address, {"wants": "yes"}).status_code == 302, "twice is fine"
    assert invitation(neighbours[0]).line == "Dag!"
    assert "We wachten op meer buren" in client.get(address).content.decode()


# --- Meeting ----------------------------------------------------------------------------------------------------------
def test_too_few_yeses_wait_and_stay_unknown(client: Client, neighbours: list[User], square: Area) -> None:
    assert says(neighbours[0], Answer.YES) is None
    assert says(neighbours[1], Answer.NO) is None
    assert says(neighbours[2], Answer.YES) is None
    assert not Platform.objects.exists()
    page = sign_in(client, neighbours[0]).get(f"/kennismaken/{Introduction.objects.get().pk}/").content.decode()
    assert "2 van de 3 keer ja" in page
    assert "Buur 2" not in page


def test_who_says_yes_meets_and_nobody_else(client: Client, neighbours: list[User], square: Area, els: User) -> None:
    says(neighbours[0], Answer.YES, "Ik woon boven de bakker.")
    says(neighbours[1], Answer.NO)
    says(neighbours[2], Answer.YES)
    group = says(neighbours[3], Answer.YES)
    assert group is not None
    assert (group.stage, list(group.areas.all())) == (Stage.START_GROUP, [square])
    inside = {neighbours[0], neighbours[2], neighbours[3]}
    assert {row.person for row in group.memberships.current()} == inside
    assert mails("group_met") == {person.email for person in inside}
    assert mails("group_born") == {els.email}
    page = sign_in(client, neighbours[0]).get(f"/platforms/{group.slug}/groep/").content.decode()
    for name, seen in (("Buur 0", True), ("Buur 1", False), ("Buur 2", True), ("Buur 3", True), ("Buur 4", False)):
        assert (name in page) == seen, name
    assert "Ik woon boven de bakker." in page
    assert not Interest.objects.filter(person__in=inside).exists()
    assert Interest.objects.filter(person=neighbours[4]).exists()


def test_the_names_are_for_the_group_alone(
    client: Client, neighbours: list[User], els: User, alice: User, carla: User
) -> None:
    for person in neighbours[:3]:
        group = says(person, Answer.YES, "Geheim hoor")
    assert group is not None
    room = f"/platforms/{group.slug}/groep/"
    for outsider in (neighbours[4], alice, carla, els):
        assert sign_in(Client(), outsider).get(room).status_code == 403
    assert Client().get(room).status_code == 302
    for address in ("", "mensen/", "over/", "stappen/", "fase/", "nieuws.atom"):
        page = Client().get(f"/platforms/{group.slug}/{address}").content.decode()
        assert "Buur 0" not in page
        assert "Geheim hoor" not in page


def test_a_late_yes_joins_the_group(neighbours: list[User]) -> None:
    for person in neighbours[:3]:
        says(person, Answer.YES)
    group = says(neighbours[4], Answer.YES)
    assert group is not None
    assert Platform.objects.count() == 1
    assert Membership.objects.get(person=neighbours[4]).status == Status.MEMBER
    with pytest.raises(Refused):
        says(neighbours[4], Answer.NO)


def test_the_group_is_named_in_dutch_whoever_says_the_last_yes(client: Client, neighbours: list[User]) -> None:
    for person in neighbours[:2]:
        says(person, Answer.YES)
    sign_in(client, neighbours[2])
    address = reverse("platforms:introduction", args=[invitation(neighbours[2]).introduction_id])
    assert client.post(f"/en{address}", {"wants": Answer.YES}).status_code == 302
    group = Platform.objects.get()
    assert (group.name.split()[0], group.summary.split()[0]) == ("Startgroep", "Buren")
    assert group.slug.startswith("startgroep-")


def test_whom_the_group_did_not_let_in_does_not_come_in_by_the_question(
    client: Client, neighbours: list[User], els: User
) -> None:
    for person in neighbours[:3]:
        group = says(person, Answer.YES)
    assert group is not None
    join(group, by=neighbours[4])
    Membership.objects.get(person=neighbours[4]).decline(by=els, reason="Je woont hier niet.")
    address = reverse("platforms:introduction", args=[invitation(neighbours[4]).introduction_id])
    sign_in(client, neighbours[4])
    assert client.get(address).status_code == 200
    refused = client.post(address, {"wants": Answer.YES})
    assert refused.status_code == 409
    assert "liet je niet toe" in refused.text
    assert Membership.objects.get(person=neighbours[4]).status == Status.DECLINED
    assert invitation(neighbours[4]).answer == Answer.ASKED


def test_who_left_the_site_or_was_blocked_does_not_count(neighbours: list[User], els: User) -> None:
    says(neighbours[0], Answer.YES)
    says(neighbours[1], Answer.YES)
    neighbours[0].block(by=els, reason="Schold")
    assert says(neighbours[2], Answer.YES) is None
    assert says(neighbours[3], Answer.YES) is not None


def test_buurten_that_two_of_them_named_come_along(square: Area) -> None:
    beside, other = Area.objects.buurten().inhabited().filter(parent=square.parent).exclude(pk=square.pk)[:2]
    people = [make_user() for _ in range(5)]
    for number, person in enumerate(people):
        say_interest([square, *([beside] if number < 2 else [other] if number == 2 else [])], by=person)
    for person in people[:3]:
        group = says(person, Answer.YES)
    assert group is not None
    assert set(group.areas.all()) == {square, beside}


def test_events_tell_of_nobody_who_only_wished(neighbours: list[User]) -> None:
    assert not Event.objects.filter(by__in=neighbours).exists()


def test_withdrawing_before_the_third_yes(neighbours: list[User], square: Area) -> None:
    says(neighbours[0], Answer.YES)
    says(neighbours[1], Answer.YES)
    withdraw_interest([square], by=neighbours[0])
    assert says(neighbours[2], Answer.YES) is None


# --- The room ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def group(neighbours: list[User]) -> Platform:
    made = [says(person, Answer.YES) for person in neighbours[:3]][-1]
    assert made is not None
    return made


KEY = "8b7fd3c8-8c4e-4b5f-9a36-0d6a2f6f4a11"


def test_words_are_said_once_and_heard_once(client: Client, group: Platform, neighbours: list[User]) -> None:
    sign_in(client, neighbours[0])
    room = f"/platforms/{group.slug}/groep/"
    assert client.post(room, {"text": " ", "sleutel": KEY}).status_code == 422
    for _ in range(2):
        assert client.post(room, {"text": "Dinsdag om zeven?", "sleutel": KEY}).status_code == 302
    assert group.messages.count() == 1
    assert mails("group_message") == {neighbours[1].email, neighbours[2].email}
    client.post(room, {"text": "Of woensdag?", "sleutel": KEY.replace("8b", "9b")})
    assert Notice.objects.filter(kind="group_message").count() == 2, "who has not read the first hears of no second"


def test_only_the_writer_or_a_coordinator_takes_words_away(
    group: Platform, neighbours: list[User], alice: User, els: User
) -> None:
    sign_in(Client(), neighbours[0]).post(f"/platforms/{group.slug}/groep/", {"text": "Dag", "sleutel": KEY})
    address = f"/platforms/{group.slug}/groep/{group.messages.get().pk}/weghalen/"
    for person, status in ((alice, 403), (els, 403), (neighbours[1], 403), (neighbours[0], 302), (neighbours[0], 404)):
        assert sign_in(Client(), person).post(address).status_code == status
    assert not group.messages.exists()


def test_who_leaves_reads_no_more(client: Client, group: Platform, neighbours: list[User]) -> None:
    Membership.objects.get(person=neighbours[0]).leave(by=neighbours[0])
    assert sign_in(client, neighbours[0]).get(f"/platforms/{group.slug}/groep/").status_code == 403


def test_a_group_that_was_hidden_is_gone(client: Client, group: Platform, neighbours: list[User], els: User) -> None:
    group.hide(by=els, reason="Ruzie")
    sign_in(client, neighbours[0])
    assert client.get(f"/platforms/{group.slug}/groep/").status_code == 404
    assert sign_in(Client(), neighbours[4]).get(f"/kennismaken/{group.introduction.pk}/").status_code == 404


def test_messages_go_with_the_account(group: Platform, neighbours: list[User]) -> None:
    sign_in(Client(), neighbours[0]).post(f"/platforms/{group.slug}/groep/", {"text": "Dag", "sleutel": KEY})
    erase(neighbours[0])
    assert not group.messages.exists()


def test_many_words_take_no_more_questions(
    client: Client, group: Platform, neighbours: list[User], django_assert_max_num_queries: Any
) -> None:
    for number in range(21):
        group.messages.create(writer=neighbours[number % 3], text=f"Bericht {number}", key=f"{number:032x}")
    sign_in(client, neighbours[0])
    with django_assert_max_num_queries(16):
        client.get(f"/platforms/{group.slug}/groep/")
