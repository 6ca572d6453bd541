"""Between desks: moving with both sides' yes, merging without doubles, addresses that go on working, the archive."""

from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from coalitie.activity.models import Event, Mail, Subscription, Within, follow
from coalitie.lib.refused import Refused
from coalitie.people.models import User
from initiatives.models import (
    Comment,
    Initiative,
    Lineage,
    OldAddress,
    Participation,
    Shift,
    ShiftOutcome,
    Status,
    archive,
    ask_to_merge,
    ask_to_move,
    propose,
    retitle,
)
from platforms.models import Platform
from tests.factories import make_initiative, make_participation, make_user, sign_in
from tests.initiatives.test_updates import told

pytestmark = pytest.mark.django_db


@pytest.fixture
def garden(here: Platform, ibrahim: User) -> Initiative:
    initiative = make_initiative(here, author=ibrahim, title="Moestuin", slug="moestuin", status=Status.RUNNING)
    initiative.subject.place_in([here.subject])
    make_participation(initiative, ibrahim, "puller")
    return initiative


@pytest.fixture
def twin(here: Platform, fatima: User) -> Initiative:
    initiative = make_initiative(here, author=fatima, title="Moestuintje", slug="moestuintje", status=Status.SEEKING)
    initiative.subject.place_in([here.subject])
    make_participation(initiative, fatima, "puller")
    return initiative


def fresh(initiative: Initiative) -> Initiative:
    return Initiative.objects.get(pk=initiative.pk)


# --- Moving -----------------------------------------------------------------------------------------------------------
def test_moving_takes_two(
    client: Client, garden: Initiative, carla: User, driss: User, elsewhere: Platform, ibrahim: User
) -> None:
    update = told(garden, ibrahim)
    sign_in(client, carla)
    form = {"platform": elsewhere.slug, "reason": "Het ligt in Noord."}
    addresses = {client.post("/initiatieven/moestuin/verhuizen/", form)["Location"] for _ in range(2)}
    shift = Shift.objects.get()
    assert addresses == {f"/initiatieven/moestuin/verzoek/{shift.pk}/"}
    assert [mail.to for mail in Mail.objects.all()] == [driss.email]
    assert "Het ligt in Noord." in Mail.objects.get().text
    assert fresh(garden).platform != elsewhere
    assert client.post(addresses.pop(), {"ja": "1"}).status_code == 403, "not by who asked"
    answer = sign_in(client, driss).post(
        f"/initiatieven/moestuin/verzoek/{shift.pk}/", {"ja": "1", "answer": "Welkom!"}
    )
    assert answer.status_code == 302
    assert fresh(garden).platform == elsewhere
    assert f"Het hoort nu bij {elsewhere}." in client.get("/initiatieven/moestuin/").content.decode()
    assert {mail.to for mail in Mail.objects.exclude(to=driss.email)} == {ibrahim.email, carla.email}
    for subject in (garden.subject, update.subject):
        assert elsewhere.subject_id in subject.within.values_list("whole_id", flat=True)
        assert garden.platform.subject_id not in subject.within.values_list("whole_id", flat=True)
    event = Event.objects.get(verb="initiative_moved")
    assert (event.by, event.reason) == (driss, "Het ligt in Noord.")


def test_a_no_has_a_reason_that_is_mailed(
    client: Client, garden: Initiative, carla: User, driss: User, elsewhere: Platform
) -> None:
    shift = ask_to_move(garden, to=elsewhere, by=carla, reason="Past daar beter.")
    address = f"/initiatieven/moestuin/verzoek/{shift.pk}/"
    sign_in(client, driss)
    assert client.post(address, {"nee": "1"}).status_code == 422
    assert client.post(address, {"nee": "1", "answer": "Wij zitten vol."}).status_code == 302
    assert "Wij zitten vol." in Mail.objects.get(to=carla.email).text
    assert fresh(garden).platform == garden.platform
    assert client.post(address, {"ja": "1"}).status_code == 409


def test_who_may_ask_to_move(client: Client, garden: Initiative, people: dict[str, Any], elsewhere: Platform) -> None:
    form = {"platform": elsewhere.slug, "reason": "Zo maar."}
    for who, status in {"fatima": 403, "ibrahim": 403, "alice": 403, "bob": 403, "driss": 403, "carla": 302}.items():
        answer = sign_in(client, people[who]).post("/initiatieven/moestuin/verhuizen/", form)
        assert answer.status_code == status, who


