"""Files from people. What one is, its content says: never its name, and never what the sender calls it.

A photo is drawn anew (see ``pictures``); any other file is kept as it came, under a name that nobody can guess. It lies
in the media storage, where no address leads: a view that knows who may have it hands it out, as a download that no
browser runs.
"""

import secrets
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404
from django.utils.cache import patch_cache_control
from django.utils.text import slugify
from django.utils.translation import gettext as _

from coalitie.lib.pictures import HEAVIEST as HEAVIEST_PHOTO
from coalitie.lib.pictures import sheet_of

MB = 1024 * 1024
AN_HOUR = 60 * 60
PDF, PDF_END = b"%PDF-", b"%%EOF"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
OFFICE = "application/vnd.openxmlformats-officedocument."
# By the ending under which a file is kept: what a browser is told that it is.
TYPES = {
    ".pdf": "application/pdf",
    ".odt": f"{OPEN_DOCUMENT}text",
    ".ods": f"{OPEN_DOCUMENT}spreadsheet",
    ".docx": f"{OFFICE}wordprocessingml.document",
    ".xlsx": f"{OFFICE}spreadsheetml.sheet",
    ".txt": "text/plain; charset=utf-8",
    ".jpg": "image/jpeg",
}
NAMES = {
    ".pdf": "pdf",
    ".odt": "OpenDocument",
    ".ods": "OpenDocument",
    ".docx": "Word",
    ".xlsx": "Excel",
    ".txt": "txt",
    ".jpg": "JPG of PNG",
}
PHOTOS = ("image/jpeg", "image/png")
# The part that makes a zip file a text or a sheet, and the one that would run in it.
PARTS = {"word/document.xml": ".docx", "xl/workbook.xml": ".xlsx"}
MACROS = "vbaproject.bin"
MOST_PARTS = 3000
MOST_UNPACKED = 300 * MB
MARKUP = ("<!doctype", "<html", "<svg", "<?xml", "<script", "<head", "<body")


@dataclass(frozen=True)
class Upload:
    """A file that passed: under which name it will be kept, and what is kept."""

    name: str
    content: bytes

    @property
    def ending(self) -> str:
        return PurePosixPath(self.name).suffix

    @property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()


class UploadedField(forms.FileField):
    """Takes a file of one of these endings and gives an ``Upload`` for this folder."""

    def __init__(self, *, folder: str, endings: Collection[str], heaviest: int = HEAVIEST_PHOTO, **more: Any) -> None:
        self.folder, self.endings, self.heaviest = folder, endings, heaviest
        accepted = [kind for ending in endings for kind in (PHOTOS if ending == ".jpg" else (TYPES[ending],))]
        more.setdefault("widget", forms.FileInput(attrs={"accept": ",".join(one.split(";")[0] for one in accepted)}))
        super().__init__(**more)

    def to_python(self, data: UploadedFile | None) -> Upload | None:  # type: ignore[override]
        if not data or not super().to_python(data):
            return None
        return taken(data, folder=self.folder, endings=self.endings, heaviest=self.heaviest)


