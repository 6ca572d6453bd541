"""The demo world: whole, the same as the site would have made it, and made once."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, Max, Min, Model
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings

from budgets.actions.count import needs_lot
from budgets.models import Kind, Phase, Round, Sheet
from coalitie.activity.models import Edition, Event, Mail, Notice, Subscription
from coalitie.pages.models import Page, State
from coalitie.people.models import User
from coalitie.portal.demo import people_to_sign_in_as, sign_in
from coalitie.portal.demo.drawing import DRAWINGS
from coalitie.portal.demo.rounds import pots
from coalitie.portal.demo.seed import seed
from coalitie.portal.demo.world import dates, groups, lines, outcomes, talk, threads, told
from initiatives.models import (
    OFFERED,
    Activity,
    Case,
    ChangeIdea,
    Comment,
    Correction,
    Decision,
    EnergyRound,
    Handover,
    IdeaStage,
    Initiative,
    Objection,
    OldAddress,
    Participation,
    Photo,
    Question,
    QuestionStatus,
    Quote,
    Recognition,
    Result,
    Shift,
    Signature,
    SignUp,
    Status,
    Update,
    Wait,
    take_part,
)
from platforms.models import (
    Buddy,
    Exchange,
    Interest,
    Introduction,
    Membership,
    PeerReview,
    Platform,
    Right,
    Stage,
    StepDone,
    join,
)
from platforms.models import Status as MemberStatus

# Enough of the world to meet every stage and every status; the rest differs in words only.
CAST = {
    "Banne Onder de Boom",
    "De Bellamy Draad",
    "De Kolenkit Kookt Over",
    "Het Dapper Verbond",
    "IJburg Waait Uit",
    "Jordaan Ritselt",
    "Sloten Zoekt",
    "Van der Pek en Verder",
    "Zwerm Balboa",
}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Made once for all tests of this file, in a transaction that is undone afterwards."""
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        seed([group for group in groups() if group.name in CAST])
        yield
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def seeded(world: None, db: None) -> None:
    """The world, and a savepoint of this test in it."""


