"""A plan that asks for money: what it is, what it costs line by line, and who carries it."""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from budgets.models.round import Round
from coalitie.activity.models import Subject
from coalitie.activity.news import News
from coalitie.people.models import Person
from coalitie.people.personal import Mine
from initiatives.models import Initiative


class Status(models.TextChoices):
    DRAFT = "draft", _("Concept")
    SUBMITTED = "submitted", _("Ingediend")
    INCOMPLETE = "incomplete", _("Aanvulling gevraagd")
    MERGED = "merged", _("Samengevoegd")
    WITHDRAWN = "withdrawn", _("Ingetrokken")
    INADMISSIBLE = "inadmissible", _("Niet ontvankelijk")
    FEASIBLE = "feasible", _("Haalbaar")
    INFEASIBLE = "infeasible", _("Niet haalbaar")
    LISTED = "listed", _("Op de stemlijst")
    CHOSEN = "chosen", _("Gekozen")
    RESERVE = "reserve", _("Reserve")
    NOT_CHOSEN = "not_chosen", _("Niet gekozen")
    GRANTED = "granted", _("Toegekend")
    RUNNING = "running", _("In uitvoering")
    DONE = "done", _("Afgerond")
    LAPSED = "lapsed", _("Vervallen")


EDITABLE = (Status.DRAFT, Status.INCOMPLETE)
PUBLIC = tuple(status for status in Status if status != Status.DRAFT)
TO_JUDGE = (Status.SUBMITTED,)
NO = (Status.INADMISSIBLE, Status.INFEASIBLE)
# What can be looked at again; a plan that lost a vote was judged by nobody.
OBJECTABLE = (*NO, Status.NOT_CHOSEN)
WITH_REASON = (*NO, Status.INCOMPLETE, Status.MERGED, Status.WITHDRAWN, Status.LAPSED)
ON_BALLOT = (
    Status.LISTED,
    Status.CHOSEN,
    Status.RESERVE,
    Status.NOT_CHOSEN,
    Status.GRANTED,
    Status.RUNNING,
    Status.DONE,
    Status.LAPSED,
)

# Trekkersdrempel: up to this amount, so many people who carry it. Zonder trekkers geen project.
CARRIERS_NEEDED = ((Decimal("5000.00"), 2), (Decimal("25000.00"), 3))
CARRIERS_ABOVE = 5


def carriers_needed(total: Decimal) -> int:
    return next((people for up_to, people in CARRIERS_NEEDED if total <= up_to), CARRIERS_ABOVE)


def how_many(rows: models.QuerySet) -> Coalesce:
    counted = rows.order_by().values("request").annotate(n=models.Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=models.IntegerField()), 0)


class RequestQuerySet(models.QuerySet["Request"]):
    def public(self) -> Self:
        return self.filter(status__in=PUBLIC, round__in=Round.objects.published())

    def visible_to(self, user: Person) -> Self:
        """What is public; one's own and what one carries in every state; for the desk all but others' drafts.

        With its round, which its address is made of.
        """
        rows = self.select_related("round")
        if not user.is_authenticated:
            return rows.public()
        carries = Carrier.objects.filter(person=user).values("request")
        desk = Q(round__in=Round.objects.moderated_by(user)) & ~Q(status=Status.DRAFT)
        return rows.filter(Q(pk__in=self.public().values("pk")) | Q(author=user) | Q(pk__in=carries) | desk)

    def moderated_by(self, user: Person) -> Self:
        """For the desk of its round: all but drafts, which are nobody's business yet."""
        return self.filter(round__in=Round.objects.moderated_by(user)).exclude(status=Status.DRAFT)

    def with_money(self) -> Self:
        """``total`` is what it asks for: costs less income from elsewhere. NULL as long as one of them is unknown."""
        lines = CostLine.objects.filter(request=OuterRef("pk")).order_by().values("request")
        amount = models.DecimalField(max_digits=12, decimal_places=2)
        known = lines.annotate(unknown=models.Count("pk", filter=CostLine.UNKNOWN)).values("unknown")
        costs = lines.filter(kind=CostLine.Kind.COST).annotate(n=Sum("amount")).values("n")
        income = lines.filter(kind=CostLine.Kind.INCOME).annotate(n=Sum("amount")).values("n")
        hours = lines.filter(kind=CostLine.Kind.OWN_WORK).annotate(n=Sum("hours")).values("n")
        zero = models.Value(Decimal("0.00"), amount)
        return self.annotate(
            unknown=Coalesce(Subquery(known, output_field=models.IntegerField()), 1),
            costs=Subquery(costs, output_field=amount),
            income=Coalesce(Subquery(income, output_field=amount), zero),
            own_hours=Coalesce(Subquery(hours, output_field=amount), zero),
        ).annotate(
            total=models.Case(models.When(unknown=0, then=F("costs") - F("income")), default=None, output_field=amount)
        )

    def with_carriers(self) -> Self:
        """``carrying`` is how many people said to carry it, themselves."""
        said_yes = Carrier.objects.filter(request=OuterRef("pk"), confirmed_at__isnull=False)
        return self.annotate(carrying=how_many(said_yes))

    def in_order(self) -> Self:
        return self.order_by(F("list_number").asc(nulls_last=True), "title", "pk")


