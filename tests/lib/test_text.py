from html.parser import HTMLParser

import pytest
from django.core.exceptions import ValidationError

from coalitie.lib.text import LineField, TextField, clean_line, clean_text, excerpt, render_markdown, render_page


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Een   bankje \t bij\nhet plein ", "Een bankje bij het plein"),
        ("bank\x00je", "bankje"),
        ("bank\ud800je", "bankje"),
        ("\u202egnap\u202c", "gnap"),
        ("ban\u200bkje\ufeff", "bankje"),
        ("e\u0301e\u0301n", "één"),
        ("👩‍👩‍👧 straatfeest", "👩‍👩‍👧 straatfeest"),
        ("שלום", "שלום"),
        ("a" + "\u0316" * 40, "a" + "\u0316" * 4),
        ("\r\n", ""),
    ],
)
def test_a_line_keeps_what_can_be_kept(typed: str, kept: str) -> None:
    assert clean_line(typed) == kept
    assert clean_line(kept) == kept


def test_a_text_keeps_its_lines() -> None:
    assert clean_text("een\r\ntwee\rdrie\n") == "een\ntwee\ndrie"


def test_a_required_line_of_nothing_visible_is_empty() -> None:
    with pytest.raises(ValidationError) as refused:
        LineField().clean(" \u200b\u202e ")
    assert refused.value.error_list[0].code == "required"


def test_a_word_without_end_is_refused_but_an_address_is_not() -> None:
    with pytest.raises(ValidationError) as refused:
        TextField().clean("kort " + "a" * 10_000)
    assert {error.code for error in refused.value.error_list} == {"endless_word", "max_length"}
    assert TextField().clean("https://voorbeeld.example/" + "a" * 300)


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[klik](javascript:alert(1))",
        "[klik](java\nscript:alert(1))",
        "[klik](&#106;avascript:alert(1))",
        "<javascript:alert(1)>",
        "[klik](data:text/html,<script>alert(1)</script>)",
        "[klik](vbscript:x)",
        '[klik](https://x.example "onmouseover=alert(1)")',
        "![plaatje](https://x.example/volgpixel.png)",
    ],
)
@pytest.mark.parametrize("render", [render_markdown, render_page])
def test_nothing_typed_can_run(payload: str, render: object) -> None:
    seen = Tags()
    seen.feed(render(payload))  # type: ignore[operator]
    assert {tag for tag, _ in seen.found} <= {"p", "br", "a"}
    attributes = {name: value for _, pairs in seen.found for name, value in pairs}
    assert set(attributes) <= {"href", "rel", "title"}
    assert (attributes.get("href") or "https:").startswith("https:")


class Tags(HTMLParser):
    """Every element with its attributes, as a browser would find them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))


def test_a_resident_writes_paragraphs_lists_and_links() -> None:
    html = render_markdown(
        "Kom **zaterdag**\nmet je bakfiets.\n\n- aarde\n- planten\n\n[Kaart](https://voorbeeld.example/)"
    )
    assert "<strong>zaterdag</strong><br>" in html
    assert "<li>aarde</li>" in html
    assert 'href="https://voorbeeld.example/" rel="nofollow ugc noopener"' in html


def test_headings_are_for_pages() -> None:
    assert "<h2>" not in render_markdown("## Groot")
    assert "<h2>Groot</h2>" in render_page("## Groot")


def test_an_excerpt_ends_at_a_word() -> None:
    assert excerpt("**Een bankje** bij het [plein](https://x.example/)", 100) == "Een bankje bij het plein"
    assert excerpt("woord " * 50, 20) == "woord woord woord…"
