"""The dictionary: every set of open data, column by column. Stories are left out; those stay with their writers."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _

from budgets.models import Entry, Phase, Request, Round, Sheet
from budgets.models import Kind as RoundKind
from budgets.models import Status as RequestStatus
from budgets.models.entry import Kind as EntryKind
from budgets.sheet.figures import FIGURES, Unit
from budgets.sheet.goals import OF_VALUE
from coalitie.pages.models import Value
from coalitie.portal.open_data.shape import Column, DataSet, Kind
from initiatives.models import Activity, BodyKind, Initiative, Question, QuestionStatus, Quote, Status, StepFree
from initiatives.models.change_idea import ChangeIdea
from initiatives.models.idea_stage import IdeaStage, Theme
from platforms.models import Area, LegalForm, Level, Platform, Right, Stage, Standing

NOBODY = AnonymousUser()


THE_PAGE = _("De pagina op deze site.")


def address(pattern: str, *paths: str, says: Any = THE_PAGE) -> Column:
    return Column("adres", says, (pattern, *paths), Kind.ADDRESS)


def named(choices: Any) -> dict[str, Any]:
    return dict(choices.choices)


def codes_of(platform: str) -> ArraySubquery:
    through = Platform.areas.through.objects.filter(platform=OuterRef(platform), area__level=Level.BUURT)
    return ArraySubquery(through.order_by("area__code").values("area__code"))


def values_of(many: Any, outer: str) -> ArraySubquery:
    return ArraySubquery(Value.objects.filter(**{many: OuterRef(outer)}).order_by("position").values("slug"))


def goals_of(values: list[str]) -> list[str]:
    return [str(number) for number in sorted({number for slug in values for number in OF_VALUE[slug]})]


GOALS_SAID = _("Wereldwijde doelen (SDG) die bij die waarden passen, als nummer. Onze eigen leeswijzer, geen keurmerk.")
SDG = Column("sdg", GOALS_SAID, kind=Kind.LIST, of="waarden", told=goals_of)
PLATFORM = Column("platform", _("Naam van het platform."), "platform__name")
BUURT = (
    Column("buurtcode", _("Code van de buurt, als die gekozen is."), "area__code"),
    Column("buurt", _("Naam van de buurt, als die gekozen is."), "area__name"),
)

PLATFORMS = DataSet(
    "platforms",
    _("Platforms"),
    _("Buurtplatforms en groepen die er een willen worden."),
    (
        Column("naam", _("Hoe het platform heet."), "name"),
        address("/platforms/{}/", "slug"),
        Column("in_een_zin", _("Wat het platform over zichzelf zegt."), "summary"),
        Column("fase", _("Hoe ver de groep is."), "stage", choices=named(Stage)),
        Column("vorm", _("De rechtsvorm, of een informeel netwerk."), "legal_form", choices=named(LegalForm)),
        Column("sinds", _("Wanneer het begon."), "since", Kind.DAY),
        Column("buurtcodes", _("Codes van de buurten waar het voor werkt."), codes_of("pk"), Kind.LIST),
        Column("waarden", _("Waarden die het platform noemt."), values_of("platforms", "pk"), Kind.LIST),
        SDG,
    ),
    lambda: Platform.objects.visible_to(NOBODY),
)
AREAS = DataSet(
    "gebieden",
    _("Waar platforms werken"),
    _("Elke buurt waar een platform voor werkt, met het gebied waar die in ligt. Eén regel per platform en buurt."),
    (
        Column("platform", _("Naam van het platform."), "platform__name"),
        address("/platforms/{}/", "platform__slug", says=_("De pagina van het platform.")),
        Column("buurtcode", _("Code van de gemeente voor de buurt."), "area__code"),
        Column("cbs_code", _("Code van het CBS voor de buurt."), "area__cbs_code"),
        Column("buurt", _("Naam van de buurt."), "area__name"),
        Column("gebied", _("Naam van het gebied waar de buurt in ligt."), "area__parent__name"),
        Column("bewoond", _("Of er meer dan veertig huishoudens zijn."), "area__inhabited", Kind.YES_NO),
    ),
    lambda: Platform.areas.through.objects.filter(
        platform__in=Platform.objects.visible_to(NOBODY), area__in=Area.objects.visible_to(NOBODY)
    ),
)
INITIATIVES = DataSet(
    "initiatieven",
    _("Initiatieven"),
    _("Alle openbare initiatieven, van idee tot afgerond."),
    (
        Column("titel", _("Hoe het initiatief heet."), "title"),
        address("/initiatieven/{}/", "slug"),
        Column("in_een_zin", _("Waar het over gaat."), "summary"),
        PLATFORM,
        *BUURT,
        Column("status", _("In welke fase het is."), "status", choices=named(Status)),
        Column("gepubliceerd", _("Wanneer het op de site kwam."), "published_at", Kind.MOMENT),
        Column("waarden", _("Waarden die het initiatief noemt."), values_of("initiatives", "pk"), Kind.LIST),
        SDG,
    ),
    lambda: Initiative.objects.visible_to(NOBODY),
)
ACTIVITIES = DataSet(
    "activiteiten",
    _("Activiteiten"),
    _("Alles uit de agenda, ook wat voorbij is of niet doorging. Hoeveel mensen er kwamen staat bij de cijfers."),
    (
        Column("titel", _("Hoe de activiteit heet."), "title"),
        address("/agenda/{}/", "slug"),
        PLATFORM,
        Column("plek", _("Waar het is."), "place"),
        *BUURT,
        Column("begint", _("Wanneer het begint."), "starts_at", Kind.MOMENT),
        Column("eindigt", _("Wanneer het eindigt."), "ends_at", Kind.MOMENT),
        Column("afgelast", _("Wanneer het is afgelast; leeg als het doorgaat."), "cancelled_at", Kind.MOMENT),
        Column("drempelvrij", _("Of je er met een rolstoel in kunt."), "step_free", choices=named(StepFree)),
        Column("kinderopvang", _("Of er kinderopvang is."), "childcare", Kind.YES_NO),
        Column("talen", _("Welke talen er klinken."), "languages"),
    ),
    lambda: Activity.objects.visible_to(NOBODY),
)
ROUNDS = DataSet(
    "rondes",
    _("Budgetrondes"),
    _("Elke ronde waarin geld wordt verdeeld. De uitslag en de stembus staan bij de ronde zelf als bestand."),
    (
        Column("titel", _("Hoe de ronde heet."), "title"),
        address("/buurtbudget/{}/", "slug"),
        Column("soort", _("Wie er beslist, en hoe."), "kind", choices=named(RoundKind)),
        Column("fase", _("Hoe ver de ronde is."), "phase", choices=named(Phase)),
        Column("bedrag", _("Hoeveel geld er te verdelen is."), "amount", Kind.MONEY),
        Column("stemmen_vanaf", _("Wanneer het stemmen begint."), "voting_at", Kind.MOMENT),
        Column("stemmen_tot", _("Wanneer de stembus dichtgaat."), "counting_at", Kind.MOMENT),
    ),
    lambda: Round.objects.visible_to(NOBODY),
)
REQUESTS = DataSet(
    "aanvragen",
    _("Aanvragen"),
    _("Plannen die in een ronde om geld vragen."),
    (
        Column("titel", _("Hoe het plan heet."), "title"),
        address("/buurtbudget/{}/aanvragen/{}/", "round__slug", "slug"),
        Column("ronde", _("De ronde waarin het meedoet."), "round__title"),
        Column("in_een_zin", _("Waar het over gaat."), "summary"),
        Column("status", _("Wat ervan kwam."), "status", choices=named(RequestStatus)),
        Column("nummer", _("Nummer op de stemlijst."), "list_number", Kind.NUMBER),
        Column("bedrag", _("Wat het vraagt, zoals het op de stemlijst staat."), "fixed_total", Kind.MONEY),
        Column("ingediend", _("Wanneer het binnenkwam."), "submitted_at", Kind.MOMENT),
    ),
    lambda: Request.objects.visible_to(NOBODY).select_related(None),
)
ENTRIES = DataSet(
    "kasboek",
    _("Kasboek"),
    _("Elke regel uit de kasboeken van alle rondes. Regels veranderen nooit; een fout wordt met een regel hersteld."),
    (
        Column("ronde", _("De ronde."), "round__title"),
        address("/buurtbudget/{}/kasboek/", "round__slug", says=_("Het kasboek van de ronde.")),
        Column("nummer", _("Nummer van de regel in zijn ronde."), "number", Kind.NUMBER),
        Column("datum", _("Wanneer het geld bewoog."), "on", Kind.DAY),
        Column("soort", _("Wat er gebeurde."), "kind", choices=named(EntryKind)),
        Column("bedrag", _("Hoeveel; onder nul als de regel een fout herstelt."), "amount", Kind.MONEY),
        Column("waarvoor", _("Waar het voor was."), "purpose"),
        Column("plan", _("Het plan waar de regel bij hoort."), "request__title"),
    ),
    lambda: Entry.objects.filter(round__in=Round.objects.visible_to(NOBODY)),
)
QUESTIONS = DataSet(
    "vragen",
    _("Vragen aan instanties"),
    _("Wat platforms vroegen aan gemeente, corporaties en anderen, en hoelang zij wachten."),
    (
        Column("titel", _("Waar de vraag over gaat."), "title"),
        address("/wachten-op-antwoord/{}/", "slug"),
        PLATFORM,
        Column("instantie", _("Aan wie."), "body__name"),
        Column("soort_instantie", _("Wat voor instantie."), "body__kind", choices=named(BodyKind)),
        Column("stand", _("Hoe het ervoor staat."), "status", choices=named(QuestionStatus)),
        Column("verstuurd", _("Wanneer de vraag wegging."), "asked_on", Kind.DAY),
        Column("wacht_sinds", _("Begin van de laatste wachttijd."), "wait__since", Kind.DAY),
        Column("termijn", _("Laatste dag van de termijn."), "wait__due_on", Kind.DAY),
        Column("antwoord", _("Wanneer het antwoord kwam, of de vraag werd ingetrokken."), "wait__ended_on", Kind.DAY),
    ),
    lambda: Question.objects.visible_to(NOBODY),
)
IDEAS = DataSet(
    "veranderideeen",
    _("Veranderideeën"),
    _("Wat er beter kan in regels en beleid, en wat ermee gebeurt."),
    (
        Column("titel", _("Waar het over gaat."), "title"),
        address("/veranderideeen/{}/", "slug"),
        Column("thema", _("Onderwerp."), "theme", choices=named(Theme)),
        Column("regel", _("Om welke regel het gaat."), "rule"),
        Column("fase", _("Hoe ver het is."), "stage", choices=named(IdeaStage)),
        Column("sinds", _("Sinds wanneer het in die fase is."), "staged_at", Kind.MOMENT),
        Column("toegevoegd", _("Wanneer het op de lijst kwam."), "created_at", Kind.MOMENT),
    ),
    lambda: ChangeIdea.objects.visible_to(NOBODY),
)
RIGHTS = DataSet(
    "buurtplatformrecht",
    _("Register buurtplatformrecht"),
    _("Hoe ver elk platform is met het buurtplatformrecht. Dat is wat de coalitie vraagt en uitprobeert, geen wet."),
    (
        PLATFORM,
        address("/platforms/{}/buurtplatformrecht/", "platform__slug"),
        Column("gebied", _("Voor welk gebied of welke buurt."), "area__name"),
        Column("code", _("Code van dat gebied."), "area__code"),
        Column("stand", _("Hoe ver het is."), "standing", choices=named(Standing)),
        Column("sinds", _("Sinds wanneer."), "since", Kind.DAY),
        Column("opnieuw_bekijken", _("Wanneer we vragen of het nog klopt."), "review_on", Kind.DAY),
        Column("bron", _("Waar iedereen het kan nalezen."), "source_url"),
    ),
    lambda: Right.objects.visible_to(NOBODY).current(),
)
QUOTES = DataSet(
    "zinnen",
    _("Wat mensen ervan zeggen"),
    _("Zinnen van wie meedeed, met toestemming en zonder naam. Wie het zei, kan het terugnemen: dan is de zin weg."),
    (
        Column("zin", _("Wat iemand zei."), "sentence"),
        Column("initiatief", _("Waar het over gaat."), "initiative__title"),
        address("/initiatieven/{}/", "initiative__slug", says=_("De pagina van het initiatief.")),
        Column("platform", _("Naam van het platform."), "initiative__platform__name"),
        Column("gezegd", _("Wanneer het gezegd is."), "said_at", Kind.MOMENT),
    ),
    lambda: Quote.objects.visible_to(NOBODY),
    keeps=False,
)


# How much of what is stored makes one of what is told.
PARTS = {Unit.NUMBER: 1, Unit.HOURS: 10, Unit.EUROS: 100}


# Figures that count the deeds of a value.
VALUE_OF = {f"value_{slug}": [slug] for slug in OF_VALUE}


def one_by_one(sheets: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Each figure of a sheet as a row of its own; without a number where it is withheld."""
    for platform, area, year, counts, withheld, counted_at in sheets:
        circle = "platform" if platform else "gebied" if area else "alles"
        for name, figure in FIGURES.items():
            told = None if name in withheld else counts.get(name, 0)
            number = (
                told
                if told is None or figure.unit == Unit.NUMBER
                else told / (100 if figure.unit == Unit.EUROS else 10)
            )
            yield (
                circle,
                platform or area,
                year,
                name,
                str(figure.title),
                number,
                name in withheld,
                counted_at,
                goals_of(VALUE_OF.get(name, [])),
            )