def test_a_question_between_desks_is_not_the_citys(
    client: Client, garden: Initiative, people: dict[str, Any], elsewhere: Platform
) -> None:
    shift = ask_to_move(garden, to=elsewhere, by=people["carla"], reason="Past daar beter.")
    for who, status in {
        "fatima": 404,
        "alice": 404,
        "bob": 404,
        "ibrahim": 200,
        "carla": 200,
        "driss": 200,
        "els": 200,
    }.items():
        answer = sign_in(client, people[who]).get(f"/initiatieven/moestuin/verzoek/{shift.pk}/")
        assert answer.status_code == status, who
        seen = Shift.objects.visible_to(people[who]).filter(pk=shift.pk).exists()
        assert seen == (status == 200)
    stranger = make_user()
    assert not Shift.objects.answerable_by(stranger).exists()
    assert Shift.objects.answerable_by(people["driss"]).get() == shift
    assert not Shift.objects.answerable_by(people["carla"]).exists()


def test_to_a_hidden_platform_it_cannot_go(
    garden: Initiative, carla: User, driss: User, els: User, elsewhere: Platform
) -> None:
    shift = ask_to_move(garden, to=elsewhere, by=carla, reason="Past daar beter.")
    elsewhere.hide(by=els, reason="Test")
    with pytest.raises(Refused):
        Shift.objects.get().accept(by=driss)
    shift.refresh_from_db()
    assert shift.is_open


def test_taken_back(client: Client, garden: Initiative, carla: User, driss: User, elsewhere: Platform) -> None:
    shift = ask_to_move(garden, to=elsewhere, by=carla, reason="Past daar beter.")
    sign_in(client, carla).post(f"/initiatieven/moestuin/verzoek/{shift.pk}/", {"trek-in": "1"})
    shift.refresh_from_db()
    assert shift.outcome == ShiftOutcome.WITHDRAWN
    with pytest.raises(Refused):
        shift.accept(by=driss)
    assert ask_to_move(garden, to=elsewhere, by=carla, reason="Toch.").pk != shift.pk


def test_unanswered_it_is_brought_up_once(garden: Initiative, carla: User, driss: User, elsewhere: Platform) -> None:
    ask_to_move(garden, to=elsewhere, by=carla, reason="Past daar beter.")
    Shift.objects.update(asked_at=timezone.now() - timedelta(days=6))
    Mail.objects.all().delete()
    for _ in range(2):
        call_command("keep_initiatives", stdout=StringIO())
    assert [mail.to for mail in Mail.objects.all()] == [driss.email]


# --- Merging ----------------------------------------------------------------------------------------------------------
def test_merging_brings_everything_and_nobody_twice(
    client: Client,
    garden: Initiative,
    twin: Initiative,
    carla: User,
    ibrahim: User,
    fatima: User,
    alice: User,
    bob: User,
) -> None:
    make_participation(twin, alice, "doer")
    make_participation(garden, alice, "doer")
    make_participation(twin, bob, "stuff", line="Een kruiwagen")
    gone = make_user()
    make_participation(twin, gone, "doer", withdrawn_at=timezone.now())
    update = told(twin, fatima)
    follow(twin.subject, by=gone)
    form = {"into": "moestuin", "reason": "Het is dezelfde tuin.", "beslis": "1"}
    assert (
        sign_in(client, carla).post("/initiatieven/moestuintje/samenvoegen/", form)["Location"]
        == garden.get_absolute_url()
    )
    merged = fresh(twin)
    assert (merged.status, merged.merged_into) == (Status.MERGED, garden)
    people = sorted(garden.participations.current().values_list("person__display_name", "role"))
    assert people == [("Alice", "doer"), ("Bob", "stuff"), ("Fatima", "puller"), ("Ibrahim", "puller")]
    assert not Participation.objects.current().filter(initiative=twin).exists()
    assert garden.participations.get(person=bob).line == "Een kruiwagen"
    update.refresh_from_db()
    assert update.initiative == garden
    assert Subscription.objects.on().filter(person=gone, subject=garden.subject).exists()
    assert {mail.to for mail in Mail.objects.all()} == {fatima.email, bob.email, ibrahim.email}
    assert "Het is dezelfde tuin." in Mail.objects.get(to=bob.email).text
    assert not Within.objects.filter(whole=twin.subject).exists()
    assert Event.objects.get(verb="initiative_took_in").subject == garden.subject


