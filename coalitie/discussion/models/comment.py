"""What somebody says about a thing, and what somebody else says back: one level deep."""

from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.people.personal import Mine

LONGEST = 2000
EDIT_WITHIN = timedelta(minutes=15)
SHOWN = Q(deleted_at=None, hidden_at=None, held_at=None)
# Talk reads from top to bottom: each comment with what was said back, in the order in which it began.
THREAD = Coalesce("parent_id", "id", output_field=models.BigIntegerField())


class CommentQuerySet(models.QuerySet[Any]):
    def shown(self) -> Self:
        """What everybody may read, as far as the comment itself decides."""
        return self.filter(SHOWN)

    def in_order(self) -> Self:
        return self.order_by(THREAD, "pk")


class Comment(models.Model):
    """Concrete tables say what it is about. Hidden keeps the words, deleted forgets them."""

    text = models.TextField(_("reactie"), max_length=LONGEST, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        verbose_name=_("schrijver"),
        related_name="%(class)ss",
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        editable=False,
        verbose_name=_("antwoord op"),
        related_name="replies",
    )
    form_key = models.UUIDField(null=True, editable=False)
    at = models.DateTimeField(_("geschreven op"), db_default=Now(), editable=False)
    edited_at = models.DateTimeField(_("aangepast op"), null=True, editable=False)
    deleted_at = models.DateTimeField(_("verwijderd op"), null=True, editable=False)
    hidden_at = models.DateTimeField(_("verborgen op"), null=True, editable=False)
    held_at = models.DateTimeField(_("wacht op een blik sinds"), null=True, editable=False)
    # When those who run the thing got their mail about it.
    told_at = models.DateTimeField(null=True, editable=False)

    # Erasing the account forgets the words too; the place in the talk stays.
    personal = {
        "author": Mine(
            "Reacties",
            ("text", "at", "edited_at"),
            also={"text": "", "deleted_at": Coalesce(F("deleted_at"), Now())},
        )
    }

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_words_until_deleted",
                condition=Q(deleted_at=None) & ~Q(text="") | Q(deleted_at__isnull=False, text=""),
                violation_error_message=_("Schrijf iets. En wat weg is, is echt weg."),
            ),
            models.CheckConstraint(
                name="%(class)s_not_under_itself",
                condition=~Q(parent=F("pk")),
                violation_error_message=_("Een reactie is geen antwoord op zichzelf."),
            ),
            models.UniqueConstraint(
                "author",
                "form_key",
                name="%(class)s_once_per_form",
                violation_error_message=_("Deze reactie staat er al."),
            ),
        ]

    def __str__(self) -> str:
        return " ".join(self.text.split())[:60] or str(_("verwijderd door de schrijver"))

    @property
    def anchor(self) -> str:
        return f"reactie-{self.pk}"

    @property
    def is_shown(self) -> bool:
        return self.deleted_at is None and self.hidden_at is None and self.held_at is None

    @property
    def is_fresh(self) -> bool:
        """Still within the quarter in which its writer may change it."""
        return timezone.now() - self.at < EDIT_WITHIN


class Version(models.Model):
    """What a comment said before its writer changed it. For the desk; gone when the comment is deleted."""

    text = models.TextField(_("tekst"), max_length=LONGEST)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, editable=False, related_name="%(class)ss"
    )
    until = models.DateTimeField(_("tot"), db_default=Now(), editable=False)

    personal = {"by": Mine("Eerdere versies van reacties", ("text", "until"), "delete")}

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return " ".join(self.text.split())[:60]
