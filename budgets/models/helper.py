"""Who helps with a plan, said in the open and under the own name. Knows nothing of any ballot."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from budgets.models.request import Request
from coalitie.people.personal import Mine


class Helper(models.Model):
    """Somebody who confirmed to help. How many there are settles a tie; see ``budgets.rules.ties``."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="helpers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="helps_with")
    confirmed_at = models.DateTimeField(_("zei ja op"), db_default=Now(), editable=False)

    personal = {"person": Mine("Plannen waarbij je helpt", ("request", "confirmed_at"), "delete")}

    class Meta:
        verbose_name = _("helper")
        verbose_name_plural = _("helpers")
        constraints = [models.UniqueConstraint(fields=["request", "person"], name="helper_once")]

    def __str__(self) -> str:
        return f"{self.person} – {self.request}"
