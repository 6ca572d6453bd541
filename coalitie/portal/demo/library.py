"""What the coalition keeps and tells: papers that replace each other, short addresses on posters, news."""

import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.html import escape
from fpdf import FPDF

from coalitie.lib.files import TYPES, taken
from coalitie.pages.indexing import read
from coalitie.pages.models import Document, ShortLinkDay, add_document, shorten
from coalitie.pages.models.document import ENDINGS, FOLDER
from coalitie.people.models import User
from coalitie.portal.demo.clock import Clock
from coalitie.portal.demo.world import HERE
from coalitie.portal.demo.world import read as read_file
from platforms.models import Platform, write_post

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


class Library:
    def __init__(self, clock: Clock, platforms: dict[str, Platform], *, team: User) -> None:
        self.clock, self.platforms, self.team = clock, platforms, team
        self.papers: dict[str, Document] = {}

    def play(self) -> None:
        told = read_file(HERE / "library.toml")
        for row in told["paper"]:
            self.keep(row)
        for row in told["link"]:
            self.shorten(row)
        for row in sorted(told["post"], key=lambda row: -row["ago"]):
            if "of" not in row or row["of"] in self.platforms:
                self.tell(row)

    def keep(self, row: dict[str, Any]) -> None:
        self.clock.ago(row["ago"])
        content = {"pdf": pdf, "docx": docx, "odt": odt}[row["kind"]](row["text"].strip())
        upload = taken(SimpleUploadedFile("x", content), folder=FOLDER, endings=ENDINGS)
        facts = {name: row[name] for name in ("owner", "status", "summary", "language") if name in row}
        paper = add_document(upload, by=self.team, title=row["title"], dated=timezone.localdate(), **facts)
        paper.publish(by=self.team)
        if "replaces" in row:
            paper.replace(by=self.team, older=self.papers[row["replaces"]])
        read(paper)
        self.papers[row["title"]] = paper

    def shorten(self, row: dict[str, Any]) -> None:
        self.clock.ago(100)
        link = shorten(by=self.team, word=row["word"], target=row["target"], purpose=row["purpose"])
        today = timezone.localdate()
        ShortLinkDay.objects.bulk_create(
            ShortLinkDay(link=link, day=today + timedelta(days=step), looks=1 + row["looks"] // (step + 2))
            for step in range(5)
        )
        if "withdrawn" in row:
            self.clock.ago(40)
            link.withdraw(by=self.team, reason=row["withdrawn"], instead=row["target"])

    def tell(self, row: dict[str, Any]) -> None:
        """What is still to come was planned today."""
        platform = self.platforms[row["of"]] if "of" in row else None
        words = {name: row[name].strip() for name in ("title", "summary", "body")}
        self.clock.ago(max(row["ago"], 0))
        post = write_post(by=self.team, platform=platform, **words)
        post.publish(by=self.team, at=timezone.now() - timedelta(days=row["ago"]) if row["ago"] < 0 else None)


def pdf(text: str) -> bytes:
    paper = FPDF()
    paper.set_font("helvetica", size=12)
    paper.add_page()
    paper.multi_cell(0, text=text.encode("latin-1", "replace").decode("latin-1"))
    return bytes(paper.output())


def docx(text: str) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in text.splitlines())
    return packed(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": RELATIONS,
            "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
        }
    )


def odt(text: str) -> bytes:
    body = "".join(f"<t:p>{escape(line)}</t:p>" for line in text.splitlines())
    content = (
        f'<o:document-content xmlns:o="{OFFICE}" xmlns:t="{TEXT}" o:version="1.2">'
        f"<o:body><o:text>{body}</o:text></o:body></o:document-content>"
    )
    return packed({"mimetype": TYPES[".odt"], "content.xml": content, "META-INF/manifest.xml": MANIFEST})


def packed(parts: dict[str, str]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{TYPES[".docx"]}.main+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
MANIFEST = (
    '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" m:version="1.2">'
    f'<m:file-entry m:full-path="/" m:media-type="{TYPES[".odt"]}"/>'
    '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>'
)
