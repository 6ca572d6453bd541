"""The way of an idea from the list into the rules, and what it can be about."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IdeaStage(models.TextChoices):
    COLLECTED = "collected", _("Verzameld")
    WORKED_OUT = "worked_out", _("Uitgewerkt")
    BROUGHT_IN = "brought_in", _("Ingebracht")
    HANDLED = "handled", _("In behandeling")
    ADOPTED = "adopted", _("Aangenomen")
    REJECTED = "rejected", _("Afgewezen")
    DONE = "done", _("Uitgevoerd")

    @property
    def explained(self) -> str:
        return str(EXPLAINED[self])

    @property
    def badge(self) -> str:
        return BADGES[self]

    @property
    def word(self) -> str:
        """As the address says it."""
        return WORDS[self]


EXPLAINED = {
    IdeaStage.COLLECTED: _("Het staat op de lijst."),
    IdeaStage.WORKED_OUT: _("De coalitie schreef op wat er precies anders moet."),
    IdeaStage.BROUGHT_IN: _("Het ligt bij wie erover gaat, zoals de gemeenteraad."),
    IdeaStage.HANDLED: _("Wie erover gaat, praat erover."),
    IdeaStage.ADOPTED: _("Er is besloten dat het anders wordt."),
    IdeaStage.REJECTED: _("Er is besloten dat het niet verandert. De reden staat erbij."),
    IdeaStage.DONE: _("De regel of het beleid is veranderd."),
}
BADGES = {
    IdeaStage.COLLECTED: "open",
    IdeaStage.WORKED_OUT: "",
    IdeaStage.BROUGHT_IN: "care",
    IdeaStage.HANDLED: "care",
    IdeaStage.ADOPTED: "good",
    IdeaStage.REJECTED: "bad",
    IdeaStage.DONE: "good",
}
WORDS = {
    IdeaStage.COLLECTED: "verzameld",
    IdeaStage.WORKED_OUT: "uitgewerkt",
    IdeaStage.BROUGHT_IN: "ingebracht",
    IdeaStage.HANDLED: "in-behandeling",
    IdeaStage.ADOPTED: "aangenomen",
    IdeaStage.REJECTED: "afgewezen",
    IdeaStage.DONE: "uitgevoerd",
}
# What was rejected may be worked out anew and tried again.
LEADS_TO = {
    IdeaStage.COLLECTED: (IdeaStage.WORKED_OUT, IdeaStage.BROUGHT_IN),
    IdeaStage.WORKED_OUT: (IdeaStage.BROUGHT_IN,),
    IdeaStage.BROUGHT_IN: (IdeaStage.HANDLED, IdeaStage.ADOPTED, IdeaStage.REJECTED),
    IdeaStage.HANDLED: (IdeaStage.ADOPTED, IdeaStage.REJECTED),
    IdeaStage.ADOPTED: (IdeaStage.DONE,),
    IdeaStage.REJECTED: (IdeaStage.WORKED_OUT,),
    IdeaStage.DONE: (),
}


class Theme(models.TextChoices):
    PUBLIC_SPACE = "space", _("Straat, groen en plein")
    LIVING = "living", _("Wonen")
    MONEY = "money", _("Geld en subsidie")
    PERMITS = "permits", _("Vergunningen en meldingen")
    CARE = "care", _("Zorg en welzijn")
    VOICE = "voice", _("Meepraten en beslissen")
    OTHER = "other", _("Iets anders")