def test_old_links_of_the_merged_go_on_working(
    client: Client, garden: Initiative, twin: Initiative, carla: User, fatima: User
) -> None:
    update = told(twin, fatima)
    comment = Comment.objects.create(initiative=twin, author=fatima, text="Leuk!")
    ask_to_merge(twin, into=garden, by=carla, reason="Zelfde.", decides=True)
    answer = client.get("/initiatieven/moestuintje/?x=1")
    assert (answer.status_code, answer["Location"]) == (302, "/initiatieven/moestuin/?x=1")
    address = f"/initiatieven/moestuintje/berichten/{update.pk}/"
    assert client.get(address, follow=True).redirect_chain == [(f"/initiatieven/moestuin/berichten/{update.pk}/", 302)]
    posted = client.post("/initiatieven/moestuintje/meedoen/", {"role": "doer"})
    assert (posted.status_code, posted["Location"]) == (307, "/initiatieven/moestuin/meedoen/")
    comment.refresh_from_db()
    assert comment.initiative == garden
    listed = client.get("/initiatieven/").content.decode()
    assert "Moestuintje" not in listed
    assert "Ging samen met ‘Moestuintje’" in client.get("/initiatieven/moestuin/").text
    Initiative.objects.filter(pk=twin.pk).update(hidden_at=timezone.now())
    assert "Moestuintje" not in client.get("/initiatieven/moestuin/").text
    assert not Initiative.objects.published().filter(pk=twin.pk).exists()


def test_a_chain_of_merges_leads_to_the_last(
    client: Client, here: Platform, garden: Initiative, twin: Initiative, carla: User
) -> None:
    third = make_initiative(here, title="Derde tuin", slug="derde", status=Status.RUNNING)
    retitle(twin, by=carla, title="Kleine tuin", summary="Klein.")
    ask_to_merge(twin, into=garden, by=carla, reason="a", decides=True)
    ask_to_merge(garden, into=third, by=carla, reason="b", decides=True)
    for old in ("moestuintje", "kleine-tuin", "moestuin"):
        assert client.get(f"/initiatieven/{old}/")["Location"] == "/initiatieven/derde/", old


def test_a_redirect_says_nothing_of_what_is_hidden(
    client: Client, garden: Initiative, twin: Initiative, carla: User
) -> None:
    ask_to_merge(twin, into=garden, by=carla, reason="a", decides=True)
    Initiative.objects.filter(pk=garden.pk).update(hidden_at=timezone.now())
    assert client.get("/initiatieven/moestuintje/").status_code == 404
    assert sign_in(client, carla).get("/initiatieven/moestuintje/").status_code == 302


def test_over_the_border_who_pulls_the_other_answers(
    client: Client, garden: Initiative, elsewhere: Platform, carla: User, driss: User, alice: User
) -> None:
    there = make_initiative(elsewhere, title="Tuin Noord", slug="tuin-noord", status=Status.RUNNING)
    make_participation(there, alice, "puller")
    form = {"into": "tuin-noord", "reason": "Zelfde mensen.", "beslis": "1"}
    answer = sign_in(client, carla).post("/initiatieven/moestuin/samenvoegen/", form)
    shift = Shift.objects.get()
    assert answer["Location"] == f"/initiatieven/moestuin/verzoek/{shift.pk}/", "one desk decides nothing alone"
    assert {mail.to for mail in Mail.objects.all()} == {alice.email, driss.email}
    sign_in(client, alice).post(f"/initiatieven/moestuin/verzoek/{shift.pk}/", {"ja": "1"})
    assert fresh(garden).merged_into == there


def test_nobody_decides_about_their_own(client: Client, garden: Initiative, here: Platform, carla: User) -> None:
    own = make_initiative(here, author=carla, slug="van-carla", status=Status.RUNNING)
    form = {"into": "moestuin", "reason": "Zelfde.", "beslis": "1"}
    sign_in(client, carla).post("/initiatieven/van-carla/samenvoegen/", form)
    assert fresh(own).status == Status.RUNNING
    assert Shift.objects.get().is_open


@pytest.mark.parametrize("who", ["driss", "bob", "ibrahim", "alice"])
def test_who_may_not_merge(
    client: Client, garden: Initiative, twin: Initiative, people: dict[str, Any], who: str
) -> None:
    form = {"into": "moestuin", "reason": "Zelfde.", "beslis": "1"}
    assert sign_in(client, people[who]).post("/initiatieven/moestuintje/samenvoegen/", form).status_code == 403


def test_not_into_what_one_cannot_see(client: Client, garden: Initiative, elsewhere: Platform, carla: User) -> None:
    make_initiative(
        elsewhere, slug="verborgen", title="Moestuin geheim", status=Status.RUNNING, hidden_at=timezone.now()
    )
    sign_in(client, carla)
    assert "Moestuin geheim" not in client.get("/initiatieven/moestuin/samenvoegen/?q=geheim").content.decode()
    form = {"into": "verborgen", "reason": "Zelfde.", "beslis": "1"}
    assert client.post("/initiatieven/moestuin/samenvoegen/", form).status_code == 422


def test_the_origin_of_copies_follows(garden: Initiative, twin: Initiative, elsewhere: Platform, carla: User) -> None:
    copy = make_initiative(elsewhere)
    Lineage.objects.create(child=copy, origin=twin, kind="copy")
    Lineage.objects.create(child=garden, origin=twin, kind="split")
    ask_to_merge(twin, into=garden, by=carla, reason="a", decides=True)
    assert [(row.child, row.origin) for row in Lineage.objects.all()] == [(copy, garden)]


