"""How often somebody wants to hear, and which mails not at all."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models.event import Subject
from coalitie.people.models import User
from coalitie.people.personal import Mine


class Rhythm(models.TextChoices):
    DAILY = "daily", _("Elke dag dat er nieuws is")
    WEEKLY = "weekly", _("Eén keer per week")
    NEVER = "never", _("Nooit. Ik kijk zelf op de site")


class Reader(models.Model):
    """How a person wants the news, and up to which edition it was told. Who has no row reads daily."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="reader")
    rhythm = models.CharField(_("hoe vaak"), max_length=10, choices=Rhythm, default=Rhythm.DAILY)
    # Before it became "never", so that the press in a mail can be undone.
    before = models.CharField(max_length=10, choices=Rhythm, default=Rhythm.DAILY, editable=False)
    since = models.DateField(_("sinds"), default=timezone.localdate, editable=False)
    # The day of the last edition that was looked at for this person, whether or not there was anything to tell.
    told_until = models.DateField(_("bijgepraat tot en met"), null=True, editable=False)

    personal = {"person": Mine("Hoe vaak je nieuws krijgt", ("rhythm", "since", "told_until"), "delete")}

    class Meta:
        verbose_name = _("lezer")
        verbose_name_plural = _("lezers")
        constraints = [
            models.CheckConstraint(
                condition=Q(rhythm__in=Rhythm.values),
                name="reader_rhythm_known",
                violation_error_message=_("Kies hoe vaak uit de lijst."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.rhythm}"


def read_news(rhythm: str, *, by: User) -> None:
    """Hear this often from now on. After "never" the news of that time stays untold."""
    today = timezone.localdate()
    row, made = Reader.objects.get_or_create(person=by, defaults={"rhythm": rhythm})
    if made or row.rhythm == rhythm:
        return
    fresh: dict[str, object] = {"rhythm": rhythm, "since": today}
    if row.rhythm == Rhythm.NEVER:
        fresh["told_until"] = today
    else:
        fresh["before"] = row.rhythm
    Reader.objects.filter(pk=row.pk).update(**fresh)


class SilenceQuerySet(models.QuerySet["Silence"]):
    def about(self, kind: str, subject: Subject | None) -> Self:
        """What keeps mails of this kind about this thing away: an off for the pair, for the kind or for the thing."""
        wider = Q(kind=kind, subject=None)
        if subject is not None:
            wider |= Q(kind=kind, subject=subject) | Q(kind="", subject=subject)
        return self.filter(wider)


class Silence(models.Model):
    """A person wants no mail of this kind, or about this thing, or of this kind about this thing."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="silences")
    kind = models.CharField(_("soort mail"), max_length=40, blank=True)
    subject = models.ForeignKey(Subject, models.CASCADE, null=True, related_name="+")
    since = models.DateTimeField(_("sinds"), db_default=Now(), editable=False)

    objects = SilenceQuerySet.as_manager()

    personal = {"person": Mine("Mails die je uitzette", ("kind", "subject", "since"), "delete")}

    class Meta:
        verbose_name = _("uitgezette mail")
        verbose_name_plural = _("uitgezette mails")
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "subject"], name="silence_once", nulls_distinct=False),
            models.CheckConstraint(
                condition=~Q(kind="") | Q(subject__isnull=False),
                name="silence_about_something",
                violation_error_message=_("Zeg welke mails je niet wilt."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind} {self.subject_id}"
