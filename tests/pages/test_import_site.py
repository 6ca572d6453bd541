"""An older site comes over whole, or not at all and with a clear line."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client

from coalitie.activity.models import Event
from coalitie.pages.html_words import words_of
from coalitie.pages.models import Address, Document, Page, Version
from coalitie.people.models import User
from tests import papers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_storage(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media").mkdir()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "site"
    (root / "wie").mkdir(parents=True)
    (root / "wie.md").write_text(
        "---\ntitle: Wie zijn we\nsummary: Buren.\n---\nWij zijn [buren](wie/geschiedenis.html).\n"
    )
    (root / "wie" / "geschiedenis.html").write_text(
        '<html lang="nl"><head><title>Geschiedenis</title><style>p{}</style></head><body><h1>Toen</h1>'
        "<p>In <b>1998</b> begon het * hier.</p><ul><li>soep</li><li>brood</li></ul></body></html>"
    )
    (root / "wie.en.md").write_text("---\ntitle: Who we are\nslug: wie\nlanguage: en\n---\nWe are neighbours.\n")
    (root / "oud.pdf").write_bytes(papers.pdf("Oud"))
    (root / "nieuw.docx").write_bytes(papers.docx("Nieuw"))
    (root / "documenten.csv").write_text(
        "file;title;owner;date;status;replaces\noud.pdf;Afspraken 2025;Oost;2025-01-01;in_force;\n"
        "nieuw.docx;Afspraken 2026;Oost;2026-01-01;in_force;oud.pdf\n"
    )
    (root / "redirects.csv").write_text("from,to\n/over/wie-wij-zijn/,/wie-oud/\n/wie-oud/,/wie/\n")
    return root


def run(folder: Path, *options: str) -> str:
    out = StringIO()
    call_command("import_site", str(folder), *options, stdout=out)
    return out.getvalue()


def everything() -> list[Any]:
    rows: list[Any] = [list(model.objects.order_by("pk").values()) for model in (Page, Version, Address, Document)]
    return [*rows, sorted(default_storage.listdir("documents")[1]) if default_storage.exists("documents") else []]


def test_first_it_only_says_what_it_would_do(folder: Path) -> None:
    before = everything()
    said = run(folder)
    assert "new        /wie/geschiedenis/ (nl)" in said
    assert "Nothing is written yet" in said
    assert [rows for rows in everything() if rows] == [rows for rows in before if rows]


def test_it_comes_over_and_twice_changes_nothing(folder: Path, client: Client) -> None:
    run(folder, "--write", "--publish")
    page = client.get("/wie/geschiedenis/").text
    assert "<strong>1998</strong>" in page
    assert "<li>soep</li>" in page
    assert client.get("/over/wie-wij-zijn/", follow=True).redirect_chain[-1][0] == "/wie/"
    assert "We are neighbours." in client.get("/en/wie/").text
    older, newer = Document.objects.order_by("dated")
    assert (newer.replaces, older.status) == (older, "expired")
    assert client.get("/documenten/afspraken-2026/").status_code == 200
    once = everything()
    said = run(folder, "--write", "--publish")
    assert everything() == once
    assert "new " not in said
    assert "changed" not in said


def test_what_it_publishes_stands_in_the_history_as_if_the_desk_did(folder: Path, client: Client) -> None:
    run(folder, "--write", "--publish")
    (root := folder / "wie.md").write_text(root.read_text().replace("Wij zijn", "Wij heten"))
    for _twice in range(2):
        run(folder, "--write", "--publish")
    page = Page.objects.get(path="wie")
    verbs = list(Event.objects.filter(subject=page.subject).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["page_started", "page_published", "page_version_published", "page_version_published"]
    assert "Wij heten" in client.get("/wie/").text


def test_what_the_desk_took_off_the_site_stays_off_it(folder: Path, client: Client, els: User) -> None:
    run(folder, "--write", "--publish")
    page = Page.objects.get(path="wie")
    page.withdraw(by=els, reason="Klopt niet meer.")
    (root := folder / "wie.md").write_text(root.read_text().replace("Wij zijn", "Wij heten"))
    run(folder, "--write", "--publish")
    assert client.get("/wie/").status_code == 404
    assert not page.versions.filter(body__contains="heten", public_from__isnull=False).exists()


def test_without_publish_it_waits_on_the_desk(folder: Path, client: Client) -> None:
    run(folder, "--write")
    assert client.get("/wie/").status_code == 404
    assert not Document.objects.standing().exists()


Spoil = Callable[[Path], Any]
SPOILED: dict[str, tuple[Spoil, str]] = {
    "redirect loop": (
        lambda root: (root / "redirects.csv").write_text("from,to\n/a/,/b/\n/b/,/a/\n"),
        "/a/ leads round in a circle",
    ),
    "redirect to nothing": (
        lambda root: (root / "redirects.csv").write_text("from,to\n/a/,/nergens/\n"),
        "where no page is",
    ),
    "redirect from another part": (
        lambda root: (root / "redirects.csv").write_text("from,to\n/agenda/,/wie/\n"),
        "redirects.csv row 2: /agenda/ is of another part of the site",
    ),
    "redirect from another language": (
        lambda root: (root / "redirects.csv").write_text("from,to\n/en/who/,/wie/\n"),
        "/en/who/ is of another part of the site",
    ),
    "missing paper": (lambda root: (root / "oud.pdf").unlink(), "oud.pdf is not there"),
    "paper of no kind": (
        lambda root: (root / "oud.pdf").write_bytes(b"MZ\x90\x00"),
        "oud.pdf: Dit bestand kunnen we niet",
    ),
    "papers in a circle": (
        lambda root: (root / "documenten.csv").write_text(
            "file,title,owner,date,replaces\noud.pdf,A,O,2025-01-01,nieuw.docx\nnieuw.docx,B,O,2025-01-01,oud.pdf\n"
        ),
        "replaces itself",
    ),
    "latin-1": (lambda root: (root / "wie.md").write_bytes("title: é".encode("latin-1")), "not UTF-8 from byte 7"),
    "utf-16": (lambda root: (root / "wie.md").write_text("Wie", encoding="utf-16"), "maybe UTF-16"),
    "table in cp1252": (
        lambda root: (root / "redirects.csv").write_bytes(b"from,to\n\x80,b\n"),
        "redirects.csv: is not UTF-8",
    ),
    "link out": (lambda root: (root / "geheim.md").symlink_to("/etc/passwd"), "is a symbolic link"),
    "folder out": (lambda root: (root / "etc").symlink_to("/etc"), "is a symbolic link"),
    "paper out": (
        lambda root: (root / "documenten.csv").write_text("file,title,owner,date\n../../x.pdf,A,O,2025-01-01\n"),
        "names no file inside the folder",
    ),
    "huge": (lambda root: (root / "groot.md").write_bytes(b"a" * 1_200_000), "larger than 1 MB"),
    "script": (
        lambda root: (root / "wie" / "geschiedenis.html").write_text("<title>x</title><p>a<script>alert(1)</script>"),
        "holds what runs in a browser (script)",
    ),
    "handler": (
        lambda root: (root / "wie" / "geschiedenis.html").write_text('<title>x</title><p onclick="a()">a'),
        "onclick",
    ),
    "script address": (
        lambda root: (root / "wie" / "geschiedenis.html").write_text(
            '<title>x</title><a href=" java\tscript:a()">a</a>'
        ),
        "holds what runs",
    ),
    "broken link": (
        lambda root: (root / "wie.md").write_text("---\ntitle: W\n---\n[x](weg.md)"),
        "weg.md, which is not there",
    ),
    "no parent": (lambda root: (root / "wie.md").unlink(), "needs a Dutch page at /wie/"),
    "same address": (
        lambda root: (root / "x.md").write_text("---\ntitle: X\nslug: wie\n---\nx"),
        "has the address /wie/",
    ),
    "address of the site": (
        lambda root: (root / "agenda.md").write_text("---\ntitle: X\n---\nx"),
        "agenda.md: Dit adres is van een ander deel",
    ),
    "no address": (lambda root: (root / "Mijn Pagina.md").write_text("---\ntitle: X\n---\nx"), "is no address"),
    "broken table": (lambda root: (root / "redirects.csv").write_text('from,to\n"a'), "is no table"),
}


@pytest.mark.parametrize(("spoil", "line"), SPOILED.values(), ids=SPOILED.keys())
def test_a_folder_that_is_not_right_writes_nothing(folder: Path, spoil: Spoil, line: str) -> None:
    before = everything()
    spoil(folder)
    with pytest.raises(CommandError) as caught:
        run(folder, "--write", "--publish")
    assert caught.value.returncode == 2
    assert line in str(caught.value)
    assert "Nothing is written." in str(caught.value)
    assert [rows for rows in everything() if rows] == [rows for rows in before if rows]


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is no folder"):
        run(tmp_path / "weg")


def test_words_of_html_stay_words() -> None:
    words = words_of("<h3>Kop</h3><p>Een *ster* &amp; <em>klem</em></p><blockquote>Zo.</blockquote><p>[x](y)<br>z")
    assert words.body.startswith("### Kop\n\nEen \\*ster\\* & *klem*")
    assert "\\[x\\](y)" in words.body
    assert "> Zo." in words.body