def taken(upload: UploadedFile, *, folder: str, endings: Collection[str], heaviest: int = HEAVIEST_PHOTO) -> Upload:
    """``ValidationError`` with a Dutch sentence for whatever is not one of these."""
    if (upload.size or 0) > heaviest:
        limit = {"limit": heaviest // MB}
        raise ValidationError(
            _("Dit bestand is groter dan %(limit)d MB. Kies een kleiner bestand."), code="too_heavy", params=limit
        )
    upload.seek(0)
    content = upload.read()
    ending = ending_of(content)
    if ending in endings and ending != ".jpg":
        kept = as_utf8(content) if ending == ".txt" else content
        return Upload(f"{folder}/{secrets.token_hex(16)}{ending}", kept)
    if ".jpg" not in endings or ending:
        raise unreadable(endings)
    try:
        sheet = sheet_of(upload)
    except ValidationError as error:
        raise unreadable(endings) if error.code == "unreadable" else error
    return Upload(f"{folder}/{secrets.token_hex(16)}.jpg", sheet.file.read())


def unreadable(endings: Collection[str]) -> ValidationError:
    names = list(dict.fromkeys(NAMES[ending] for ending in endings))
    kinds = {"kinds": _(" of ").join([", ".join(names[:-1]), names[-1]] if names[1:] else names)}
    return ValidationError(
        _("Dit bestand kunnen we niet lezen. Kies een bestand van deze soort: %(kinds)s."),
        code="unreadable",
        params=kinds,
    )


def ending_of(content: bytes) -> str:
    """What this is, by its content; empty for what may be a picture, or is nothing we take."""
    if content.startswith(PDF):
        if PDF_END not in content[-1024:]:
            raise ValidationError(_("Deze pdf is niet heel. Kies hem opnieuw."), code="broken")
        return ".pdf"
    if content.startswith(b"PK\x03\x04"):
        return _ending_of_zip(content)
    return ".txt" if _is_text(content) else ""


def _ending_of_zip(content: bytes) -> str:
    """Reads the list of parts and nothing else, but for the few bytes that name an OpenDocument."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
            refuse_bomb(parts)
            if parts and parts[0].filename == "mimetype" and parts[0].file_size < 100:
                kind = packed.read(parts[0]).decode("ascii", "replace").strip()
                return next((ending for ending in (".odt", ".ods") if TYPES[ending] == kind), "")
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
        return ""
    # Of a broken stream: zlib and its kin have an error each.
    except Exception as error:
        if isinstance(error, ValidationError):
            raise
        return ""
    names = {part.filename for part in parts}
    if any(name.lower().endswith(MACROS) for name in names):
        raise ValidationError(_("In dit bestand zitten macro’s. Bewaar het zonder en kies het dan."), code="macros")
    return next((ending for part, ending in PARTS.items() if part in names), "")


def refuse_bomb(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise ValidationError(_("Dit bestand is uitgepakt te groot. Maak het eerst kleiner."), code="bomb")
    if any(part.flag_bits & 1 for part in parts):
        raise ValidationError(_("Op dit bestand zit een wachtwoord. Haal dat eraf en kies het opnieuw."), code="locked")


def _is_text(content: bytes) -> bool:
    """Words and white space, and no page of markup that calls itself a text."""
    start = decoded(content[: 64 * 1024])
    if not start.strip() or any(ord(sign) < 32 and sign not in "\t\n\r\f" for sign in start):
        return False
    return not start.lstrip("\ufeff \t\r\n").lower().startswith(MARKUP)


def decoded(content: bytes) -> str:
    """UTF-8 or UTF-16 by its mark, else UTF-8 when it is that, else what Windows wrote before."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content[: len(content) // 2 * 2].decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A piece may end amid a letter.
        if error.start >= len(content) - 3 and error.reason == "unexpected end of data":
            return content[: error.start].decode("utf-8-sig")
        return content.decode("cp1252", "replace")


def as_utf8(content: bytes) -> bytes:
    return decoded(content).replace("\x00", "").encode("utf-8", "ignore")


def keep(upload: Upload) -> str:
    """Its name in the storage. Written before the row: a broken transaction leaves a file, never a gap."""
    name = default_storage.save(upload.name, ContentFile(upload.content))
    assert name == upload.name, "names are drawn by chance"  # noqa: S101
    return name


def answer(name: str, *, folder: str, called: str, public: bool = False) -> FileResponse:
    """The file itself, for whoever may have it: a download called like this, which no browser runs.

    What is not for everybody is kept by nobody on the way.
    """
    ending = PurePosixPath(name).suffix
    if not name.startswith(f"{folder}/") or ending not in TYPES or not default_storage.exists(name):
        raise Http404
    response = FileResponse(
        default_storage.open(name),
        as_attachment=True,
        filename=f"{safe_stem(called)}{ending}",
        content_type=TYPES[ending],
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if public:
        patch_cache_control(response, private=True, max_age=AN_HOUR)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response


def safe_stem(words: str) -> str:
    """``Notulen: 3 maart`` → ``notulen-3-maart``: a name that every system can keep."""
    return slugify(words)[:80].strip("-") or _("bestand")
