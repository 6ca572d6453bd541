"""How easily a text reads: sentences that go on and words that are long. A hint for who writes, never a verdict."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coalitie.pages.markdown import CARD

LONG_SENTENCE = 20  # words; beyond this a reader starts over
LONG_WORD = 15  # letters
MOST_SHOWN = 5

ADDRESSES = re.compile(r"\]\([^)\s]{0,500}\)|https?://\S{1,500}")
SIGNS = re.compile(r"[*_`>\[\]|<]")
ITEM = re.compile(r"(?:[-+*]|\d{1,9}[.)]) +")
ENDS = re.compile(r"(?<=[.!?…:;])[\"'”’)]{0,3} +")
WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")


@dataclass(frozen=True)
class Reading:
    words: int
    sentences: int
    long_sentences: tuple[str, ...]
    long_words: tuple[str, ...]

    @property
    def average(self) -> int:
        """Words in a sentence."""
        return round(self.words / self.sentences) if self.sentences else 0

    @property
    def minutes(self) -> int:
        """How long it takes to read, at a calm pace."""
        return max(1, round(self.words / 180))

    @property
    def is_easy(self) -> bool:
        return not self.long_sentences and not self.long_words


def read(markdown: str) -> Reading:
    words, sentences = 0, 0
    long_sentences: list[str] = []
    long_words: dict[str, None] = {}
    for sentence in spoken(markdown):
        found = WORD.findall(sentence)
        if not found:
            continue
        words, sentences = words + len(found), sentences + 1
        if len(found) > LONG_SENTENCE:
            long_sentences.append(" ".join(sentence.split()))
        # A hyphen is where a long word was made readable.
        long_words.update((word, None) for word in found if max(map(len, word.split("-"))) > LONG_WORD)
    return Reading(words, sentences, tuple(long_sentences[:MOST_SHOWN]), tuple(list(long_words)[:MOST_SHOWN]))


def spoken(markdown: str) -> Iterator[str]:
    """The sentences without signs, addresses, tables, code and cards. A heading and an item of a list are one too."""
    so_far: list[str] = []
    in_code = False
    for raw in markdown.splitlines():
        row = raw.strip()
        in_code ^= row.startswith("```")
        own = row.startswith("#") or ITEM.match(row) is not None
        apart = in_code or not row or row.startswith(("|", ":::", "```", "![")) or CARD.fullmatch(row) is not None
        if own or apart:
            yield from sentences_of(so_far)
            so_far = []
        if not apart:
            so_far.append(ITEM.sub("", row.lstrip("#> "), count=1))
        if row.startswith("#"):
            yield from sentences_of(so_far)
            so_far = []
    yield from sentences_of(so_far)


def sentences_of(rows: list[str]) -> list[str]:
    return ENDS.split(SIGNS.sub("", ADDRESSES.sub(" ", " ".join(rows)))) if rows else []
