"""For somebody's own page: what waits for whom and since when, and what this person began.

All of it comes in one question to the database, however much there is: each kind is a short list of the same columns.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    CharField,
    Count,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from coalitie.lib.dates import day
from coalitie.people.models import User
from initiatives.mine_words import KINDS, counted
from initiatives.models import (
    DOING,
    Activity,
    Case,
    EnergyCheck,
    EnergyRound,
    Handover,
    IdeaStage,
    Initiative,
    Objection,
    Participation,
    Question,
    QuestionStatus,
    Quote,
    Shift,
    ShiftKind,
    Signature,
    SignUp,
    Status,
)
from initiatives.models.case import OF_PLATFORM
from initiatives.models.energy import DO_IT
from initiatives.models.handover import Kind
from platforms.models import Answer as MeetAnswer
from platforms.models import Buddy, Exchange, ExchangeStatus, Membership, PeerReview, Right, Role

MOST = 30
# So long after an activity somebody is still asked how it went.
REPORTED_WITHIN = timedelta(days=30)
# So long before its day a line of the register is asked about, and so long after it a sentence for the value sheet.
REVIEW_NEAR, QUOTES_ASKED = timedelta(days=30), timedelta(days=14)

# The columns of each kind: what its sentence and its address are made of.
COLUMNS = ("w_kind", "w_title", "w_slug", "w_pk", "w_who", "w_number", "w_since", "w_until")
NOBODY, ONE, NONE = Value("", CharField()), Value(1, IntegerField()), Cast(Value(None), DateTimeField())
NO_KEY = Value(0, IntegerField())


@dataclass(frozen=True)
class Waiting:
    """``what`` is a whole sentence, ``button`` what to do about it; ``until`` when it must be answered, if ever."""

    what: str
    button: str
    url: str
    since: datetime | None
    until: datetime | None = None


@dataclass(frozen=True)
class Waits:
    """What somebody is asked, what waits for somebody, what somebody waits for, and what is not handed in yet.

    For a coordinator ``others`` is what waits for those who pull something at the own platforms.
    Oldest first. And the platforms somebody belongs to: their name, and the role there.
    """

    asked: list[Waiting]
    waits: list[Waiting]
    others: list[Waiting]
    awaited: list[Waiting]
    drafts: list[Waiting]
    platforms: list[Waiting]


def all_of(user: User) -> Waits:
    parts = (asked(user), waits(user), others(user), awaited(user), own(user))
    rows = list(together(rows for part in parts for rows in part))
    lists: dict[str, list[Waiting]] = {field.name: [] for field in fields(Waits)}
    for row in rows:
        lists[KINDS[row[0]].of].append(in_words(row))
    return Waits(**{name: some[:MOST] for name, some in lists.items()})


def together(parts: Iterable[QuerySet]) -> QuerySet:
    first, *others = parts
    return first.union(*others, all=True).order_by("w_since", "w_kind", "w_pk")


# --- Each kind --------------------------------------------------------------------------------------------------------
def asked(user: User) -> list[QuerySet]:
    does = user.participations.current().filter(role__in=DO_IT, initiative=OuterRef("pk")).order_by("joined_at")
    latest = EnergyRound.objects.filter(initiative=OuterRef("pk")).order_by("-number")
    said = EnergyCheck.objects.filter(person=user, round=OuterRef("latest"))
    energy = (
        Initiative.objects.published()
        .filter(Exists(does), status__in=[Status.SEEKING, *DOING])
        .alias(latest=Subquery(latest.values("pk")[:1]))
        .filter(~Exists(said))
    )
    since = Coalesce(Subquery(latest.values("opened_at")[:1]), Subquery(does.values("joined_at")[:1]))
    keys = Handover.objects.waiting().filter(person=user, initiative__in=Initiative.objects.visible_to(user))
    meet = user.invitations.of_open().saying(MeetAnswer.ASKED)
    places = SignUp.objects.offered().filter(person=user, answer_by__gt=timezone.now())
    return [
        column("energy", energy, since),
        column("together", keys.filter(kind=Kind.TOGETHER), F("at"), of="initiative__"),
        column("over", keys.filter(kind=Kind.OVER), F("at"), of="initiative__"),
        column("place", places, F("asked_at"), of="activity__", until=F("answer_by")),
        column("meet", meet, F("asked_at"), title=F("introduction__buurt__name"), slug=NOBODY, pk=F("introduction_id")),
    ]


def waits(user: User) -> list[QuerySet]:
    pulls = user.participations.pulling().values("initiative")
    desks = user.memberships.coordinating().values("platform")
    return [*of_puller(user, pulls), falling(pulls, desks), *of_desk(user, pulls, desks)]


def of_puller(user: User, pulls: Any) -> list[QuerySet]:
    over = Activity.objects.published().on().filter(reported_at=None, ends_at__lt=timezone.now())
    over = over.filter(ends_at__gt=timezone.now() - REPORTED_WITHIN)
    look_back = Initiative.objects.at_review().filter(pk__in=pulls)
    return [
        welcomes("welcome", Participation.objects.waiting().filter(initiative__in=pulls)),
        column("review", look_back, Cast("try_until", DateTimeField())),
        column("report", over.filter(Q(author=user) | Q(initiative__in=pulls)), F("ends_at")),
    ]


def welcomes(kind: str, joined: QuerySet) -> QuerySet:
    """One for each initiative: how many wait there, and since when the first."""
    return column(
        kind,
        joined.order_by().values("initiative"),
        Min("joined_at"),
        title=Min("initiative__title"),
        slug=Min("initiative__slug"),
        pk=Min("initiative_id"),
        number=Count("pk"),
    )


def falling(pulls: Any, desks: Any) -> QuerySet:
    """What the last round told; a pause, or other needs since, is an answer to it."""
    latest = EnergyRound.objects.filter(initiative=OuterRef("pk")).order_by("-number").values("told_at")[:1]
    run = Initiative.objects.published().filter(Q(pk__in=pulls) | Q(platform__in=desks), status__in=DOING)
    rows = run.alias(told=Subquery(latest)).filter(told__isnull=False, updated_at__lt=F("told"))
    return column("falls", rows, Subquery(latest))


def of_desk(user: User, pulls: Any, desks: Any) -> list[QuerySet]:
    offers = Handover.objects.waiting().filter(kind=Kind.OFFER, initiative__platform__in=desks).exclude(person=user)
    adrift = Initiative.objects.adrift().filter(platform__in=desks).exclude(pk__in=offers.values("initiative"))
    knocks = Membership.objects.asked().filter(platform__in=desks)
    proposals = Initiative.objects.waiting().filter(platform__in=desks).exclude(author=user)
    cases = Case.objects.open().moderated_by(user).alias(of_platform=OF_PLATFORM).filter(of_platform__in=desks)
    shifts = Shift.objects.answerable_by(user)
    shifts = shifts.filter(Q(platform__in=desks) | Q(into__platform__in=desks) | Q(into__in=pulls))
    moves, merges = (shifts.filter(kind=kind) for kind in (ShiftKind.MOVE, ShiftKind.MERGE))
    rows = [
        column("offer", offers, F("at"), of="initiative__", who=F("person__display_name")),
        column("adrift", adrift, F("carrier_asked_at")),
        column(
            "member",
            knocks,
            F("asked_at"),
            title=F("platform__name"),
            slug=F("platform__slug"),
            who=F("person__display_name"),
        ),
        column("proposal", proposals, F("submitted_at"), who=F("platform__name")),
        column(
            "case",
            cases.order_by().values("closed_at"),
            Min("opened_at"),
            title=NOBODY,
            slug=NOBODY,
            pk=NO_KEY,
            number=Count("pk"),
        ),
        column(
            "buddy",
            Buddy.objects.asked().filter(platform__in=desks),
            F("asked_at"),
            title=F("group__name"),
            slug=F("group__slug"),
            who=F("platform__name"),
        ),
        column("move", moves, F("asked_at"), of="initiative__", who=F("platform__name")),
        column("merge", merges, F("asked_at"), of="initiative__", who=F("into__title")),
    ]
    if user.in_team or user.desk_since is not None:
        again = Objection.objects.open().reviewable_by(user)
        platform = Coalesce("decision__platform__name", "initiative__platform__name")
        rows.append(column("again", again, F("at"), title=platform, slug=NOBODY))
    return [*rows, *questions_to_decide(desks), *of_registers(desks), quotes_to_choose(user, desks)]


def questions_to_decide(desks: Any) -> list[QuerySet]:
    """What can be sent in the name of the own platforms, and what others ask those to sign."""
    ready = Question.objects.filter(platform__in=desks, status=QuestionStatus.READY)
    open_ = Signature.objects.open().filter(platform__in=desks, question__status=QuestionStatus.READY)
    return [
        column("send", ready, F("ready_at"), who=F("body__name")),
        column("sign", open_, F("asked_at"), of="question__", who=F("platform__name")),
    ]


def of_registers(desks: Any) -> list[QuerySet]:
    """What a line of the buurtplatformrecht, the ruilmarkt and a sister ask of the own platforms."""
    near = timezone.localdate() + REVIEW_NEAR
    lines = Right.objects.current().filter(platform__in=desks, review_on__lte=near)
    asked = Exchange.objects.filter(means__platform__in=desks, status=ExchangeStatus.OPEN)
    short = PeerReview.objects.one_yes_short(desks)
    return [
        column(
            "right",
            lines,
            Cast("review_on", DateTimeField()) - Value(REVIEW_NEAR),
            title=F("platform__name"),
            slug=F("platform__slug"),
            who=Cast("review_on", CharField()),
        ),
        column("ruil", asked, F("asked_at"), title=F("means__title"), slug=NOBODY, who=F("platform__name")),
        column("sister", PeerReview.objects.asked_of(desks), F("asked_at"), title=F("asker__name"), slug=NOBODY),
        column("yes", short, Coalesce("first_agreed_at", "second_agreed_at"), title=F("sister_name"), slug=NOBODY),
    ]


def quotes_to_choose(user: User, desks: Any) -> QuerySet:
    """Those of late. What is left lying is not chosen, and that is an answer too."""
    late = timezone.now() - QUOTES_ASKED
    rows = Quote.objects.waiting().filter(initiative__platform__in=desks, said_at__gt=late).exclude(person=user)
    counted = rows.order_by().values("chosen_at")
    return column("quote", counted, Min("said_at"), title=NOBODY, slug=NOBODY, pk=NO_KEY, number=Count("pk"))


def others(user: User) -> list[QuerySet]:
    """As coordinator: what waits for a trekker of the platform."""
    desks = user.memberships.coordinating().values("platform")
    pulls = user.participations.pulling().values("initiative")
    joined = Participation.objects.waiting().filter(initiative__platform__in=desks).exclude(initiative__in=pulls)
    reviews = Initiative.objects.at_review().filter(platform__in=desks).exclude(pk__in=pulls)
    return [
        welcomes("their_welcome", joined),
        column("their_review", reviews, Cast("try_until", DateTimeField())),
    ]


def awaited(user: User) -> list[QuerySet]:
    keys = Handover.objects.waiting().filter(by=user)
    shifts = Shift.objects.open().filter(asked_by=user)
    objections = Objection.objects.open().filter(by=user, initiative__isnull=False)
    handed_in = Initiative.objects.waiting().filter(author=user)
    joined = Participation.objects.waiting().filter(person=user)
    knocked = user.memberships.asked()
    judged = Objection.objects.open().filter(by=user, decision__isnull=False)
    ideas = user.change_ideas.visible_to(user).exclude(stage__in=[IdeaStage.REJECTED, IdeaStage.DONE])
    desks = user.memberships.coordinating().values("platform")
    own = Q(author=user, platform__in=user.memberships.current().values("platform")) | Q(platform__in=desks)
    unanswered = Question.objects.published().waiting().filter(own)
    return [
        column("unanswered", unanswered, Cast("wait__since", DateTimeField()), who=F("body__name")),
        column("idea", ideas, F("staged_at")),
        column("my_key", keys, F("at"), of="initiative__", who=F("person__display_name")),
        column("my_shift", shifts, F("asked_at"), of="initiative__"),
        column("my_objection", objections, F("at"), of="initiative__"),
        column("submitted", handed_in, F("submitted_at"), who=F("platform__name")),
        column("joined", joined, F("joined_at"), of="initiative__"),
        column("knocked", knocked, F("asked_at"), title=F("platform__name"), slug=F("platform__slug")),
        column("my_case", judged, F("at"), title=NOBODY, slug=NOBODY, pk=F("decision_id")),
    ]


def own(user: User) -> list[QuerySet]:
    member = user.memberships.current()
    began = user.initiatives
    return [
        column("draft", began.filter(status=Status.DRAFT), F("updated_at")),
        column(
            "question",
            user.questions.filter(status=QuestionStatus.DRAFT),
            F("created_at"),
            who=F("body__name"),
        ),
        column("returned", began.filter(status=Status.RETURNED), F("updated_at")),
        column("belongs", member, F("joined_at"), title=F("platform__name"), slug=F("platform__slug"), who=F("role")),
    ]


def column(
    kind: str,
    rows: QuerySet,
    since: Any,
    *,
    of: str = "",
    title: Any = None,
    slug: Any = None,
    pk: Any = None,
    who: Any = NOBODY,
    number: Any = ONE,
    until: Any = NONE,
) -> QuerySet:
    """The oldest of one kind. ``of`` is where title and address stand, such as ``initiative__``."""
    named = {
        "w_kind": Value(kind, CharField()),
        "w_title": title or F(f"{of}title"),
        "w_slug": slug or F(f"{of}slug"),
        "w_pk": pk or F("pk"),
        "w_who": who,
        "w_number": number,
        "w_since": since,
        "w_until": until,
    }
    return rows.annotate(**named).order_by("w_since").values_list(*COLUMNS)[:MOST]


def in_words(row: tuple[Any, ...]) -> Waiting:
    kind, title, slug, pk, who, number, since, until = row
    said = KINDS[kind]
    if kind == "right":
        who = day(date.fromisoformat(who))
    words = {"title": title, "who": who or _("Iemand"), "number": number}
    sentence = str(said.what) or counted(kind, number)
    button = str(Role(who).label) if kind == "belongs" else str(said.button)
    return Waiting(sentence % words, button, said.address(slug, pk), since, until)
