"""The desks of papers and short addresses: for the team, with the same verbs as everywhere."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from coalitie.lib.reach import Trouble
from coalitie.pages import indexing
from coalitie.pages.indexing import check_some
from coalitie.pages.models import Document, ShortLink
from coalitie.people.models import User
from tests import papers
from tests.factories import make_document, make_short_link, sign_in_to_desk

pytestmark = pytest.mark.django_db
DESK = "/beheer/pages"


@pytest.fixture(autouse=True)
def own_storage(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def team(client: Client, els: User) -> Client:
    return sign_in_to_desk(client, els)


def filled_in(content: bytes, **other: str) -> dict[str, Any]:
    words = {"title": "Afspraken", "owner": "Stadsdeel Oost", "dated": "2026-03-05", "language": "nl", **other}
    return {**words, "new_file": SimpleUploadedFile("x.bin", content)}


def test_a_paper_from_upload_to_site(team: Client) -> None:
    assert team.get(f"{DESK}/document/add/").status_code == 200
    response = team.post(f"{DESK}/document/add/", filled_in(papers.docx()))
    document = Document.objects.get()
    assert response.status_code == 302
    assert (document.title, document.ending, document.is_standing) == ("Afspraken", ".docx", False)
    page = f"{DESK}/document/{document.pk}"
    assert "Wordt zo gelezen" in team.get(f"{page}/change/").text
    team.post(f"{page}/doe/put_file/", {"upload": SimpleUploadedFile("y", papers.pdf())})
    assert team.post(f"{page}/doe/publish/").status_code == 302
    team.post(f"{page}/doe/set_status/", {"to": "in_force"})
    older = make_document("Oude afspraken")
    team.post(f"{page}/doe/replace/", {"older": older.pk})
    document.refresh_from_db()
    assert (document.ending, document.status, document.replaces) == (".pdf", "in_force", older)
    assert team.post(
        f"{page}/change/", {"title": "Nieuwe titel", "owner": "Wij", "dated": "2026-03-06", "language": "nl"}
    )
    document.refresh_from_db()
    assert (document.title, document.slug) == ("Nieuwe titel", "afspraken")
    assert team.post(f"{page}/doe/put_file/", {"upload": SimpleUploadedFile("y", papers.pdf())}).status_code == 403
    assert team.get(f"{DESK}/document/?q=titel&site=ja").status_code == 200


@pytest.mark.parametrize("content", [b"MZ\x90\x00", b"<html>", papers.picture("GIF"), b""])
def test_a_file_that_is_none_is_told_so(team: Client, content: bytes) -> None:
    response = team.post(f"{DESK}/document/add/", filled_in(content))
    assert response.status_code == 422
    assert not Document.objects.exists()


def test_a_short_address_with_its_code(team: Client) -> None:
    bad = {"word": "soep", "target": "javascript:alert(1)", "purpose": "Poster"}
    assert team.post(f"{DESK}/shortlink/add/", bad).status_code == 422
    response = team.post(f"{DESK}/shortlink/add/", {**bad, "target": "/agenda/"})
    assert response.status_code == 302
    link = ShortLink.objects.get()
    assert team.post(f"{DESK}/shortlink/add/", {**bad, "target": "/agenda/"}).status_code == 422
    link.count_look()
    page = team.get(f"{DESK}/shortlink/{link.pk}/change/").text
    assert "/k/soep/" in page
    assert "qr.png" in page
    svg, png = (team.get(f"{DESK}/shortlink/{link.pk}/qr.{kind}") for kind in ("svg", "png"))
    assert svg.content.startswith(b"<?xml")
    assert png.content.startswith(b"\x89PNG")
    assert svg["Content-Disposition"] == 'attachment; filename="qr-soep.svg"'
    assert team.get(f"{DESK}/shortlink/{link.pk}/qr.exe").status_code == 404
    page = f"{DESK}/shortlink/{link.pk}"
    assert team.post(f"{page}/doe/point_to/", {"target": "/k/soep/", "reason": "x"}).status_code == 422
    assert team.post(f"{page}/doe/point_to/", {"target": "/initiatieven/", "reason": "Beter."}).status_code == 302
    team.post(f"{page}/change/", {"purpose": "Flyer", "target": "https://kwaad.nl/", "word": "kwaad"})
    link.refresh_from_db()
    assert (link.word, link.target, link.purpose) == ("soep", "/initiatieven/", "Flyer")
    assert team.post(f"{page}/doe/withdraw/", {"reason": ""}).status_code == 422
    assert team.post(f"{page}/doe/withdraw/", {"reason": "Op.", "instead": "/agenda/"}).status_code == 302
    link.refresh_from_db()
    assert (link.reason, link.instead) == ("Op.", "/agenda/")
    assert team.get(f"{DESK}/shortlink/").status_code == 200


def test_the_worker_and_the_desk_see_what_stopped_working(team: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    out, inside = make_short_link(target="https://a.nl/"), make_short_link()
    asked: list[str] = []

    def trouble(url: str) -> Trouble:
        asked.append(url)
        return Trouble.MISSING

    monkeypatch.setattr(indexing, "trouble_with", trouble)
    assert check_some() == 1
    assert check_some() == 0, "not again within the week"
    assert asked == ["https://a.nl/"]
    assert "De website heeft deze pagina niet meer." in team.get(f"{DESK}/shortlink/{out.pk}/change/").text
    assert team.post(f"{DESK}/shortlink/{out.pk}/doe/check/").status_code == 302
    assert len(asked) == 2
    assert team.post(f"{DESK}/shortlink/{inside.pk}/doe/check/").status_code == 403


@pytest.mark.parametrize("kind", ["document", "shortlink"])
def test_a_coordinator_finds_no_such_desk(client: Client, carla: User, here: object, kind: str) -> None:
    row: Any = make_document() if kind == "document" else make_short_link()
    sign_in_to_desk(client, carla)
    doors = ("", "add/", f"{row.pk}/change/", f"{row.pk}/history/", f"{row.pk}/delete/", f"{row.pk}/doe/withdraw/")
    for door in (*doors, *([f"{row.pk}/qr.svg"] if kind == "shortlink" else [])):
        for response in (client.get(f"{DESK}/{kind}/{door}"), client.post(f"{DESK}/{kind}/{door}", {"post": "yes"})):
            assert response.status_code in {302, 403, 404}, door
            assert response.status_code != 302 or response["Location"] == "/beheer/"
