"""Pictures from people. What is kept is never the file that came in, but a new one drawn from its pixels.

So whatever else was in it is gone: the place where it was taken, a page or archive glued behind it, every frame but the
first. What a picture claims to measure is read from its first bytes, before anything is decoded.
"""

import secrets
import struct
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

HEAVIEST = 8 * 1024 * 1024
MOST_PIXELS = 50_000_000  # the largest photo a common phone makes; about 150 MB while it is decoded
LARGE, SMALL = 1600, 640  # the longest side, in pixels
QUALITY = 80
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


def redraw(upload: UploadedFile) -> Picture:
    """``ValidationError`` with a Dutch sentence for whatever is not a picture of a reasonable size."""
    if (upload.size or 0) > HEAVIEST:
        raise ValidationError(TOO_HEAVY, code="too_heavy")
    upload.seek(0)
    try:
        large = _decoded(upload)  # type: ignore[arg-type]
    except ValidationError:
        raise
    # A broken or malicious file makes the decoders fail in about every way there is; each means the same to the sender.
    except Exception as error:
        raise ValidationError(UNREADABLE, code="unreadable") from error
    small = large.copy()
    small.thumbnail((SMALL, SMALL), Image.Resampling.LANCZOS)
    stem = secrets.token_hex(16)
    return Picture(f"{stem}.webp", _webp(large), _webp(small), large.width, large.height)


def small_name(name: str) -> str:
    """``platforms/abc.webp`` → ``platforms/abc-640.webp``."""
    return name.removesuffix(".webp") + f"-{SMALL}.webp"


def large_name(name: str) -> str:
    """The other way round; a large one's name stays as it is."""
    return name.removesuffix(f"-{SMALL}.webp").removesuffix(".webp") + ".webp"


def _decoded(file: BinaryIO) -> Image.Image:
    _refuse_flood(_webp_size(file))
    try:
        image = Image.open(file, formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(TOO_LARGE, code="too_large")
    _refuse_flood(image.size)
    image.draft("RGB", (LARGE, LARGE))  # lets JPEG decode at a fraction of its size
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LARGE, LARGE), Image.Resampling.LANCZOS)
    # A fresh sheet holds pixels only; the WebP writer copies profile and EXIF from a decoded image.
    sheet = Image.new("RGB", upright.size, "white")
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")
        sheet.paste(upright, mask=upright.getchannel("A"))
    else:
        sheet.paste(upright.convert("RGB"))
    return sheet


def _refuse_flood(size: tuple[int, int]) -> None:
    if size[0] * size[1] > MOST_PIXELS:
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
