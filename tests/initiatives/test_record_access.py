"""Who may tell, finish and bring elsewhere: persona × status. And what was merged, seen as what may not be public."""

from itertools import product

import pytest
from django.utils import timezone

from coalitie.people.models import Person, User
from initiatives.access import allowed
from initiatives.models import PUBLIC, QUIET, UNDER_WAY, Initiative, Status
from initiatives.models.status import leading_to
from platforms.models import Platform
from tests.factories import make_initiative, make_participation

pytestmark = pytest.mark.django_db

RECORD = {"write_update", "correct", "retitle", "split", "finish", "archive", "take_out", "move", "merge"}
NAMES = ["nobody", "fatima", "ibrahim", "alice", "bob", "carla", "driss", "els"]


@pytest.mark.parametrize(("status", "name"), list(product(PUBLIC, NAMES)))
def test_in_public(status: Status, name: str, here: Platform, people: dict[str, Person], alice: User) -> None:
    """Ibrahim pulls it, Alice does it; Bob pulls the platform."""
    initiative = make_initiative(here, status=status)
    ibrahim = people["ibrahim"]
    assert isinstance(ibrahim, User)
    make_participation(initiative, ibrahim, "puller")
    make_participation(initiative, alice, "doer", answered_at=timezone.now())
    runs = {"write_update", "correct", "retitle", "split"}
    runs |= {"finish"} if status in (*leading_to(Status.DONE), Status.DONE) else set()
    runs |= {"archive"} if status in QUIET else set()
    desk = runs | {"move"} | ({"merge"} if status in UNDER_WAY else set())
    may = {"alice": {"write_update"}, "ibrahim": runs, "bob": runs, "carla": desk, "els": desk}
    assert allowed(people[name], initiative) & RECORD == may.get(name, set())


@pytest.mark.parametrize(("status", "name"), list(product([Status.DRAFT, Status.SUBMITTED, Status.DECLINED], NAMES)))
def test_before_it_is_public(
    status: Status, name: str, here: Platform, people: dict[str, Person], ibrahim: User
) -> None:
    assert not allowed(people[name], make_initiative(here, author=ibrahim, status=status)) & RECORD


@pytest.mark.parametrize("name", NAMES)
def test_merged(name: str, here: Platform, people: dict[str, Person], ibrahim: User) -> None:
    """Its author and the desks still find it; nobody does anything with it any more."""
    merged = make_initiative(here, author=ibrahim, status=Status.MERGED, merged_into=make_initiative(here))
    reads = {"read"} if name in {"ibrahim", "carla", "els"} else set()
    assert allowed(people[name], merged) == reads
    assert Initiative.objects.visible_to(people[name]).filter(pk=merged.pk).exists() == bool(reads)