class Request(models.Model):
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="requests", verbose_name=_("ronde"))
    initiative = models.ForeignKey(
        Initiative,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name=_("initiatief"),
    )
    title = models.CharField(_("titel"), max_length=100)
    slug = models.SlugField(_("adres"), max_length=110, editable=False)
    summary = models.CharField(_("in één zin"), max_length=200)
    story = models.TextField(_("wat en waarom"), max_length=8000)
    place = models.CharField(_("plek"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    reason = models.TextField(_("reden"), max_length=4000, blank=True, editable=False)
    # Plans of one group cannot go together, such as two for the same square: at most one of them is chosen.
    group = models.CharField(_("sluit uit met"), max_length=60, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="merged_from"
    )
    # Its number on the ballot, given when the list is fixed.
    list_number = models.PositiveSmallIntegerField(_("nummer op de lijst"), null=True, editable=False)
    # What it asks for, copied from its lines when the list is fixed; before that the lines are asked.
    fixed_total = models.DecimalField(_("vast bedrag"), max_digits=12, decimal_places=2, null=True, editable=False)

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="requests",
        verbose_name=_("ingediend door"),
    )
    shows_author = models.BooleanField(_("naam zichtbaar"), default=False)
    form_key = models.UUIDField(null=True, editable=False)
    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, editable=False, related_name="request")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    submitted_at = models.DateTimeField(_("ingediend op"), null=True, editable=False)

    objects = RequestQuerySet.as_manager()

    personal = {"author": Mine("Aanvragen", ("title", "summary", "story", "status", "created_at"))}

    news = {
        "request_submitted": News(_("is ingediend"), _("is ingediend")),
        "request_mended": News(_("is aangevuld"), _("is aangevuld")),
        "request_incomplete": News(_("heeft een aanvulling nodig"), _("heeft een aanvulling nodig")),
        "request_withdrawn": News(_("is ingetrokken"), _("is ingetrokken")),
        "request_inadmissible": News(_("past niet bij de regels"), _("past niet bij de regels")),
        "request_merged": News(_("gaat samen met een ander plan"), _("gaat samen met een ander plan")),
        "request_took_in": News(_("ging samen met een ander plan"), _("ging samen met %(number)d andere plannen")),
        "request_feasible": News(_("is haalbaar"), _("is haalbaar")),
        "request_infeasible": News(_("is niet haalbaar"), _("is niet haalbaar")),
        "request_granted": News(_("krijgt het geld"), _("krijgt het geld")),
        "request_running": News(_("is begonnen"), _("is begonnen")),
        "request_reported": News(_("vertelt hoe het ging"), _("vertelt hoe het ging")),
        "request_done": News(_("is afgerond"), _("is afgerond")),
        "request_lapsed": News(_("gaat niet door"), _("gaat niet door")),
        "request_chosen": News(_("is gekozen"), _("is gekozen")),
        "request_reserve": News(_("staat op de reservelijst"), _("staat op de reservelijst")),
        "request_not_chosen": News(_("krijgt het geld niet"), _("krijgt het geld niet")),
        "request_listed": News(_("staat op de stemlijst"), _("staat op de stemlijst")),
        "carrier_yes": News(_("heeft er een trekker bij"), _("heeft er %(number)d trekkers bij")),
        "assessment_sent": News(_("is getoetst"), _("is %(number)d keer getoetst")),
        "assessment_replied": News(_("antwoordt op de toets"), _("antwoordt op de toets")),
        "objection_upheld": News(_("blijft na een tweede blik hetzelfde"), _("blijft na een tweede blik hetzelfde")),
        "objection_overturned": News(_("gaat na een tweede blik door"), _("gaat na een tweede blik door")),
    }

    class Meta:
        verbose_name = _("aanvraag")
        verbose_name_plural = _("aanvragen")
        constraints = [
            models.UniqueConstraint(fields=["round", "slug"], name="request_slug_once"),
            models.UniqueConstraint(
                "author",
                "form_key",
                name="request_once_per_form",
                violation_error_message=_("Deze aanvraag staat er al."),
            ),
            models.UniqueConstraint(fields=["round", "list_number"], name="request_number_once"),
            models.CheckConstraint(
                name="request_status_known",
                condition=Q(status__in=Status.values),
                violation_error_message=_("Deze status bestaat niet."),
            ),
            models.CheckConstraint(
                name="request_no_has_reason",
                condition=~Q(status__in=WITH_REASON) | ~Q(reason=""),
                violation_error_message=_("Schrijf de reden erbij; die krijgt de aanvrager te lezen."),
            ),
            models.CheckConstraint(
                name="request_merged_into_another",
                condition=Q(merged_into=None) | (Q(status=Status.MERGED) & ~Q(merged_into=F("pk"))),
                violation_error_message=_("Een aanvraag gaat op in een andere."),
            ),
            models.CheckConstraint(
                name="request_on_the_list_with_its_cost",
                condition=~Q(status=Status.LISTED) | Q(list_number__gte=1, fixed_total__gt=0),
                violation_error_message=_("Op de stemlijst staat een plan met een nummer en een bekend bedrag."),
            ),
        ]
        indexes = [models.Index("round", "status", name="request_of_round")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{self.round.get_absolute_url()}aanvragen/{self.slug}/"

    @property
    def badge(self) -> str:
        """The colour beside its status."""
        if self.status in NO:
            return "bad"
        if self.status in (Status.DRAFT, Status.INCOMPLETE):
            return "care"
        return "open" if self.status in (Status.WITHDRAWN, Status.MERGED, Status.NOT_CHOSEN, Status.LAPSED) else "good"


class CostLine(models.Model):
    """One line of the estimate. Own work is counted in hours and never turned into money."""

    class Kind(models.TextChoices):
        COST = "cost", _("Kosten")
        INCOME = "income", _("Geld van elders")
        OWN_WORK = "own_work", _("Eigen werk, in uren")

    UNKNOWN = Q(kind__in=["cost", "income"], amount=None)

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("soort"), max_length=10, choices=Kind, default=Kind.COST)
    what = models.CharField(_("wat"), max_length=120)
    amount = models.DecimalField(
        _("bedrag"), max_digits=12, decimal_places=2, null=True, blank=True, help_text=_("Leeg is: nog niet bekend.")
    )
    hours = models.DecimalField(_("uren"), max_digits=7, decimal_places=1, null=True, blank=True)

    class Meta:
        verbose_name = _("begrotingsregel")
        verbose_name_plural = _("begrotingsregels")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="cost_line_kind_known",
                condition=Q(kind__in=["cost", "income", "own_work"]),
                violation_error_message=_("Kies een soort uit de lijst."),
            ),
            models.CheckConstraint(
                name="cost_line_work_in_hours_money_in_euros",
                condition=Q(kind="own_work", amount=None) | Q(kind__in=["cost", "income"], hours=None),
                violation_error_message=_("Eigen werk staat in uren, de rest in euro’s."),
            ),
            models.CheckConstraint(
                name="cost_line_not_negative",
                condition=(Q(amount=None) | Q(amount__gte=0)) & (Q(hours=None) | Q(hours__gt=0)),
                violation_error_message=_("Vul een bedrag of een aantal uren in, niet onder nul."),
            ),
        ]

    def __str__(self) -> str:
        return self.what


class Carrier(models.Model):
    """Somebody who says to carry the plan. Counts once confirmed, by that person."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="carriers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="carries")
    asked_at = models.DateTimeField(_("gevraagd op"), db_default=Now(), editable=False)
    confirmed_at = models.DateTimeField(_("zei ja op"), null=True, editable=False)
    declined_at = models.DateTimeField(_("zei nee op"), null=True, editable=False)
    shows_name = models.BooleanField(_("naam zichtbaar"), default=False)

    personal = {"person": Mine("Aanvragen die je trekt", ("request", "confirmed_at"), "delete")}

    class Meta:
        verbose_name = _("trekker")
        verbose_name_plural = _("trekkers")
        constraints = [
            models.UniqueConstraint(fields=["request", "person"], name="carrier_once"),
            models.CheckConstraint(name="carrier_yes_or_no", condition=Q(confirmed_at=None) | Q(declined_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.request}"
