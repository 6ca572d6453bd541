"""Plain functions that make things. Each takes what the test cares about and invents the rest."""

import time
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from itertools import count
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django.utils.text import slugify

from budgets.models import BallotForm, CostLine, Request, Round
from budgets.models import Kind as RoundKind
from budgets.models import Status as RequestStatus
from coalitie.activity.models import Subject
from coalitie.lib.files import taken
from coalitie.pages.actions import start_page
from coalitie.pages.models import Document, Page, ShortLink, Value, add_document, shorten
from coalitie.pages.models.document import ENDINGS, FOLDER
from coalitie.people.models import User
from initiatives.models import (
    PUBLIC,
    Activity,
    Answer,
    Body,
    BodyKind,
    ChangeIdea,
    EnergyCheck,
    EnergyRound,
    Initiative,
    Need,
    Participation,
    Question,
    Reply,
    Theme,
    Wait,
    tell_next,
)
from initiatives.models import Role as PartRole
from initiatives.models import Status as InitiativeStatus
from initiatives.models.status import THANKED
from platforms.actions import start
from platforms.models import Area, Level, Membership, Platform, Role, Stage
from platforms.models import Status as MembershipStatus

numbers = count(1)
PDF = b"%PDF-1.4\n%%EOF\n"  # the least that passes for one


def make_user(email: str = "", name: str = "", **fields: Any) -> User:
    """Somebody who signed in before: with a name, and 16 or older. ``sixteen_at=None`` makes a newcomer."""
    number = next(numbers)
    fields.setdefault("sixteen_at", timezone.now())
    return User.objects.create_user(
        email or f"mens{number}@example.org",
        fields.pop("password", None),
        display_name=name or f"Mens {number}",
        **fields,
    )


def make_team_member(email: str = "", name: str = "", **fields: Any) -> User:
    return make_user(email, name, team_since=timezone.now(), **fields)


