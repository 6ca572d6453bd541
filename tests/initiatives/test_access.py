"""Who may do what, as a table of persona × status; and the one rule of visibility, asked in both ways."""

from itertools import product

import pytest
from django.utils import timezone

from coalitie.people.models import Person, User
from initiatives.access import allowed
from initiatives.models import OPEN, PUBLIC, Initiative, Objection, Outcome, Participation, Status
from initiatives.models.status import CARRIED
from platforms.models import Platform
from tests.factories import make_initiative, make_participation, make_team_member

pytestmark = pytest.mark.django_db

NOTHING: set[str] = set()
JUDGE = {"read", "publish", "give_back", "decline"}
RUN = {"read", "see_people", "stage"}
# What others hold about updates and results stands in their own tables.
LIFE = {"read", "join", "see_people", "stage", "hide", "show", "withdraw", "share_key", "offer", "settle_offer"} | {
    "see_energy",
    "see_falling",
    "say_energy",
}
NAMES = ["nobody", "fatima", "ibrahim", "alice", "bob", "carla", "driss", "els"]

BEFORE = {
    Status.DRAFT: {"ibrahim": {"read", "edit", "submit", "discard"}},
    Status.SUBMITTED: {"ibrahim": {"read"}, "carla": JUDGE, "els": JUDGE},
    Status.RETURNED: {"ibrahim": {"read", "edit", "submit"}, "carla": {"read"}, "els": {"read"}},
    Status.DECLINED: {"ibrahim": {"read", "object"}, "carla": {"read"}, "els": {"read"}},
}


def life_of(may: set[str]) -> set[str]:
    return may & LIFE


@pytest.mark.parametrize(("status", "name"), list(product(BEFORE, NAMES)))
def test_before_it_is_public(
    status: Status, name: str, here: Platform, people: dict[str, Person], ibrahim: User
) -> None:
    initiative = make_initiative(here, author=ibrahim, status=status)
    assert allowed(people[name], initiative) == BEFORE[status].get(name, NOTHING)


@pytest.mark.parametrize(("status", "name"), list(product(PUBLIC, NAMES)))
def test_in_public(status: Status, name: str, here: Platform, people: dict[str, Person], ibrahim: User) -> None:
    initiative = make_initiative(here, author=ibrahim, status=status)
    make_participation(initiative, ibrahim, "puller")
    may = {"read", "join"} if status in OPEN else {"read"}
    own = RUN | {"withdraw", "see_energy", "see_falling"}
    own |= {"say_energy"} if status in OPEN else NOTHING
    own |= {"share_key"} if status in CARRIED else NOTHING
    extra = {"ibrahim": own, "bob": RUN, "carla": RUN | {"hide", "see_falling"}, "els": RUN | {"hide"}}
    assert life_of(allowed(people[name], initiative)) == may | extra.get(name, NOTHING)


@pytest.mark.parametrize("name", NAMES)
def test_hidden(name: str, here: Platform, people: dict[str, Person], ibrahim: User, els: User) -> None:
    initiative = make_initiative(here, author=ibrahim)
    make_participation(initiative, ibrahim, "puller")
    initiative.hide(by=els, reason="Staat vol met reclame.")
    initiative.refresh_from_db()
    left = {"ibrahim": {"read", "see_people", "withdraw"}, "carla": {"read", "see_people", "show"}}
    assert life_of(allowed(people[name], initiative)) == (left | {"els": left["carla"]}).get(name, NOTHING)


def test_nobody_judges_the_own_proposal(here: Platform, carla: User, els: User) -> None:
    for author in (carla, els):
        assert allowed(author, make_initiative(here, author=author, status=Status.SUBMITTED)) == {"read"}
        assert "hide" not in allowed(author, make_initiative(here, author=author))


def test_nobody_hides_what_they_pull_themselves(here: Platform, carla: User, els: User) -> None:
    garden = make_initiative(here)
    make_participation(garden, carla, "puller")
    assert "hide" in allowed(els, garden)
    assert "hide" not in allowed(carla, garden)


def test_who_pulls_it_runs_it(here: Platform, fatima: User) -> None:
    initiative = make_initiative(here)
    part = make_participation(initiative, fatima, "puller")
    make_participation(initiative, role="puller")
    group = {"withdraw", "see_energy", "see_falling", "say_energy", "share_key"}
    assert life_of(allowed(fatima, initiative)) == {"read", "join"} | RUN | group
    part.withdraw(by=fatima)
    assert life_of(allowed(fatima, initiative)) == {"read", "join"}


