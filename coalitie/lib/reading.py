"""The words in a file, read by a process of its own.

A file from outside can be made to keep a reader busy for ever, or to fill the memory: pages that hold themselves, a few
bytes that unpack to gigabytes, words that are defined by words. So the reading happens apart, with so many seconds and
so much memory and not a byte more, and whatever it does there stays there. It is run as
``python -m coalitie.lib.reading .pdf`` with the file on its input, and answers in JSON.
"""

import json
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, BinaryIO
from xml.parsers import expat

SECONDS = 20
PATIENCE = 40  # by the clock on the wall, on a busy machine
MEMORY = 1024 * 1024 * 1024
MOST_PAGES = 1000
MOST_UNPACKED = 60 * 1024 * 1024
PIECE = 64 * 1024
ROOT = Path(__file__).resolve().parents[2]
# The parts of a packed file with its words, the elements that hold them (all text inside), and those that end a line.
LAYOUTS = {
    ".docx": (("word/document.xml", "word/footnotes.xml"), {"t"}, {"p"}),
    ".xlsx": (("xl/sharedStrings.xml",), {"t"}, {"si"}),
    ".odt": (("content.xml",), {"p", "h"}, {"p", "h"}),
    ".ods": (("content.xml",), {"p"}, {"p"}),
}
LOCKED, BROKEN, HEAVY, PICTURE = "locked", "broken", "heavy", "picture"


@dataclass(frozen=True)
class Words:
    """``unread`` says why there are none: locked, broken, heavy or picture; else it is empty."""

    text: str = ""
    pages: int | None = None
    unread: str = ""


def words_in(content: bytes, ending: str, *, most: int) -> Words:
    """At most so many bytes of text. Never an error: what cannot be read says why."""
    if ending == ".jpg":
        return Words(unread=PICTURE)
    command = [sys.executable, "-m", "coalitie.lib.reading", ending, str(most)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=PATIENCE, cwd=ROOT, check=False)
    except subprocess.TimeoutExpired:
        return Words(unread=HEAVY)
    if done.returncode:
        return Words(unread=HEAVY)
    try:
        return Words(**json.loads(done.stdout))
    except (ValueError, TypeError):
        return Words(unread=BROKEN)


# --- In the process of its own ----------------------------------------------------------------------------------------
class Locked(Exception):
    pass


def main() -> None:
    ending, most = sys.argv[1], int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    found = read(sys.stdin.buffer, ending, most)
    sys.stdout.write(json.dumps({"text": found.text, "pages": found.pages, "unread": found.unread}))


def read(file: BinaryIO, ending: str, most: int) -> Words:
    pages: int | None = None
    content = file.read()
    try:
        if ending == ".pdf":
            pages, lines = of_pdf(content)
        elif ending in LAYOUTS:
            lines = of_packed(content, ending)
        else:
            lines = iter([content.decode("utf-8", "replace")])
        text = joined(lines, most)
    except MemoryError:
        return Words(unread=HEAVY)
    except Locked:
        return Words(unread=LOCKED)
    # Whatever a broken file makes a parser do: here it means one thing.
    except Exception:
        return Words(unread=BROKEN)
    return Words(text, pages, "" if text else PICTURE)


def joined(lines: Iterator[str], most: int) -> str:
    """As much as fits, in whole letters, without signs that a database cannot hold."""
    kept: list[str] = []
    left = most
    for line in lines:
        plain = " ".join(line.encode("utf-8", "ignore").decode().replace("\x00", " ").split())
        if not plain:
            continue
        heavy = len(plain.encode()) + 1
        if heavy > left:
            kept.append(plain.encode()[:left].decode("utf-8", "ignore"))
            break
        kept.append(plain)
        left -= heavy
    return "\n".join(kept)


def of_pdf(content: bytes) -> tuple[int, Iterator[str]]:
    from pypdf import PasswordType, PdfReader

    paper = PdfReader(BytesIO(content))
    if paper.is_encrypted and paper.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise Locked
    return len(paper.pages), (words_of(paper.pages[number]) for number in range(min(len(paper.pages), MOST_PAGES)))


def words_of(page: object) -> str:
    """Of a page that is broken nothing, so that the rest can still be found."""
    try:
        return str(page.extract_text())  # type: ignore[attr-defined]
    except MemoryError:
        raise
    except Exception:
        return ""


def of_packed(content: bytes, ending: str) -> Iterator[str]:
    parts, holders, ends = LAYOUTS[ending]
    with zipfile.ZipFile(BytesIO(content)) as packed:
        names = set(packed.namelist())
        for name in parts:
            if name in names:
                with packed.open(name) as part:
                    yield from of_xml(part, holders, ends)


class Defines(Exception):
    """A file that defines words of its own: office programs never do, and it is how a few bytes become millions."""


def of_xml(part: IO[bytes], holders: set[str], ends: set[str]) -> Iterator[str]:
    line: list[str] = []
    done: list[str] = []
    depth = 0

    def begins(name: str, _attributes: object) -> None:
        nonlocal depth
        depth += local(name) in holders

    def finishes(name: str) -> None:
        nonlocal depth
        depth -= local(name) in holders
        if local(name) in ends:
            done.append("".join(line))
            line.clear()

    def says(words: str) -> None:
        if depth:
            line.append(words)

    def defines(*_what: object) -> None:
        raise Defines

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begins, finishes, says
    parser.StartDoctypeDeclHandler = defines
    unpacked = 0
    while piece := part.read(PIECE):
        unpacked += len(piece)
        if unpacked > MOST_UNPACKED:
            break
        parser.Parse(piece, False)
        yield from done
        done.clear()
    yield "".join(line)


def local(name: str) -> str:
    """``w:t`` → ``t``"""
    return name.rpartition(":")[2]


if __name__ == "__main__":
    main()
