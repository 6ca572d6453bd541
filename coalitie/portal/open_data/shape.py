"""What a set of open data is: its columns, in the words of the dictionary, and its rows, read as a stream.

Page, files and the description for machines are all made of this, so they cannot say different things.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coalitie.lib.spreadsheet import harmless, line

VERSION = "v1"
LICENCE, LICENCE_ADDRESS = "CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"
AT_ONCE = 2000
IN_A_PIECE = 200


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DAY = "day"
    MOMENT = "moment"
    YES_NO = "yes_no"
    LIST = "list"
    ADDRESS = "address"

    @property
    def word(self) -> Promise:
        return WORDS[self]


WORDS = {
    Kind.TEXT: _("tekst"),
    Kind.NUMBER: _("getal"),
    Kind.MONEY: _("bedrag in euro’s"),
    Kind.DAY: _("datum"),
    Kind.MOMENT: _("datum en tijd"),
    Kind.YES_NO: _("ja of nee"),
    Kind.LIST: _("lijst, in CSV met | ertussen"),
    Kind.ADDRESS: _("webadres"),
}


@dataclass(frozen=True)
class Column:
    name: str
    says: Promise
    source: Any = None
    """A path or an expression for the database. An address is filled in: ``("/platforms/{}/", "slug")``."""
    kind: Kind = Kind.TEXT
    choices: Mapping[Any, Any] | None = None
    """Codes of ours, and what stands in the file."""
    of: str = ""
    """The column before it that this one is told from; ``told`` makes it of that, and the database is asked nothing."""
    told: Callable[[Any], Any] | None = None

    @property
    def sources(self) -> tuple[Any, ...]:
        if self.of:
            return ()
        return self.source[1:] if self.kind == Kind.ADDRESS else (self.source,)

    def value(self, found: tuple[Any, ...]) -> Any:
        """As JSON has it."""
        if self.kind == Kind.ADDRESS:
            return None if None in found else settings.SITE_URL + self.source[0].format(*found)
        (value,) = found
        if self.choices is not None:
            return str(self.choices[value]) if value in self.choices else None
        if isinstance(value, datetime):
            return timezone.localtime(value).isoformat(timespec="seconds")
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Decimal):
            return float(value)
        return value


@dataclass(frozen=True)
class DataSet:
    name: str
    title: Promise
    says: Promise
    columns: tuple[Column, ...]
    rows: Callable[[], Any]
    """A queryset that was asked for what a visitor may see."""
    spread: Callable[[Iterator[tuple[Any, ...]]], Iterator[tuple[Any, ...]]] | None = None
    """Makes several rows of one that was read: of these paths, as no column has a source then."""
    reads: tuple[str, ...] = ()
    keeps: bool = True
    """Whether others may keep the file for an hour. Not what somebody can take back at any moment."""

    def read(self) -> Iterator[list[Any]]:
        """One moment, a few thousand rows in memory at a time: a cursor in the database, within a transaction."""
        every = self.reads or [each for column in self.columns for each in column.sources]
        asked = {f"c{at}": F(each) if isinstance(each, str) else each for at, each in enumerate(every)}
        with transaction.atomic():
            found = self.rows().order_by("pk").annotate(**asked).values_list(*asked).iterator(AT_ONCE)
            for row in self.spread(found) if self.spread is not None else found:
                yield self.filled(row)

    def filled(self, row: tuple[Any, ...]) -> list[Any]:
        cells: dict[str, Any] = {}
        at = 0
        for column in self.columns:
            size = len(column.sources)
            found = row[at : at + size]
            cells[column.name] = column.told(cells[column.of]) if column.told else column.value(found)
            at += size
        return list(cells.values())

    # --- Written ------------------------------------------------------------------------------------------------------
    def as_csv(self) -> Iterator[str]:
        yield "\ufeff" + line(column.name for column in self.columns)
        yield from pieces(line(cell(value) for value in row) for row in self.read())

    def as_json(self) -> Iterator[str]:
        about = {"dataset": self.name, "versie": VERSION, "licentie": LICENCE, "bestand_van": now()}
        yield json.dumps(about, ensure_ascii=False)[:-1] + ', "rijen": [\n'
        yield from pieces(self.objects())
        yield "\n]}\n"

    def objects(self) -> Iterator[str]:
        names = [column.name for column in self.columns]
        for number, row in enumerate(self.read()):
            comma = ",\n" if number else ""
            yield comma + json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False)


def now() -> str:
    return timezone.localtime().isoformat(timespec="seconds")


def pieces(lines: Iterator[str]) -> Iterator[str]:
    """A piece for every so many lines: each goes through every middleware by itself."""
    waiting: list[str] = []
    for each in lines:
        waiting.append(each)
        if len(waiting) == IN_A_PIECE:
            yield "".join(waiting)
            waiting.clear()
    yield "".join(waiting)


def cell(value: Any) -> str:
    """Only text can be taken for a formula; a number below zero stays a number."""
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nee"
        case list():
            return harmless("|".join(map(str, value)))
        case str():
            return harmless(value)
    return str(value)
