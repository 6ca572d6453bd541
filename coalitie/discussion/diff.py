"""What changed between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

WORDS = re.compile(r"\S+|\s+")
# Comparing costs the product of both lengths at worst; beyond this the texts stand below each other.
MOST_WORDS = 2000


@dataclass(frozen=True)
class Part:
    kind: Literal["same", "added", "gone"]
    text: str


def changes(before: str, after: str) -> list[Part]:
    """The parts in reading order: what stayed, what went, what came."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return [Part("gone", before), Part("added", after)]
    parts: list[Part] = []
    for what, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            parts.append(Part("same", "".join(old[old_from:old_to])))
            continue
        gone, added = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        parts += [Part("gone", gone)] if gone else []
        parts += [Part("added", added)] if added else []
    return parts
