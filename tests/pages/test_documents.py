"""The library: who sees what, and what came after what."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from coalitie.activity.models import Event
from coalitie.lib.files import Upload, taken
from coalitie.lib.refused import Refused
from coalitie.pages.models import Document, add_document
from coalitie.pages.models.document import ENDINGS, FOLDER, HEAVIEST, MOST_TEXT
from coalitie.people.models import User
from tests import papers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_storage(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def upload(content: bytes = b"") -> Upload:
    return taken(SimpleUploadedFile("x", content or papers.pdf()), folder=FOLDER, endings=ENDINGS, heaviest=HEAVIEST)


def make_document(title: str = "Werkafspraken", *, shown: bool = True, content: bytes = b"", **facts: Any) -> Document:
    facts = {"owner": "Stadsdeel Oost", "dated": date(2026, 3, 5), **facts}
    document = add_document(upload(content), by=None, title=title, **facts)
    if shown:
        document.publish(by=None)
        document.refresh_from_db()
    return document


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
    first, second, third = (make_document(status="in_force") for _ in range(3))
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
