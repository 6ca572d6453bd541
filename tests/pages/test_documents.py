"""The library: who sees what, and what came after what."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coalitie.activity.models import Event
from coalitie.lib.files import Upload, taken
from coalitie.lib.refused import Refused
from coalitie.pages.indexing import read_next
from coalitie.pages.models import Document
from coalitie.pages.models.document import ENDINGS, FOLDER, HEAVIEST, MOST_TEXT
from coalitie.people.models import User
from tests import papers
from tests.factories import make_document, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_storage(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def upload(content: bytes = b"") -> Upload:
    return taken(SimpleUploadedFile("x", content or papers.pdf()), folder=FOLDER, endings=ENDINGS, heaviest=HEAVIEST)


def test_a_paper_is_seen_once_it_is_published(els: User, carla: User) -> None:
    document = make_document(shown=False)
    assert not Document.objects.visible_to(AnonymousUser()).exists()
    assert not Document.objects.visible_to(carla).exists()
    assert Document.objects.visible_to(els).get() == document
    document.publish(by=els)
    assert Document.objects.visible_to(AnonymousUser()).get() == document
    with pytest.raises(Refused):
        document.publish(by=els)
    assert list(Event.objects.values_list("verb", flat=True).order_by("pk")) == ["document_added", "document_published"]


def test_what_replaces_what_never_runs_in_a_circle(els: User) -> None:
    first, second, third = (make_document("Werkafspraken", status="in_force") for _ in range(3))
    second.replace(by=els, older=first)
    third.replace(by=els, older=second)
    first.refresh_from_db()
    assert first.status == "expired"
    assert list(Document.objects.current()) == [third]
    for newer, older in ((first, third), (first, second), (first, first)):
        with pytest.raises(Refused, match="Dat kan niet"):
            newer.replace(by=els, older=older)
        with pytest.raises(IntegrityError), transaction.atomic():
            Document.objects.filter(pk=newer.pk).update(replaces=older)
    assert first.slug == "werkafspraken"
    assert second.slug == "werkafspraken-2"


def test_one_newer_paper_for_each_older_one(els: User) -> None:
    older, newer, other = make_document(), make_document(), make_document()
    newer.replace(by=els, older=older)
    with pytest.raises(Refused):
        other.replace(by=els, older=older)
    with pytest.raises(Refused, match="al een ander"):
        newer.replace(by=els, older=other)
    newer.stand_alone(by=els)
    other.replace(by=els, older=older)
    assert set(Document.objects.current()) == {newer, other}


def test_a_file_changes_only_while_nobody_could_have_read_it(els: User) -> None:
    document = make_document(shown=False)
    old = document.digest
    document.put_file(upload(papers.docx()), by=els)
    document.refresh_from_db()
    assert (document.ending, document.digest == old) == (".docx", False)
    document.publish(by=els)
    with pytest.raises(Refused, match="nieuw document"):
        document.put_file(upload(), by=els)


def test_as_much_text_as_is_kept_can_be_searched() -> None:
    document = make_document()
    words = " ".join(f"{number:x}" for number in range(200_000)).encode()[:MOST_TEXT].decode()
    document.was_read(text=words, page_count=1, unread="")
    assert Document.objects.matching("cafe").exists()


# --- Pages ------------------------------------------------------------------------------------------------------------
def html(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def test_the_words_in_a_file_are_found(client: Client) -> None:
    make_document("Afspraken", content=papers.pdf("Elke platform krijgt een sleutel van het buurthuis"))
    make_document("Iets anders")
    while read_next():
        pass
    for words in ("sleutels", "buurthuis", "afspraak"):
        found = html(client, f"/documenten/?zoek={words}")
        assert "1 document," in found
        assert "Iets anders" not in found
    assert "Geen document gevonden" in html(client, "/documenten/?zoek=olifant")


def test_the_page_tells_what_it_is_and_gives_it(client: Client) -> None:
    document = make_document("Verslag van de avond", content=papers.pdf("Een", "Twee"), status="in_force")
    read_next()
    page = html(client, document.get_absolute_url())
    for words in ("pdf, 2 bladzijden", "5 maart 2026", "Stadsdeel Oost", "Van kracht"):
        assert words in page
    response = client.get("/documenten/verslag-van-de-avond/bestand/")
    assert response["Content-Disposition"] == 'attachment; filename="verslag-van-de-avond.pdf"'
    assert b"".join(response).startswith(b"%PDF-")


def test_what_is_replaced_stays_and_says_by_what(client: Client, els: User) -> None:
    older, newer = make_document("Afspraken 2025", status="in_force"), make_document("Afspraken 2026", shown=False)
    newer.replace(by=els, older=older)
    assert "Afspraken 2026" not in html(client, older.get_absolute_url()), "nobody may see that one yet"
    assert "Afspraken 2025" in html(client, "/documenten/")
    newer.publish(by=els)
    assert "Dit is vervangen door" in html(client, older.get_absolute_url())
    assert older.get_absolute_url() in html(client, newer.get_absolute_url())
    assert older.get_absolute_url() not in html(client, "/documenten/")
    assert "Vervangen door" in html(client, "/documenten/?oud=on")
    assert client.get(f"{older.get_absolute_url()}bestand/").status_code == 200


def test_what_is_taken_back_keeps_its_page_and_not_its_file(client: Client, els: User) -> None:
    document = make_document("Ledenlijst")
    document.take_back(by=els, reason="Er stonden namen in.")
    assert "Er stonden namen in." in html(client, document.get_absolute_url())
    assert "Ledenlijst" not in html(client, "/documenten/")
    assert client.get(f"{document.get_absolute_url()}bestand/").status_code == 302
    sign_in(client, els)
    assert client.get(f"{document.get_absolute_url()}bestand/")["Cache-Control"] == "private, no-store"
    document.put_back(by=els)
    client.logout()
    assert client.get(f"{document.get_absolute_url()}bestand/").status_code == 200


def test_nobody_guesses_what_is_not_yet_there(client: Client, carla: User) -> None:
    document = make_document(shown=False)
    for path in (document.get_absolute_url(), f"{document.get_absolute_url()}bestand/", f"/media/{document.file}"):
        assert client.get(path).status_code == 404
    sign_in(client, carla)
    assert client.get(document.get_absolute_url()).status_code == 404


def test_as_many_questions_for_one_paper_as_for_a_page_full(client: Client, els: User) -> None:
    make_document().replace(by=els, older=make_document())
    with CaptureQueriesContext(connection) as few:
        html(client, "/documenten/?oud=on")
    for _number in range(12):
        make_document().replace(by=els, older=make_document())
    with CaptureQueriesContext(connection) as many:
        html(client, "/documenten/?oud=on")
    assert len(few) == len(many)


@pytest.mark.parametrize(
    "query",
    ["zoek=%00", "zoek=" + "a" * 500, "pagina=-1", "pagina=99999999999", "stand=x", "taal[]=nl", "zoek='\"\\)("],
)
def test_no_question_breaks_the_list(client: Client, query: str) -> None:
    make_document()
    assert client.get(f"/documenten/?{query}").status_code in {200, 422}


def test_the_search_of_the_site_finds_them_too(client: Client) -> None:
    make_document("Afspraken", content=papers.pdf("Over de regenwatertonnen"))
    make_document("Nog niet", shown=False, content=papers.pdf("Over de regenwatertonnen"))
    while read_next():
        pass
    page = html(client, "/zoeken/?q=regenwatertonnen")
    assert "/documenten/afspraken/" in page
    assert "Nog niet" not in page
    assert "Niets gevonden" not in page
