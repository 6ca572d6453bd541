"""The files of the demo world as typed rows. A mistake in a file shows here, before anything is written."""

import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from initiatives.models import Counting, Need, Status, StepFree
from initiatives.models import Role as PartRole
from platforms.models import LegalForm, Stage, Welcome

HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Plan:
    """An initiative. ``needs`` reads as in the file: ``doer 3 schuren en oliën``.

    ``question`` is what who joins is asked; ``copied_from`` and ``into`` are titles of others; it ``tires`` when the
    energy of who does it is falling.
    """

    title: str
    line: str
    story: str
    area: str
    theme: str
    status: Status
    place: str = ""
    reason: str = ""
    question: str = ""
    copied_from: str = ""
    into: str = ""
    tires: bool = False
    archived: bool = False
    values: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)

    def asks(self) -> list[Need]:
        return [ask(text) for text in self.needs]


@dataclass(frozen=True, kw_only=True)
class Group:
    """A platform, with what its people are up to."""

    name: str
    own_area_name: str
    stage: Stage
    legal_form: LegalForm
    years: int
    areas: list[str]
    values: list[str]
    line: str
    story: str
    contact_place: str = ""
    contact_hours: str = ""
    contact_phone: str = ""
    welcome: Welcome = Welcome.OPEN
    welcome_question: str = ""
    holds_first: bool = False
    picture: str = ""
    picture_alt: str = ""
    links: dict[str, str] = field(default_factory=dict)
    partners: list[str] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Told:
    """How it went, so many days ago: an update, with a drawing and what it depicts."""

    of: str
    days: float
    title: str
    text: str
    picture: str = ""
    alt: str = ""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of an initiative."""

    of: str
    achieved: str
    learned: str = ""
    people: int | None = None
    hours: int | None = None
    cost: Decimal | None = None
    counting: Counting = Counting.ESTIMATED
    picture: str = ""
    alt: str = ""


@dataclass(frozen=True, kw_only=True)
class Thread:
    """Something said about an initiative, so many days ago, and what was said back."""

    of: str
    days: float
    text: str
    replies: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Date:
    """Something in the agenda of a platform or an initiative, named by ``of``.

    ``on`` is a weekday: the first one at least ``after`` days from now, or before now when that is negative. A
    ``pattern`` makes a series of ``count``. ``coming`` people sign up, ``waiting`` more find it full.
    """

    of: str
    title: str
    story: str
    on: str
    after: int
    at: str
    hours: float
    place: str = ""
    step_free: StepFree = StepFree.UNKNOWN
    languages: str = ""
    childcare: bool = False
    places: int | None = None
    coming: int = 0
    waiting: int = 0
    pattern: str = ""
    count: int | None = None
    cancelled: str = ""
    came: int | None = None
    new_faces: int | None = None
    stayed_away: int | None = None


def groups() -> list[Group]:
    return [group(row) for path in sorted((HERE / "world").glob("*.toml")) for row in read(path)["platform"]]


def lines() -> dict[str, dict[str, list[str]]]:
    """Theme → role → what people write when they join in."""
    return read(HERE / "lines.toml")


def talk() -> dict[str, dict[str, list[str]]]:
    """Theme → what people say, and what others say back."""
    return read(HERE / "talk.toml")["said"]


def threads() -> list[Thread]:
    return [Thread(**row) for row in read(HERE / "talk.toml")["thread"]]


def told() -> list[Told]:
    return [Told(**{**row, "text": row["text"].strip()}) for row in read(HERE / "told.toml")["update"]]


def outcomes() -> dict[str, Outcome]:
    """By the title of the initiative."""
    return {row["of"]: outcome(row) for row in read(HERE / "told.toml")["result"]}


def outcome(row: dict[str, Any]) -> Outcome:
    kinds: dict[str, Any] = {"counting": Counting(row.get("counting", Counting.ESTIMATED))}
    if "cost" in row:
        kinds["cost"] = Decimal(str(row["cost"]))
    return Outcome(**{**row, **kinds})


def dates() -> list[Date]:
    return [date(row) for row in read(HERE / "agenda.toml")["date"]]


def date(row: dict[str, Any]) -> Date:
    return Date(**{**row, "step_free": StepFree(row.get("step_free", StepFree.UNKNOWN))})


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def group(row: dict[str, Any]) -> Group:
    plans = [plan(one) for one in row.pop("initiative", [])]
    kinds = {"stage": Stage(row["stage"]), "legal_form": LegalForm(row["legal_form"])}
    if "welcome" in row:
        kinds["welcome"] = Welcome(row["welcome"])
    return Group(**{**row, **kinds, "story": row["story"].strip(), "plans": plans})


def plan(row: dict[str, Any]) -> Plan:
    return Plan(**{**row, "status": Status(row["status"]), "story": row["story"].strip()})


def ask(text: str) -> Need:
    role, _, rest = text.partition(" ")
    number, _, what_for = rest.partition(" ")
    if not number.isdigit():
        number, what_for = "", rest
    return Need(role=PartRole(role), how_many=int(number) if number else None, what_for=what_for)
