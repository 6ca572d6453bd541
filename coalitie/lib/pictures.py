"""Pictures from people. What is kept is never the file that came in, but a new one drawn from its pixels.

So whatever else was in it is gone: the place where it was taken, a page or archive glued behind it, every frame but the
first. What a picture claims to measure is read from its first bytes, before anything is decoded.
"""

import secrets
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

AN_HOUR = 60 * 60
HEAVIEST = 8 * 1024 * 1024
MOST_PIXELS = 50_000_000  # the largest photo a common phone makes; at most 350 MB while it is decoded, as measured
OF_WEBP = 3  # copies of all pixels that its decoder makes, each larger than that of a JPEG
LARGE, SMALL = 1600, 640  # the longest side, in pixels
QUALITY = 80
SHEET_QUALITY = 92  # of what the sizes are made from
SIDES = (1600, 960, 480)  # the longest side of each size, in pixels
# AVIF is smaller at the same looks, and takes a second to make; browsers that cannot read it get WebP.
KINDS = {"avif": {"quality": 60, "speed": 8, "max_threads": 1}, "webp": {"quality": QUALITY, "method": 4}}
FORMATS = ("JPEG", "PNG", "WEBP")
WEBP_HEAD = 30

UNREADABLE = _("Dit bestand kunnen we niet als foto lezen. Kies een JPG-, PNG- of WebP-bestand.")
TOO_HEAVY = _("Deze foto is groter dan 8 MB. Kies een kleinere, of maak hem eerst kleiner.")
TOO_LARGE = _("Deze foto heeft te veel beeldpunten. Maak hem eerst kleiner, bijvoorbeeld 1600 pixels breed.")


@dataclass(frozen=True)
class Picture:
    """A redrawn picture in two sizes, as WebP, under a name nobody can guess."""

    name: str
    large: ContentFile
    small: ContentFile
    width: int
    height: int


class PictureField(forms.FileField):
    """Takes a photo and gives a ``Picture``."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def to_python(self, data: UploadedFile | None) -> Picture | None:  # type: ignore[override]
        return redraw(data) if data and super().to_python(data) else None


@dataclass(frozen=True)
class Sheet:
    """The pixels of a photo and nothing else, as a JPEG that is shown to nobody: what the sizes are made from."""

    name: str
    file: ContentFile
    width: int
    height: int


class SheetField(PictureField):
    """Takes a photo and gives a ``Sheet``: quickly, so that six of them fit in one form."""

    def to_python(self, data: UploadedFile | None) -> Sheet | None:  # type: ignore[override]
        return sheet_of(data) if data and forms.FileField.to_python(self, data) else None


def sheet_of(upload: UploadedFile) -> Sheet:
    image = opened(upload)
    out = BytesIO()
    image.save(out, "JPEG", quality=SHEET_QUALITY)
    return Sheet(secrets.token_hex(16), ContentFile(out.getvalue()), image.width, image.height)


def sizes(sheet: BinaryIO) -> Iterator[tuple[str, ContentFile]]:
    """Every file to make of a sheet, as its ending (``-960.avif``) and content; the smallest first."""
    with Image.open(sheet, formats=["JPEG"]) as image:
        _refuse_flood(image.size)
        for side in reversed(measures(*image.size)):
            small = image.copy()
            small.thumbnail((side, side), Image.Resampling.LANCZOS)
            for kind, options in KINDS.items():
                out = BytesIO()
                small.save(out, kind.upper(), **options)
                yield f"-{side}.{kind}", ContentFile(out.getvalue())


def measures(width: int, height: int) -> dict[int, tuple[int, int]]:
    """Width and height by longest side, for each size that is no enlargement; the smallest always is there."""
    longest = max(width, height)
    kept = [side for side in SIDES if side < longest]
    first = min((side for side in SIDES if side >= longest), default=None)
    return {side: _fitted(width, height, side) for side in ([first] if first else []) + kept}


def _fitted(width: int, height: int, side: int) -> tuple[int, int]:
    """As Pillow's ``thumbnail`` rounds it."""
    longest = max(width, height)
    if longest <= side:
        return width, height
    return max(1, round(width * side / longest)), max(1, round(height * side / longest))


