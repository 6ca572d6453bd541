"""The words of an HTML page as Markdown: headings, lists, links, quotes. What else a page does is left out."""

import re
from html.parser import HTMLParser

SILENT = {"title", "style", "template", "nav", "svg", "noscript"}
RUNS = {"script", "iframe", "object", "embed", "form"}
BREAKS = {"p", "div", "section", "article", "header", "footer", "main", "ul", "ol", "table", "tr", "blockquote", "pre"}
MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
SIGNS = re.compile(r"([\\`*_\[\]<>#])")


class Words(HTMLParser):
    """``runs`` names what would be done in a browser: an element, or an attribute such as onclick."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = self.summary = self.language = ""
        self.runs: list[str] = []
        self.parts: list[str] = []
        self.silent: list[str] = []
        self.lists: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.runs += [tag] if tag in RUNS else []
        self.runs += [name for name in known if name.startswith("on")]
        self.runs += [f"{name}={value[:11]}" for name, value in known.items() if _runs(value)]
        if tag == "html":
            self.language = known.get("lang", "")[:2].lower()
        if tag == "meta" and known.get("name", "").lower() == "description":
            self.summary = known.get("content", "")
        if tag in SILENT or tag in RUNS:
            self.silent.append(tag)
        elif not self.silent:
            self.begin(tag, known)

    def begin(self, tag: str, known: dict[str, str]) -> None:
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.parts.append("\n\n" + "#" * max(2, min(int(tag[1]), 4)) + " ")
        elif tag in {"ul", "ol"}:
            self.lists.append(tag)
            self.parts.append("\n\n" if len(self.lists) == 1 else "")
        elif tag == "li":
            indent = "   " * (len(self.lists) - 1)
            self.parts.append(f"\n{indent}{'1.' if self.lists[-1:] == ['ol'] else '-'} ")
        elif tag == "a":
            self.links.append(known.get("href", ""))
            self.parts.append("[")
        elif tag in MARKS:
            self.parts.append(MARKS[tag])
        elif tag == "br":
            self.parts.append("\\\n")
        elif tag == "hr":
            self.parts.append("\n\n---\n\n")
        elif tag == "blockquote":
            self.parts.append("\n\n> ")
        elif tag in {"td", "th"}:
            self.parts.append(" ")
        elif tag in BREAKS and not self.lists:
            self.parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if self.silent:
            if tag == self.silent[-1]:
                self.silent.pop()
        elif tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
            self.parts.append("" if self.lists else "\n\n")
        elif tag == "a" and self.links:
            self.parts.append(f"]({self.links.pop().replace(' ', '%20').replace(')', '%29')})")
        elif tag in MARKS:
            self.parts.append(MARKS[tag])
        elif (tag in BREAKS or tag[:1] == "h") and not self.lists:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self.silent:
            self.title += data if self.silent[-1] == "title" else ""
            return
        self.parts.append(SIGNS.sub(r"\\\1", re.sub(r"\s+", " ", data)))

    @property
    def body(self) -> str:
        lines = [line.rstrip() for line in "".join(self.parts).split("\n")]
        text = re.sub(r"\n{3,}", "\n\n", "\n".join(line if line.startswith("   ") else line.lstrip() for line in lines))
        return text.strip()


def _runs(value: str) -> bool:
    """As a browser reads it, which skips white space and control signs."""
    return re.sub(r"[\x00-\x20]", "", value).lower().startswith(("javascript:", "vbscript:", "data:text/html"))


def words_of(html: str) -> Words:
    words = Words()
    words.feed(html.removeprefix("\ufeff"))
    words.close()
    return words
