"""Telling how it goes: who may, with photos that say what is on them, once however often sent, gone when deleted."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from PIL import Image

from coalitie.activity.models import Event, Reach, Subscription
from coalitie.people.models import User
from initiatives.models import Initiative, Photo, Status, Update, make_next, post_update
from platforms.models import Platform
from tests.factories import make_initiative, make_participation, sign_in
from tests.people.mailbox import last_code

pytestmark = pytest.mark.django_db

HOME = "/initiatieven/moestuin/"
NEW = f"{HOME}berichten/nieuw/"


@pytest.fixture(autouse=True)
def an_empty_disk() -> None:
    for name in stored():
        default_storage.delete(f"initiatives/{name}")


def stored() -> list[str]:
    return sorted(default_storage.listdir("initiatives")[1]) if default_storage.exists("initiatives") else []


def photo_file(size: tuple[int, int] = (1200, 800), kind: str = "JPEG", **save: Any) -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", size, "orange").save(out, kind, **save)
    return SimpleUploadedFile(f"../../foto.{kind.lower()}", out.getvalue(), f"image/{kind.lower()}")


def words(**more: Any) -> dict[str, Any]:
    return {"sleutel": str(uuid4()), "title": "De eerste bank staat", "text": "**Klaar** is hij.", **more}


@pytest.fixture
def garden(here: Platform, ibrahim: User) -> Initiative:
    initiative = make_initiative(here, author=ibrahim, title="Moestuin", slug="moestuin", status=Status.RUNNING)
    make_participation(initiative, ibrahim, "puller")
    return initiative


def told(garden: Initiative, by: User, **more: Any) -> Update:
    return post_update(garden, by=by, form_key=uuid4(), **{"title": "Nieuws", "text": "Het groeit.", **more})


def test_a_trekker_tells_how_it_goes(client: Client, garden: Initiative, ibrahim: User) -> None:
    sign_in(client, ibrahim)
    form = client.get(NEW).content.decode()
    assert 'enctype="multipart/form-data"' in form
    answer = client.post(NEW, words(foto_1=photo_file(), alt_1="Een bank van sloophout"))
    update = Update.objects.get()
    assert answer["Location"] == f"{HOME}berichten/{update.pk}/"
    photo = update.photos.get()
    assert (photo.alt, photo.width, photo.height, photo.made_at) == ("Een bank van sloophout", 1200, 800, None)
    event = Event.objects.get(verb="update_posted")
    assert (event.subject, event.reach, event.data) == (garden.subject, Reach.AROUND, {"update": update.pk})
    assert event.verb in Initiative.news
    assert Subscription.objects.on().filter(person=ibrahim, subject=garden.subject).exists()
    page = client.get(HOME).content.decode()
    assert "De eerste bank staat" in page
    assert "<strong>Klaar</strong>" in page


@pytest.mark.parametrize(
    ("role", "status"), [("doer", 200), ("puller", 200), ("thinker", 403), ("place", 403), ("stuff", 403)]
)
def test_who_does_it_may(client: Client, garden: Initiative, fatima: User, role: str, status: int) -> None:
    make_participation(garden, fatima, role, answered_at=timezone.now())
    sign_in(client, fatima)
    assert client.get(NEW).status_code == status
    assert client.post(NEW, words()).status_code == (302 if status == 200 else 403)


def test_who_left_may_not(client: Client, garden: Initiative, fatima: User) -> None:
    make_participation(garden, fatima, "doer", withdrawn_at=timezone.now())
    assert sign_in(client, fatima).post(NEW, words()).status_code == 403


def test_not_with_what_is_not_public(client: Client, here: Platform, ibrahim: User) -> None:
    make_initiative(here, author=ibrahim, slug="concept", status=Status.DRAFT)
    sign_in(client, ibrahim)
    assert client.post("/initiatieven/concept/berichten/nieuw/", words()).status_code == 403


def test_sent_twice_is_told_once(client: Client, garden: Initiative, ibrahim: User) -> None:
    sign_in(client, ibrahim)
    same = words()
    answers = {client.post(NEW, {**same, "foto_1": photo_file(), "alt_1": "Een bank"})["Location"] for _ in range(2)}
    assert len(answers) == 1
    assert (Update.objects.count(), Photo.objects.count()) == (1, 1)
    assert Event.objects.filter(verb="update_posted").count() == 1


def test_a_photo_says_what_is_on_it(client: Client, garden: Initiative, ibrahim: User) -> None:
    """And words without a photo are a photo that got lost on the way. What was typed stays."""
    sign_in(client, ibrahim)
    answer = client.post(NEW, words(foto_1=photo_file(), alt_1=""))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Schrijf wat er op de foto staat" in text
    assert "Kies je foto’s nog een keer" in text
    assert "De eerste bank staat" in text
    answer = client.post(NEW, words(alt_1="Een bank"))
    assert answer.status_code == 422
    assert "Kies de foto opnieuw" in answer.content.decode()
    assert not Update.objects.exists()


def test_the_database_wants_words_with_a_photo_too(garden: Initiative, ibrahim: User) -> None:
    update = told(garden, ibrahim)
    with pytest.raises(IntegrityError, match="photo_described"), transaction.atomic():
        Photo.objects.create(update=update, place=0, alt="", name="a" * 32, width=10, height=10)
    with pytest.raises(IntegrityError, match="photo_among_six"), transaction.atomic():
        Photo.objects.create(update=update, place=6, alt="x", name="a" * 32, width=10, height=10)
    with pytest.raises(IntegrityError, match="photo_of_one_thing"), transaction.atomic():
        Photo.objects.create(place=0, alt="x", name="a" * 32, width=10, height=10)


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a" + b"\0" * 40,
        b"",
        b"\xff\xd8\xff\xe0",
    ],
)
def test_what_is_no_photo_is_refused(client: Client, garden: Initiative, ibrahim: User, content: bytes) -> None:
    sign_in(client, ibrahim)
    file = SimpleUploadedFile("foto.jpg", content, "image/jpeg")
    assert client.post(NEW, words(foto_1=file, alt_1="Iets")).status_code == 422
    assert not Photo.objects.exists()
    assert stored() == []


def test_without_a_session_the_words_survive_and_the_photo_is_asked_again(client: Client, garden: Initiative) -> None:
    answer = client.post(NEW, words(foto_1=photo_file(), alt_1="Een bank"))
    assert answer["Location"] == "/aanmelden/"
    known = User.objects.create_user("nieuw@example.org", sixteen_at=timezone.now())
    make_participation(garden, known, "doer", answered_at=timezone.now())
    assert "Je bestand konden we niet bewaren" in client.get("/aanmelden/").content.decode()
    client.post("/aanmelden/", {"email": "nieuw@example.org"})
    answer = client.post("/aanmelden/code/", {"code": last_code("nieuw@example.org")})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "De eerste bank staat" in text
    assert "Kies de foto opnieuw" in text


def test_the_writer_edits(client: Client, garden: Initiative, ibrahim: User, bob: User) -> None:
    sign_in(client, ibrahim)
    client.post(NEW, words(foto_1=photo_file(), alt_1="Een bank", foto_2=photo_file(), alt_2="Een boom"))
    update = Update.objects.get()
    bank, tree = update.photos.in_order()
    address = f"{HOME}berichten/{update.pk}/aanpassen/"
    changed = {
        **words(title="Twee banken"),
        f"alt_van_{bank.pk}": "Een oude bank",
        f"weg_{tree.pk}": "on",
        "foto_3": photo_file(),
        "alt_3": "Een struik",
    }
    assert client.post(address, changed)["Location"] == f"{HOME}berichten/{update.pk}/"
    update.refresh_from_db()
    assert update.title == "Twee banken"
    assert update.edited_at is not None
    assert [photo.alt for photo in update.photos.in_order()] == ["Een oude bank", "Een struik"]
    assert "aangepast op" in client.get(update.get_absolute_url()).content.decode()
    assert sign_in(client, bob).post(address, changed).status_code == 403


def test_a_photo_of_another_update_is_out_of_reach(
    client: Client, garden: Initiative, ibrahim: User, bob: User
) -> None:
    hers = told(garden, bob)
    photo = Photo.objects.create(update=hers, place=0, alt="Van Bob", name="b" * 32, width=10, height=10)
    mine = told(garden, ibrahim)
    mine.edit(by=ibrahim, title="x", text="y", without=[photo.pk], alts={photo.pk: "Gekaapt"})
    photo.refresh_from_db()
    assert photo.alt == "Van Bob"


def test_deleting_is_real(
    client: Client, garden: Initiative, ibrahim: User, django_capture_on_commit_callbacks: Any
) -> None:
    sign_in(client, ibrahim)
    client.post(NEW, words(foto_1=photo_file(), alt_1="Een bank"))
    assert make_next()
    assert len(stored()) == 6
    update = Update.objects.get()
    address = f"{HOME}berichten/{update.pk}/weghalen/"
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(address)
    update.refresh_from_db()
    assert (update.title, update.text) == ("", "")
    assert not Photo.objects.exists()
    assert stored() == []
    assert client.get(update.get_absolute_url()).status_code == 404
    assert "De eerste bank staat" not in client.get(HOME).content.decode()
    assert Event.objects.filter(verb="update_deleted").count() == 1


def test_what_is_deleted_keeps_no_words(garden: Initiative, ibrahim: User) -> None:
    update = told(garden, ibrahim)
    with pytest.raises(IntegrityError, match="update_has_words_until_deleted"), transaction.atomic():
        Update.objects.filter(pk=update.pk).update(deleted_at=timezone.now())


def test_hidden_is_for_its_writer_only(client: Client, garden: Initiative, ibrahim: User, bob: User) -> None:
    update = told(garden, ibrahim)
    Update.objects.filter(pk=update.pk).update(hidden_at=timezone.now())
    address = update.get_absolute_url()
    assert client.get(address).status_code == 404
    assert "Het groeit" not in client.get(HOME).content.decode()
    assert sign_in(client, bob).get(address).status_code == 404
    sign_in(client, ibrahim)
    assert client.get(address).status_code == 200
    assert client.get(f"{address}aanpassen/").status_code == 403
    assert client.get(f"{address}weghalen/").status_code == 200


def test_the_list_leafs_through_with_as_many_questions_for_more_rows(
    client: Client, garden: Initiative, ibrahim: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(23):
        told(garden, ibrahim, title=f"Bericht {number}")
    with django_assert_max_num_queries(6):
        first = client.get(f"{HOME}berichten/").content.decode()
    assert "Bericht 22" in first
    assert "Bericht 2<" not in first
    assert "Bericht 2<" in client.get(f"{HOME}berichten/?pagina=2").content.decode()
    assert client.get(f"{HOME}berichten/?pagina=%00zz").status_code == 200
    page = client.get(HOME).content.decode()
    assert ("Bericht 20" in page, "Bericht 19" in page, "Lees alle berichten" in page) == (True, False, True)


def test_twenty_a_day(client: Client, garden: Initiative, ibrahim: User) -> None:
    sign_in(client, ibrahim)
    answers = [client.post(NEW, words()).status_code for _ in range(21)]
    assert (answers.count(302), answers[-1]) == (20, 422)