def sign_in(client: Client, user: User) -> Client:
    """As this person, without a second factor; see sign_in_to_desk for the admin."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def sign_in_to_desk(client: Client, user: User) -> Client:
    """As this person, who showed a second factor a moment ago, so that the admin opens."""
    sign_in(client, user)
    if not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, generate_totp_secret())
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


# --- Pages ------------------------------------------------------------------------------------------------------------
def make_page(slug: str = "", **words: Any) -> Page:
    """A draft in Dutch, written by somebody of the team."""
    slug = slug or f"pagina-{next(numbers)}"
    by = words.pop("by", None) or make_team_member()
    words = {"title": "Een pagina", "summary": "Waar het over gaat.", "body": "Bijna af.", **words}
    return start_page(slug, by=by, **words)


# --- Platforms --------------------------------------------------------------------------------------------------------
def make_platform(name: str = "", *, coordinator: User | None = None, **fields: Any) -> Platform:
    """A buurtplatform that lets everybody in; with ``coordinator`` somebody who runs it."""
    fields.setdefault("stage", Stage.PLATFORM)
    areas, values = fields.pop("areas", []), fields.pop("values", [])
    platform = start(name or f"Platform {next(numbers)}", by=coordinator or make_team_member(), **fields)
    platform.areas.set(areas)
    platform.values.set(values)
    if coordinator is not None:
        make_membership(platform, coordinator, role=Role.COORDINATOR)
    return platform


def make_membership(
    platform: Platform, person: User | None = None, *, status: str = MembershipStatus.MEMBER, **fields: Any
) -> Membership:
    """Somebody at a platform, without mails; whoever becomes coordinator gets a desk."""
    person = person or make_user()
    if status == MembershipStatus.MEMBER:
        fields.setdefault("joined_at", timezone.now())
    if status == MembershipStatus.DECLINED:
        fields.setdefault("reason", "We zijn vol.")
    membership = Membership.objects.create(platform=platform, person=person, status=status, **fields)
    if membership.is_coordinator:
        person.open_desk()
    return membership


def buurt(code: str = "AA01") -> Area:
    """A real one: a migration fills in the city, and a test that empties the database leaves it without."""
    if not Area.objects.exists():
        call_command("load_areas", stdout=StringIO())
    return Area.objects.get(level=Level.BUURT, code=code)


# --- Initiatives ------------------------------------------------------------------------------------------------------
def make_initiative(
    platform: Platform | None = None,
    *,
    author: User | None = None,
    status: str = InitiativeStatus.SEEKING,
    needs: dict[str, int | None] | None = None,
    values: Iterable[Value] = (),
    **fields: Any,
) -> Initiative:
    """One in any state, without mails: ``needs`` is how many by role."""
    number, now = next(numbers), timezone.now()
    title = fields.pop("title", f"Initiatief {number}")
    fields.setdefault("slug", f"{slugify(title)[:80]}-{number}")
    fields.setdefault("summary", "We maken de straat mooier.")
    fields.setdefault("story", "Met elkaar, op zaterdag.")
    fields.setdefault("reason", "Daarom." if status in {"returned", "declined", "resting", "stopped"} else "")
    fields.setdefault("submitted_at", None if status == InitiativeStatus.DRAFT else now)
    fields.setdefault("published_at", now if status in PUBLIC else None)
    if status == InitiativeStatus.TRYING:
        fields.setdefault("try_from", now.date())
        fields.setdefault("try_until", now.date() + timedelta(weeks=6))
    fields.setdefault("staged_at", fields["published_at"])
    fields.setdefault("thanks", "Bedankt, allemaal." if status in THANKED else "")
    initiative = Initiative.objects.create(
        title=title,
        platform=platform or make_platform(),
        author=author or make_user(),
        status=status,
        subject=Subject.objects.create(kind="initiative"),
        **fields,
    )
    initiative.values.set(values)
    Need.objects.bulk_create(
        Need(initiative=initiative, role=role, how_many=many) for role, many in (needs or {}).items()
    )
    return initiative


# --- Agenda -----------------------------------------------------------------------------------------------------------
def make_activity(
    platform: Platform | None = None, *, initiative: Initiative | None = None, days: float = 3, **fields: Any
) -> Activity:
    """Two hours long, so many days from now; below zero it was."""
    number = next(numbers)
    title = fields.pop("title", f"Activiteit {number}")
    platform = platform or (initiative.platform if initiative else make_platform())
    fields.setdefault("slug", f"{slugify(title)[:80]}-{number}")
    fields.setdefault("starts_at", timezone.now() + timedelta(days=days))
    fields.setdefault("ends_at", fields["starts_at"] + timedelta(hours=2))
    fields.setdefault("place", "Buurthuis De Poort")
    subject = Subject.objects.create(kind="activity")
    subject.place_in([platform.subject, *([initiative.subject] if initiative else [])])
    return Activity.objects.create(title=title, platform=platform, initiative=initiative, subject=subject, **fields)


def tell_all() -> None:
    """What the worker does for who comes to what changed or was called off."""
    while tell_next():
        pass


def make_participation(
    initiative: Initiative, person: User | None = None, role: str = PartRole.DOER, **fields: Any
) -> Participation:
    return Participation.objects.create(initiative=initiative, person=person or make_user(), role=role, **fields)


# --- Budgets ----------------------------------------------------------------------------------------------------------
def make_round(*platforms: Platform, phase: str = "ideas", **fields: Any) -> Round:
    """One with a vote of a week that begins in a month, in any phase; ``voting_at`` and the like move its dates."""
    number, now = next(numbers), timezone.now()
    starts = {"ideas": 0, "elaboration": 10, "listed": 20, "voting": 30, "counting": 37, "final": 45, "accounting": 200}
    for name, days in starts.items():
        fields.setdefault(f"{name}_at", now + timedelta(days=days))
    fields.setdefault("kind", RoundKind.VOTE)
    fields.setdefault("ballot_form", BallotForm.APPROVAL)
    fields.setdefault("amount", Decimal("10000.00"))
    fields.setdefault("criteria", "Het is voor de buurt.")
    fields.setdefault("deciders", "De buurt stemt.")
    fields.setdefault("story", "Voor plannen van bewoners.")
    fields.setdefault("reason", "Daarom." if phase == "aborted" else "")
    frozen_at = fields.pop("frozen_at", None)
    made = Round.objects.create(
        title=fields.pop("title", f"Ronde {number}"),
        slug=fields.pop("slug", f"ronde-{number}"),
        phase="elaboration" if frozen_at else phase,
        subject=Subject.objects.create(kind="round"),
        **fields,
    )
    made.platforms.set(platforms or [make_platform()])
    if frozen_at:
        Round.objects.filter(pk=made.pk).update(phase=phase, frozen_at=frozen_at)
        made.refresh_from_db()
    return made


def make_request(
    round_: Round, *, author: User | None = None, costs: Iterable[str] = ("100.00",), **fields: Any
) -> Request:
    """A plan with a line for each of these amounts."""
    number = next(numbers)
    fields.setdefault("status", RequestStatus.SUBMITTED)
    fields.setdefault("submitted_at", timezone.now())
    request = Request.objects.create(
        round=round_,
        title=fields.pop("title", f"Plan {number}"),
        slug=fields.pop("slug", f"plan-{number}"),
        summary="Een bankje erbij.",
        story="Zodat je even kunt zitten.",
        author=author or make_user(),
        subject=Subject.objects.create(kind="request"),
        **fields,
    )
    for place, amount in enumerate(costs):
        CostLine.objects.create(request=request, position=place, what="Hout", amount=Decimal(amount))
    return request


def make_energy(initiative: Initiative, said: dict[str, Any], *, number: int = 1, **fields: Any) -> EnergyRound:
    """A round in which these people gave these answers; ``doers`` is how many new doeners say yes."""
    opened = EnergyRound.objects.create(initiative=initiative, number=number, **fields)
    people = {answer: list(said.get(answer, [])) for answer in Answer.values}
    for _number in range(said.get("doers", 0)):
        people["yes"].append(make_participation(initiative).person)
    EnergyCheck.objects.bulk_create(
        EnergyCheck(round=opened, person=person, answer=answer) for answer, some in people.items() for person in some
    )
    return opened


# --- Questions to bodies ----------------------------------------------------------------------------------------------
def make_body(name: str = "", **fields: Any) -> Body:
    number = next(numbers)
    name = name or f"Instantie {number}"
    fields.setdefault("slug", f"{slugify(name)[:80]}-{number}")
    if fields.get("term_days"):
        fields.setdefault("term_source", "een brief")
    return Body.objects.create(name=name, **{"kind": BodyKind.OTHER, **fields})


def make_question(
    platform: Platform | None = None, *, status: str = "asked", days: int = 10, took: int | None = None, **fields: Any
) -> Question:
    """Asked so many days ago, without mails; ``took`` is after how many days the answer came."""
    number, today = next(numbers), timezone.localdate()
    title = fields.pop("title", f"Vraag {number}")
    body = fields.pop("body", None) or make_body()
    author = fields.pop("author", None) or make_user()
    question = Question.objects.create(
        title=title,
        slug=fields.pop("slug", f"{slugify(title)[:80]}-{number}"),
        text=fields.pop("text", "Wanneer komt het licht terug?"),
        platform=platform or make_platform(),
        body=body,
        author=author,
        status="ready" if status == "ready" else "draft",
        subject=Subject.objects.create(kind="question"),
        **fields,
    )
    if status in ("draft", "ready"):
        return question
    asked = today - timedelta(days=days)
    ended = asked + timedelta(days=took) if took is not None else None
    outcome = {"asked": "waiting", "answered": "answered", "withdrawn": "withdrawn"}[status]
    wait = Wait.objects.create(
        question=question,
        since=asked,
        term_days=body.term,
        ended_on=ended or (None if status == "asked" else today),
        outcome=outcome,
    )
    if status == "answered":
        Reply.objects.create(wait=wait, text="Volgende maand.")
    reason = "Niet meer nodig." if status == "withdrawn" else ""
    Question.objects.filter(pk=question.pk).update(status=status, asked_on=asked, wait=wait, reason=reason)
    question.refresh_from_db()
    return question


# --- Library ----------------------------------------------------------------------------------------------------------
def make_document(title: str = "", *, shown: bool = True, content: bytes = b"", **facts: Any) -> Document:
    """A paper as the team puts it in the library, on the site unless told otherwise."""
    upload = taken(SimpleUploadedFile("x", content or PDF), folder=FOLDER, endings=ENDINGS)
    facts = {"owner": "Stadsdeel Oost", "dated": date(2026, 3, 5), **facts}
    document = add_document(upload, by=None, title=title or f"Document {next(numbers)}", **facts)
    if shown:
        document.publish(by=None)
        document.refresh_from_db()
    return document


def make_short_link(word: str = "", target: str = "/agenda/") -> ShortLink:
    return shorten(by=None, word=word or f"woord-{next(numbers)}", target=target, purpose="Poster")


# --- Ideas for change -------------------------------------------------------------------------------------------------
def make_idea(*, author: User | None = None, **fields: Any) -> ChangeIdea:
    number = next(numbers)
    title = fields.pop("title", f"Idee {number}")
    fields.setdefault("slug", f"{slugify(title)[:80]}-{number}")
    fields.setdefault("theme", Theme.PERMITS)
    fields.setdefault("what", "Elk stadsdeel vraagt een ander formulier.")
    fields.setdefault("better", "Eén formulier voor de hele stad.")
    subject = Subject.objects.create(kind="change_idea")
    return ChangeIdea.objects.create(title=title, author=author or make_user(), subject=subject, **fields)