FIGURES_SET = DataSet(
    "cijfers",
    _("Wat het oplevert"),
    _("Alle cijfers van alles, elk platform en elk gebied, per jaar en bij elkaar. Hoe we tellen staat bij elk."),
    (
        Column("kring", _("Alles, platform of gebied.")),
        Column("naam", _("Van welk platform of gebied; leeg bij alles.")),
        Column("jaar", _("Welk jaar; leeg is alle jaren bij elkaar."), kind=Kind.NUMBER),
        Column("cijfer", _("Vaste naam van het cijfer.")),
        Column("wat", _("Wat er geteld is.")),
        Column("aantal", _("Een aantal, uren of euro’s. Leeg als het niet getoond wordt."), kind=Kind.NUMBER),
        Column("niet_getoond", _("Of het is weggelaten om kleine groepen mensen te beschermen."), kind=Kind.YES_NO),
        Column("geteld_op", _("Wanneer er geteld is."), kind=Kind.MOMENT),
        Column("sdg", _("Bij een waarde: de wereldwijde doelen (SDG) die erbij passen, als nummer."), kind=Kind.LIST),
    ),
    lambda: Sheet.objects.visible_to(NOBODY),
    spread=one_by_one,
    reads=("platform__name", "area__name", "year", "counts", "withheld", "counted_at"),
)
SETS = {
    one.name: one
    for one in (
        *(PLATFORMS, AREAS, INITIATIVES, ACTIVITIES, ROUNDS, REQUESTS),
        *(ENTRIES, QUESTIONS, IDEAS, RIGHTS, QUOTES, FIGURES_SET),
    )
}
