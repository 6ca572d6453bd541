"""The facts this project ships about Amsterdam's areas, and how they reach the database.

``data/areas.csv``: codes, names, hierarchy, who is inhabited, centre points (classification of 2022 with Weesp).
``data/dots.csv``: where ``lay_out_areas`` put them. For a buurt: its dot on the wide map. For a gebied (and for the
port, which has none): the middle of its cluster on the narrow map; its dots keep their places around that middle.
``data/pc4.csv``: four-digit postcode to the buurten it may mean. An indication: to offer, never to place by itself.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from platforms.layout import NARROW, Place, Position, lay_out

DATA = Path(__file__).parent / "data"
LEVELS = ("stadsdeel", "gebied", "wijk", "buurt")
# What the file decides about an area; outlines and validity come from import_areas and stay as they are.
FIELDS = (
    "cbs_code",
    "name",
    "slug",
    "parent_id",
    "wijk_id",
    "inhabited",
    "latitude",
    "longitude",
    "dot_x",
    "dot_y",
)


@dataclass
class Loaded:
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


def rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def places() -> list[Place]:
    return [
        Place(
            code=row["code"],
            group=row["parent"],
            district=row["code"][0],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            inhabited=row["inhabited"] == "1",
        )
        for row in rows("areas")
        if row["level"] == "buurt"
    ]


def dots() -> list[tuple[str, float, float]]:
    """The rows of dots.csv: every buurt on the wide map, then every group on the narrow one."""
    wide = sorted(lay_out(places()), key=lambda position: position.code)
    groups: dict[str, list[Position]] = defaultdict(list)
    for position in lay_out(places(), NARROW):
        groups[position.group].append(position)
    middles = [(code, *middle((dot.x, dot.y) for dot in group)) for code, group in sorted(groups.items())]
    return [(position.code, round(position.x, 1), round(position.y, 1)) for position in wide] + middles


def middle(points: Iterable[tuple[float, float]]) -> tuple[float, float]:
    listed = list(points)
    return round(sum(x for x, _ in listed) / len(listed), 1), round(sum(y for _, y in listed) / len(listed), 1)


def load(area_model: Any) -> Loaded:
    """Makes the areas in the database equal to the files. A migration passes the model as it was then."""
    dot = {row["code"]: (Decimal(row["x"]), Decimal(row["y"])) for row in rows("dots")}
    known = {(area.level, area.code): area for area in area_model.objects.all()}
    loaded = Loaded()
    for level in LEVELS:  # parents before children
        new, changed = [], []
        for row in rows("areas"):
            if row["level"] != level:
                continue
            facts = _facts(row, dot.get(row["code"], (None, None)), known)
            area = known.get((level, row["code"]))
            if area is None:
                since = date.fromisoformat(row["valid_from"]) if row["valid_from"] else None
                area = area_model(level=level, code=row["code"], valid_from=since, **facts)
                known[level, row["code"]] = area
                new.append(area)
            elif any(getattr(area, name) != value for name, value in facts.items()):
                for name, value in facts.items():
                    setattr(area, name, value)
                changed.append(area)
        area_model.objects.bulk_create(new)
        area_model.objects.bulk_update(changed, FIELDS)
        loaded.added += [area.code for area in new]
        loaded.changed += [area.code for area in changed]
    return loaded


def _facts(
    row: dict[str, str], dot: tuple[Decimal | None, Decimal | None], known: dict[tuple[str, str], Any]
) -> dict[str, Any]:
    parent = known.get(("gebied", row["parent"])) or known.get(("stadsdeel", row["parent"]))
    wijk = known.get(("wijk", row["wijk"]))
    return {
        "cbs_code": row["cbs_code"],
        "name": row["name"],
        "slug": slugify(row["name"]),
        "parent_id": parent.pk if parent else None,
        "wijk_id": wijk.pk if wijk else None,
        "inhabited": row["inhabited"] == "1",
        "latitude": Decimal(row["latitude"]),
        "longitude": Decimal(row["longitude"]),
        "dot_x": dot[0],
        "dot_y": dot[1],
    }
