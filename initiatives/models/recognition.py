"""What goes with an idea for change: examples of platforms that know the problem, and its dated steps with papers."""

from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Reach, record
from coalitie.lib.refused import Refused
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine
from initiatives.models.change_idea import ChangeIdea
from initiatives.models.idea_stage import IdeaStage
from initiatives.notices import change_idea as notices
from platforms.models import Platform


class RecognitionQuerySet(models.QuerySet["Recognition"]):
    def visible_to(self, user: Person) -> Self:
        """With the idea they belong to, or into which that went; never of a hidden platform."""
        seen = ChangeIdea.objects.visible_to(user).values("pk")
        shown = Q(idea__in=seen) | Q(idea__merged_into__in=seen, idea__hidden_at=None)
        return self.filter(shown, platform__hidden_at=None)

    def about(self, idea: ChangeIdea) -> Self:
        """Its own, and those of what went into it."""
        return self.filter(Q(idea=idea) | Q(idea__merged_into=idea)).select_related("platform").order_by("at", "pk")


class Recognition(models.Model):
    """ "We know this": never without an example, and one for each platform."""

    idea = models.ForeignKey(ChangeIdea, on_delete=models.CASCADE, related_name="recognitions")
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="recognitions")
    example = models.TextField(_("voorbeeld uit de praktijk"), max_length=3000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField(_("toegevoegd op"), db_default=Now(), editable=False)
    edited_at = models.DateTimeField(_("aangepast op"), null=True, editable=False)

    objects = RecognitionQuerySet.as_manager()

    personal = {"by": Mine("Voorbeelden die je gaf namens een platform", ("idea", "platform", "example", "at"))}

    class Meta:
        verbose_name = _("herkenning")
        verbose_name_plural = _("herkenningen")
        constraints = [
            models.UniqueConstraint(
                "idea",
                "platform",
                name="recognition_once",
                violation_error_message=_("Jullie gaven al een voorbeeld bij dit idee."),
            ),
            models.CheckConstraint(
                name="recognition_has_example",
                condition=~Q(example=""),
                violation_error_message=_("Geef een voorbeeld uit jullie praktijk."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform}: {self.idea_id}"


class IdeaStep(models.Model):
    """A stage that it reached, or a paper about it, on a day."""

    idea = models.ForeignKey(ChangeIdea, on_delete=models.CASCADE, related_name="steps")
    stage = models.CharField(_("fase"), max_length=10, choices=IdeaStage)
    on = models.DateField(_("datum"))
    reason = models.TextField(_("toelichting"), max_length=4000, blank=True)
    url = models.URLField(_("adres van het stuk"), max_length=500, blank=True)
    label = models.CharField(_("hoe het stuk heet"), max_length=150, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField(db_default=Now(), editable=False)

    personal = {"by": Mine("Stappen van veranderideeën die je opschreef", ("idea", "stage", "on", "reason"))}

    class Meta:
        verbose_name = _("stap van een veranderidee")
        verbose_name_plural = _("stappen van een veranderidee")
        constraints = [
            models.CheckConstraint(
                name="ideastep_stage_known",
                condition=Q(stage__in=IdeaStage.values),
                violation_error_message=_("Deze fase bestaat niet."),
            ),
            models.CheckConstraint(
                name="ideastep_no_has_reason",
                condition=~Q(stage=IdeaStage.REJECTED) | ~Q(reason="") | ~Q(url=""),
                violation_error_message=_("Schrijf waarom het is afgewezen."),
            ),
            models.CheckConstraint(
                name="ideastep_link_is_https",
                condition=Q(url="") | Q(url__startswith="https://"),
                violation_error_message=_("Het adres van een stuk begint met https://."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} ({self.on})"


@transaction.atomic
def recognise(idea: ChangeIdea, *, by: User, platform: Platform, example: str) -> Recognition:
    """Give an example in the name of a platform, or another one instead of what it gave before."""
    rows: Any = ChangeIdea.objects.select_for_update(no_key=True, of=("self",)).select_related("subject")
    held = rows.get(pk=idea.pk)
    if not held.is_public:
        raise Refused(_("Dit idee staat niet meer op de lijst."))
    found = Recognition.objects.filter(idea=held, platform=platform).first()
    if found is not None:
        Recognition.objects.filter(pk=found.pk).exclude(example=example).update(example=example, edited_at=Now(), by=by)
        found.refresh_from_db()
        return found
    made = Recognition.objects.create(idea=held, platform=platform, example=example, by=by)
    held.subject.place_in([one.platform.subject for one in held.recognitions.select_related("platform__subject")])
    record(held.subject, "idea_recognised", by=by, reach=Reach.AROUND, platform=platform.pk)
    notices.recognised(made, by=by)
    return made


@transaction.atomic
def take_example_back(recognition: Recognition, *, by: User) -> None:
    """The platform no longer says so; its words are gone. Twice changes nothing."""
    idea = recognition.idea
    if not Recognition.objects.filter(pk=recognition.pk).delete()[0]:
        return
    idea.subject.place_in([one.platform.subject for one in idea.recognitions.select_related("platform__subject")])
    record(idea.subject, "idea_example_gone", by=by, platform=recognition.platform_id)
