"""The files of the demo world as typed rows. A mistake in a file shows here, before anything is written."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from initiatives.models import Need, Status
from initiatives.models import Role as PartRole
from platforms.models import LegalForm, Stage, Welcome

HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Plan:
    """An initiative. ``needs`` reads as in the file: ``doer 3 schuren en oliën``."""

    title: str
    line: str
    story: str
    area: str
    theme: str
    status: Status
    place: str = ""
    reason: str = ""
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
    partners: list[str] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)


def groups() -> list[Group]:
    return [group(row) for path in sorted((HERE / "world").glob("*.toml")) for row in read(path)["platform"]]


def lines() -> dict[str, dict[str, list[str]]]:
    """Theme → role → what people write when they join in."""
    return read(HERE / "lines.toml")


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
