"""The library: papers that the coalition keeps at an address of its own, with who they are of and what came after.

What is in the file becomes text that can be searched; see ``coalitie.pages.indexing``. A newer paper replaces an older
one. The older stays where it was and says by what it was replaced.
"""

from itertools import count
from typing import Any, Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchRank, SearchVector, SearchVectorField
from django.core.files.storage import default_storage
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Subject, record
from coalitie.lib import files
from coalitie.lib.refused import Refused
from coalitie.lib.search import Plain, word_query
from coalitie.lib.transitions import move
from coalitie.people.models import Person, User

FOLDER = "documents"  # in the media storage; no address leads there but the view of the file
MOST_TEXT = 400_000  # bytes: the index of a text holds a million, with the place of each word
HEAVIEST = 20 * files.MB
ENDINGS = tuple(files.TYPES)


class DocumentStatus(models.TextChoices):
    CONCEPT = "concept", _("Concept")
    IN_FORCE = "in_force", _("Van kracht")
    INFORMATION = "information", _("Ter informatie")
    EXPIRED = "expired", _("Vervallen")


class DocumentLanguage(models.TextChoices):
    """Each by the name that its own readers give it."""

    DUTCH = "nl", "Nederlands"
    ENGLISH = "en", "English"
    ARABIC = "ar", "العربية"
    TURKISH = "tr", "Türkçe"
    SPANISH = "es", "Español"
    FRENCH = "fr", "Français"
    POLISH = "pl", "Polski"
    TIGRINYA = "ti", "ትግርኛ"
    UKRAINIAN = "uk", "Українська"


class Unread(models.TextChoices):
    """Why no words came out of a file."""

    LOCKED = "locked", _("Er zit een wachtwoord op.")
    BROKEN = "broken", _("Het bestand is kapot.")
    HEAVY = "heavy", _("Het lezen duurde te lang of vroeg te veel geheugen.")
    PICTURE = "picture", _("Er staat geen tekst in, alleen beeld.")


class DocumentQuerySet(models.QuerySet["Document"]):
    def published(self) -> Self:
        return self.exclude(published_at=None)

    def visible_to(self, user: Person) -> Self:
        """What was withdrawn keeps its page, which says why; its file is for the team alone."""
        return self if user.is_authenticated and user.in_team else self.published()

    def standing(self) -> Self:
        """What belongs in lists: on the site, and not taken back."""
        return self.published().filter(withdrawn_at=None)

    def current(self) -> Self:
        """Without what something newer replaced, as far as everybody may see that newer one."""
        newer = Document.objects.standing().exclude(replaces=None)
        return self.exclude(pk__in=newer.values("replaces"))

    def matching(self, text: str) -> Self:
        """The words themselves, words that begin like them, titles that nearly hold them. The best first."""
        nearly = Q(plain_title__trigram_word_similar=Plain(models.Value(text)))
        found = self.alias(plain_title=Plain("title")).filter(Q(search=word_query(text)) | nearly)
        return found.annotate(rank=SearchRank(F("search"), word_query(text))).order_by("-rank", "-dated", "-pk")

    def for_rows(self) -> Self:
        """What a row of a list shows, without the text that is only there to be searched."""
        return self.select_related("replaced_by").defer(*HEAVY, *(f"replaced_by__{name}" for name in HEAVY))

    def to_read(self) -> Self:
        return self.filter(read_at=None)


HEAVY = ("text", "search")


