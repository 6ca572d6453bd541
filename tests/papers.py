"""Small files of every kind the site takes, and of some that it must not."""

import zipfile
from io import BytesIO

from fpdf import FPDF
from PIL import Image

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def pdf(*pages: str) -> bytes:
    paper = FPDF()
    paper.set_font("helvetica", size=12)
    for words in pages or ("Afspraken over de sleutel",):
        paper.add_page()
        paper.multi_cell(0, text=words)
    return bytes(paper.output())


def packed(parts: dict[str, bytes | str], *, first: str = "") -> bytes:
    """A zip file. ``first`` is the type that an OpenDocument puts in front, unpacked."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        if first:
            made.writestr("mimetype", first, zipfile.ZIP_STORED)
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def docx(*lines: str, **more: bytes | str) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines or ("Verslag van de avond",))
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
            **more,
        }
    )


def odt(*lines: str, kind: str = "text") -> bytes:
    body = "".join(f"<t:p>{line}</t:p>" for line in lines or ("Brief aan de corporatie",))
    content = f'<o:document-content xmlns:o="{OFFICE}" xmlns:t="{TEXT}"><o:body>{body}</o:body></o:document-content>'
    return packed({"content.xml": content}, first=f"application/vnd.oasis.opendocument.{kind}")


def xlsx(*cells: str) -> bytes:
    strings = "".join(f"<si><t>{cell}</t></si>" for cell in cells or ("Begroting",))
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}"/>',
            "xl/sharedStrings.xml": f'<sst xmlns="{SHEET}">{strings}</sst>',
        }
    )


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "orange").save(out, kind)
    return out.getvalue()
