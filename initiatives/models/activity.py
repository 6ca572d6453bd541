"""A dated thing to come to, of a platform or of an initiative."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Subject
from coalitie.people.models import Person
from coalitie.people.personal import Mine
from initiatives.models.initiative import Initiative
from initiatives.models.rows import NOT_OF_HIDDEN
from platforms.models import Area, Platform


class ActivityQuerySet(models.QuerySet["Activity"]):
    def published(self) -> Self:
        of_shown = Q(initiative=None) | Q(initiative__in=Initiative.objects.published())
        return self.filter(NOT_OF_HIDDEN, of_shown, hidden_at=None)

    def visible_to(self, user: Person) -> Self:
        return self.published()


class Activity(models.Model):
    title = models.CharField(_("titel"), max_length=100)
    slug = models.SlugField(_("adres"), max_length=120, unique=True, editable=False)
    story = models.TextField(_("verhaal"), max_length=4000, blank=True)
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="activities")
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, null=True, related_name="activities")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="activities")
    place = models.CharField(_("plek"), max_length=200)
    starts_at = models.DateTimeField(_("begint"))
    ends_at = models.DateTimeField(_("eindigt"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="activities"
    )
    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, editable=False, related_name="activity")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    cancelled_at = models.DateTimeField(_("afgelast op"), null=True, editable=False)
    hidden_at = models.DateTimeField(_("verborgen op"), null=True, editable=False)

    objects = ActivityQuerySet.as_manager()

    personal = {"author": Mine("Activiteiten", ("title", "place", "starts_at"))}

    class Meta:
        verbose_name = _("activiteit")
        verbose_name_plural = _("activiteiten")
        constraints = [
            models.CheckConstraint(
                name="activity_ends_after_it_began",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("Het einde ligt na het begin."),
            ),
        ]
        indexes = [models.Index("starts_at", "id", name="activity_by_date", condition=Q(hidden_at=None))]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/agenda/{self.slug}/"
