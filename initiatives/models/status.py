"""The states of an initiative as data: who may join, and which ways lead on.

What each is called and means stands in ``stages.toml``. Nothing here or elsewhere depends on those words, so they are
changed there, without code and without a migration.
"""

import tomllib
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

STAGES_FILE = Path(__file__).parents[1] / "stages.toml"
WORDS: dict[str, dict[str, str]] = tomllib.loads(STAGES_FILE.read_text(encoding="utf-8"))


def called(stage: str) -> Promise:
    return _(WORDS[stage]["label"])


class Status(models.TextChoices):
    DRAFT = "draft", called("draft")
    SUBMITTED = "submitted", called("submitted")
    RETURNED = "returned", called("returned")
    DECLINED = "declined", called("declined")
    IDEA = "idea", called("idea")
    SEEKING = "seeking", called("seeking")
    TRYING = "trying", called("trying")
    RUNNING = "running", called("running")
    DONE = "done", called("done")
    RESTING = "resting", called("resting")
    STOPPED = "stopped", called("stopped")
    MERGED = "merged", called("merged")

    @property
    def explained(self) -> str:
        return gettext(WORDS[self]["explained"])

    @property
    def badge(self) -> str:
        """How its badge looks, as ``components/badge.html`` knows it."""
        return STAGES[self].badge

    @property
    def steps(self) -> "tuple[Step, ...]":
        """The ways on from here."""
        return STAGES[self].steps


def stage_choices() -> list[tuple[str, Promise | str]]:
    """For the model. A function, so that migrations hold its name and not the labels."""
    return list(Status.choices)


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
    _(
        "Niemand kan zich zolang aanmelden. Wie meedoet, blijft op de lijst en krijgt een mail met de reden en je "
        "bedankje. Je pakt het weer op wanneer je wilt."
    ),
    (Asks.REASON, Asks.THANKS),
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
    _(
        "Iedereen ziet dat je weer mensen zoekt. Wie eerder meedeed, staat nog op de lijst. "
        "Wie het doet, vragen we opnieuw of het energie geeft."
    ),
)


@dataclass(frozen=True)
class Stage:
    badge: str = ""
    joinable: bool = False
    steps: tuple[Step, ...] = ()


STAGES = {
    Status.DRAFT: Stage(),
    Status.SUBMITTED: Stage(),
    Status.RETURNED: Stage("care"),
    Status.DECLINED: Stage("bad"),
    Status.IDEA: Stage("open", True, (SEEK, REST, STOP)),
    Status.SEEKING: Stage("energy", True, (TRY, REST, STOP)),
    Status.TRYING: Stage("care", True, (RUN, TRY_LONGER, FINISH, REST, STOP)),
    Status.RUNNING: Stage("good", True, (FINISH, REST, STOP)),
    Status.DONE: Stage(steps=(AGAIN,)),
    Status.RESTING: Stage(steps=(AGAIN, FINISH, STOP)),
    Status.STOPPED: Stage(steps=(AGAIN,)),
    Status.MERGED: Stage(),
}
STEPS = {step.word: step for stage in STAGES.values() for step in stage.steps if not step.page}

OPEN = tuple(status for status in Status if STAGES[status].joinable)
# Who lays it down says why, and thanks who took part.
THANKED = (Status.RESTING, Status.STOPPED)
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
