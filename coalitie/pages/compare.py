"""What changed between two versions of a page: paragraph by paragraph, and word by word inside those that changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coalitie.discussion.diff import Part, changes

# Comparing costs the product of both lengths at worst; beyond this the texts stand below each other.
MOST_LINES = 4000


class Words(Protocol):
    title: str
    summary: str
    body: str


@dataclass(frozen=True)
class Block:
    """One or more lines. ``parts`` of what stayed is the text as it is."""

    kind: Literal["same", "changed"]
    parts: list[Part]


@dataclass(frozen=True)
class Difference:
    """One field in which two versions differ."""

    label: str | Promise
    blocks: list[Block]


def differences(before: Words, after: Words) -> list[Difference]:
    """The fields that differ, in the order of the form. Empty when both say the same."""
    pairs = [
        (_("Titel"), before.title, after.title),
        (_("Samenvatting"), before.summary, after.summary),
        (_("Tekst"), before.body, after.body),
    ]
    return [Difference(label, list(blocks(old, new))) for label, old, new in pairs if old != new]


def blocks(before: str, after: str) -> Iterator[Block]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if max(len(old), len(new)) > MOST_LINES:
        yield Block("changed", [Part("gone", before), Part("added", after)])
        return
    for what, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new).get_opcodes():
        gone, added = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        if what == "equal":
            yield Block("same", [Part("same", added)])
        else:
            yield Block("changed", changes(gone, added))
