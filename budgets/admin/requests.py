"""The desk of plans: read one, ask for more, have it tested, say no with a reason, let two go on as one."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from budgets.access_requests import of_request
from budgets.actions import assessments, panel
from budgets.actions import requests as verbs
from budgets.admin.books import MONEY_OF_PLAN
from budgets.admin.nothing import NoForm
from budgets.forms.desk import AssignForm, GroupForm, MergeForm
from budgets.models import Assessment, CostLine, Request, Status
from coalitie.lib.refused import Refused
from coalitie.lib.scoped_admin import ReasonForm, ScopedAdmin, ScopedInline, ScopedRelatedFilter, Verb
from coalitie.people.models import User

OWN = _("Dit plan is van jezelf, je trekt het, of het kan in deze fase niet.")


class ReadOnlyInline(ScopedInline):
    def _edits(self, request: HttpRequest, obj: Any) -> bool:
        return False


class LineInline(ReadOnlyInline):
    model = CostLine
    fields = readonly_fields = ("kind", "what", "amount", "hours")


class AssessmentInline(ReadOnlyInline):
    model = Assessment
    fields = readonly_fields = ("assessor_name", "verdict_shown", "done_at", "sent_at")

    @admin.display(description=_("oordeel"))
    def verdict_shown(self, obj: Assessment) -> str:
        """Nobody reads along while somebody writes."""
        return obj.get_verdict_display() if obj.done_at else ""


def merge_by_address(plan: Request, *, by: User, into: str, reason: str) -> None:
    other = Request.objects.filter(round=plan.round_id, slug=into).exclude(status=Status.DRAFT).first()
    if other is None:
        raise Refused(now("Dat adres is niet van een plan in deze ronde."))
    verbs.merge(plan, by=by, into=other, reason=reason)


@admin.register(Request)
class RequestAdmin(ScopedAdmin):
    inlines = [LineInline, AssessmentInline]
    list_display = ["title", "round", "status", "submitted_at", "group"]
    list_filter = ["status", ("round", ScopedRelatedFilter)]
    list_select_related = ["round"]
    search_fields = ["title__unaccent", "summary__unaccent"]
    ordering = ["submitted_at", "pk"]
    fields = readonly_fields = (
        "title",
        "round",
        "summary",
        "story",
        "place",
        "initiative",
        "status",
        "reason",
        "group",
        "author",
        "submitted_at",
        "list_number",
        "fixed_total",
    )
    actions = None
    verbs = [
        Verb(
            "assign",
            _("Laten toetsen"),
            assessments.assign,
            _("Diegene krijgt een mail met de toets."),
            _("Noem wie dit plan toetst. Wie het indiende of trekt, kan dat niet zijn."),
            AssignForm,
            OWN,
        ),
        Verb(
            "decide",
            _("Oordeel overnemen"),
            assessments.decide,
            _("Het plan heeft zijn oordeel. De indiener krijgt een mail."),
            _("Na een aanvulling neem je hier het oordeel van de toetsen over."),
            NoForm,
            OWN,
        ),
        Verb(
            "conclude",
            _("Besluit van het panel vastleggen"),
            panel.conclude,
            _("Het besluit staat op de site. De indiener krijgt een mail."),
            _("Meer ja dan nee: het geld is toegezegd. Anders krijgt de indiener de redenen van het panel."),
            NoForm,
            OWN,
        ),
        Verb(
            "ask_more",
            _("Aanvulling vragen"),
            verbs.ask_more,
            _("De indiener krijgt je vraag en kan het plan aanpassen."),
            _("Kies dit als er iets ontbreekt of een bedrag nog niet bekend is."),
            ReasonForm,
            OWN,
        ),
        Verb(
            "merge",
            _("Samenvoegen"),
            merge_by_address,
            _("De plannen gaan samen verder. Beide indieners krijgen een mail."),
            _("Overleg eerst met beide indieners. Dit plan gaat op in het andere."),
            MergeForm,
            OWN,
        ),
        Verb(
            "group",
            _("Sluit uit met"),
            verbs.put_in_group,
            _("De groep is veranderd."),
            _("Voor plannen die niet samen kunnen, zoals twee voor hetzelfde plein."),
            GroupForm,
            OWN,
        ),
        Verb(
            "refuse",
            _("Niet ontvankelijk"),
            verbs.refuse,
            _("De indiener krijgt de reden, en hoe iemand bezwaar maakt."),
            _("Kies dit alleen als het plan niet past bij de regels van deze ronde."),
            ReasonForm,
            OWN,
        ),
        *MONEY_OF_PLAN,
    ]

    def scope(self, rows: QuerySet, user: Any) -> QuerySet:
        return rows.moderated_by(user)  # type: ignore[attr-defined]

    def allowed(self, user: Any, obj: Request) -> set[str]:
        return of_request(user, obj)