def test_the_key_of_what_nobody_carries(here: Platform, people: dict[str, Person], fatima: User) -> None:
    initiative = make_initiative(here)
    make_participation(initiative, fatima, "thinker")
    may = {name: allowed(person, initiative) for name, person in people.items()}
    assert {name for name, verbs in may.items() if "offer" in verbs} == {"fatima"}
    assert {name for name, verbs in may.items() if "settle_offer" in verbs} == {"carla", "els"}
    assert not any(verbs & {"share_key", "see_energy"} for verbs in may.values())


def test_energy_is_for_who_does_it(here: Platform, people: dict[str, Person], fatima: User, alice: User) -> None:
    initiative = make_initiative(here, status=Status.RUNNING)
    make_participation(initiative, fatima, "doer", answered_at=timezone.now())
    make_participation(initiative, alice, "thinker")
    may = {name: allowed(person, initiative) for name, person in people.items()}
    assert {name for name, verbs in may.items() if "say_energy" in verbs} == {"fatima"}
    assert {name for name, verbs in may.items() if "see_energy" in verbs} == {"fatima"}
    assert {name for name, verbs in may.items() if "see_falling" in verbs} == {"fatima", "carla"}


def test_leaving_is_possible_where_nothing_can_be_read(here: Platform, fatima: User, els: User) -> None:
    initiative = make_initiative(here)
    make_participation(initiative, fatima)
    initiative.hide(by=els, reason="Even nakijken.")
    initiative.refresh_from_db()
    assert allowed(fatima, initiative) == {"withdraw"}


def test_a_second_look_is_for_strangers(here: Platform, people: dict[str, Person], ibrahim: User, carla: User) -> None:
    initiative = make_initiative(here, author=ibrahim, status=Status.DECLINED, decided_by=carla)
    Objection.objects.create(initiative=initiative, by=ibrahim, text="Er is wel plek.")
    may = {name: allowed(person, initiative) for name, person in people.items()}
    assert {name for name, verbs in may.items() if "review" in verbs} == {"driss", "els"}
    assert {name for name, verbs in may.items() if "read" in verbs} == {"ibrahim", "carla", "driss", "els"}


def test_who_said_no_does_not_look_again(here: Platform, ibrahim: User, els: User) -> None:
    initiative = make_initiative(here, author=ibrahim, status=Status.DECLINED, decided_by=els)
    Objection.objects.create(initiative=initiative, by=ibrahim, text="Er is wel plek.")
    assert "review" not in allowed(els, initiative)
    assert "review" in allowed(make_team_member(), initiative)
    assert not Objection.objects.reviewable_by(els).exists()


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("platform_hidden", [False, True])
@pytest.mark.parametrize("status", [status for status in Status if status != Status.MERGED])
def test_reading_and_finding_are_one_rule(
    status: Status,
    hidden: bool,
    platform_hidden: bool,
    here: Platform,
    people: dict[str, Person],
    ibrahim: User,
    els: User,
) -> None:
    initiative = make_initiative(here, author=ibrahim, status=status)
    if status == Status.DECLINED:
        Objection.objects.create(initiative=initiative, by=ibrahim, text="Er is wel plek.")
    if hidden and status in PUBLIC:
        initiative.hide(by=els, reason="Reclame.")
    if platform_hidden:
        here.hide(by=els, reason="Ruzie.")
    initiative = Initiative.objects.select_related("platform").get(pk=initiative.pk)
    for name, person in people.items():
        found = Initiative.objects.visible_to(person).filter(pk=initiative.pk).exists()
        assert ("read" in allowed(person, initiative)) == found, name


def test_an_answered_objection_is_closed_to_others(here: Platform, driss: User, ibrahim: User) -> None:
    initiative = make_initiative(here, author=ibrahim, status=Status.DECLINED)
    objection = Objection.objects.create(initiative=initiative, by=ibrahim, text="Er is wel plek.")
    other = make_team_member()
    objection.settle(Outcome.UPHELD, by=driss, answer="Er is echt geen plek.")
    assert allowed(driss, initiative) == {"read"}
    assert list(Objection.objects.reviewable_by(driss)) == [objection]
    assert "review" not in allowed(other, initiative)


@pytest.mark.parametrize("shows_name", [False, True])
def test_who_sees_a_participant(
    shows_name: bool, here: Platform, people: dict[str, Person], ibrahim: User, fatima: User
) -> None:
    initiative = make_initiative(here, author=ibrahim)
    make_participation(initiative, ibrahim, "puller", shows_name=shows_name)
    make_participation(initiative, fatima, line="Ik heb een schep", shows_name=shows_name)
    doers = Participation.objects.filter(role="doer")
    seen = {name for name, person in people.items() if doers.visible_to(person).exists()}
    assert seen == (set(people) if shows_name else {"fatima", "ibrahim", "bob", "carla", "els"})