@pytest.mark.usefixtures("seeded")
class TestWorld:
    def test_every_stage_and_status_occurs(self) -> None:
        assert set(Platform.objects.values_list("stage", flat=True)) == set(Stage.values)
        assert set(Initiative.objects.values_list("status", flat=True)) == set(Status.values)
        assert set(Membership.objects.values_list("status", flat=True)) == set(MemberStatus.values)
        assert {page.state for page in Page.objects.all()} == set(State)
        assert User.objects.count() == 407

    def test_all_that_happened_lies_in_the_past_and_in_order(self) -> None:
        span = Event.objects.aggregate(first=Min("at"), last=Max("at"))
        assert (timezone.now() - span["first"]).days > 300
        assert span["last"] < timezone.now()
        for initiative in Initiative.objects.exclude(published_at=None):
            assert initiative.submitted_at is not None
            assert initiative.published_at is not None
            assert initiative.created_at < initiative.submitted_at <= initiative.published_at
            assert initiative.published_at <= initiative.updated_at < timezone.now()
            assert initiative.platform.created_at < initiative.created_at

    def test_the_pond_is_alive(self) -> None:
        """Too few who wish it, some who are being asked, a group that met, and one with a buddy."""
        wishes = Interest.objects.values("buurt").annotate(n=Count("pk"))
        assert 3 in {row["n"] for row in wishes}
        assert Introduction.objects.open().count() == 1
        assert Membership.objects.current().filter(platform__introduction__isnull=False).count() == 3
        assert Buddy.objects.accepted().exists()
        assert StepDone.objects.count() > 3

    def test_every_platform_has_who_answers(self) -> None:
        for platform in Platform.objects.all():
            assert platform.memberships.coordinating().exists()

    def test_the_registers_hold_every_standing_and_every_way_a_ruil_goes(self) -> None:
        assert set(Right.objects.values_list("state", flat=True)) == {"proposed", "current", "replaced"}
        assert {"asked", "pilot", "agreements", "none"} <= set(Right.objects.values_list("standing", flat=True))
        assert {"open", "agreed", "done"} <= set(Exchange.objects.values_list("status", flat=True))
        assert set(PeerReview.objects.values_list("status", flat=True)) == {"asked", "writing"}

    def test_questions_and_ideas_came_as_far_as_they_can(self) -> None:
        assert set(Question.objects.values_list("status", flat=True)) == set(QuestionStatus.values)
        assert {"yes", "no", "open"} <= set(Signature.objects.values_list("status", flat=True))
        assert Wait.objects.filter(number=2).exists()
        assert Correction.objects.exists()
        assert set(ChangeIdea.objects.values_list("stage", flat=True)) == set(IdeaStage.values)
        assert ChangeIdea.objects.exclude(merged_into=None).exists()
        assert Recognition.objects.count() > 3

    def test_each_round_came_as_far_as_the_file_says(self) -> None:
        assert {pot.phase for pot in pots()} == set(Phase)
        assert {pot.kind for pot in pots()} == set(Kind)
        played = {pot.title: pot.phase for pot in pots() if pot.platform in CAST}
        assert dict(Round.objects.values_list("title", "phase")) == played

    def test_books_boxes_and_counts_prove_themselves(self) -> None:
        call_command("check_ledger", stdout=StringIO())
        for round_ in Round.objects.filter(ballots__isnull=False).distinct():
            call_command("check_box", round_.slug, stdout=StringIO())
        for round_ in Round.objects.filter(counts__isnull=False).distinct():
            call_command("recount", round_.slug, stdout=StringIO())
        tie = Round.objects.get(phase=Phase.COUNTING)
        assert len(needs_lot(tie)) == 2

    def test_the_value_sheet_is_full_and_proves_itself(self) -> None:
        call_command("recount_figures", stdout=StringIO())
        told = Sheet.objects.of().get(year=None).all_told()
        names = ("people", "visits", "results", "hours_given", "spent", "asked", "value_zorg")
        assert all(told[name] for name in names)
        assert Sheet.objects.exclude(withheld=[]).exists()
        assert Quote.objects.published().exists()

    def test_nobody_is_mailed_about_a_past_that_never_was(self) -> None:
        """But for the last days of those one can sign in as: that is in their post already, and leaves no more."""
        mails = Mail.objects.all()
        assert {mail.to for mail in mails} <= {person.email for person in sign_in.PEOPLE}
        assert not mails.filter(sent_at=None).exists()
        assert mails.filter(bulk=True).exists(), "a digest is among them"
        assert Edition.objects.count() == 2

    def test_it_is_alive(self) -> None:
        """Each thing that the site knows happens somewhere, and the open ends are open."""
        assert EnergyRound.objects.filter(told_at__isnull=False).exists()
        assert Handover.objects.waiting().count() == 2
        assert Update.objects.count() > 8
        assert {photo.alt[:10] for photo in Photo.objects.all()} == {"Tekening v"}
        assert Result.objects.count() == Initiative.objects.filter(status=Status.DONE).count() > 3
        assert Shift.objects.open().count() == 1
        assert OldAddress.objects.exists()
        assert Comment.objects.filter(parent__isnull=False).count() > 30
        assert Comment.objects.filter(deleted_at__isnull=False).count() == 1
        assert Comment.objects.filter(held_at__isnull=False).count() == 2
        assert Case.objects.open().count() == 4
        assert Case.objects.filter(pressing_at__isnull=False).count() == 1
        assert {row.outcome for row in Objection.objects.all()} == {"open"}
        assert set(Decision.objects.values_list("kind", flat=True)) == {"hide", "warn", "fine"}
        assert Notice.objects.unread().exists()
        assert Notice.objects.filter(read_at__isnull=False).exists()

    def test_the_agenda_goes_on(self) -> None:
        coming = Activity.objects.published().upcoming()
        assert coming.on().count() > 12
        assert coming.filter(cancelled_at__isnull=False).exists()
        moved = [
            one for one in coming.filter(series__isnull=False) if timezone.localdate(one.starts_at) != one.series_date
        ]
        assert len(moved) == 1
        assert Activity.objects.filter(reported_at__isnull=False).count() > 1
        assert SignUp.objects.waiting().count() > 3
        offer = SignUp.objects.offered().get()
        assert offer.person.email == sign_in.PULLER.email
        assert offer.answer_by
        assert offer.answer_by > timezone.now()

    def test_who_takes_part_follows(self) -> None:
        parts = Participation.objects.current().values_list("person", "initiative__subject")
        members = Membership.objects.current().values_list("person", "platform__subject")
        following = set(Subscription.objects.values_list("person", "subject"))
        assert {*parts, *members} <= following

    def test_everybody_is_plainly_invented(self) -> None:
        assert not User.objects.exclude(email__endswith="@demo.example").exists()
        assert not User.objects.values("display_name").annotate(n=Count("pk")).filter(n__gt=1)

    def test_the_crowd_is_what_the_verbs_would_have_made(self) -> None:
        """The armfuls of the seeder, beside one row made by the verb: the same fields filled, the same event."""
        fenna = User.objects.get(email=sign_in.RESIDENT.email)
        member = join(Platform.objects.get(slug="het-dapper-verbond"), by=fenna)
        part = take_part(Initiative.objects.open()[0], by=fenna, role="doer", line="Ik help.")
        members = Membership.objects.current().filter(role="member", platform__welcome="open")
        parts = Participation.objects.current().filter(role__in=OFFERED)
        assert min(members.count(), parts.count()) > 50
        assert {frozenset(filled(row)) for row in members} == {frozenset(filled(member))}
        assert {frozenset(filled(row)) for row in parts.filter(answered_at=None)} == {frozenset(filled(part))}
        for verb in ("membership_joined", "participation_joined"):
            event = Event.objects.filter(by=fenna, verb=verb).latest("pk")
            for other in Event.objects.filter(verb=verb):
                assert other.data.keys() == event.data.keys()
                assert other.reach == event.reach

    def test_a_second_time_adds_nothing(self) -> None:
        def counted() -> list[int]:
            return [
                model._default_manager.count()
                for model in (User, Event, Platform, Initiative, Participation, Membership)
            ]

        before, out = counted(), StringIO()
        call_command("seed_demo", stdout=out)
        assert "were there already" in out.getvalue()
        assert counted() == before

    @pytest.mark.parametrize("person", sign_in.PEOPLE)
    def test_each_of_the_five_gets_in(self, client: Client, person: sign_in.DemoPerson) -> None:
        Mail.objects.all().delete()
        client.post("/aanmelden/", {"email": person.email})
        mail = Mail.objects.get(to__contains=person.email)
        code = "".join(sign for sign in mail.text.split("code")[1] if sign.isdigit())[:8]
        response = client.post("/aanmelden/code/", {"code": code}, follow=True)
        if person.secret:
            assert response.redirect_chain[-1][0].startswith("/aanmelden/tweede-stap/")
            client.post("/aanmelden/tweede-stap/", {"code": person.second_step})
            assert client.get("/beheer/").status_code == 200
        else:
            assert client.get("/beheer/").status_code == 404
        assert client.get("/mijn/").status_code == 200


