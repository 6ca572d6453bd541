"""What people upload as a photo, and what they try to upload as one."""

import struct
import time
import tracemalloc
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import Client
from PIL import Image

from coalitie.lib.pictures import HEAVIEST, Picture, redraw
from coalitie.people.models import User
from platforms.models import Platform
from tests.factories import sign_in_to_desk

GPS_IFD, ORIENTATION = 0x8825, 0x0112


def photo(kind: str = "JPEG", size: tuple[int, int] = (400, 300), mode: str = "RGB", **save: object) -> bytes:
    out = BytesIO()
    Image.new(mode, size, "orange" if mode != "1" else 1).save(out, kind, **save)
    return out.getvalue()


def upload(content: bytes, name: str = "foto.jpg") -> Picture:
    return redraw(SimpleUploadedFile(name, content, "image/jpeg"))


def refused(content: bytes, name: str = "foto.jpg") -> str:
    with pytest.raises(ValidationError) as caught:
        upload(content, name)
    return str(caught.value.code)


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_that_claims(width: int, height: int, *more: bytes) -> bytes:
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(more) + png_chunk(b"IDAT", zlib.compress(b"\0" * 100))


def webp_that_claims(width: int, height: int) -> bytes:
    sides = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    body = b"WEBP" + b"VP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + sides
    body += b"ANIM" + struct.pack("<I", 6) + b"\0" * 6
    return b"RIFF" + struct.pack("<I", len(body)) + body


def gps_photo() -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS_IFD)[1] = "N"
    exif.get_ifd(GPS_IFD)[2] = (52.0, 22.0, 12.0)
    return photo(exif=exif.tobytes(), comment=b"thuis, driehoog achter")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_webp_in_two_sizes(kind: str) -> None:
    picture = upload(photo(kind, (3000, 2000)))
    with Image.open(picture.large) as large, Image.open(picture.small) as small:
        assert (large.format, large.size) == ("WEBP", (1600, 1067))
        assert (small.format, small.size) == ("WEBP", (640, 427))
    assert (picture.width, picture.height) == (1600, 1067)


def test_a_small_photo_is_not_blown_up() -> None:
    assert (upload(photo()).width, upload(photo()).height) == (400, 300)


def test_the_name_tells_nothing_of_what_was_sent() -> None:
    one, other = upload(photo(), "../../etc/Jan de Vries.php"), upload(photo(), "../../etc/Jan de Vries.php")
    assert one.name != other.name
    assert len(one.name) == 37
    assert one.name.removesuffix(".webp").isalnum()


def test_place_and_remarks_are_gone_and_the_photo_stands_upright() -> None:
    content = gps_photo()
    with Image.open(BytesIO(content)) as before:
        assert before.getexif().get_ifd(GPS_IFD), "else this test proves nothing"
    picture = upload(content)
    for file in (picture.large, picture.small):
        with Image.open(file) as after:
            assert after.size == (300, 400)
            assert not after.getexif()
            assert not {"exif", "icc_profile", "xmp", "comment"} & set(after.info)
        assert b"driehoog" not in file.read()


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "I;16"])
def test_every_kind_of_png_is_read(mode: str) -> None:
    assert upload(photo("PNG", mode=mode) if mode != "I;16" else sixteen_bits()).width == 400


def sixteen_bits() -> bytes:
    out = BytesIO()
    Image.new("I;16", (400, 300), 40_000).save(out, "PNG")
    return out.getvalue()


def test_a_printers_jpeg_is_read() -> None:
    out = BytesIO()
    Image.new("CMYK", (400, 300)).save(out, "JPEG")
    assert upload(out.getvalue()).width == 400


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"GIF89a" + b"\xff" * 40,
        photo()[:300],
        photo("PNG")[:60],
        photo("WEBP")[:40],
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\0\0\0\0WEBP",
    ],
    ids=["empty", "svg", "html", "pdf", "zip", "gif", "half jpeg", "half png", "half webp", "png head", "webp head"],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    assert refused(content) == "unreadable"


def test_a_page_glued_behind_a_photo_does_not_come_along() -> None:
    picture = upload(photo() + b"<script>alert(1)</script>")
    assert b"<script>" not in picture.large.read()


def test_a_file_over_eight_megabytes_is_refused() -> None:
    assert refused(photo() + b"\0" * HEAVIEST) == "too_heavy"


def test_only_the_first_of_many_frames_is_drawn() -> None:
    out = BytesIO()
    frames = [Image.new("RGB", (200, 200), (shade, 0, 0)) for shade in range(0, 250, 10)]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], duration=20)
    with Image.open(upload(out.getvalue()).large) as after:
        assert getattr(after, "n_frames", 1) == 1


@pytest.mark.parametrize(
    "flood", [png_that_claims(30_000, 30_000), webp_that_claims(16_000, 16_000)], ids=["png", "webp"]
)
def test_a_pixel_flood_is_refused_at_once_and_in_little_memory(flood: bytes) -> None:
    tracemalloc.start()
    started = time.perf_counter()
    assert refused(flood) == "too_large"
    assert time.perf_counter() - started < 0.1
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_a_real_jpeg_of_thirty_thousand_squared_is_refused_before_it_is_decoded() -> None:
    head = bytearray(photo())
    at = head.index(b"\xff\xc0")  # the frame header holds height and width
    head[at + 5 : at + 9] = struct.pack(">HH", 30_000, 30_000)
    assert refused(bytes(head)) == "too_large"


def test_a_text_bomb_in_a_png_is_refused() -> None:
    bomb = png_chunk(b"zTXt", b"k\0\0" + zlib.compress(b"\0" * 200_000_000))
    assert refused(png_that_claims(100, 100, bomb)) == "unreadable"


@pytest.mark.django_db
def test_fifty_megabytes_at_the_desk_are_refused_in_words(client: Client, here: Platform, els: User) -> None:
    """It goes to a file on disk and not to memory, and no further than the form."""
    sign_in_to_desk(client, els)
    file = SimpleUploadedFile("foto.jpg", b"\xff\xd8\xff\xe0" + bytes(50 * 1024 * 1024), "image/jpeg")
    response = client.post(f"/beheer/platforms/platform/{here.pk}/change/", {"new_picture": file})
    assert response.status_code == 422
    assert "Deze foto is groter dan 8 MB." in response.content.decode()
    assert isinstance(response.wsgi_request.FILES["new_picture"], TemporaryUploadedFile)
    assert Platform.objects.get(pk=here.pk).picture == ""