def redraw(upload: UploadedFile) -> Picture:
    large = opened(upload)
    small = large.copy()
    small.thumbnail((SMALL, SMALL), Image.Resampling.LANCZOS)
    stem = secrets.token_hex(16)
    return Picture(f"{stem}.webp", _webp(large), _webp(small), large.width, large.height)


def opened(upload: UploadedFile) -> Image.Image:
    """``ValidationError`` with a Dutch sentence for whatever is not a picture of a reasonable size."""
    if (upload.size or 0) > HEAVIEST:
        raise ValidationError(TOO_HEAVY, code="too_heavy")
    upload.seek(0)
    try:
        return _decoded(upload)  # type: ignore[arg-type]
    except ValidationError:
        raise
    # A broken or malicious file makes the decoders fail in about every way there is; each means the same to the sender.
    except Exception as error:
        raise ValidationError(UNREADABLE, code="unreadable") from error


def small_name(name: str) -> str:
    """``platforms/abc.webp`` → ``platforms/abc-640.webp``."""
    return name.removesuffix(".webp") + f"-{SMALL}.webp"


def large_name(name: str) -> str:
    """The other way round; a large one's name stays as it is."""
    return name.removesuffix(f"-{SMALL}.webp").removesuffix(".webp") + ".webp"


def _decoded(file: BinaryIO) -> Image.Image:
    _refuse_flood(_webp_size(file), copies=OF_WEBP)
    try:
        image = Image.open(file, formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(TOO_LARGE, code="too_large")
    _refuse_flood(image.size, copies=_copies(image))
    image.draft("RGB", (LARGE, LARGE))  # lets JPEG decode at a fraction of its size
    image.thumbnail((LARGE, LARGE), Image.Resampling.LANCZOS)
    upright = ImageOps.exif_transpose(image)
    # A fresh sheet holds pixels only; the WebP writer copies profile and EXIF from a decoded image.
    sheet = Image.new("RGB", upright.size, "white")
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")
        sheet.paste(upright, mask=upright.getchannel("A"))
    else:
        sheet.paste(upright.convert("RGB"))
    return sheet


def _copies(image: Image.Image) -> int:
    """How often all pixels stand in memory at once: shrinking what can be seen through takes a second time."""
    if image.format == "WEBP":
        return OF_WEBP
    return 2 if image.mode in {"RGBA", "LA", "PA"} else 1


def _refuse_flood(size: tuple[int, int], *, copies: int = 1) -> None:
    if size[0] * size[1] * copies > MOST_PIXELS:
        raise ValidationError(TOO_LARGE, code="too_large")


def _webp_size(file: BinaryIO) -> tuple[int, int]:
    """The canvas an extended WebP claims, else (0, 0). Pillow would set it up in memory before telling its size."""
    head = file.read(WEBP_HEAD)
    file.seek(0)
    if len(head) < WEBP_HEAD or head[:4] != b"RIFF" or head[8:16] != b"WEBPVP8X":
        return 0, 0
    wide, high = struct.unpack("<I", head[24:27] + b"\0")[0], struct.unpack("<I", head[27:30] + b"\0")[0]
    return wide + 1, high + 1


def _webp(image: Image.Image) -> ContentFile:
    out = BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=4)
    return ContentFile(out.getvalue())


def handed_out(path: str, kind: str, *, public: bool) -> FileResponse:
    """The file as an answer. What can be hidden is kept by no cache on the way, and by a browser only for a while."""
    if not default_storage.exists(path):
        raise Http404
    response = FileResponse(default_storage.open(path), content_type=f"image/{kind}")
    if public:
        patch_cache_control(response, private=True, max_age=AN_HOUR)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response
