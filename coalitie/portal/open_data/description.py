"""The read-only JSON, described for machines: OpenAPI 3.1, made of the dictionary."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from coalitie.portal.open_data.sets import SETS
from coalitie.portal.open_data.shape import LICENCE, LICENCE_ADDRESS, VERSION, Column, DataSet, Kind

TYPES: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"type": ["string", "null"]},
    Kind.NUMBER: {"type": ["number", "null"]},
    Kind.MONEY: {"type": ["number", "null"]},
    Kind.DAY: {"type": ["string", "null"], "format": "date"},
    Kind.MOMENT: {"type": ["string", "null"], "format": "date-time"},
    Kind.YES_NO: {"type": ["boolean", "null"]},
    Kind.LIST: {"type": "array", "items": {"type": "string"}},
    Kind.ADDRESS: {"type": ["string", "null"], "format": "uri"},
}


def openapi() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for one in SETS.values():
        body = {"application/json": {"schema": {"$ref": f"#/components/schemas/{one.name}"}}}
        paths[f"/{one.name}.json"] = {"get": operation(one, "json", body)}
        paths[f"/{one.name}.csv"] = {"get": operation(one, "csv", {"text/csv": {"schema": {"type": "string"}}})}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _("Open data van de buurtplatforms"),
            "version": "1.0.0",
            "description": _("Alles wat op deze site openbaar is, om te lezen. Zonder sleutel, zonder account."),
            "license": {"name": LICENCE, "url": LICENCE_ADDRESS},
        },
        "servers": [{"url": f"{settings.SITE_URL}/open-data/{VERSION}"}],
        "paths": paths,
        "components": {"schemas": {one.name: schema(one) for one in SETS.values()}},
    }


def operation(one: DataSet, ending: str, body: dict[str, Any]) -> dict[str, Any]:
    return {
        "operationId": f"{one.name}_{ending}",
        "summary": str(one.title),
        "description": str(one.says),
        "responses": {"200": {"description": str(one.title), "content": body}},
    }


def schema(one: DataSet) -> dict[str, Any]:
    row = {
        "type": "object",
        "required": [column.name for column in one.columns],
        "additionalProperties": False,
        "properties": {column.name: property_of(column) for column in one.columns},
    }
    return {
        "type": "object",
        "required": ["dataset", "versie", "licentie", "bestand_van", "rijen"],
        "properties": {
            "dataset": {"const": one.name},
            "versie": {"const": VERSION},
            "licentie": {"const": LICENCE},
            "bestand_van": {"type": "string", "format": "date-time"},
            "rijen": {"type": "array", "items": row},
        },
    }


def property_of(column: Column) -> dict[str, Any]:
    said = {**TYPES[column.kind], "description": str(column.says)}
    if column.choices is not None:
        said["enum"] = [*map(str, column.choices.values()), None]
    return said
