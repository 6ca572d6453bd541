"""Making the sizes beside the request: killed halfway, given up, seen only with what they belong to, and swept up."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone
from PIL import Image

from coalitie.lib.pictures import measures, sheet_of, sizes
from coalitie.people.models import User
from initiatives.models import Initiative, Photo, Result, Status, Trouble, Update, make_next
from initiatives.models import photo as photos
from platforms.models import Platform
from tests.factories import make_initiative, make_participation, sign_in
from tests.initiatives.test_races import Beside
from tests.initiatives.test_updates import photo_file, stored, told
from tests.platforms.test_pictures import gps_photo, png_that_claims

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def an_empty_disk() -> None:
    for name in stored():
        default_storage.delete(f"initiatives/{name}")


@pytest.fixture
def update(here: Platform, ibrahim: User) -> Update:
    garden = make_initiative(here, author=ibrahim, slug="moestuin", status=Status.RUNNING)
    make_participation(garden, ibrahim, "puller")
    return told(garden, ibrahim, photos=[(sheet_of(photo_file((2000, 1000))), "Een bank")])


def test_six_files_of_one_photo(update: Update) -> None:
    assert make_next()
    assert not make_next()
    photo = update.photos.get()
    assert photo.is_made
    assert (photo.width, photo.height) == (1600, 800)
    assert stored() == sorted(f"{photo.name}-{side}.{kind}" for side in (1600, 960, 480) for kind in ("avif", "webp"))
    assert not default_storage.exists(photo.sheet)
    for name in stored():
        with Image.open(default_storage.open(f"initiatives/{name}")) as image:
            side, kind = name.split("-")[1].split(".")
            assert (image.format, image.size) == (kind.upper(), (int(side), int(side) // 2))


def test_what_the_page_names_is_what_was_made(client: Client, update: Update) -> None:
    before = client.get(update.get_absolute_url()).content.decode()
    assert 'role="img" aria-label="Een bank"' in before
    assert 'width="1600" height="800"' in before
    assert "<picture>" not in before
    make_next()
    after = client.get(update.get_absolute_url()).content.decode()
    assert 'width="1600" height="800" alt="Een bank"' in after
    photo = update.photos.get()
    for source in (photo.avif, photo.webp):
        for address in (part.split()[0] for part in source.split(", ")):
            answer = client.get(address)
            assert answer.status_code == 200
            assert answer["Content-Type"] in {"image/avif", "image/webp"}
            assert set(answer["Cache-Control"].split(", ")) == {"private", "max-age=3600"}
            assert answer.getvalue()


@pytest.mark.parametrize("size", [(3, 2), (480, 20), (481, 480), (1599, 1), (960, 960), (4000, 3), (1, 4000)])
def test_every_measure_is_made(size: tuple[int, int]) -> None:
    sheet = sheet_of(photo_file(size))
    made = {ending: Image.open(content).size for ending, content in sizes(BytesIO(sheet.file.read()))}
    named = measures(sheet.width, sheet.height)
    assert made == {f"-{side}.{kind}": wanted for side, wanted in named.items() for kind in ("avif", "webp")}


def test_where_it_was_taken_is_gone_at_once() -> None:
    """Not only from the sizes: what waits for the worker holds pixels only, upright."""
    sheet = sheet_of(SimpleUploadedFile("foto.jpg", gps_photo()))
    content = sheet.file.read()
    assert (sheet.width, sheet.height) == (300, 400)
    assert b"driehoog" not in content
    with Image.open(BytesIO(content)) as image:
        assert not image.getexif()
        assert not {"exif", "comment", "icc_profile"} & set(image.info)
    for _ending, made in sizes(BytesIO(content)):
        with Image.open(made) as image:
            assert not image.getexif()


def test_a_flood_is_refused_in_the_form(client: Client, update: Update, ibrahim: User) -> None:
    sign_in(client, ibrahim)
    bomb = SimpleUploadedFile("foto.png", png_that_claims(30_000, 30_000), "image/png")
    form = {"sleutel": "0" * 32, "title": "a", "text": "b", "foto_1": bomb, "alt_1": "c"}
    answer = client.post("/initiatieven/moestuin/berichten/nieuw/", form)
    assert answer.status_code == 422
    assert "te veel beeldpunten" in answer.content.decode()


def test_killed_halfway_it_comes_up_again(update: Update, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker is killed after the first file: nothing is lost, nothing is shown half."""
    written: list[str] = []

    def write_one(name: str, content: Any) -> None:
        if written:
            raise KeyboardInterrupt
        written.append(default_storage.save(name, content))

    with monkeypatch.context() as patched:
        patched.setattr(photos, "write", write_one)
        with pytest.raises(KeyboardInterrupt):
            make_next()
    photo = update.photos.get()
    assert (photo.made_at, photo.tries) == (None, 1)
    assert not make_next(), "it is taken for some minutes"
    Photo.objects.update(next_try_at=timezone.now())
    assert make_next()
    assert update.photos.get().is_made
    assert len(stored()) == 6


