"""Words come out of what people make, and a file that is made to hurt costs some seconds and nothing else."""

import time
import zlib
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter

from coalitie.lib import reading
from coalitie.lib.reading import words_in
from tests import papers

MOST = 400_000


@pytest.mark.parametrize(
    ("content", "ending", "text"),
    [
        (
            papers.docx("Sleutel van de buurtkamer", "en de bakfiets"),
            ".docx",
            "Sleutel van de buurtkamer\nen de bakfiets",
        ),
        (papers.odt("Brief over lekkage", "Met groet"), ".odt", "Brief over lekkage\nMet groet"),
        (papers.odt("Soep", kind="spreadsheet"), ".ods", "Soep"),
        (papers.xlsx("Huur", "Koffie"), ".xlsx", "Huur\nKoffie"),
        ("Café\x00 op de hoek".encode(), ".txt", "Café op de hoek"),
    ],
)
def test_the_words_of_each_kind(content: bytes, ending: str, text: str) -> None:
    assert words_in(content, ending, most=MOST) == reading.Words(text, None, "")


def test_a_pdf_with_its_pages() -> None:
    found = words_in(papers.pdf("Proeftuin in Oost", "Tweede blad"), ".pdf", most=MOST)
    assert (found.pages, found.unread) == (2, "")
    assert "Proeftuin in Oost" in found.text
    assert "Tweede blad" in found.text


def test_no_more_text_than_fits_and_no_half_letter() -> None:
    found = words_in("é".encode() * 500_000, ".txt", most=1001)
    assert found.text == "é" * 500


def test_a_locked_pdf_says_so_and_one_locked_with_nothing_opens() -> None:
    for word, unread in (("geheim", "locked"), ("", "")):
        writer = PdfWriter(clone_from=PdfReader(BytesIO(papers.pdf("Achter slot"))))
        writer.encrypt(word, algorithm="RC4-128")
        out = BytesIO()
        writer.write(out)
        assert words_in(out.getvalue(), ".pdf", most=MOST).unread == unread


def test_a_scan_has_no_words() -> None:
    assert words_in(papers.pdf(""), ".pdf", most=MOST).unread == "picture"
    assert words_in(papers.picture(), ".jpg", most=MOST).unread == "picture"


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
BOMBS = {
    "words that define words": (
        papers.docx(**{"word/document.xml": f'<!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]><d><t>&l11;</t></d>'}),
        ".docx",
    ),
    "a file of this machine": (
        papers.docx(**{"word/document.xml": '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><d><t>&e;</t></d>'}),
        ".docx",
    ),
    "a bomb": (papers.packed({"content.xml": b"<p>" + b"a" * 280_000_000}), ".odt"),
    "deep": (papers.packed({"content.xml": b"<p>" * 3_000_000}), ".odt"),
    "no end": (papers.odt()[:-40], ".odt"),
    "nothing": (b"", ".pdf"),
    "not what it says": (b"%PDF-1.7\n%%EOF", ".pdf"),
}


@pytest.mark.parametrize(("content", "ending"), BOMBS.values(), ids=BOMBS.keys())
def test_what_is_made_to_hurt_is_bounded(content: bytes, ending: str) -> None:
    began = time.monotonic()
    found = words_in(content, ending, most=MOST)
    assert len(found.text) <= MOST
    assert "root:" not in found.text
    assert time.monotonic() - began < reading.PATIENCE


def test_a_pdf_whose_page_unpacks_to_far_more() -> None:
    packer = zlib.compressobj(9)
    stream = b"".join([*(packer.compress(b" " * 50_000_000) for _ in range(6)), packer.flush()])
    head = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Filter/FlateDecode/Length "
    )
    rest = b">>stream\n" + stream + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    page = head + str(len(stream)).encode() + rest
    assert words_in(page, ".pdf", most=MOST).text == ""


def test_ten_thousand_pages() -> None:
    writer = PdfWriter()
    for _number in range(10_000):
        writer.add_blank_page(100, 100)
    out = BytesIO()
    writer.write(out)
    began = time.monotonic()
    found = words_in(out.getvalue(), ".pdf", most=MOST)
    assert found.unread in {"picture", "heavy"}
    assert time.monotonic() - began < reading.PATIENCE


def test_pages_that_hold_themselves() -> None:
    ring = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"
        b"endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )
    assert words_in(ring, ".pdf", most=MOST).text == ""


def test_whoever_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PATIENCE", 0.01)
    assert words_in(papers.pdf(), ".pdf", most=MOST).unread == "heavy"
