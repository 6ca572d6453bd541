from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.people.models import User
from coalitie.people.personal import Mine


class Subject(models.Model):
    """Anything that things happen to. A platform or an initiative holds one: ``OneToOneField(Subject, PROTECT)``."""

    kind = models.CharField(_("soort"), max_length=40)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("onderwerp")
        verbose_name_plural = _("onderwerpen")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def place_in(self, wholes: Iterable["Subject"]) -> None:
        """Say of what this is a part: who follows the whole hears of the part. An activity names its platform too."""
        Within.objects.put([self.pk], [(self.pk, whole.pk) for whole in wholes])


class WithinQuerySet(models.QuerySet["Within"]):
    def put(self, parts: Iterable[int | None], pairs: Iterable[tuple[int | None, int | None]]) -> None:
        """Make these the wholes of these parts, both given by the number of their subject. None stands for none yet."""
        wanted = {(part, whole) for part, whole in pairs if part and whole and part != whole}
        rows = {(row.part_id, row.whole_id): row.pk for row in self.filter(part__in=[part for part in parts if part])}
        self.filter(pk__in=[pk for pair, pk in rows.items() if pair not in wanted]).delete()
        new = [Within(part_id=part, whole_id=whole) for part, whole in sorted(wanted - rows.keys())]
        Within.objects.bulk_create(new, ignore_conflicts=True, batch_size=2000)


class Within(models.Model):
    """A thing and what it is part of: an initiative in its platform, its areas and its values. All of them, flat."""

    part = models.ForeignKey(Subject, models.CASCADE, related_name="within")
    whole = models.ForeignKey(Subject, models.CASCADE, related_name="parts")

    objects = WithinQuerySet.as_manager()

    class Meta:
        verbose_name = _("deel van")
        verbose_name_plural = _("delen van")
        constraints = [
            models.UniqueConstraint(fields=["part", "whole"], name="within_once"),
            models.CheckConstraint(condition=~models.Q(part=models.F("whole")), name="within_another"),
        ]

    def __str__(self) -> str:
        return f"{self.part_id} in {self.whole_id}"


class Reach(models.IntegerChoices):
    """How far an event is told."""

    RECORD = 0, _("alleen vastgelegd")
    THING = 1, _("wie het zelf volgt")
    AROUND = 2, _("ook wie volgt waar het deel van is")


# What can be taken away again, as the data of events call it, and the verbs that told of it. What is said about an
# update goes with it.
PASSING = {"comment": ("comment_placed",), "update": ("update_posted", "comment_placed")}


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, subject: Subject) -> Self:
        return self.filter(subject=subject).select_related("by").order_by("-at", "-pk")

    def standing(self) -> Self:
        """Without the news of what was hidden or deleted since; what is shown again is news as it was."""
        rows = self
        for noun, verbs in PASSING.items():
            ends = [f"{noun}_hidden", f"{noun}_deleted"]
            same = {"subject": OuterRef("subject"), f"data__{noun}": OuterRef(f"data__{noun}")}
            later = Event.objects.filter(verb__in=[*ends, f"{noun}_shown"], pk__gt=OuterRef("pk"), **same)
            last = Coalesce(Subquery(later.order_by("-pk").values("verb")[:1]), Value(""))
            rows = rows.alias(**{f"{noun}_last": last}).filter(~Q(verb__in=verbs) | ~Q(**{f"{noun}_last__in": ends}))
        return rows


class Event(models.Model):
    """What happened, when, by whom and why. Only ever added; the database refuses changes (see migrations)."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="events")
    verb = models.SlugField(_("wat"), max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="events")
    at = models.DateTimeField(_("wanneer"), default=timezone.now)
    reason = models.TextField(_("waarom"), blank=True)
    data = models.JSONField(_("gegevens"), default=dict, blank=True)
    reach = models.PositiveSmallIntegerField(_("bereik"), choices=Reach, default=Reach.RECORD)
    # Set once, when the edition it is told in is closed.
    edition = models.ForeignKey(
        "activity.Edition", models.PROTECT, null=True, editable=False, related_name="events", db_index=False
    )

    objects = EventQuerySet.as_manager()

    personal = {"by": Mine("Wat je deed", ("verb", "at", "reason"))}

    class Meta:
        verbose_name = _("gebeurtenis")
        verbose_name_plural = _("gebeurtenissen")
        indexes = [
            models.Index(fields=["subject", "-at"], name="event_of_subject"),
            models.Index(fields=["-at"], name="event_news", condition=models.Q(reach__gt=Reach.RECORD)),
            models.Index(fields=["edition"], name="event_of_edition", condition=models.Q(edition__isnull=False)),
            models.Index(fields=["id"], name="event_untold", condition=models.Q(edition=None, reach__gt=Reach.RECORD)),
        ]

    def __str__(self) -> str:
        return f"{self.verb} ({self.at:%d-%m-%Y %H:%M})"


def record(
    subject: Subject, verb: str, *, by: User | None, reason: str = "", reach: Reach = Reach.RECORD, **data: Any
) -> Event:
    """Write down what happens, in the transaction in which it happens. `data` holds states and the
    numbers of things, never of people: an event outlives the account, and only `by` is forgotten with it.

    With a ``reach`` it is news for who follows: the thing's model then has words for the verb in its ``news``.
    """
    return Event.objects.create(subject=subject, verb=verb, by=by, reason=reason, reach=reach, data=data)
