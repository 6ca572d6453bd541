"""Takes over an older site from a folder: pages as Markdown or HTML, papers, and where old addresses lead.

    over-ons/visie.md    a page at /over-ons/visie/; its head may say title, slug, summary and language
    documenten.csv       file, title, owner, date, and if need be language, status, summary, replaces (a file)
    redirects.csv        from, to: two addresses, and the second leads to a page of the folder or of the site

The whole folder is read and judged before anything is written, and written in one transaction.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from coalitie.lib.files import MB, Upload, taken
from coalitie.lib.text import clean_line, clean_text, excerpt
from coalitie.pages.actions import is_of_pages
from coalitie.pages.html_words import words_of
from coalitie.pages.models import DocumentLanguage, DocumentStatus, Page, PageLanguage
from coalitie.pages.models.document import ENDINGS, FOLDER, HEAVIEST

PAPERS, REDIRECTS = "documenten.csv", "redirects.csv"
LONGEST, MOST_FILES = 1 * MB, 5000
LINK = re.compile(r"\]\(([^)\s]+)\)")
PATH = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*){0,3}")


@dataclass(frozen=True)
class PageFile:
    name: str
    path: str
    title: str
    summary: str
    body: str
    language: str


@dataclass(frozen=True)
class PaperFile:
    name: str
    upload: Upload
    title: str
    owner: str
    dated: date
    language: str
    status: str
    summary: str
    replaces: str


@dataclass
class Haul:
    """What a folder holds. ``problems`` are lines for a person; with one of them nothing is written."""

    pages: list[PageFile] = field(default_factory=list)
    papers: list[PaperFile] = field(default_factory=list)
    redirects: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def wrong(self, name: str, why: str) -> None:
        self.problems.append(f"{name}: {why}")


def haul_of(folder: Path) -> Haul:
    haul = Haul()
    root = folder.resolve()
    for path in files_in(root, haul):
        name = path.relative_to(root).as_posix()
        if path.suffix.lower() in {".md", ".html", ".htm"}:
            text = text_of(path, name, haul)
            if text is not None:
                read_page(name, text, haul)
    for name, reader in ((PAPERS, read_papers), (REDIRECTS, read_redirects)):
        if (root / name).is_file() and (text := text_of(root / name, name, haul)) is not None:
            reader(root, rows_of(name, text, haul), haul)
    judge_pages(haul)
    judge_links(root, haul)
    judge_redirects(haul)
    judge_papers(haul)
    return haul


def files_in(root: Path, haul: Haul) -> Iterator[Path]:
    """Never out of the folder: not by a link, and not by a folder that is one."""
    found = 0
    for path in sorted(root.rglob("*")):
        if path.is_symlink():
            haul.wrong(path.relative_to(root).as_posix(), "is a symbolic link; copy the file itself")
        elif path.is_file():
            found += 1
            if found > MOST_FILES:
                haul.wrong(".", f"more than {MOST_FILES} files; import it in parts")
                return
            yield path


def text_of(path: Path, name: str, haul: Haul) -> str | None:
    if path.is_symlink():
        return None
    if path.stat().st_size > LONGEST:
        haul.wrong(name, "is larger than 1 MB; split it up")
        return None
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
        other = "UTF-16" if wide else "Windows-1252 or Latin-1"
        haul.wrong(name, f"is not UTF-8 from byte {error.start} on, but maybe {other}; save it as UTF-8")
        return None


# --- Pages ------------------------------------------------------------------------------------------------------------
def read_page(name: str, text: str, haul: Haul) -> None:
    head, body = head_of(text)
    title, summary, language = head.get("title", ""), head.get("summary", ""), head.get("language", "")
    if not name.lower().endswith(".md"):
        words = words_of(body)
        if words.runs:
            haul.wrong(name, f"holds what runs in a browser ({', '.join(sorted(set(words.runs))[:3])}); take it out")
            return
        title, summary, body = title or words.title, summary or words.summary, words.body
        language = language or (words.language if words.language in PageLanguage.values else "")
    elif re.search(r"<\s*(script|iframe|object|embed)\b", body, re.IGNORECASE):
        haul.wrong(name, "holds a script; take it out")
        return
    body = clean_text(body)
    title = clean_line(title or next(iter(re.findall(r"^#\s+(.+)$", body, re.MULTILINE)), ""))
    path = (head.get("slug") or name.rpartition(".")[0].removesuffix("/index")).strip("/")
    if not PATH.fullmatch(path) or any(len(part) > 60 for part in path.split("/")):
        haul.wrong(name, f"“{path[:80]}” is no address: use small letters, figures and hyphens, at most four parts")
    elif not title or len(title) > 120:
        haul.wrong(name, "has no title of at most 120 signs; put “title: …” in its head")
    elif not body:
        haul.wrong(name, "has no text")
    elif (language or "nl") not in PageLanguage.values:
        haul.wrong(name, f"“{language}” is no language of this site: {', '.join(PageLanguage.values)}")
    else:
        short = clean_line(summary)[:240] or excerpt(re.sub(r"^#.*$", "", body, flags=re.MULTILINE), 200) or title
        haul.pages.append(PageFile(name, path, title, short, body, language or "nl"))


def head_of(text: str) -> tuple[dict[str, str], str]:
    """The lines between the first two ``---``, as ``name: value``, and the rest."""
    found = re.match(r"---\r?\n(.*?)\r?\n---\r?\n?", text, re.DOTALL)
    if not found:
        return {}, text
    pairs = (line.partition(":") for line in found[1].splitlines() if ":" in line)
    return {name.strip().lower(): value.strip().strip("\"'") for name, _colon, value in pairs}, text[found.end() :]


def judge_pages(haul: Haul) -> None:
    seen: dict[tuple[str, str], str] = {}
    here = {page.path for page in haul.pages if page.language == "nl"}
    for page in haul.pages:
        first = seen.setdefault((page.path, page.language), page.name)
        if first != page.name:
            haul.wrong(page.name, f"has the address /{page.path}/ of {first}")
        up = page.path.rpartition("/")[0]
        for needed in {up, page.path if page.language != "nl" else ""} - {""} - here:
            if not Page.objects.filter(path=needed).exists():
                haul.wrong(page.name, f"needs a Dutch page at /{needed}/, which is neither here nor on the site")


def judge_links(root: Path, haul: Haul) -> None:
    """A link to a file that is not there; whole addresses are left to their owners."""
    for page in haul.pages:
        for target in sorted(set(LINK.findall(page.body))):
            if re.match(r"[a-z][a-z0-9+.-]*:|/|#", target, re.IGNORECASE):
                continue
            file = (root / page.name).parent / target.partition("#")[0].partition("?")[0]
            if not file.resolve().is_relative_to(root):
                haul.wrong(page.name, f"links out of the folder, to {target[:80]}")
            elif not file.exists():
                haul.wrong(page.name, f"links to {target[:80]}, which is not there")


# --- Tables -----------------------------------------------------------------------------------------------------------
def rows_of(name: str, text: str, haul: Haul) -> list[tuple[str, dict[str, str]]]:
    """Each row with the place to name when it is wrong; columns parted by commas or semicolons."""
    try:
        delimiter = ";" if ";" in text.partition("\n")[0] else ","
        rows = list(csv.DictReader(StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        haul.wrong(name, f"is no table: {error}")
        return []
    return [
        (f"{name} row {number}", {str(k).strip().lower(): clean_line(v) for k, v in row.items() if isinstance(v, str)})
        for number, row in enumerate(rows, 2)
    ]


def read_papers(root: Path, rows: list[tuple[str, dict[str, str]]], haul: Haul) -> None:
    for where, row in rows:
        path = root / row.get("file", "")
        status, language = row.get("status") or DocumentStatus.INFORMATION, row.get("language") or "nl"
        try:
            dated = date.fromisoformat(row.get("date", ""))
        except ValueError:
            haul.wrong(where, "has no date like 2026-03-05")
            continue
        if not row.get("file") or not path.resolve().is_relative_to(root) or path.is_symlink():
            haul.wrong(where, "names no file inside the folder")
        elif not path.is_file():
            haul.wrong(where, f"{row['file']} is not there")
        elif path.stat().st_size > HEAVIEST:
            haul.wrong(where, f"{row['file']} is larger than 20 MB")
        elif not row.get("title") or not row.get("owner") or len(row["title"]) > 160 or len(row["owner"]) > 120:
            haul.wrong(where, "needs a title of at most 160 signs and an owner of at most 120")
        elif status not in DocumentStatus.values or language not in DocumentLanguage.values:
            haul.wrong(where, f"“{status}” or “{language}” is no status or language that we know")
        else:
            try:
                content = SimpleUploadedFile(path.name, path.read_bytes())
                upload = taken(content, folder=FOLDER, endings=ENDINGS, heaviest=HEAVIEST)
            except ValidationError as error:
                haul.wrong(where, f"{row['file']}: {' '.join(error.messages)}")
                continue
            words = (row["title"], row["owner"], dated, language, status, row.get("summary", "")[:400])
            haul.papers.append(PaperFile(row["file"], upload, *words, row.get("replaces", "")))


def judge_papers(haul: Haul) -> None:
    older = {paper.name: paper.replaces for paper in haul.papers if paper.replaces}
    known = {paper.name for paper in haul.papers}
    for name, replaced in older.items():
        if replaced not in known:
            haul.wrong(name, f"replaces {replaced}, which is not in {PAPERS}")
        elif goes_round(name, older):
            haul.wrong(name, "replaces itself, by way of others")
    for twice in {name for name in older.values() if list(older.values()).count(name) > 1}:
        haul.wrong(twice, "is replaced by more than one")


def read_redirects(root: Path, rows: list[tuple[str, dict[str, str]]], haul: Haul) -> None:
    for where, row in rows:
        old, new = row.get("from", "").strip("/"), row.get("to", "").strip("/")
        if not re.fullmatch(r"[-a-zA-Z0-9_]+(/[-a-zA-Z0-9_]+){0,3}", old) or not PATH.fullmatch(new):
            haul.wrong(where, "needs two addresses of pages, like /oud/ and /nieuw/")
        elif not is_of_pages(old):
            haul.wrong(
                where, f"/{old}/ is of another part of the site, which would never lead to /{new}/; leave it out"
            )
        elif haul.redirects.setdefault(old, new) != new:
            haul.wrong(where, f"/{old}/ leads to two places")


def judge_redirects(haul: Haul) -> None:
    here = {page.path for page in haul.pages}
    for old in haul.redirects:
        end = old
        for _step in haul.redirects:
            end = haul.redirects.get(end, end)
        if goes_round(old, haul.redirects):
            haul.wrong(REDIRECTS, f"/{old}/ leads round in a circle")
        elif old in here:
            haul.wrong(REDIRECTS, f"/{old}/ is itself a page of the folder")
        elif end not in here and not Page.objects.filter(path=end).exists():
            haul.wrong(REDIRECTS, f"/{old}/ leads to /{end}/, where no page is")


def goes_round(start: str, steps: dict[str, str]) -> bool:
    seen, here = {start}, start
    while here in steps:
        here = steps[here]
        if here in seen:
            return True
        seen.add(here)
    return False
