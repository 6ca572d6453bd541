"""What the Markdown of a page becomes: clean HTML, with open places for cards and pictures.

Besides what Markdown has, a page knows three plain lines, which any other program shows as they are:

``{{platform: de-pekkers}}``, alone on a line, is a card of a live thing (see ``cards.py``).
``![wat er te zien is](foto:bollen)``, alone in a paragraph, is a picture of the desk (see ``models/picture.py``).
``:::let op`` … ``:::`` is a notice; other words behind the colons are its title.

A live thing is looked up when the page is read, so the text is cut at those places. Every piece is sanitised by itself,
and nothing that came from a text is put in afterwards.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from coalitie.lib.language import cached, of_an_attribute
from coalitie.lib.text import PAGE_TAGS, SCHEMES, bounded

CARD = re.compile(r"\{\{\s*([^\W\d_]{1,30})\s*:\s*([\w-]{1,120})\s*\}\}")
NOTICE = re.compile(r":{3}\s*(\S.*)")
NOTICE_END = re.compile(r":{3}\s*")
KINDS = {"let op": "warning", "pas op": "warning", "goed nieuws": "success"}
PICTURE = "foto:"
# Ids that the page around the text has already.
TAKEN = {"inhoud", "lees-ook", "hieronder", "op-deze-pagina"}


@dataclass(frozen=True)
class Piece:
    """Words that are ready."""

    html: SafeString


@dataclass(frozen=True)
class CardMark:
    word: str
    name: str

    def __str__(self) -> str:
        return f"{{{{{self.word}: {self.name}}}}}"


@dataclass(frozen=True)
class PictureMark:
    slug: str
    alt: str

    def __str__(self) -> str:
        return f"![{self.alt}]({PICTURE}{self.slug})"


Part = Piece | CardMark | PictureMark


@dataclass(frozen=True)
class Heading:
    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Rendered:
    parts: tuple[Part, ...]
    headings: tuple[Heading, ...]
    # Pictures that are no picture of the desk: from elsewhere, or in the middle of a sentence.
    lost_pictures: tuple[str, ...]

    @property
    def html(self) -> SafeString:
        """The words alone, for a text without cards and pictures."""
        return joined(part.html for part in self.parts if isinstance(part, Piece))

    @property
    def contents(self) -> tuple[Heading, ...]:
        """The table of contents: the large headings when there are three or more."""
        large = tuple(heading for heading in self.headings if heading.level == 2)
        return large if len(large) >= 3 else ()


def joined(pieces: Iterable[SafeString]) -> SafeString:
    return mark_safe("".join(pieces))  # noqa: S308 — each of them is safe


@cached(128)
def rendered(text: str) -> Rendered:
    """Pages are few and change rarely, so each worker keeps what it made; the key is the text itself."""
    tokens = parser().parse(text)
    headings = tuple(anchored(tokens))
    lost: list[str] = []
    parts = tuple(cut(tokens, lost))
    return Rendered(parts, headings, tuple(lost))


@cache
def parser() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False}).enable("table")
    ends = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    md.block.ruler.before("fence", "card", card_rule, ends)  # type: ignore[arg-type]
    md.block.ruler.before("fence", "notice", notice_rule, ends)  # type: ignore[arg-type]
    md.add_render_rule("image", lambda _self, tokens, index, *_more: escape(alt_of(tokens[index])))
    return bounded(md)


def card_rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    found = CARD.fullmatch(line(state, start).rstrip())
    if found is None or state.level or state.is_code_block(start):
        return False
    if not silent:
        token = state.push("card", "", 0)
        token.meta = {"word": found[1].lower(), "name": found[2]}
        state.line = start + 1
    return True


def notice_rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    found = NOTICE.fullmatch(line(state, start).rstrip())
    if found is None or state.level or state.is_code_block(start):
        return False
    if silent:
        return True
    last = next((row for row in range(start + 1, end) if NOTICE_END.fullmatch(line(state, row))), end)
    title = found[1].strip()
    opened = state.push("notice_open", "div", 1)
    opened.attrSet("class", f"notice notice--{KINDS.get(title.lower(), 'info')}")
    inner = state.push("notice_inner_open", "div", 1)
    state.push("notice_title_open", "p", 1).attrSet("class", "notice__title")
    words = state.push("inline", "", 0)
    words.content, words.children, words.map = title[:1].upper() + title[1:], [], [start, start + 1]
    state.push("notice_title_close", "p", -1)
    before = state.parentType, state.lineMax
    state.parentType, state.lineMax = "notice", last
    state.md.block.tokenize(state, start + 1, last)
    state.parentType, state.lineMax = before
    state.push("notice_inner_close", "div", -1)
    state.push("notice_close", "div", -1)
    opened.block = inner.block = True
    state.line = min(last + 1, end)
    return True


def line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def anchored(tokens: Sequence[Token]) -> Iterator[Heading]:
    """Give every heading an address. The title of the page is its only h1, so a text starts at h2."""
    used = dict.fromkeys(TAKEN, 1)
    for opened, words, closed in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opened.type != "heading_open":
            continue
        level = max(2, int(opened.tag[1]))
        opened.tag = closed.tag = f"h{min(level, 4)}"
        text = plain(words.children or [])
        stem = slugify(text, allow_unicode=True)[:60] or "kop"
        anchor = stem
        while anchor in used:
            used[stem] = used.get(stem, 1) + 1
            anchor = f"{stem}-{used[stem]}"
        used[anchor] = 1
        opened.attrSet("id", anchor)
        yield Heading(level, text, anchor)


def plain(tokens: Sequence[Token]) -> str:
    said = (token.content if token.type in {"text", "code_inline"} else " " for token in tokens)
    return " ".join("".join(word for word in said).split())


def cut(tokens: Sequence[Token], lost: list[str]) -> Iterator[Part]:
    """The text in pieces, and between them the places of cards and pictures."""
    held: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        mark, taken = mark_at(tokens, index)
        if mark is None:
            held.append(token)
            lost += [child.attrGet("src") or "" for child in token.children or [] if child.type == "image"]  # type: ignore[misc]
            index += 1
            continue
        if held:
            yield Piece(clean(held))
            held = []
        yield mark
        index += taken
    if held:
        yield Piece(clean(held))


def mark_at(tokens: Sequence[Token], index: int) -> tuple[Part | None, int]:
    """The card or picture that begins here, and how many tokens it takes."""
    token = tokens[index]
    if token.type == "card":
        return CardMark(token.meta["word"], token.meta["name"]), 1
    if token.type != "paragraph_open" or token.level:
        return None, 0
    inside: Any = tokens[index + 1].children or []
    if len(inside) != 1 or inside[0].type != "image":
        return None, 0
    source = str(inside[0].attrGet("src") or "")
    if not source.startswith(PICTURE):
        return None, 0
    return PictureMark(source.removeprefix(PICTURE), alt_of(inside[0])), 3


def alt_of(image: Token) -> str:
    return plain(image.children or [])


def clean(tokens: Sequence[Token]) -> SafeString:
    md = parser()
    made = nh3.clean(
        md.renderer.render(tokens, md.options, {}),
        tags=PAGE_TAGS | {"div"},
        attributes={"a": {"href"}, "h2": {"id"}, "h3": {"id"}, "h4": {"id"}},
        allowed_classes={
            "div": {"notice", *(f"notice--{kind}" for kind in ("info", "warning", "success"))},
            "p": {"notice__title"},
        },
        url_schemes=SCHEMES,
        attribute_filter=of_an_attribute,
        link_rel="noopener",
    )
    return mark_safe(made)  # noqa: S308 — nh3 has just cleaned it
