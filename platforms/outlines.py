"""Reads the city's own export of buurten (GeoJSON) and brings the database up to date: all of it, or nothing."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from math import cos, radians
from typing import Any

import shapely
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from shapely.geometry import MultiPolygon, Polygon, shape

from platforms.models import Area, Level, Outline, place_areas

WEST, SOUTH, EAST, NORTH = 4.6, 52.2, 5.2, 52.5  # Amsterdam and Weesp with room around
METRES = 111_320  # one degree of latitude
DETAIL = 15.0  # metres; what a drawing may leave out
MOST_ENDED = 0.05  # a file that ends more of the city than this is more likely half than right


class BadFile(Exception):
    """The file cannot be trusted. Says where, in words for the operator."""


@dataclass(frozen=True)
class Feature:
    code: str
    cbs_code: str
    name: str
    valid_from: date
    ended_at: date | None
    gebied: str  # the city's own number of the gebied; empty in the port
    exact: Polygon | MultiPolygon


@dataclass
class Report:
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)


def read(raw: bytes) -> list[Feature]:
    """The newest version of every buurt in the file."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadFile(f"line {line}: not UTF-8 (byte 0x{raw[error.start]:02x})") from None
    if not text.strip():
        raise BadFile("the file is empty")
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadFile(f"line {error.lineno}, column {error.colno}: broken or half a file ({error.msg})") from None
    except RecursionError:
        raise BadFile("nested deeper than any map") from None
    if not isinstance(content, dict) or not isinstance(content.get("features"), list):
        raise BadFile("this is no GeoJSON FeatureCollection")
    if any(isinstance(link, dict) and link.get("rel") == "next" for link in content.get("_links") or []):
        raise BadFile("this is one page of several; ask for all of them with ?_format=geojson")
    if not content["features"]:
        raise BadFile("the file holds no features")
    newest: dict[str, Feature] = {}
    for number, raw_feature in enumerate(content["features"], 1):
        feature = _feature(raw_feature, number)
        known = newest.get(feature.code)
        if known and known.valid_from == feature.valid_from:
            raise BadFile(f"feature {number}: buurt {feature.code} stands in the file twice")
        if not known or known.valid_from < feature.valid_from:
            newest[feature.code] = feature
    return list(newest.values())


def _feature(raw: Any, number: int) -> Feature:
    where = f"feature {number}"
    if not isinstance(raw, dict) or not isinstance(raw.get("properties"), dict):
        raise BadFile(f"{where}: no properties")
    values = raw["properties"]
    for key in ("code", "naam", "cbsCode", "beginGeldigheid"):
        if not isinstance(values.get(key), str) or not values[key].strip():
            raise BadFile(f"{where}: no {key}")
    where = f"feature {number} ({values['code']!r})"
    if len(values["code"]) != 4 or not values["code"].isalnum() or not values["code"].isascii():
        raise BadFile(f"{where}: this is no code of a buurt; import the export of buurten")
    if len(values["naam"]) > 80 or len(values["cbsCode"]) > 12 or "\x00" in values["naam"] + values["cbsCode"]:
        raise BadFile(f"{where}: its name or CBS code cannot be kept")
    ended = values.get("eindGeldigheid")
    return Feature(
        code=values["code"],
        cbs_code=values["cbsCode"],
        name=values["naam"].strip(),
        valid_from=_day(values["beginGeldigheid"], where),
        ended_at=_day(ended, where) if ended else None,
        gebied=str(values.get("ligtInGgwgebiedId") or ""),
        exact=_polygon(raw.get("geometry"), where),
    )


def _day(value: object, where: str) -> date:
    try:
        return datetime.fromisoformat(str(value)).date()
    except ValueError:
        raise BadFile(f"{where}: {value!r} is no date") from None


def _polygon(raw: Any, where: str) -> Polygon | MultiPolygon:
    try:
        found = shape(raw)
    except Exception:  # whatever nonsense stands there, shapely has an error of its own for it
        raise BadFile(f"{where}: no shape that can be read") from None
    if not isinstance(found, Polygon | MultiPolygon) or found.is_empty or not found.is_valid:
        raise BadFile(f"{where}: not a valid polygon")
    west, south, east, north = found.bounds
    if west < WEST or south < SOUTH or east > EAST or north > NORTH:
        raise BadFile(f"{where}: lies outside Amsterdam; the export has to be in degrees (WGS 84)")
    return found