def test_merged_names_what_it_went_into(garden: Initiative) -> None:
    with pytest.raises(IntegrityError, match="initiative_merged_into_one"), transaction.atomic():
        Initiative.objects.filter(pk=garden.pk).update(status=Status.MERGED)
    with pytest.raises(IntegrityError, match="initiative_not_merged_into_itself"), transaction.atomic():
        Initiative.objects.filter(pk=garden.pk).update(status=Status.MERGED, merged_into=garden)


# --- Titles -----------------------------------------------------------------------------------------------------------
def test_another_title_another_address(client: Client, garden: Initiative, ibrahim: User) -> None:
    sign_in(client, ibrahim)
    answer = client.post("/initiatieven/moestuin/titel/", {"title": "Pluktuin", "summary": "Pluk mee."})
    assert answer["Location"] == "/initiatieven/pluktuin/"
    assert client.get("/initiatieven/moestuin/poster/")["Location"] == "/initiatieven/pluktuin/poster/"
    other = make_initiative(garden.platform, title="Moestuin")
    retitle(other, by=ibrahim, title="Moestuin", summary="x")
    retitle(fresh(garden), by=ibrahim, title="Moestuin", summary="Toch weer.")
    assert fresh(garden).slug == "moestuin"
    assert client.get("/initiatieven/pluktuin/")["Location"] == "/initiatieven/moestuin/"
    assert client.get("/initiatieven/moestuin/").status_code == 200
    assert OldAddress.objects.count() == 1


def test_nobody_gets_the_address_of_another(
    client: Client, garden: Initiative, ibrahim: User, fatima: User, here: Platform
) -> None:
    retitle(garden, by=ibrahim, title="Pluktuin", summary="Pluk mee.")
    other = propose(by=fatima, form_key=uuid4(), title="Moestuin", summary="a", story="b", platform=here)
    assert other.slug == "moestuin-2"


@pytest.mark.parametrize(("who", "status"), [("alice", 403), ("driss", 403), ("bob", 200)])
def test_who_may_retitle(client: Client, garden: Initiative, people: dict[str, Any], who: str, status: int) -> None:
    assert sign_in(client, people[who]).get("/initiatieven/moestuin/titel/").status_code == status


# --- Archive ----------------------------------------------------------------------------------------------------------
def test_archived_it_is_read_and_found_but_not_listed(client: Client, here: Platform, carla: User) -> None:
    make_initiative(here, title="Oud feest", slug="oud-feest", status=Status.DONE)
    sign_in(client, carla).post("/initiatieven/oud-feest/archief/", {"weg": "1"})
    client.logout()
    assert client.get("/initiatieven/oud-feest/").status_code == 200
    for address in ("/initiatieven/", f"/platforms/{here.slug}/initiatieven/", f"/platforms/{here.slug}/"):
        assert "Oud feest" not in client.get(address).content.decode(), address
    assert "Oud feest" in client.get("/initiatieven/?archief=on").content.decode()
    assert "Oud feest" in client.get("/initiatieven/?q=feest&archief=on").content.decode()
    sign_in(client, carla).post("/initiatieven/oud-feest/archief/", {"terug": "1"})
    assert "Oud feest" in client.get("/initiatieven/").content.decode()


def test_what_is_under_way_is_not_archived(garden: Initiative, carla: User) -> None:
    with pytest.raises(Refused):
        archive(garden, by=carla)
    with pytest.raises(IntegrityError, match="initiative_archived_when_quiet"), transaction.atomic():
        Initiative.objects.filter(pk=garden.pk).update(archived_at=timezone.now())


def test_what_begins_again_leaves_the_archive(here: Platform, carla: User) -> None:
    done = make_initiative(here, status=Status.DONE)
    archive(done, by=carla)
    done.go_to(Status.SEEKING, by=carla)
    assert fresh(done).archived_at is None


def test_long_over_it_goes_by_itself_but_not_what_was_taken_out(client: Client, here: Platform, carla: User) -> None:
    long_ago = timezone.now() - timedelta(days=400)
    old = make_initiative(here, status=Status.DONE, published_at=long_ago, slug="oud")
    new = make_initiative(here, status=Status.DONE)
    rests = make_initiative(here, status=Status.RESTING, published_at=long_ago)
    call_command("keep_initiatives", stdout=StringIO())
    assert [bool(fresh(one).archived_at) for one in (old, new, rests)] == [True, False, False]
    sign_in(client, carla).post("/initiatieven/oud/archief/", {"terug": "1"})
    call_command("keep_initiatives", stdout=StringIO())
    assert fresh(old).archived_at is None
