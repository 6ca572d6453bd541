"""News: short pieces of the coalition (no platform) and of each platform, with a day and maybe a picture.

A planned piece is on the site from its moment on, asked of the clock and not of a job. The job only tells who follows.
"""

from datetime import datetime
from itertools import count
from typing import Self

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Reach, Subject, record
from coalitie.activity.news import News
from coalitie.lib.language import cached
from coalitie.lib.pictures import Picture, small_name
from coalitie.lib.refused import Refused
from coalitie.lib.text import render_page
from coalitie.lib.transitions import move
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine
from platforms.models.platform import Platform

FOLDER = "posts"  # in the media storage


class PostStatus(models.TextChoices):
    DRAFT = "draft", _("Concept")
    PLANNED = "planned", _("Gepland")
    PUBLISHED = "published", _("Gepubliceerd")
    WITHDRAWN = "withdrawn", _("Ingetrokken")


RELEASED = (PostStatus.PLANNED, PostStatus.PUBLISHED)


class PostQuerySet(models.QuerySet["Post"]):
    def live(self) -> Self:
        """Released, and its moment has come."""
        return self.filter(status__in=RELEASED, publish_at__lte=Now())

    def visible_to(self, user: Person) -> Self:
        """Everybody reads what is live, of platforms they may see; a desk reads all of its own."""
        if user.is_authenticated and user.in_team:
            return self.all()
        shown = self.live().filter(Q(platform=None) | Q(platform__hidden_at=None))
        return shown | self.moderated_by(user) if user.is_authenticated else shown

    def moderated_by(self, user: Person) -> Self:
        """All for the team; for a coordinator what is of the own platforms."""
        if user.is_authenticated and user.in_team:
            return self.all()
        return self.filter(platform__in=Platform.objects.moderated_by(user))

    def due(self) -> Self:
        return self.filter(status=PostStatus.PLANNED, publish_at__lte=Now())

    def newest(self) -> Self:
        return self.order_by("-publish_at", "-pk")

    def for_cards(self) -> Self:
        return self.select_related("platform").defer("platform__story", "body")


