"""What comes in is judged by its content, kept under a name by chance and handed out as a download."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404

from coalitie.lib import files
from tests import papers

ALL = tuple(files.TYPES)


def take(content: bytes, name: str = "stuk.bin", endings: tuple[str, ...] = ALL, heaviest: int = 1) -> files.Upload:
    upload = SimpleUploadedFile(name, content)
    return files.taken(upload, folder="stukken", endings=endings, heaviest=heaviest * files.MB)


def refused(content: bytes, **more: object) -> str:
    with pytest.raises(ValidationError) as caught:
        take(content, **more)  # type: ignore[arg-type]
    return str(caught.value.code)


def named(value: object) -> str:
    """What is packed holds the second in which it was packed, and a test has one name in all processes."""
    return f"{len(value)} bytes" if isinstance(value, bytes) else str(value)


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (papers.pdf(), ".pdf"),
        (papers.docx(), ".docx"),
        (papers.xlsx(), ".xlsx"),
        (papers.odt(), ".odt"),
        (papers.odt(kind="spreadsheet"), ".ods"),
        (b"Beste buren,\r\n\r\nTot woensdag.", ".txt"),
        ("Café".encode("cp1252"), ".txt"),
        ("Café".encode("utf-16"), ".txt"),
        (papers.picture(), ".jpg"),
        (papers.picture("PNG"), ".jpg"),
    ],
    ids=named,
)
def test_the_content_says_what_it_is(content: bytes, ending: str) -> None:
    assert take(content, "plan.exe").ending == ending


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   \n ",
        b"MZ\x90\x00\x03\x00\x00\x00",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"\xef\xbb\xbf  <svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><a/>",
        b"GIF89a" + b"\0" * 40,
        papers.packed({"weg.exe": b"MZ"}),
        papers.packed({"content.xml": "<a/>"}, first="application/epub+zip"),
        papers.docx()[:60],
        b"PK\x03\x04" + b"\0" * 200,
    ],
    ids=named,
)
def test_what_is_none_of_these_is_refused(content: bytes) -> None:
    assert refused(content) in {"unreadable", "empty"}


def test_only_the_kinds_that_are_asked() -> None:
    assert refused(papers.docx(), endings=(".pdf", ".jpg")) == "unreadable"
    assert refused(b"Gewoon wat woorden", endings=(".pdf", ".jpg")) == "unreadable"
    assert refused(papers.picture(), endings=(".pdf", ".odt")) == "unreadable"


def test_too_heavy_broken_locked_with_macros_or_a_bomb() -> None:
    assert refused(b"%PDF-" + b"0" * files.MB) == "too_heavy"
    assert refused(papers.pdf()[:-200]) == "broken"
    assert refused(papers.docx(**{"word/vbaProject.bin": b"x"})) == "macros"
    assert refused(papers.packed({str(number): b"" for number in range(files.MOST_PARTS + 1)})) == "bomb"
    assert refused(papers.packed({"word/document.xml": b"\0" * (files.MOST_UNPACKED + 1)})) == "bomb"
    locked = bytearray(papers.docx())
    directory = locked.index(b"PK\x01\x02")
    locked[directory + 8] |= 1
    assert refused(bytes(locked)) == "locked"


def test_a_text_is_kept_as_utf8_whatever_it_came_in() -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        assert take("Café op de hoek".encode(encoding)).content.decode() == "Café op de hoek"


def test_a_letter_at_the_edge_of_the_first_look_is_no_other_encoding() -> None:
    content = b"a" * (64 * 1024 - 1) + "é".encode() + b" en meer"
    assert take(content).content == content


def test_handed_out_as_a_download_that_nothing_runs() -> None:
    name = files.keep(take(papers.pdf()))
    try:
        response = files.answer(name, folder="stukken", called='Ons "plan"\r\nvoor 2026 / ../é')
        assert response["Content-Disposition"] == 'attachment; filename="ons-plan-voor-2026-e.pdf"'
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Type"] == "application/pdf"
        assert "no-store" in response["Cache-Control"]
        assert "sandbox" in response["Content-Security-Policy"]
        with pytest.raises(Http404):
            files.answer(name, folder="andere", called="x")
    finally:
        default_storage.delete(name)
    with pytest.raises(Http404):
        files.answer(name, folder="stukken", called="x")