def filled(row: Model) -> set[str]:
    return {field.name for field in row._meta.concrete_fields if field.value_from_object(row) is not None}


def test_it_stays_away_from_a_real_site(settings: Settings, db: None) -> None:
    settings.PRODUCTION = True
    before = User.objects.count()
    with pytest.raises(CommandError, match="not on a real site"):
        call_command("seed_demo")
    assert User.objects.count() == before


def test_the_files_hold_a_whole_city() -> None:
    plans = [plan for group in groups() for plan in group.plans]
    assert len(groups()) == 26
    assert len(plans) == 122
    assert {code[0] for group in groups() for code in group.areas} == set("AEFKMNTS"), "seven stadsdelen and Weesp"
    assert all(plan.area in group.areas for group in groups() for plan in group.plans)
    assert all(plan.asks() is not None and plan.theme in lines() for plan in plans)
    assert all(lines()[theme][role] for theme in lines() for role in OFFERED)
    assert talk().keys() == lines().keys()
    titles, names = {plan.title for plan in plans}, {group.name for group in groups()}
    assert {one.of for one in told()} | {one.of for one in threads()} <= titles
    assert {one.of for one in dates()} <= titles | names
    assert outcomes().keys() == {plan.title for plan in plans if plan.status == Status.DONE}
    drawn = {one.picture for one in told()} | {one.picture for one in groups()}
    assert drawn | {one.picture for one in outcomes().values()} <= {*DRAWINGS, ""}
    assert len({plan.title for plan in plans}) == len(plans)


def test_the_console_names_the_five() -> None:
    said = "\n".join(people_to_sign_in_as())
    assert all(person.email in said for person in sign_in.PEOPLE)


def test_there_is_no_demo_page_outside_the_demo(client: Client, db: None) -> None:
    assert client.get("/demo/").status_code == 404