@transaction.atomic
def store(features: Sequence[Feature], today: date | None = None) -> Report:
    """Makes the buurten in the database equal to these; what the file no longer names has ended today."""
    today = today or timezone.localdate()
    report = Report()
    areas = {area.code: area for area in Area.objects.buurten().select_for_update(of=("self",))}
    shapes = {outline.area_id: outline for outline in Outline.objects.all()}
    drawings = _drawings([feature.exact for feature in features])
    parents = _parents(features, areas)
    for feature, drawing in zip(features, drawings, strict=True):
        area = areas.get(feature.code)
        is_new = area is None
        if area is None:
            area = _new(feature, parents)
        changed = _update(area, feature)
        if is_new or changed:
            area.save()
        redrawn = _draw(area, shapes.get(area.pk), feature.exact, drawing)
        if is_new:
            report.added.append(feature.code)
        elif area.ended_at is not None and "ended_at" in changed:
            report.ended.append(feature.code)
        elif changed or redrawn:
            report.changed.append(feature.code)
    named = {feature.code for feature in features}
    gone = [area for area in areas.values() if area.code not in named and area.ended_at is None]
    if len(gone) > MOST_ENDED * len(areas):
        raise BadFile(f"the file lacks {len(gone)} of {len(areas)} buurten, for instance {gone[0].code}; is it half?")
    for area in gone:
        area.ended_at = today
        area.save(update_fields=["ended_at"])
        report.ended.append(area.code)
    place_areas()
    return report


def _parents(features: Sequence[Feature], areas: dict[str, Area]) -> dict[str, int]:
    """The city's number of a gebied: our key, learnt from the buurten in the file that we know already."""
    return {
        feature.gebied: areas[feature.code].parent_id or 0
        for feature in features
        if feature.gebied and feature.code in areas
    }


def _new(feature: Feature, parents: dict[str, int]) -> Area:
    district = Area.objects.filter(level=Level.STADSDEEL, code=feature.code[:1]).first()
    wijk = Area.objects.filter(level=Level.WIJK, code=feature.code[:2]).first()
    parent = parents.get(feature.gebied) if feature.gebied else district and district.pk
    if wijk is None or not parent:
        raise BadFile(f"buurt {feature.code}: its wijk or gebied is not known here; add them with load_areas first")
    slug = slugify(feature.name)
    if not slug or Area.objects.buurten().filter(slug=slug).exists():
        slug = slugify(f"{feature.name} {feature.code}")
    centre = feature.exact.representative_point()
    return Area(
        level=Level.BUURT,
        code=feature.code,
        slug=slug,
        parent_id=parent,
        wijk=wijk,
        latitude=round(Decimal(centre.y), 4),
        longitude=round(Decimal(centre.x), 4),
    )


def _update(area: Area, feature: Feature) -> list[str]:
    """What the file says about a buurt. The address stays: links to it are out in the world."""
    changed = []
    for name in ("name", "cbs_code", "valid_from", "ended_at"):
        if getattr(area, name) != getattr(feature, name):
            setattr(area, name, getattr(feature, name))
            changed.append(name)
    return changed


def _draw(area: Area, known: Outline | None, exact: Polygon | MultiPolygon, drawing: list[Any]) -> bool:
    wkb = shapely.to_wkb(exact)
    if known is not None and bytes(known.exact) == wkb and known.drawing == drawing:
        return False
    west, south, east, north = exact.bounds
    Outline(area=area, exact=wkb, drawing=drawing, west=west, south=south, east=east, north=north).save()
    return True


def _drawings(shapes: Sequence[Polygon | MultiPolygon]) -> list[list[Any]]:
    """Simplified together, so that neighbours keep one border between them."""
    across = METRES * cos(radians(52.36))

    def to_metres(points: Any) -> Any:
        return points * [across, METRES]

    plain = shapely.coverage_simplify(shapely.transform(list(shapes), to_metres), DETAIL)
    return [
        [[[round(x / across, 5), round(y / METRES, 5)] for x, y in ring.coords] for ring in _rings(simple)]
        for simple in plain
    ]


def _rings(found: Polygon | MultiPolygon) -> Iterable[Any]:
    for part in found.geoms if isinstance(found, MultiPolygon) else [found]:
        yield part.exterior
        yield from part.interiors
