"""What who does it tells of how it goes, with pictures."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Subject
from coalitie.people.models import Person
from coalitie.people.personal import Mine
from initiatives.models.initiative import Initiative


class UpdateQuerySet(models.QuerySet["Update"]):
    def published(self) -> Self:
        return self.filter(hidden_at=None, deleted_at=None, initiative__in=Initiative.objects.published())

    def visible_to(self, user: Person) -> Self:
        if not user.is_authenticated:
            return self.published()
        seen = Q(hidden_at=None) | Q(author=user)
        return self.filter(seen, deleted_at=None, initiative__in=Initiative.objects.visible_to(user))


class Update(models.Model):
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="updates")
    title = models.CharField(_("kop"), max_length=100)
    text = models.TextField(_("wat er gebeurde"), max_length=4000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="updates"
    )
    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, editable=False, related_name="update")
    form_key = models.UUIDField(null=True, editable=False)
    at = models.DateTimeField(_("geplaatst op"), db_default=Now(), editable=False)
    edited_at = models.DateTimeField(_("aangepast op"), null=True, editable=False)
    deleted_at = models.DateTimeField(_("verwijderd op"), null=True, editable=False)
    hidden_at = models.DateTimeField(_("verborgen op"), null=True, editable=False)

    objects = UpdateQuerySet.as_manager()

    personal = {"author": Mine("Berichten", ("initiative", "title", "text", "at"))}

    class Meta:
        verbose_name = _("bericht")
        verbose_name_plural = _("berichten")
        constraints = [
            models.UniqueConstraint("author", "form_key", name="update_once_per_form"),
        ]
        indexes = [models.Index("initiative", models.F("at").desc(), name="update_of_initiative")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{self.initiative.get_absolute_url()}berichten/{self.pk}/"
