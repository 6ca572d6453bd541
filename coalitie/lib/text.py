"""What people type, made safe to keep and to show.

``LineField`` and ``TextField`` take input as a resident gives it and refuse only what cannot be kept.
``render_markdown`` shows a resident's text, ``render_page`` a page of the coalition team; both sanitise what they made.
"""

import re
import unicodedata
from functools import cache

import nh3
from django import forms
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from coalitie.lib.language import of_an_attribute

# Overrides and isolates can make a line read differently from what it holds (CVE-2021-42574); LRM and RLM are harmless.
BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\u180e]")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
MARKS_PER_LETTER = 4
# From each "[" the parser looks ahead for its end. No text has so many links; what comes after is shown as it is.
MOST_BRACKETS = 3000
BRACKETS = re.compile(r"[!\[]+")
LONGEST_WORD = 200


def without_stacked_marks(value: str) -> str:
    """At most four combining marks after one letter: enough for every living script, too few to climb over lines."""
    if value.isascii():
        return value
    kept: list[str] = []
    marks = 0
    for char in value:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= MARKS_PER_LETTER:
            kept.append(char)
    return "".join(kept)


def clean_text(value: str) -> str:
    """Several lines as they may be stored: NFC, ``\\n`` line ends, no control, invisible or direction-forging signs."""
    value = value.encode("utf-8", "ignore").decode("utf-8")  # drops lone surrogates, which PostgreSQL cannot hold
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    value = CONTROLS.sub("", value)
    value = INVISIBLE.sub("", BIDI_CONTROLS.sub("", value))
    return without_stacked_marks(unicodedata.normalize("NFC", value)).strip()


def clean_line(value: str) -> str:
    """The same on one line, with runs of white space folded."""
    return " ".join(clean_text(value).split())


def refuse_endless_words(value: str) -> None:
    if any(len(word) > LONGEST_WORD and "://" not in word for word in value.split()):
        raise ValidationError(
            _("Er staat een woord in van meer dan %(limit)d tekens. Zet er spaties in."),
            code="endless_word",
            params={"limit": LONGEST_WORD},
        )


class LineField(forms.CharField):
    """One line of text from a person."""

    default_validators = [refuse_endless_words]

    def __init__(self, *, max_length: int = 200, **kwargs: object) -> None:
        super().__init__(max_length=max_length, **kwargs)  # type: ignore[arg-type]

    def to_python(self, value: object) -> str:
        return clean_line(value) if isinstance(value, str) else ""

    def clean(self, value: object) -> str:
        # Cleaned before CharField's own validators look, so a stray NUL is dropped and not answered with an error.
        return super().clean(self.to_python(value))


class TextField(LineField):
    """Several lines of text from a person; a small Markdown subset is allowed."""

    widget = forms.Textarea

    def __init__(self, *, max_length: int = 5000, **kwargs: object) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: object) -> str:
        return clean_text(value) if isinstance(value, str) else ""


SMALL_TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "a", "blockquote"}
PAGE_TAGS = SMALL_TAGS | {"h2", "h3", "h4", "hr", "table", "thead", "tbody", "tr", "th", "td", "code", "pre"}
SCHEMES = {"http", "https", "mailto", "tel"}


@cache
def parser(kind: str) -> MarkdownIt:
    small = MarkdownIt("zero", {"html": False, "breaks": True}).enable(
        ["emphasis", "list", "link", "autolink", "newline", "escape", "blockquote", "entity"]
    )
    return bounded(small if kind == "small" else MarkdownIt("commonmark", {"html": False}).enable("table"))


def bounded(md: MarkdownIt) -> MarkdownIt:
    """The same parser, which a text of nothing but brackets does not keep busy."""
    md.inline.ruler.before("link", "brackets", enough_brackets)
    return md


def enough_brackets(state: StateInline, silent: bool) -> bool:
    """Not the first thousands: then a bracket is a bracket, and no link is looked for behind it."""
    if not state.src.startswith(("[", "!["), state.pos):
        return False
    state.env["brackets"] = looked = state.env.get("brackets", 0) + 1
    if looked <= MOST_BRACKETS:
        return False
    run = BRACKETS.match(state.src, state.pos)
    end = run.end() if run else state.pos + 1
    if not silent:
        state.pending += state.src[state.pos : end]
    state.pos = end
    return True


def sanitise(html: str, *, tags: set[str], rel: str) -> SafeString:
    clean = nh3.clean(
        html,
        tags=tags,
        attributes={"a": {"href"}, "h2": {"id"}, "h3": {"id"}} if "h2" in tags else {"a": {"href"}},
        url_schemes=SCHEMES,
        link_rel=rel,
        attribute_filter=of_an_attribute,
    )
    return mark_safe(clean)  # noqa: S308 — nh3 has just cleaned it


def render_markdown(text: str) -> SafeString:
    """A resident's text: paragraphs, lists, emphasis, quotes, links. Links tell search engines not to follow."""
    return sanitise(parser("small").render(text), tags=SMALL_TAGS, rel="nofollow ugc noopener")


def render_page(text: str) -> SafeString:
    """A page of the coalition team: headings and tables too."""
    return sanitise(parser("page").render(text), tags=PAGE_TAGS, rel="noopener")


def excerpt(text: str, length: int = 160) -> str:
    """The first words of a Markdown text without its signs, cut at a word."""
    plain = " ".join(re.sub(r"[*_>#`\[\]]|\(https?://[^)]*\)", "", text).split())
    if len(plain) <= length:
        return plain
    return plain[:length].rsplit(" ", 1)[0].rstrip(",.;:") + "…"
