"""How a thing says what may be told of it.

Lower layers cannot import upper ones, so each model that holds a ``Subject`` declares its own words::

    class Initiative(models.Model):
        subject = models.OneToOneField(Subject, on_delete=models.PROTECT, related_name="initiative")
        news = {"participation_joined": News(_("%(number)d mens doet mee"), _("%(number)d mensen doen mee"))}

The key is the verb of an event. A verb that stands nowhere is kept in the record and told to nobody.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class News:
    """What happened so many times, as a short sentence without its thing: ``%(number)d`` may stand in both."""

    one: str | Promise
    many: str | Promise

    def words(self, number: int) -> str:
        words: Any = self.one if number == 1 else self.many
        return str(words) % {"number": number}
