"""The desk of rounds: the own platform's only; made, opened and changed there."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from budgets.actions.rules import open_round
from budgets.forms.areas import by_name, named, written
from budgets.models import CheckPoint, Phase, Round
from coalitie.people.models import User
from platforms.models import Platform
from tests.budgets.voting import make_voting
from tests.factories import buurt, make_round, sign_in_to_desk

pytestmark = pytest.mark.django_db
DESK = "/beheer/budgets/round/"


@pytest.fixture
def desk(client: Client, carla: User, here: Platform) -> Client:
    return sign_in_to_desk(client, carla)


@pytest.fixture
def draft(here: Platform) -> Round:
    round_ = make_round(here, phase="draft", ideas_at=None, voters=["member"])
    CheckPoint.objects.create(round=round_, position=1, question="Mag het daar staan?")
    return round_


def typed(*platforms: Platform, **fields: Any) -> dict[str, Any]:
    """The form of a round with a vote, as the desk sends it."""
    form: dict[str, Any] = {
        "title": "Lente in de buurt",
        "kind": "vote",
        "platforms": [platform.pk for platform in platforms],
        "areas": "",
        "amount": "12.500",
        "story": "Voor plannen van bewoners.",
        "criteria": "Het is voor de buurt.",
        "deciders": "De buurt stemt.",
        "voters": ["member"],
        "ballot_form": "approval",
        "most_choices": "",
        "rule": "equal_shares",
        "stop": "exhaustive",
        "completion": "on",
        "too_dear": "skip",
        "threshold": "0",
        "compare_below": "500",
        "checklist-TOTAL_FORMS": "1",
        "checklist-INITIAL_FORMS": "0",
        "checklist-0-position": "1",
        "checklist-0-question": "Mag het daar staan?",
    }
    days = {"ideas": 0, "elaboration": 10, "listed": 20, "voting": 30, "counting": 37, "final": 45}
    for name, after in days.items():
        at = timezone.localtime(timezone.now() + timedelta(after, hours=1))
        form |= {f"{name}_at_0": at.strftime("%d-%m-%Y"), f"{name}_at_1": at.strftime("%H:%M")}
    return form | fields


def test_made_and_opened(desk: Client, carla: User, here: Platform) -> None:
    assert desk.get(f"{DESK}add/").status_code == 200
    assert desk.post(f"{DESK}add/", typed(here)).status_code == 302
    round_ = Round.objects.get()
    assert (str(round_.amount), round_.made_by, round_.phase) == ("12500.00", carla, Phase.DRAFT)
    assert (list(round_.platforms.all()), round_.checklist.count()) == ([here], 1)
    assert desk.get(f"{DESK}{round_.pk}/doe/open/").status_code == 200
    assert desk.post(f"{DESK}{round_.pk}/doe/open/").status_code == 302
    round_.refresh_from_db()
    assert round_.phase == Phase.IDEAS


@pytest.mark.parametrize(
    "wrong", [{"amount": "NaN"}, {"amount": "-5"}, {"amount": "0"}, {"amount": "1e309"}, {"amount": "1" * 13}]
)
def test_what_is_no_amount(desk: Client, here: Platform, wrong: dict[str, str]) -> None:
    assert desk.post(f"{DESK}add/", typed(here, **wrong)).status_code == 422
    assert not Round.objects.exists()


def test_only_for_the_own_platform(desk: Client, here: Platform, elsewhere: Platform) -> None:
    assert desk.post(f"{DESK}add/", typed(elsewhere)).status_code == 422
    assert not Round.objects.exists()


def test_what_is_not_complete_says_so(desk: Client, draft: Round) -> None:
    draft.checklist.all().delete()
    answer = desk.post(f"{DESK}{draft.pk}/doe/open/")
    assert answer.status_code == 409
    assert "vragen van de toets" in answer.content.decode()


def test_a_rule_changes_with_a_reason_only(desk: Client, draft: Round, carla: User, here: Platform) -> None:
    open_round(draft, by=carla)
    address = f"{DESK}{draft.pk}/change/"
    before = desk.get(address)
    form = {name: value for name, value in sent_back(before).items() if not name.startswith("checklist-0")}
    form |= {"checklist-TOTAL_FORMS": "0", "checklist-INITIAL_FORMS": "0", "criteria": "Het is voor iedereen."}
    assert desk.post(address, form).status_code == 422
    assert draft.revisions.count() == 1
    answer = desk.post(address, form | {"why": "Duidelijker zo."})
    assert answer.status_code == 302, answer.context["errors"]
    draft.refresh_from_db()
    assert (draft.criteria, draft.revisions.count()) == ("Het is voor iedereen.", 2)


def sent_back(page: Any) -> dict[str, Any]:
    """What a browser would send of this form."""
    fields: dict[str, Any] = {}
    for bound in page.context["adminform"].form:
        value = bound.value()
        if value is None or value is False:
            continue
        if bound.name.endswith("_at"):
            at = timezone.localtime(value)
            fields |= {f"{bound.name}_0": at.strftime("%d-%m-%Y"), f"{bound.name}_1": at.strftime("%H:%M:%S")}
        else:
            fields[bound.name] = bound.field.prepare_value(value) if bound.name == "amount" else value
    return fields


def test_the_checklist_stands_once_open(desk: Client, draft: Round, carla: User) -> None:
    open_round(draft, by=carla)
    page = desk.get(f"{DESK}{draft.pk}/change/").content.decode()
    assert "Mag het daar staan?" in page
    assert 'name="checklist-0-question"' not in page


def test_a_round_of_two_platforms_keeps_the_other(
    desk: Client, draft: Round, here: Platform, elsewhere: Platform
) -> None:
    draft.platforms.add(elsewhere)
    point = draft.checklist.get()
    form = typed(here, **{"checklist-INITIAL_FORMS": "1", "checklist-0-id": point.pk, "checklist-0-round": draft.pk})
    assert desk.post(f"{DESK}{draft.pk}/change/", form).status_code == 302
    assert set(draft.platforms.all()) == {here, elsewhere}


@pytest.mark.parametrize("door", ["change/", "history/", "doe/open/", "doe/abort/"])
def test_another_desk_does_not_know_it(client: Client, draft: Round, driss: User, door: str) -> None:
    sign_in_to_desk(client, driss)
    assert client.get(f"{DESK}{draft.pk}/{door}").status_code == 404
    assert draft.title not in client.get(DESK).content.decode()


def test_held_and_let_go(desk: Client, draft: Round, carla: User) -> None:
    open_round(draft, by=carla)
    assert desk.post(f"{DESK}{draft.pk}/doe/hold/").status_code == 422
    assert desk.post(f"{DESK}{draft.pk}/doe/hold/", {"reason": "De zaal is dicht."}).status_code == 302
    draft.refresh_from_db()
    assert draft.held_at is not None
    assert desk.post(f"{DESK}{draft.pk}/doe/go_on/").status_code == 302
    draft.refresh_from_db()
    assert not draft.held_at
    assert not draft.reason


# --- Areas ------------------------------------------------------------------------------------------------------------
def test_areas_are_typed_by_name(desk: Client, here: Platform) -> None:
    twice = next(name for name, areas in by_name().items() if len(areas) == 2 and areas[0].name != areas[1].code)
    one, other = by_name()[twice]
    lines = f"{buurt('AA01').name.upper()}\n\n{buurt('AA02').name}\n{buurt('AA02').name}\n{named(other)}"
    assert desk.post(f"{DESK}add/", typed(here, areas=lines)).status_code == 302
    round_ = Round.objects.get()
    assert set(round_.areas.all()) == {buurt("AA01"), buurt("AA02"), other}
    form = desk.get(f"{DESK}{round_.pk}/change/").context["adminform"].form
    assert form["areas"].value() == "\n".join(written(round_.areas.all()))
    assert named(other) in form["areas"].value()
    assert one not in round_.areas.all()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Kattenlaan aan Zee", "We kennen ‘Kattenlaan aan Zee’ niet."),
        ("Weespertrekvart", "Bedoel je ‘Weespertrekvaart (buurt)’"),
    ],
)
def test_an_area_that_is_not_there_is_said(desk: Client, here: Platform, line: str, words: str) -> None:
    answer = desk.post(f"{DESK}add/", typed(here, areas=line))
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_name_of_two_asks_which(desk: Client, here: Platform) -> None:
    twice = next(areas for areas in by_name().values() if len(areas) == 2)
    answer = desk.post(f"{DESK}add/", typed(here, areas=twice[0].name)).content.decode()
    for area in twice:
        assert f"‘{named(area)}’" in unescape(answer)


def test_an_address_fills_in_no_areas(desk: Client) -> None:
    assert desk.get(f"{DESK}add/?areas=1,2").status_code == 200


def test_areas_stay_when_the_rules_of_an_open_round_change(desk: Client, draft: Round, carla: User) -> None:
    draft.areas.add(buurt("AA01"))
    open_round(draft, by=carla)
    address = f"{DESK}{draft.pk}/change/"
    form = {name: value for name, value in sent_back(desk.get(address)).items() if not name.startswith("checklist-0")}
    form |= {"checklist-TOTAL_FORMS": "0", "checklist-INITIAL_FORMS": "0", "criteria": "Voor ons.", "why": "Korter."}
    assert desk.post(address, form).status_code == 302
    assert list(draft.areas.all()) == [buurt("AA01")]


def test_a_frozen_round_says_who_votes_in_words(desk: Client, here: Platform) -> None:
    page = desk.get(f"{DESK}{make_voting(here, voters=['code', 'paper']).pk}/change/").content.decode()
    assert "Met een stemcode uit de brief, Op papier, op een plek in de buurt" in page
