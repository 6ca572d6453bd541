"""Receipts: a PDF as it came, or a photo drawn anew. They are private: the desk and who carries the plan open them."""

import secrets
from dataclasses import dataclass
from pathlib import PurePosixPath

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _

from coalitie.lib.pictures import HEAVIEST, sheet_of

FOLDER = "receipts"  # in the media storage; no address leads there but ``answer``
PDF, PDF_END = b"%PDF-", b"%%EOF"
TYPES = {".pdf": "application/pdf", ".jpg": "image/jpeg"}


@dataclass(frozen=True)
class Receipt:
    """What is kept, and under which name in the storage."""

    name: str
    content: bytes


class ReceiptField(forms.FileField):
    """Takes a PDF or a photo and gives a ``Receipt``. A photo loses all but its pixels, such as where it was taken."""

    widget = forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"})

    def to_python(self, data: UploadedFile | None) -> Receipt | None:  # type: ignore[override]
        return receipt_of(data) if data and super().to_python(data) else None


def receipt_of(upload: UploadedFile) -> Receipt:
    if (upload.size or 0) > HEAVIEST:
        raise ValidationError(_("Dit bestand is groter dan 8 MB. Kies een kleiner bestand."), code="too_heavy")
    stem = f"{FOLDER}/{secrets.token_hex(16)}"
    upload.seek(0)
    content = upload.read()
    if content.startswith(PDF):
        if PDF_END not in content[-1024:]:
            raise ValidationError(_("Deze pdf is niet heel. Kies hem opnieuw."), code="broken")
        return Receipt(f"{stem}.pdf", content)
    try:
        sheet = sheet_of(upload)
    except ValidationError as error:
        if error.code != "unreadable":
            raise
        raise ValidationError(_("Dit bestand kunnen we niet lezen. Kies een pdf, JPG of PNG."), code="unreadable")
    return Receipt(f"{stem}.jpg", sheet.file.read())


def answer(name: str) -> HttpResponse:
    """The file itself, for whoever may have it: as a download, which no browser runs and nobody keeps."""
    ending = PurePosixPath(name).suffix
    if not name.startswith(f"{FOLDER}/") or ending not in TYPES or not default_storage.exists(name):
        raise Http404
    with default_storage.open(name) as file:
        response = HttpResponse(file.read(), content_type=TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="bon{ending}"'
    patch_cache_control(response, private=True, no_store=True)
    return response
