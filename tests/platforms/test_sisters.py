"""De zusterblik: two platforms look at each other, and both say what everybody may read."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from coalitie.activity.models import Event, Mail, Notice
from coalitie.lib.refused import Refused
from coalitie.pages.models import Value
from coalitie.people.models import Person, User
from initiatives.mine import all_of
from platforms.access_registers import of_review
from platforms.models import PeerExample, PeerReview, Platform, ReviewStatus
from platforms.models.peer_review import ask_sister
from tests.factories import make_membership, make_platform, make_user, sign_in, sign_in_to_desk

pytestmark = pytest.mark.django_db
SECRET = "Jullie deur stond open, ook toen het regende."


def this_year() -> int:
    return timezone.localdate().year


@pytest.fixture
def asked(here: Platform, elsewhere: Platform, carla: User) -> PeerReview:
    return ask_sister(here, elsewhere, by=carla, year=this_year())


@pytest.fixture
def writing(asked: PeerReview, driss: User) -> PeerReview:
    asked.accept(by=driss)
    return asked


@pytest.fixture
def complete(writing: PeerReview, here: Platform, elsewhere: Platform, carla: User, driss: User) -> PeerReview:
    words = dict.fromkeys(Value.objects.values_list("pk", flat=True), SECRET)
    writing.write_part(here, by=carla, seen=0, words=words)
    writing.write_part(elsewhere, by=driss, seen=0, words=words)
    points = "We wisselen van kok."
    writing.write_together(here, by=carla, seen=0, met_on=date(2026, 2, 3), points=points, summary="Het was warm.")
    return PeerReview.objects.get(pk=writing.pk)


def card(row: PeerReview) -> str:
    return f"/zusterblik/{row.pk}/"


def at(platform: Platform, row: PeerReview | None = None, tail: str = "") -> str:
    return f"/platforms/{platform.slug}/zusterblik/{f'{row.pk}/{tail}' if row else ''}"


def part_form(seen: int, text: str = SECRET) -> dict[str, Any]:
    return {"seen": seen, **dict.fromkeys(Value.objects.values_list("slug", flat=True), text)}


# --- Asking -----------------------------------------------------------------------------------------------------------
def test_a_coordinator_asks_a_sister_once(
    client: Client, here: Platform, elsewhere: Platform, carla: User, driss: User
) -> None:
    sign_in(client, carla)
    assert "Vraag een platform" in client.get(at(here)).content.decode()
    answers = [client.post(f"{at(here)}vragen/", {"sister": elsewhere.pk}) for _ in range(2)]
    assert [one.status_code for one in answers] == [302, 302]
    row = PeerReview.objects.get()
    assert (row.status, row.asker, row.year) == (ReviewStatus.ASKED, here, this_year())
    assert Notice.objects.filter(person=driss, kind="peer_asked").count() == 1


def test_asked_from_both_sides_it_is_one(asked: PeerReview, here: Platform, elsewhere: Platform, driss: User) -> None:
    assert ask_sister(elsewhere, here, by=driss, year=this_year()) == asked
    assert ask_sister(elsewhere, here, by=driss, year=this_year() + 1) != asked


@pytest.mark.parametrize("swapped", [False, True])
def test_the_database_keeps_one_a_year_in_one_order(asked: PeerReview, swapped: bool) -> None:
    pair = (asked.second, asked.first) if swapped else (asked.first, asked.second)
    with pytest.raises(IntegrityError), transaction.atomic():
        PeerReview.objects.create(first=pair[0], second=pair[1], year=asked.year, asker=asked.first)


def test_no_platform_looks_at_itself(client: Client, here: Platform, carla: User) -> None:
    assert sign_in(client, carla).post(f"{at(here)}vragen/", {"sister": here.pk}).status_code == 422
    with pytest.raises(Refused):
        ask_sister(here, here, by=carla, year=this_year())


@pytest.mark.parametrize(
    ("name", "status"), [("nobody", 403), ("alice", 403), ("bob", 403), ("driss", 403), ("els", 403)]
)
def test_nobody_else_asks(
    client: Client, here: Platform, elsewhere: Platform, people: dict[str, Any], name: str, status: int
) -> None:
    if name != "nobody":
        sign_in(client, people[name])
    answer = client.post(f"{at(here)}vragen/", {"sister": elsewhere.pk})
    assert answer.status_code == (302 if name == "nobody" else status)
    assert not PeerReview.objects.exists()


def test_a_no_has_a_reason_and_may_be_thought_over(
    client: Client, asked: PeerReview, elsewhere: Platform, carla: User, driss: User, here: Platform
) -> None:
    sign_in(client, driss)
    assert client.post(at(elsewhere, asked, "nee/"), {"reason": ""}).status_code == 422
    assert client.post(at(elsewhere, asked, "nee/"), {"reason": "We verhuizen net."}).status_code == 302
    assert "We verhuizen net." in Mail.objects.get(to=carla.email, text__contains="dit jaar").text
    assert client.post(at(elsewhere, asked, "nee/"), {"reason": "Nog eens"}).status_code == 409
    assert sign_in(Client(), carla).post(at(here, asked, "ja/")).status_code == 409
    assert client.post(at(elsewhere, asked, "ja/")).status_code == 302
    asked.refresh_from_db()
    assert (asked.status, asked.reason) == (ReviewStatus.WRITING, "")


def test_the_asker_does_not_answer_itself(client: Client, asked: PeerReview, here: Platform, carla: User) -> None:
    for tail in ("ja/", "nee/"):
        assert sign_in(client, carla).post(at(here, asked, tail), {"reason": "x"}).status_code == 409
    asked.refresh_from_db()
    assert asked.is_asked


# --- Writing ----------------------------------------------------------------------------------------------------------
def test_each_side_writes_its_part(client: Client, writing: PeerReview, here: Platform, carla: User) -> None:
    sign_in(client, carla)
    form = part_form(0)
    assert [client.post(at(here, writing, "ons-deel/"), form).status_code for _ in range(2)] == [302, 302]
    assert PeerExample.objects.filter(review=writing, platform=here).count() == 5
    assert not PeerExample.objects.exclude(platform=here).exists()
    writing.refresh_from_db()
    assert writing.version == 1


def test_a_colleague_who_wrote_meanwhile_is_not_overwritten_unseen(
    client: Client, writing: PeerReview, here: Platform, carla: User
) -> None:
    value = Value.objects.order_by("position")[0]
    writing.write_part(here, by=make_membership(here, role="coordinator").person, seen=0, words={value.pk: "Eerst ik"})
    answer = sign_in(client, carla).post(at(here, writing, "ons-deel/"), part_form(0, "Nu ik"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Eerst ik" in page
    assert "Nu ik" in page
    assert 'name="seen" value="1"' in page
    assert client.post(at(here, writing, "ons-deel/"), part_form(1, "Nu ik")).status_code == 302


def test_what_both_write_together_is_guarded_too(
    client: Client, writing: PeerReview, here: Platform, elsewhere: Platform, carla: User, driss: User
) -> None:
    writing.write_together(elsewhere, by=driss, seen=0, met_on=None, points="Van driss", summary="")
    answer = sign_in(client, carla).post(at(here, writing, "samen/"), {"seen": 0, "points": "Van carla"})
    assert answer.status_code == 422
    assert "Van driss" in answer.content.decode()
    writing.refresh_from_db()
    assert writing.points == "Van driss"


@pytest.mark.parametrize("form", [{"seen": "x"}, {"seen": 0, "met_on": "2999-01-01"}, {"seen": -1}])
def test_what_cannot_be_right_comes_back(
    client: Client, writing: PeerReview, here: Platform, carla: User, form: dict[str, Any]
) -> None:
    assert sign_in(client, carla).post(at(here, writing, "samen/"), form).status_code == 422


def test_nothing_is_written_before_the_yes(client: Client, asked: PeerReview, here: Platform, carla: User) -> None:
    assert sign_in(client, carla).get(at(here, asked, "ons-deel/")).status_code == 409


@pytest.mark.parametrize("name", ["alice", "bob", "fatima"])
def test_until_both_agree_it_is_between_two(
    complete: PeerReview, here: Platform, people: dict[str, Any], name: str
) -> None:
    client = sign_in(Client(), people[name])
    assert client.get(card(complete)).status_code == 404
    assert Client().get(card(complete)).status_code == 404
    assert SECRET not in client.get("/zusterblik/").content.decode()
    assert "Ergens Anders" not in client.get(at(here)).content.decode()
    for tail in ("ja/", "nee/", "ons-deel/", "samen/", "akkoord/", "terug/"):
        assert client.post(at(here, complete, tail), {"seen": 11}).status_code == 404


def test_a_coordinator_elsewhere_does_nothing_in_our_name(complete: PeerReview, here: Platform, driss: User) -> None:
    client = sign_in(Client(), driss)
    assert client.post(at(here, complete, "akkoord/"), {"seen": complete.version}).status_code == 403
    third = make_platform("Derde", coordinator=make_user("derde@example.org"))
    stranger = sign_in(Client(), User.objects.get(email="derde@example.org"))
    assert stranger.get(card(complete)).status_code == 404
    assert stranger.post(at(third, complete, "akkoord/"), {"seen": complete.version}).status_code == 404


def test_the_team_reads_but_does_not_write(complete: PeerReview, here: Platform, els: User) -> None:
    client = sign_in(Client(), els)
    assert SECRET in client.get(card(complete)).content.decode()
    assert client.post(at(here, complete, "akkoord/"), {"seen": complete.version}).status_code == 403


# --- Agreeing ---------------------------------------------------------------------------------------------------------
def test_with_two_yeses_everybody_reads_it(
    client: Client, complete: PeerReview, here: Platform, elsewhere: Platform, carla: User, driss: User
) -> None:
    at_carla, at_driss, seen = sign_in(Client(), carla), sign_in(Client(), driss), {"seen": complete.version}
    assert at_carla.post(at(here, complete, "akkoord/"), seen).status_code == 302
    assert at_carla.post(at(here, complete, "akkoord/"), seen).status_code == 409
    assert client.get(card(complete)).status_code == 404
    assert Notice.objects.filter(person=driss, kind="peer_agreed").exists()
    assert at_driss.post(at(elsewhere, complete, "akkoord/"), seen).status_code == 302
    page = client.get(card(complete)).content.decode()
    assert SECRET in page
    assert "We wisselen van kok." in page
    assert "Hier in de Buurt" in client.get("/zusterblik/").content.decode()
    assert "Ergens Anders" in client.get(at(here)).content.decode()
    assert Event.objects.filter(verb="peer_published").count() == 2


@pytest.fixture
def public(complete: PeerReview, here: Platform, elsewhere: Platform, carla: User, driss: User) -> PeerReview:
    complete.agree(here, by=carla, seen=complete.version)
    complete.agree(elsewhere, by=driss, seen=complete.version)
    return complete


def change_part(client: Client, here: Platform, row: PeerReview) -> int:
    return client.post(at(here, row, "ons-deel/"), part_form(1, "Iets anders")).status_code


def change_shared(client: Client, here: Platform, row: PeerReview) -> int:
    form = {"seen": 1, "met_on": "2026-02-03", "points": "Anders", "summary": "Het was warm."}
    return client.post(at(here, row, "samen/"), form).status_code


def take_back(client: Client, here: Platform, row: PeerReview) -> int:
    return client.post(at(here, row, "terug/")).status_code


@pytest.mark.parametrize("change", [change_part, change_shared, take_back])
def test_any_change_needs_both_again(
    public: PeerReview, here: Platform, carla: User, driss: User, change: Callable[[Client, Platform, PeerReview], int]
) -> None:
    assert Client().get(card(public)).status_code == 200
    assert change(sign_in(Client(), carla), here, public) == 302
    assert Client().get(card(public)).status_code == 404
    assert Notice.objects.filter(person=driss, kind="peer_changed").exists()


def test_saving_what_stands_there_changes_nothing(public: PeerReview, here: Platform, carla: User) -> None:
    assert sign_in(Client(), carla).post(at(here, public, "ons-deel/"), part_form(1)).status_code == 302
    assert Client().get(card(public)).status_code == 200


def test_a_yes_is_to_what_was_read(
    complete: PeerReview, here: Platform, elsewhere: Platform, carla: User, driss: User
) -> None:
    seen = complete.version
    complete.write_together(elsewhere, by=driss, seen=1, met_on=complete.met_on, points="Stiekem", summary="Kort")
    assert sign_in(Client(), carla).post(at(here, complete, "akkoord/"), {"seen": seen}).status_code == 409
    assert sign_in(Client(), carla).post(at(here, complete, "akkoord/"), {"seen": "x"}).status_code == 409


def test_half_a_card_is_not_agreed_to(writing: PeerReview, here: Platform, carla: User) -> None:
    assert sign_in(Client(), carla).post(at(here, writing, "akkoord/"), {"seen": 0}).status_code == 409
    with pytest.raises(IntegrityError), transaction.atomic():
        PeerReview.objects.filter(pk=writing.pk).update(first_agreed_at=timezone.now())


def test_when_one_side_is_hidden_so_is_the_card(public: PeerReview, here: Platform, els: User) -> None:
    here.hide(by=els, reason="Test")
    assert Client().get(card(public)).status_code == 404


def test_who_may_read_it_sees_it(
    public: PeerReview, people: dict[str, Person], els: User, here: Platform, carla: User
) -> None:
    private = ask_sister(here, make_platform(), by=carla, year=this_year())
    for who in people.values():
        for row in (public, private):
            assert ("read" in of_review(who, row)) == PeerReview.objects.visible_to(who).filter(pk=row.pk).exists()
    assert not PeerExample.objects.visible_to(people["nobody"]).filter(review=private).exists()
    assert PeerExample.objects.visible_to(people["nobody"]).filter(review=public).count() == 10


def test_few_questions(public: PeerReview, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(9):
        Client().get(card(public))
    with django_assert_max_num_queries(4):
        Client().get("/zusterblik/")


# --- The desk of the team ---------------------------------------------------------------------------------------------
def test_the_team_hides_and_shows_with_a_reason(client: Client, public: PeerReview, carla: User, els: User) -> None:
    desk, address = sign_in_to_desk(Client(), els), f"/beheer/platforms/peerreview/{public.pk}/"
    assert str(public) in desk.get("/beheer/platforms/peerreview/").content.decode()
    assert desk.post(f"{address}doe/hide/").status_code == 422
    Mail.objects.all().delete()
    assert desk.post(f"{address}doe/hide/", {"reason": "Er staat een naam in."}).status_code == 302
    assert client.get(card(public)).status_code == 404
    assert SECRET not in client.get("/zusterblik/").content.decode()
    assert "Er staat een naam in." in sign_in(Client(), carla).get(card(public)).content.decode()
    assert {mail.to for mail in Mail.objects.all()} == {"carla@example.org", "driss@example.org"}
    assert all("Er staat een naam in." in mail.text for mail in Mail.objects.all())
    public.refresh_from_db()
    with pytest.raises(Refused):
        public.hide(by=els, reason="Nog eens.")
    assert desk.post(f"{address}doe/show/").status_code == 302
    assert SECRET in client.get(card(public)).content.decode()
    assert Event.objects.filter(verb__in=["peer_hidden", "peer_shown"]).count() == 4


def test_hidden_it_stays_so_whoever_says_yes_again(
    client: Client, public: PeerReview, here: Platform, elsewhere: Platform, carla: User, driss: User, els: User
) -> None:
    public.hide(by=els, reason="Er staat een naam in.")
    row = PeerReview.objects.get()
    row.take_back(here, by=carla)
    row.refresh_from_db()
    row.agree(here, by=carla, seen=row.version)
    assert not PeerReview.objects.public().exists()
    assert client.get(card(public)).status_code == 404


def test_the_desk_is_the_teams_and_not_for_an_own_card(
    public: PeerReview, here: Platform, carla: User, els: User
) -> None:
    address = f"/beheer/platforms/peerreview/{public.pk}/"
    assert sign_in_to_desk(Client(), carla).get(f"{address}change/").status_code in {403, 404}
    make_membership(here, els, role="coordinator")
    assert sign_in_to_desk(Client(), els).post(f"{address}doe/hide/", {"reason": "Zo."}).status_code == 403
    assert PeerReview.objects.public().exists()


def test_the_database_keeps_a_reason_with_what_is_hidden(public: PeerReview) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PeerReview.objects.update(hidden_at=timezone.now())


def test_my_page_says_whose_turn_it_is(
    asked: PeerReview, here: Platform, elsewhere: Platform, carla: User, driss: User
) -> None:
    assert [one.url for one in all_of(driss).waits] == [card(asked)]
    assert all_of(carla).waits == []
    asked.accept(by=driss)
    words = dict.fromkeys(Value.objects.values_list("pk", flat=True), SECRET)
    asked.write_part(here, by=carla, seen=0, words=words)
    asked.write_part(elsewhere, by=driss, seen=0, words=words)
    asked.write_together(here, by=carla, seen=0, met_on=date(2026, 2, 3), points="Samen koken.", summary="Warm.")
    row = PeerReview.objects.get()
    row.agree(here, by=carla, seen=row.version)
    assert [one.what for one in all_of(driss).waits] == [f"{here} zei ja tegen jullie zusterblik. Nu jullie nog"]
    assert all_of(carla).waits == []
