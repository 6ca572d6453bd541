"""Receipts: a PDF as it came, or a photo drawn anew. They are private: the desk and who carries the plan open them."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from django.utils.translation import gettext as _

from coalitie.lib import files
from coalitie.lib.files import Upload as Receipt

__all__ = ["FOLDER", "Receipt", "ReceiptField", "answer", "receipt_of"]

FOLDER = "receipts"  # in the media storage; no address leads there but ``answer``
ENDINGS = (".pdf", ".jpg")


class ReceiptField(files.UploadedField):
    """Takes a PDF or a photo. A photo loses all but its pixels, such as where it was taken."""

    def __init__(self, **more: Any) -> None:
        super().__init__(folder=FOLDER, endings=ENDINGS, **more)


def receipt_of(upload: UploadedFile) -> Receipt:
    return files.taken(upload, folder=FOLDER, endings=ENDINGS)


def answer(name: str) -> FileResponse:
    return files.answer(name, folder=FOLDER, called=_("bon"))