class Post(models.Model):
    platform = models.ForeignKey(
        Platform,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("platform"),
        help_text=_("Leeg: nieuws van de coalitie zelf."),
    )
    title = models.CharField(_("titel"), max_length=120)
    slug = models.SlugField(_("adres"), max_length=90, unique=True, editable=False)
    summary = models.CharField(_("in één zin"), max_length=240, help_text=_("Staat op de kaart en in de mail."))
    body = models.TextField(_("tekst"), max_length=20_000, help_text=_("Tussenkoppen maak je met ## voor de regel."))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="posts"
    )
    status = models.CharField(_("stand"), max_length=10, choices=PostStatus, default=PostStatus.DRAFT, editable=False)
    publish_at = models.DateTimeField(_("op de site vanaf"), null=True, editable=False)
    reason = models.CharField(_("waarom ingetrokken"), max_length=500, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    # The name of the larger of two files in the storage; see ``show_picture``.
    picture = models.CharField(_("foto"), max_length=100, blank=True, editable=False)
    picture_alt = models.CharField(
        _("wat staat er op de foto"), max_length=250, blank=True, help_text=_("Voor wie de foto niet kan zien.")
    )
    picture_width = models.PositiveIntegerField(null=True, editable=False)
    picture_height = models.PositiveIntegerField(null=True, editable=False)
    subject = models.OneToOneField(Subject, models.PROTECT, editable=False, related_name="post")

    objects = PostQuerySet.as_manager()

    personal = {"author": Mine("Nieuwsberichten die je schreef", ("title", "platform", "status"))}
    news = {"post_published": News(_("een nieuw bericht"), _("%(number)d nieuwe berichten"))}

    class Meta:
        verbose_name = _("nieuwsbericht")
        verbose_name_plural = _("nieuwsberichten")
        ordering = ["-publish_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="post_has_words",
                condition=~Q(title="") & ~Q(summary="") & ~Q(body=""),
                violation_error_message=_("Een nieuwsbericht heeft een titel, een samenvatting en een tekst."),
            ),
            models.CheckConstraint(
                name="post_status_known",
                condition=Q(status__in=PostStatus.values),
                violation_error_message=_("Kies een stand uit de lijst."),
            ),
            models.CheckConstraint(
                name="post_released_at_a_moment",
                condition=~Q(status__in=RELEASED) | Q(publish_at__isnull=False),
                violation_error_message=_("Een bericht dat op de site komt, heeft een moment."),
            ),
            models.CheckConstraint(
                name="post_withdrawn_with_reason",
                condition=(Q(status=PostStatus.WITHDRAWN) & ~Q(reason=""))
                | (~Q(status=PostStatus.WITHDRAWN) & Q(reason="")),
                violation_error_message=_("Wie een bericht intrekt, zegt waarom."),
            ),
            models.CheckConstraint(
                name="post_picture_described",
                condition=Q(picture="") | ~Q(picture_alt=""),
                violation_error_message=_("Schrijf bij de foto wat erop staat, voor wie hem niet kan zien."),
            ),
        ]
        indexes = [
            models.Index(fields=["platform", "-publish_at"], name="post_of_platform"),
            models.Index(fields=["-publish_at"], name="post_newest", condition=Q(status__in=RELEASED)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("news:post", args=[self.slug])

    @property
    def is_live(self) -> bool:
        return self.status in RELEASED and self.publish_at is not None and self.publish_at <= timezone.now()

    @property
    def picture_url(self) -> str:
        return f"{settings.MEDIA_URL}{self.picture}"

    @property
    def small_picture_url(self) -> str:
        return f"{settings.MEDIA_URL}{small_name(self.picture)}"

    def html(self) -> SafeString:
        return rendered(self.body)

    # --- Verbs --------------------------------------------------------------------------------------------------------
    @transaction.atomic
    def publish(self, *, by: User, at: datetime | None = None) -> None:
        """On the site from now, or from a moment to come."""
        later = at is not None and at > timezone.now()
        move(
            self,
            PostStatus.PLANNED if later else PostStatus.PUBLISHED,
            only_from=[PostStatus.DRAFT, PostStatus.PLANNED, PostStatus.WITHDRAWN],
            otherwise=_("Dit bericht staat al op de site."),
            publish_at=at if later else timezone.now(),
            reason="",
        )
        if later:
            record(self.subject, "post_planned", by=by, at=str(at))
        else:
            self._tell(by=by)

    def come_out(self) -> bool:
        """What was planned is told, once, when its moment has come. False when another was first."""
        with transaction.atomic():
            told = Post.objects.due().filter(pk=self.pk).update(status=PostStatus.PUBLISHED)
            if told:
                self._tell(by=None)
        return bool(told)

    @transaction.atomic
    def unplan(self, *, by: User) -> None:
        rows = Post.objects.filter(pk=self.pk, status=PostStatus.PLANNED, publish_at__gt=Now())
        if not rows.update(status=PostStatus.DRAFT, publish_at=None):
            raise Refused(_("Dit bericht staat niet gepland."))
        record(self.subject, "post_unplanned", by=by)

    @transaction.atomic
    def withdraw(self, *, by: User, reason: str) -> None:
        move(
            self,
            PostStatus.WITHDRAWN,
            only_from=RELEASED,
            otherwise=_("Dit bericht staat niet op de site."),
            reason=reason,
        )
        record(self.subject, "post_withdrawn", by=by, reason=reason)

    @transaction.atomic
    def show_picture(self, picture: Picture, *, alt: str, by: User | None) -> None:
        """Keep both sizes under a fresh name. The row goes before the files of the old picture do."""
        name = default_storage.save(f"{FOLDER}/{picture.name}", picture.large)
        default_storage.save(small_name(name), picture.small)
        self._put_picture(picture=name, picture_alt=alt, picture_width=picture.width, picture_height=picture.height)
        record(self.subject, "post_picture", by=by)

    @transaction.atomic
    def remove_picture(self, *, by: User) -> None:
        self._put_picture(picture="", picture_alt="", picture_width=None, picture_height=None)
        record(self.subject, "post_picture_removed", by=by)

    def _put_picture(self, **columns: object) -> None:
        old = self.picture
        Post.objects.filter(pk=self.pk).update(**columns)
        for name, value in columns.items():
            setattr(self, name, value)
        if old:
            transaction.on_commit(lambda: forget(old))

    def _tell(self, *, by: User | None) -> None:
        """Who follows the platform hears of it, once: a piece that comes back is no news."""
        again = self.subject.events.filter(verb="post_published").exists()
        record(self.subject, "post_published", by=by, reach=Reach.RECORD if again else Reach.AROUND)


def forget(picture: str) -> None:
    for name in (picture, small_name(picture)):
        default_storage.delete(name)


@transaction.atomic
def write_post(*, by: User | None, title: str, platform: Platform | None = None, **words: str) -> Post:
    """A new piece, as a draft."""
    subject = Subject.objects.create(kind="post")
    subject.place_in([platform.subject] if platform else [])
    post = Post.objects.create(
        title=title, slug=free_slug(title), platform=platform, author=by, subject=subject, **words
    )
    record(subject, "post_written", by=by)
    return post


def tell_planned() -> int:
    """Those whose moment came since the last look."""
    return sum(post.come_out() for post in Post.objects.due().select_related("subject").order_by("publish_at")[:50])


def free_slug(title: str) -> str:
    stem = slugify(title)[:80].strip("-") or "bericht"
    taken = set(Post.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for n in count(1) if (slug := stem if n == 1 else f"{stem}-{n}") not in taken)


@cached(64)
def rendered(text: str) -> SafeString:
    """The newest are read most, so each worker keeps their HTML; the key is the text itself, in each language apart."""
    return render_page(text)