def test_what_kills_every_worker_is_given_up(client: Client, update: Update, ibrahim: User) -> None:
    for _ in range(photos.MOST_TRIES):
        Photo.objects.update(next_try_at=timezone.now())
        assert photos.take() is not None  # and then the worker is gone
    Photo.objects.update(next_try_at=timezone.now())
    assert photos.take() is None
    photo = update.photos.get()
    assert (photo.trouble, photo.given_up_at is None) == (Trouble.HEAVY, False)
    assert "te zwaar om klaar te maken" not in client.get(update.get_absolute_url()).content.decode()
    assert "te zwaar om klaar te maken" in sign_in(client, ibrahim).get(update.get_absolute_url()).content.decode()


def test_what_cannot_be_read_is_given_up_after_five_times(update: Update) -> None:
    photo = update.photos.get()
    photos.write(photo.sheet, ContentFile(b"geen foto"))
    for turn in range(1, photos.MOST_TRIES + 1):
        Photo.objects.update(next_try_at=timezone.now())
        assert make_next()
        photo.refresh_from_db()
        assert (photo.tries, bool(photo.given_up_at)) == (turn, turn == photos.MOST_TRIES)
    assert photo.trouble == Trouble.BROKEN


def test_a_lost_sheet_is_given_up_at_once(update: Update) -> None:
    default_storage.delete(update.photos.get().sheet)
    assert make_next()
    assert update.photos.get().trouble == Trouble.LOST


def test_deleted_while_it_was_being_made(update: Update, monkeypatch: pytest.MonkeyPatch) -> None:
    def sizes_and_gone(sheet: Any) -> Any:
        yield from sizes(sheet)
        Photo.objects.all().delete()

    monkeypatch.setattr(photos, "sizes", sizes_and_gone)
    assert make_next()
    assert stored() == []


@pytest.mark.parametrize("how", ["update", "initiative", "platform", "deleted"])
def test_a_photo_is_as_hidden_as_what_it_belongs_to(client: Client, update: Update, els: User, how: str) -> None:
    make_next()
    address = update.photos.get().src
    assert client.get(address).status_code == 200
    if how == "update":
        Update.objects.update(hidden_at=timezone.now())
    elif how == "initiative":
        Initiative.objects.update(hidden_at=timezone.now())
    elif how == "platform":
        update.initiative.platform.hide(by=els, reason="Test")
    else:
        update.delete_for_good(by=els)
    assert client.get(address).status_code == 404
    author = sign_in(client, update.author or els).get(address)
    assert author.status_code == (404 if how == "deleted" else 200)
    if how != "deleted":
        assert "no-store" in author["Cache-Control"]


def test_the_sheet_is_nobodys(client: Client, update: Update, els: User) -> None:
    photo = update.photos.get()
    sign_in(client, els)
    for address in (
        f"/media/{photo.sheet}",
        f"/media/initiatives/{photo.name}-1600.jpg",
        photo.src,
        f"{photo.src}/../x",
    ):
        assert client.get(address).status_code == 404


def test_the_sweep_takes_what_nobody_knows(update: Update) -> None:
    make_next()
    kept = stored()
    photos.write("initiatives/" + "f" * 32 + ".jpg", ContentFile(b"x"))
    assert photos.sweep() == 0, "it may belong to a form that is being sent"
    assert photos.sweep(older_than=timedelta(seconds=-1)) == 1
    assert stored() == kept


@pytest.mark.django_db(transaction=True)
def test_two_workers_take_two_photos(ibrahim: User) -> None:
    garden = make_initiative(author=ibrahim, status=Status.RUNNING)
    told(garden, ibrahim, photos=[(sheet_of(photo_file()), "a"), (sheet_of(photo_file()), "b")])
    seen: list[Any] = []

    with transaction.atomic():
        seen.append(photos.take())
        beside = Beside(lambda: seen.append(photos.take()))
        beside.start()
        beside.join(timeout=10)
        assert not beside.is_alive(), "it does not wait for the other worker"
    assert {photo.alt for photo in seen} == {"a", "b"}
    assert photos.take() is None
    assert connection.in_atomic_block is False


def test_photos_of_a_result(client: Client, here: Platform, ibrahim: User) -> None:
    initiative: Initiative = make_initiative(here, author=ibrahim, status=Status.DONE)
    result = Result.objects.create(initiative=initiative, achieved="Veel.")
    photos.add([(sheet_of(photo_file()), "Feest")], result=result)
    make_next()
    assert client.get(result.photos.get().src).status_code == 200
    Initiative.objects.update(hidden_at=timezone.now())
    assert client.get(result.photos.get().src).status_code == 404


def test_the_photos_of_an_update_and_a_result_are_on_paper_too() -> None:
    """What a browser loads when it comes into sight is missing from the sheet; in lists it saves the phone."""
    made = {"alt": "Vijf buren", "width": 1600, "height": 1067, "is_made": True, "src": "/a.webp"}
    whole = render_to_string("initiatives/_photos.html", {"photos": [made, made]})
    assert whole.count("<img") == 2
    assert "lazy" not in whole
    assert 'loading="lazy"' in render_to_string("components/photo.html", {"photo": made})
