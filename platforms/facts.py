"""The facts this project ships about Amsterdam's areas, and how they reach the database.

``data/areas.csv``: codes, names, hierarchy, who is inhabited, centre points (classification of 2022 with Weesp).
``data/dots.csv``: where ``lay_out_areas`` put them, in whole units of a map on which a dot has a radius of 10: every
buurt on the wide and on the narrow map, and where the names of the stadsdelen fit between them.
``data/pc4.csv``: four-digit postcode to the buurten it may mean. An indication: to offer, never to place by itself.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from platforms.layout import NARROW, WIDE, Place, label, lay_out

DATA = Path(__file__).parent / "data"
WIDE_LABEL, NARROW_LABEL = 17, 38  # the size of a name in map units
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


def dots() -> list[tuple[str, str, int, int]]:
    """The rows of dots.csv: map, code, x, y."""
    names = {row["code"]: row["name"] for row in rows("areas") if row["level"] == "stadsdeel"}
    found = []
    for name, shape, size in (("wide", WIDE, WIDE_LABEL), ("narrow", NARROW, NARROW_LABEL)):
        positions = lay_out(places(), shape)
        found += [(name, at.code, round(at.x), round(at.y)) for at in positions]
        found += [(f"{name} name", at.code, round(at.x), round(at.y)) for at in label(positions, names, size)]
    return sorted(found)


def load(area_model: Any) -> Loaded:
    """Makes the areas in the database equal to the files. A migration passes the model as it was then."""
    dot = {row["code"]: (Decimal(row["x"]), Decimal(row["y"])) for row in rows("dots") if row["map"] == "wide"}
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