class Document(models.Model):
    title = models.CharField(_("titel"), max_length=160)
    slug = models.SlugField(_("adres"), max_length=90, unique=True, editable=False)
    summary = models.CharField(
        _("samenvatting"), max_length=400, blank=True, help_text=_("Wat staat erin, in het kort?")
    )
    dated = models.DateField(_("datum"), help_text=_("De datum die op het document staat."))
    owner = models.CharField(_("van wie"), max_length=120, help_text=_("Wie stelde het vast of schreef het?"))
    status = models.CharField(
        _("stand"), max_length=12, choices=DocumentStatus, default=DocumentStatus.INFORMATION, editable=False
    )
    language = models.CharField(_("taal"), max_length=2, choices=DocumentLanguage, default=DocumentLanguage.DUTCH)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="replaced_by",
        verbose_name=_("vervangt"),
    )

    # The file: its name in the storage, and what was measured when it came in.
    file = models.CharField(_("bestand"), max_length=100, unique=True, editable=False)
    size = models.PositiveIntegerField(_("grootte in bytes"), editable=False)
    digest = models.CharField(_("vingerafdruk"), max_length=64, editable=False)
    page_count = models.PositiveIntegerField(_("bladzijden"), null=True, editable=False)

    # What was read from it, and when; see ``coalitie.pages.indexing``.
    text = models.TextField(_("gelezen tekst"), blank=True, editable=False)
    read_at = models.DateTimeField(_("gelezen op"), null=True, editable=False)
    unread = models.CharField(_("niet gelezen"), max_length=10, choices=Unread, blank=True, editable=False)

    created_at = models.DateTimeField(db_default=Now(), editable=False)
    published_at = models.DateTimeField(_("op de site sinds"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("ingetrokken op"), null=True, editable=False)
    reason = models.CharField(_("waarom ingetrokken"), max_length=500, blank=True, editable=False)
    subject = models.OneToOneField(Subject, models.PROTECT, editable=False, related_name="document")
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="nederlands")
        + SearchVector("summary", "owner", weight="B", config="nederlands")
        + SearchVector("text", weight="C", config="nederlands"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documenten")
        ordering = ["-dated", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="document_has_words",
                condition=~Q(title="") & ~Q(owner=""),
                violation_error_message=_("Een document heeft een titel en is van iemand."),
            ),
            models.CheckConstraint(
                name="document_status_known",
                condition=Q(status__in=DocumentStatus.values),
                violation_error_message=_("Kies een stand uit de lijst."),
            ),
            models.CheckConstraint(
                name="document_language_known",
                condition=Q(language__in=DocumentLanguage.values),
                violation_error_message=_("Kies een taal uit de lijst."),
            ),
            models.CheckConstraint(
                name="document_replaces_another",
                condition=~Q(replaces=F("id")),
                violation_error_message=_("Een document vervangt niet zichzelf."),
            ),
            models.CheckConstraint(
                name="document_withdrawn_with_reason",
                condition=Q(withdrawn_at=None, reason="") | (Q(withdrawn_at__isnull=False) & ~Q(reason="")),
                violation_error_message=_("Wie een document intrekt, zegt waarom."),
            ),
            models.CheckConstraint(
                name="document_unread_known",
                condition=Q(unread="") | (Q(unread__in=Unread.values) & Q(read_at__isnull=False)),
                violation_error_message=_("Dit is geen bekende reden om een bestand niet te lezen."),
            ),
        ]
        indexes = [
            GinIndex("search", name="document_search"),
            models.Index("id", name="document_to_read", condition=Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("library:document", args=[self.slug])

    @property
    def ending(self) -> str:
        """``.pdf``"""
        return f".{self.file.rpartition('.')[2]}"

    @property
    def kind(self) -> str:
        """``pdf``, ``Word``: what a reader calls it."""
        return files.NAMES.get(self.ending, self.ending.strip("."))

    @property
    def direction(self) -> str:
        return "rtl" if self.language == DocumentLanguage.ARABIC else "ltr"

    @property
    def is_standing(self) -> bool:
        return self.published_at is not None and self.withdrawn_at is None

    # --- Verbs --------------------------------------------------------------------------------------------------------
    @transaction.atomic
    def publish(self, *, by: User | None) -> None:
        if not Document.objects.filter(pk=self.pk, published_at=None).update(published_at=Now()):
            raise Refused(_("Dit document staat al op de site."))
        record(self.subject, "document_published", by=by)

    @transaction.atomic
    def take_back(self, *, by: User, reason: str) -> None:
        rows = Document.objects.standing().filter(pk=self.pk)
        if not rows.update(withdrawn_at=Now(), reason=reason):
            raise Refused(_("Dit document staat niet op de site."))
        record(self.subject, "document_withdrawn", by=by, reason=reason)

    @transaction.atomic
    def put_back(self, *, by: User) -> None:
        rows = Document.objects.filter(pk=self.pk, withdrawn_at__isnull=False)
        if not rows.update(withdrawn_at=None, reason=""):
            raise Refused(_("Dit document is niet ingetrokken."))
        record(self.subject, "document_put_back", by=by)

    @transaction.atomic
    def set_status(self, *, by: User | None, to: str, reason: str = "") -> None:
        others = [status for status in DocumentStatus.values if status != to]
        move(self, to, only_from=others, otherwise=_("Dit document heeft die stand al."))
        record(self.subject, "document_status", by=by, reason=reason, to=to)

    @transaction.atomic
    def replace(self, *, by: User | None, older: "Document") -> None:
        """This one comes after that one, whose rule no longer holds. One newer for each older, and never a circle."""
        try:
            with transaction.atomic():
                changed = Document.objects.filter(pk=self.pk, replaces=None).update(replaces=older)
        except IntegrityError as error:
            raise Refused(_("Dat kan niet: dan vervangt een document zichzelf, of twee hetzelfde.")) from error
        if not changed:
            raise Refused(_("Dit document vervangt al een ander."))
        self.replaces = older
        record(self.subject, "document_replaces", by=by, document=older.pk)
        if older.status == DocumentStatus.IN_FORCE:
            older.set_status(by=by, to=DocumentStatus.EXPIRED)

    @transaction.atomic
    def stand_alone(self, *, by: User) -> None:
        """It replaces nothing after all."""
        if not Document.objects.filter(pk=self.pk, replaces__isnull=False).update(replaces=None):
            raise Refused(_("Dit document vervangt geen ander."))
        record(self.subject, "document_stands_alone", by=by)

    @transaction.atomic
    def put_file(self, upload: files.Upload, *, by: User | None) -> None:
        """Another file, as long as nobody could have read the first: after that a new document replaces this one."""
        rows = Document.objects.filter(pk=self.pk, published_at=None)
        old, fresh = self.file, facts_of(upload)
        if not rows.update(**fresh, text="", read_at=None, unread="", page_count=None):
            raise Refused(_("Dit document staat al op de site. Maak een nieuw document dat dit vervangt."))
        for name, value in fresh.items():
            setattr(self, name, value)
        record(self.subject, "document_file", by=by)
        transaction.on_commit(lambda: default_storage.delete(old))

    def was_read(self, *, text: str, page_count: int | None, unread: str) -> None:
        """Unless another file came in between."""
        rows = Document.objects.filter(pk=self.pk, file=self.file)
        rows.update(text=text, page_count=page_count, unread=unread, read_at=timezone.now())


@transaction.atomic
def add_document(upload: files.Upload, *, by: User | None, title: str, **facts: Any) -> Document:
    """A new paper for the library, not yet on the site."""
    document = Document.objects.create(
        title=title,
        slug=free_slug(title),
        subject=Subject.objects.create(kind="document"),
        **facts_of(upload),
        **facts,
    )
    record(document.subject, "document_added", by=by)
    return document


def facts_of(upload: files.Upload) -> dict[str, Any]:
    return {"file": files.keep(upload), "size": len(upload.content), "digest": upload.digest}


def free_slug(title: str) -> str:
    stem = slugify(title)[:80].strip("-") or "document"
    taken = set(Document.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for n in count(1) if (slug := stem if n == 1 else f"{stem}-{n}") not in taken)
