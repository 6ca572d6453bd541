"""What the desk does that spans a page, its words and its addresses."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Subject, record
from coalitie.lib.language import kept
from coalitie.lib.refused import Refused
from coalitie.pages.models import Address, Page, PageLanguage, State, Version
from coalitie.pages.models.page import DEEPEST
from coalitie.pages.notices import ask_to_read
from coalitie.pages.texts import Text
from coalitie.people.models import User

TAKEN = _("Dit adres is of was van een andere pagina. Kies een ander.")


class Overtaken(Refused):
    """Somebody saved a newer version since this one was opened. Carries that version."""

    def __init__(self, newer: Version) -> None:
        super().__init__(_("Iemand anders bewaarde intussen een nieuwere versie."))
        self.newer = newer


# --- Words ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def start_page(
    slug: str,
    *,
    by: User | None,
    title: str,
    summary: str,
    body: str,
    parent: Page | None = None,
    position: int = 100,
    note: str = "",
) -> Page:
    """A new page as a draft with its first words, in Dutch. ``ValidationError`` when its address cannot be used."""
    path = free_path(slug, parent)
    subject = Subject.objects.create(kind="page")
    page = Page(parent=parent, slug=slug, path=path, position=position, title=title, subject=subject)
    page.edited_at = timezone.now() if by else None
    page.save(force_insert=True)
    Address.objects.create(path=path, page=page)
    Version.objects.create(page=page, number=1, title=title, summary=summary, body=body, note=note, by=by)
    record(subject, "page_started", by=by)
    return page


@transaction.atomic
def write(
    page: Page,
    *,
    by: User | None,
    base: int,
    title: str,
    summary: str,
    body: str,
    language: str = PageLanguage.DUTCH,
    note: str = "",
    machine_written: bool = False,
) -> Version:
    """Keep these words as the version after number ``base`` (0 for the first in its language).

    ``Overtaken`` when there is one already, unless it says the very same: then the press came twice. Words that change
    nothing make no version.
    """
    newest = page.versions.filter(language=language).order_by("-number").first()
    if newest is not None and newest.says_the_same(title, summary, body):
        return newest
    fresh = Version(page=page, language=language, number=base + 1, title=title, summary=summary, body=body)
    fresh.note, fresh.by, fresh.machine_written = note, by, machine_written
    try:
        with transaction.atomic():
            if newest is not None and newest.number != base:
                raise Overtaken(newest)
            fresh.save(force_insert=True)
    except IntegrityError as error:
        newer = page.versions.filter(language=language).order_by("-number").first()
        if newer is None or newer.number <= base:
            raise
        raise Overtaken(newer) from error
    also = {"title": title} if language == PageLanguage.DUTCH else {}
    Page.objects.filter(pk=page.pk).update(edited_at=timezone.now() if by else page.edited_at, **also)
    return fresh


def restore(version: Version, *, by: User, base: int) -> Version:
    """The words of an earlier version once more, as a new one: nothing is lost, nor published by it."""
    words: dict[str, Any] = {"title": version.title, "summary": version.summary, "body": version.body}
    with kept():
        note = str(_("Versie %(number)d teruggezet") % {"number": version.number})
    return write(version.page, by=by, base=base, language=version.language, note=note, **words)


@transaction.atomic
def submit(page: Page, *, by: User) -> None:
    """Lay it on the desk of colleagues, who hear of it."""
    page.submit(by=by)
    ask_to_read(page, by=by)


# --- Publishing -------------------------------------------------------------------------------------------------------
@transaction.atomic
def publish(
    page: Page,
    *,
    by: User | None,
    at: datetime | None = None,
    until: datetime | None = None,
    languages: Iterable[str] | None = None,
) -> None:
    """Show a page that is not on the site, from a moment or from now, with the newest words in these languages."""
    page.release(by=by, at=at, until=until)
    wanted = set(languages if languages is not None else PageLanguage.values) | {PageLanguage.DUTCH}
    for version in page.versions.filter(language__in=wanted).newest():
        show(version, at)


@transaction.atomic
def publish_version(version: Version, *, by: User | None, at: datetime | None = None) -> None:
    """Show these words from a moment or from now, on a page that is on the site or will be.

    The page is held, so that of two presses at once the second sees what the first did.
    """
    page = Page.objects.select_for_update(no_key=True).get(pk=version.page_id)
    held = Version.objects.get(pk=version.pk)
    if page.state not in {State.PUBLISHED, State.PLANNED}:
        raise Refused(_("Deze pagina staat niet op de site. Publiceer eerst de pagina."))
    if held.is_public:
        raise Refused(_("Deze versie staat al op de site."))
    if at is not None and held.public_from == at:
        return
    show(held, at)
    if page.subject is not None:
        words: dict[str, Any] = {"language": version.language, "version": version.number}
        record(page.subject, "page_version_planned" if at else "page_version_published", by=by, **words)


def show(version: Version, at: datetime | None) -> None:
    """Other words that were to come in this language do not come any more."""
    same = Version.objects.filter(page=version.page_id, language=version.language)
    same.filter(public_from__gt=Now()).update(public_from=None)
    same.filter(pk=version.pk, public_from=None).update(public_from=at or Now())


@transaction.atomic
def check_translation(version: Version, *, by: User) -> None:
    """A person read what a machine wrote, and it is right."""
    rows = Version.objects.filter(pk=version.pk, machine_written=True, checked_at=None)
    if not rows.update(checked_at=Now(), checked_by=by):
        raise Refused(_("Deze vertaling is al nagekeken."))
    if version.page.subject is not None:
        words: dict[str, Any] = {"language": version.language, "version": version.number}
        record(version.page.subject, "page_translation_checked", by=by, **words)


# --- Addresses --------------------------------------------------------------------------------------------------------
@transaction.atomic
def relocate(page: Page, *, by: User, slug: str, parent: Page | None, position: int) -> None:
    """Another place or address, with everything under it. What was the address before leads to the new one for ever."""
    # All of the tree is held, so that two moves at once cannot put each page under the other.
    rows = {row.pk: row for row in Page.objects.select_for_update(no_key=True).order_by("pk")}
    above = rows[parent.pk] if parent else None
    if above and (above.pk == page.pk or above.path.startswith(f"{rows[page.pk].path}/")):
        raise ValidationError(_("Een pagina kan niet onder zichzelf vallen."))
    before = rows[page.pk].path
    path = free_path(slug, above, mine=page)
    Page.objects.filter(pk=page.pk).update(slug=slug, parent=above, position=position)
    if path != before:
        for row in rows.values():
            if row.path == before or row.path.startswith(f"{before}/"):
                lead(row, path + row.path.removeprefix(before))
        if page.subject is not None:
            record(page.subject, "page_moved", by=by, before=before, after=path)
    page.refresh_from_db()


def lead(page: Page, path: str) -> None:
    if path.count("/") >= DEEPEST:
        raise ValidationError(_("Zo diep gaan pagina’s niet: hooguit vier stukken in een adres."))
    address, _made = Address.objects.get_or_create(path=path, defaults={"page": page})
    if address.page_id != page.pk:
        raise ValidationError(TAKEN)
    Page.objects.filter(pk=page.pk).update(path=path)


def free_path(slug: str, parent: Page | None, *, mine: Page | None = None) -> str:
    """The whole address. ``ValidationError`` when another page has or had it, or another part of the site."""
    path = f"{parent.path}/{slug}" if parent else slug
    if path.count("/") >= DEEPEST:
        raise ValidationError(_("Zo diep gaan pagina’s niet: hooguit vier stukken in een adres."))
    owner = Address.objects.filter(path=path).values_list("page", flat=True).first()
    if owner is not None and (mine is None or owner != mine.pk):
        raise ValidationError(TAKEN)
    if not is_of_pages(path):
        raise ValidationError(_("Dit adres is van een ander deel van de site. Kies een ander."))
    return path


def is_of_pages(path: str) -> bool:
    """Whether a visitor who types it comes to a page, and not to another part of the site."""
    try:
        ours = resolve(reverse("pages:page", args=[path])).view_name == "pages:page"
    except Resolver404:
        ours = False
    return ours and path.split("/")[0] not in PageLanguage.values


# --- The words that come with the portal ------------------------------------------------------------------------------
@transaction.atomic
def load_page(text: Text, *, at: datetime, language: str = PageLanguage.DUTCH) -> bool:
    """A page or its translation as its file says, public at once; whether anything changed.

    What somebody wrote on the desk in this language stays. A translation that comes with the portal was written by a
    machine, unless its file says who checked it: ``nagekeken: ja``.
    """
    words: dict[str, Any] = {"title": text.head["titel"], "summary": text.head["samenvatting"], "body": text.body}
    page = Page.objects.filter(addresses__path=text.slug).first()
    if page is None:
        if language != PageLanguage.DUTCH:
            return False
        page = start_page(text.slug, by=None, position=int(text.head["volgorde"]), **words)
        page.release(by=None)
        page.versions.update(public_from=at)
        return True
    versions = page.versions.filter(language=language)
    newest = versions.order_by("-number").first()
    ours = not versions.exclude(by=None).exists() and (language != PageLanguage.DUTCH or page.edited_at is None)
    if not ours or (newest is not None and newest.says_the_same(**words)):
        return False
    by_machine = language != PageLanguage.DUTCH and text.head.get("nagekeken") != "ja"
    base = newest.number if newest else 0
    fresh = write(page, by=None, base=base, language=language, machine_written=by_machine, **words)
    show(fresh, at)
    return True
