from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.management import BaseCommand, CommandError
from django.db import transaction

from coalitie.lib.refused import Refused
from coalitie.pages import actions
from coalitie.pages.importing import Haul, PageFile, PaperFile, haul_of
from coalitie.pages.models import Address, Document, Page, State, add_document


class Command(BaseCommand):
    help = (
        "Take over pages and papers from a folder (see coalitie/pages/importing.py). Says what it would do; "
        "--write does it, all or nothing. Exit 2 and one line for each problem when the folder is not right."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--write", action="store_true", help="write, instead of saying what would be written")
        parser.add_argument("--publish", action="store_true", help="put what is new on the site, not on the desk")

    def handle(self, *args: object, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder", returncode=2)
        haul = haul_of(folder)
        self.kept: list[str] = []
        try:
            if haul.problems:
                raise CommandError("\n".join([*haul.problems, "Nothing is written."]), returncode=2)
            with transaction.atomic():
                self.write(haul, publish=options["publish"])
                transaction.set_rollback(not options["write"])
        except (ValidationError, Refused) as error:
            self.forget()
            why = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            raise CommandError(f"{self.at}: {why}\nNothing is written.", returncode=2) from error
        except BaseException:
            self.forget()
            raise
        if not options["write"]:
            self.forget()
            self.stdout.write("Nothing is written yet: add --write.")

    def write(self, haul: Haul, *, publish: bool) -> None:
        dutch_first = sorted(haul.pages, key=lambda page: (page.language != "nl", page.path.count("/"), page.path))
        for page in dutch_first:
            self.at = page.name
            self.say(write_page(page, publish=publish), f"/{page.path}/ ({page.language})")
        for old in haul.redirects:
            self.at, end = f"/{old}/", old
            while end in haul.redirects:
                end = haul.redirects[end]
            self.say(lead(old, Page.objects.get(path=end)), f"/{old}/ → /{end}/")
        made = {paper.name: self.paper(paper, publish=publish) for paper in haul.papers}
        for paper in haul.papers:
            newer, older = made[paper.name], made.get(paper.replaces)
            if older is not None and newer.replaces_id != older.pk:
                self.at = paper.name
                newer.replace(by=None, older=older)

    def paper(self, paper: PaperFile, *, publish: bool) -> Document:
        """A paper that is here already, by its content and title, stays as it is."""
        self.at = paper.name
        found = Document.objects.filter(digest=paper.upload.digest, title=paper.title).first()
        if found is None:
            facts = {name: getattr(paper, name) for name in ("owner", "dated", "language", "status", "summary")}
            found = add_document(paper.upload, by=None, title=paper.title, **facts)
            self.kept.append(found.file)
            if publish:
                found.publish(by=None)
            self.say("new", f"{paper.name}: {paper.title}")
        else:
            self.say("as it was", f"{paper.name}: {paper.title}")
        return found

    def say(self, what: str, which: str) -> None:
        self.stdout.write(f"{what:10} {which}")

    def forget(self) -> None:
        for name in self.kept:
            default_storage.delete(name)


def write_page(page: PageFile, *, publish: bool) -> str:
    words = {"title": page.title, "summary": page.summary, "body": page.body}
    found = Page.objects.filter(path=page.path).first()
    if found is None:
        up, _slash, slug = page.path.rpartition("/")
        parent = Page.objects.get(path=up) if up else None
        found = actions.start_page(slug, by=None, parent=parent, note="Overgenomen", **words)  # type: ignore[arg-type]
        if publish:
            actions.publish(found, by=None)
        return "new"
    newest = found.versions.filter(language=page.language).order_by("-number").first()
    base = newest.number if newest else 0
    version = actions.write(found, by=None, base=base, language=page.language, note="Overgenomen", **words)  # type: ignore[arg-type]
    if version.number == base:
        return "as it was"
    # What the desk keeps off the site stays off it.
    if publish and found.state in {State.PUBLISHED, State.PLANNED}:
        actions.publish_version(version, by=None)
    return "changed" if base else "new"


def lead(old: str, page: Page) -> str:
    """An address leads to one page for ever."""
    address, made = Address.objects.get_or_create(path=old, defaults={"page": page})
    if address.page_id != page.pk:
        raise ValidationError(actions.TAKEN)
    return "new" if made else "as it was"
