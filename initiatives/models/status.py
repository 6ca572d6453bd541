"""The states of an initiative, and what each means to who reads its page."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    DRAFT = "draft", _("Concept")
    SUBMITTED = "submitted", _("Ingediend")
    RETURNED = "returned", _("Teruggegeven")
    DECLINED = "declined", _("Afgewezen")
    IDEA = "idea", _("Idee")
    SEEKING = "seeking", _("Zoekt mensen")
    TRYING = "trying", _("Proberen")
    RUNNING = "running", _("Loopt")
    DONE = "done", _("Afgerond")
    RESTING = "resting", _("Rustend")
    STOPPED = "stopped", _("Gestopt")

    @property
    def explained(self) -> str:
        return str(EXPLAINED[self])

    @property
    def badge(self) -> str:
        """How its badge looks, as ``components/badge.html`` knows it."""
        return BADGES.get(self, "")


OPEN = (Status.IDEA, Status.SEEKING, Status.TRYING, Status.RUNNING)
PUBLIC = (*OPEN, Status.DONE, Status.RESTING, Status.STOPPED)
EDITABLE = (Status.DRAFT, Status.RETURNED)
WITH_REASON = (Status.RESTING, Status.STOPPED)

EXPLAINED = {
    Status.DRAFT: _("Alleen jij ziet dit. Je kunt er nog alles aan veranderen."),
    Status.SUBMITTED: _("Een coördinator van het platform kijkt ernaar."),
    Status.RETURNED: _("Er is een vraag over. Pas het voorstel aan en dien het opnieuw in."),
    Status.DECLINED: _("Dit voorstel is niet geplaatst."),
    Status.IDEA: _("Dit is een idee. Wie mee wil denken of doen, is welkom."),
    Status.SEEKING: _("Dit initiatief zoekt mensen om te kunnen beginnen."),
    Status.TRYING: _("Dit wordt nu in het klein geprobeerd."),
    Status.RUNNING: _("Dit gebeurt nu. Aanhaken kan nog steeds."),
    Status.DONE: _("Dit is gelukt en afgerond."),
    Status.RESTING: _("Dit ligt even stil."),
    Status.STOPPED: _("Dit is gestopt."),
}
BADGES = {
    Status.IDEA: "open",
    Status.SEEKING: "energy",
    Status.TRYING: "care",
    Status.RUNNING: "good",
    Status.RETURNED: "care",
    Status.DECLINED: "bad",
}
