"""The phases of a round, and what each means to who reads its page.

Which phases a round passes depends on its kind. What one may do in a phase stands here as data, so that a label can be
changed without code and every page asks the same question.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    VOTE = "vote", _("Ronde met stemming")
    PLATFORM = "platform", _("Platformbudget")
    AWARD = "award", _("Toekenning zonder stemming")

    @property
    def explained(self) -> str:
        return str(KINDS_EXPLAINED[self])

    @property
    def path(self) -> "tuple[Phase, ...]":
        """The phases it passes, in order."""
        return PATHS[self]


class Phase(models.TextChoices):
    DRAFT = "draft", _("Concept")
    IDEAS = "ideas", _("Ideeën")
    ELABORATION = "elaboration", _("Uitwerken en haalbaarheid")
    LISTED = "listed", _("Stemlijst vast")
    VOTING = "voting", _("Stemmen")
    COUNTING = "counting", _("Tellen")
    PROVISIONAL = "provisional", _("Voorlopige uitslag")
    FINAL = "final", _("Vastgesteld")
    RUNNING = "running", _("Aanvragen en uitvoeren")
    EXECUTION = "execution", _("Uitvoering")
    ACCOUNTING = "accounting", _("Verantwoording")
    CLOSED = "closed", _("Afgesloten")
    ABORTED = "aborted", _("Afgebroken")

    @property
    def explained(self) -> str:
        return str(EXPLAINED[self])


KINDS_EXPLAINED = {
    Kind.VOTE: _("Bewoners dienen plannen in, de buurt stemt, en de regels van de ronde bepalen de uitslag."),
    Kind.PLATFORM: _("Een vast bedrag waaruit het platform het hele jaar kleine aanvragen betaalt. Een panel beslist."),
    Kind.AWARD: _("Een panel kent de plannen toe, met redenen die iedereen kan lezen. Er wordt niet gestemd."),
}
PATHS = {
    Kind.VOTE: (
        Phase.DRAFT,
        Phase.IDEAS,
        Phase.ELABORATION,
        Phase.LISTED,
        Phase.VOTING,
        Phase.COUNTING,
        Phase.PROVISIONAL,
        Phase.FINAL,
        Phase.EXECUTION,
        Phase.ACCOUNTING,
        Phase.CLOSED,
    ),
    Kind.PLATFORM: (Phase.DRAFT, Phase.RUNNING, Phase.ACCOUNTING, Phase.CLOSED),
    Kind.AWARD: (
        Phase.DRAFT,
        Phase.IDEAS,
        Phase.ELABORATION,
        Phase.FINAL,
        Phase.EXECUTION,
        Phase.ACCOUNTING,
        Phase.CLOSED,
    ),
}
# Where the clock, and not a person, ends the phase: the date of the next one.
BY_CLOCK = (
    Phase.IDEAS,
    Phase.ELABORATION,
    Phase.LISTED,
    Phase.VOTING,
    Phase.PROVISIONAL,
    Phase.EXECUTION,
    Phase.RUNNING,
)
# Requests may be worked out and judged.
IN_THE_MAKING = (Phase.IDEAS, Phase.ELABORATION, Phase.RUNNING)
# From here on rules, costs and list stand still.
FROZEN = (Phase.LISTED, Phase.VOTING, Phase.COUNTING, Phase.PROVISIONAL, Phase.FINAL)
SPENDS = (Phase.RUNNING, Phase.EXECUTION, Phase.ACCOUNTING)
OVER = (Phase.CLOSED, Phase.ABORTED)
PUBLIC = tuple(phase for phase in Phase if phase != Phase.DRAFT)

EXPLAINED = {
    Phase.DRAFT: _("Alleen de coördinatoren zien deze ronde. De spelregels kunnen nog veranderen."),
    Phase.IDEAS: _("Je kunt nu een plan indienen. De spelregels en de vragen van de toets staan op deze pagina."),
    Phase.ELABORATION: _("Indienen kan niet meer. De plannen worden uitgewerkt en getoetst."),
    Phase.LISTED: _("De stemlijst, de kosten en de regels staan vast. Stemmen begint binnenkort."),
    Phase.VOTING: _("Je kunt nu stemmen. Tussenstanden zijn er niet, ook niet voor ons."),
    Phase.COUNTING: _("De stembus is dicht. De stemmen worden geteld."),
    Phase.PROVISIONAL: _("Dit is de voorlopige uitslag. Klopt er iets niet? Maak bezwaar."),
    Phase.FINAL: _("De uitslag staat vast."),
    Phase.RUNNING: _("Je kunt het hele jaar een aanvraag doen. Het saldo staat hieronder."),
    Phase.EXECUTION: _("De plannen worden uitgevoerd. Je ziet hier wat ze kosten."),
    Phase.ACCOUNTING: _("De plannen zijn klaar. Iedereen legt uit wat er met het geld is gedaan."),
    Phase.CLOSED: _("Deze ronde is klaar. De boeken blijven open."),
    Phase.ABORTED: _("Deze ronde is afgebroken."),
}
