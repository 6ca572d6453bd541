"""The states of an initiative as data: what each means to who reads its page, who may join, and which ways lead on.

A label, an explanation or a way on is changed here and nowhere else.
"""

from dataclasses import dataclass
from enum import Enum

from django.db import models
from django.utils.functional import Promise
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
    MERGED = "merged", _("Samengevoegd")

    @property
    def explained(self) -> str:
        return str(STAGES[self].explained)

    @property
    def badge(self) -> str:
        """How its badge looks, as ``components/badge.html`` knows it."""
        return STAGES[self].badge

    @property
    def steps(self) -> "tuple[Step, ...]":
        """The ways on from here."""
        return STAGES[self].steps


class Asks(Enum):
    """What somebody fills in to take a step."""

    DATES = "dates"
    REVIEW = "review"
    REASON = "reason"
    THANKS = "thanks"


@dataclass(frozen=True)
class Step:
    """A way on to a stage, as a verb. Its page says what happens then; ``word`` is its place in the address.

    A ``page`` of its own, at that word under the initiative, is for a step that asks more than a few fields.
    """

    word: str
    to: Status
    label: Promise | str
    then: Promise | str
    asks: tuple[Asks, ...] = ()
    page: bool = False


SEEK = Step(
    "zoek-mensen",
    Status.SEEKING,
    _("Zoek mensen"),
    _("Iedereen ziet dat je mensen zoekt. Wie meedoet, krijgt de vraag of die er energie van krijgt."),
)
TRY = Step(
    "begin-een-try-out",
    Status.TRYING,
    _("Begin een try-out"),
    _(
        "Je probeert het in het klein, tussen twee dagen die iedereen op de pagina ziet. "
        "Op de tweede dag kijken jullie terug. De trekker krijgt dan een mail."
    ),
    (Asks.DATES,),
)
TRY_LONGER = Step(
    "probeer-nog-even",
    Status.TRYING,
    _("Probeer nog even"),
    _("De try-out gaat door tot de nieuwe dag. Dan kijken jullie weer terug."),
    (Asks.REVIEW, Asks.REASON),
)
RUN = Step(
    "het-loopt",
    Status.RUNNING,
    _("Het loopt"),
    _("De try-out is geslaagd: het gaat door. Elke vier weken vragen we wie het doet of het nog energie geeft."),
)
FINISH = Step(
    "afronden", Status.DONE, _("Rond af"), _("Je vertelt wat er bereikt is. Dat blijft op de pagina staan."), page=True
)
REST = Step(
    "leg-stil",
    Status.RESTING,
    _("Leg stil"),
    _("Niemand kan zich zolang aanmelden. Wie meedoet, blijft op de lijst. Je pakt het weer op wanneer je wilt."),
    (Asks.REASON,),
)
STOP = Step(
    "stop-ermee",
    Status.STOPPED,
    _("Stop ermee"),
    _("Wie meedeed, krijgt een mail met de reden en je bedankje. De pagina blijft staan."),
    (Asks.REASON, Asks.THANKS),
)
AGAIN = Step(
    "pak-weer-op",
    Status.SEEKING,
    _("Pak weer op"),
    _("Iedereen ziet dat je weer mensen zoekt. Wie eerder meedeed, staat nog op de lijst."),
)


@dataclass(frozen=True)
class Stage:
    explained: Promise | str
    badge: str = ""
    joinable: bool = False
    steps: tuple[Step, ...] = ()


STAGES = {
    Status.DRAFT: Stage(_("Alleen jij ziet dit. Je kunt er nog alles aan veranderen.")),
    Status.SUBMITTED: Stage(_("Een coördinator van het platform kijkt ernaar.")),
    Status.RETURNED: Stage(_("Er is een vraag over. Pas het voorstel aan en dien het opnieuw in."), "care"),
    Status.DECLINED: Stage(_("Dit voorstel is niet geplaatst."), "bad"),
    Status.IDEA: Stage(_("Dit is een idee. Wie mee wil denken of doen, is welkom."), "open", True, (SEEK, REST, STOP)),
    Status.SEEKING: Stage(_("Dit initiatief zoekt mensen om te kunnen beginnen."), "energy", True, (TRY, REST, STOP)),
    Status.TRYING: Stage(
        _("Dit wordt nu in het klein geprobeerd."), "care", True, (RUN, TRY_LONGER, FINISH, REST, STOP)
    ),
    Status.RUNNING: Stage(_("Dit gebeurt nu. Aanhaken kan nog steeds."), "good", True, (FINISH, REST, STOP)),
    Status.DONE: Stage(_("Dit is gelukt en afgerond."), steps=(AGAIN,)),
    Status.RESTING: Stage(_("Dit ligt even stil."), steps=(AGAIN, FINISH, STOP)),
    Status.STOPPED: Stage(_("Dit is gestopt."), steps=(AGAIN,)),
    Status.MERGED: Stage(_("Dit gaat verder samen met een ander initiatief.")),
}
STEPS = {step.word: step for stage in STAGES.values() for step in stage.steps if not step.page}

OPEN = tuple(status for status in Status if STAGES[status].joinable)
QUIET = (Status.DONE, Status.RESTING, Status.STOPPED)
PUBLIC = (*OPEN, *QUIET)
EDITABLE = (Status.DRAFT, Status.RETURNED)
# In these somebody carries it.
CARRIED = (*OPEN, Status.RESTING)
# In these it is done, so here the question about energy comes back.
DOING = (Status.TRYING, Status.RUNNING)


def leading_to(stage: str) -> tuple[Status, ...]:
    """The stages from which one may go to this one."""
    return tuple(each for each in PUBLIC if each != stage and any(step.to == stage for step in each.steps))
