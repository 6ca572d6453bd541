"""The queue of what was reported or waits for a first look, oldest first, with what stands around it.

Everything a coordinator needs for one decision is on one page: the mail leads there, and the buttons are there.
"""

from itertools import pairwise
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Count, F, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coalitie.discussion.diff import changes
from coalitie.discussion.models import Rule
from coalitie.lib.scoped_admin import ScopedAdmin, Verb
from initiatives.access import of_case
from initiatives.forms.moderation import DecideForm, PlaceForm, PutBackForm
from initiatives.models import Case, Comment, Decision
from initiatives.models.case import is_held
from initiatives.models.topic import name_of, topic_of, words_of

ALREADY = _("Dit is al bekeken, of het is van jezelf. Een ander kijkt ernaar.")
AROUND = 10
EARLIER = 20


class WaitsFilter(admin.SimpleListFilter):
    """What waits is shown first; what was looked at is one press away."""

    title = _("stand")
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("bekeken", _("Al bekeken"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(closed_at__isnull=self.value() != "bekeken")

    def choices(self, changelist: Any) -> Any:
        for each in super().choices(changelist):
            yield {**each, "display": _("Wacht op een blik")} if each["display"] == _("All") else each


@admin.register(Case)
class CaseAdmin(ScopedAdmin):
    list_display = ["what", "where", "platform_name", "why", "waits"]
    list_filter = [WaitsFilter]
    list_per_page = 50
    fields = ()
    actions = None
    change_form_template = "desk/case.html"
    verbs = [
        Verb(
            "place",
            _("Plaatsen"),
            Case.place,
            _("De reactie staat erop. De schrijver krijgt een mail."),
            _("Iedereen kan deze eerste reactie lezen, en de volgende hoeven niet meer te wachten."),
            PlaceForm,
            ALREADY,
        ),
        Verb(
            "fine",
            _("Niets aan de hand"),
            Case.fine,
            _("De tekst blijft staan. Wie meldde en wie schreef, krijgen een mail."),
            _("Iedereen kan de tekst lezen. Wie meldde, hoort dat je keek."),
            PutBackForm,
            ALREADY,
        ),
        Verb(
            "warn",
            _("Waarschuwen"),
            Case.warn,
            _("De schrijver is gewaarschuwd en leest hoe bezwaar maken gaat."),
            _("De tekst blijft staan. De schrijver krijgt de regel en je reden."),
            DecideForm,
            ALREADY,
        ),
        Verb(
            "hide",
            _("Verbergen"),
            Case.hide,
            _("De tekst is verborgen. De schrijver leest waarom, en hoe bezwaar maken gaat."),
            _("Alleen de schrijver en het platform zien de tekst nog. Je kunt hem weer terugzetten."),
            DecideForm,
            ALREADY,
        ),
        Verb(
            "restore",
            _("Terugzetten"),
            Case.restore,
            _("De tekst is weer te lezen. De schrijver krijgt een mail."),
            _("Iedereen kan de tekst weer lezen."),
            PutBackForm,
            ALREADY,
        ),
    ]

    def in_log(self, obj: Case) -> str:
        return str(_("%(kind)s, te bekijken tekst %(number)d") % {"kind": name_of(obj.thing), "number": obj.pk})

    def scope(self, rows: QuerySet, user: Any) -> QuerySet:
        return rows.moderated_by(user).with_things()  # type: ignore[attr-defined]

    def allowed(self, user: Any, obj: Case) -> set[str]:
        return of_case(user, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        waiting = Count("reports", filter=Q(reports__answered_at=None), distinct=True)
        return super().get_queryset(request).annotate(number=waiting)

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """What three people reported first, then what waits longest."""
        presses = models.Case(When(pressing_at=None, then=Value(1)), default=Value(0), output_field=IntegerField())
        return [presses, F("closed_at").desc(nulls_first=True), "opened_at", "pk"]

    def on_site(self, obj: Case) -> str:
        return obj.thing.get_absolute_url()

    # --- The list -----------------------------------------------------------------------------------------------------
    @admin.display(description=_("tekst"))
    def what(self, obj: Case) -> str:
        return f"{name_of(obj.thing)}: {obj.thing}"

    @admin.display(description=_("bij"))
    def where(self, obj: Case) -> str:
        return str(topic_of(obj.thing))

    @admin.display(description=_("platform"))
    def platform_name(self, obj: Case) -> str:
        return str(obj.platform or _("het coalitieteam"))

    @admin.display(description=_("waarom"))
    def why(self, obj: Case) -> str:
        if is_held(obj.thing):
            return str(_("Eerste reactie"))
        number: int = obj.number  # type: ignore[attr-defined]
        words = ngettext("%(number)d melding", "%(number)d meldingen", number) % {"number": number}
        return f"{words}, {_('verborgen')}" if obj.thing.hidden_at else words

    @admin.display(description=_("wacht"))
    def waits(self, obj: Case) -> str:
        if not obj.is_open:
            return ""
        days = (timezone.now() - obj.opened_at).days
        return ngettext("%(number)d dag", "%(number)d dagen", days) % {"number": days} if days else str(_("vandaag"))

    # --- The page -----------------------------------------------------------------------------------------------------
    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kw: Any) -> HttpResponse:
        case: Case = context["original"]
        thing = case.thing
        context |= {
            "case": case,
            "thing": thing,
            "kind": name_of(thing),
            "topic": topic_of(thing),
            "words": words_of(thing),
            "versions": versions_of(case),
            "around": around(case.comment) if case.comment else [],
            "reports": by_rule(case),
            "earlier": earlier(case),
            "form": DecideForm(),
            "held": is_held(thing),
        }
        return super().render_change_form(request, context, *args, **kw)


def versions_of(case: Case) -> list[dict[str, Any]]:
    """Each change of the text, word by word: by its writer, or since it was reported."""
    now = words_of(case.thing)
    if case.comment is None:
        return [{"until": case.opened_at, "parts": changes(case.words, now)}] if case.words not in {"", now} else []
    kept = list(case.comment.versions.order_by("pk"))
    texts = [*(version.text for version in kept), now]
    return [
        {"until": version.until, "parts": changes(before, after)}
        for version, (before, after) in zip(kept, pairwise(texts), strict=True)
    ]


def around(comment: Comment) -> QuerySet[Comment]:
    """What was said in the same thread, or just before and after when it stands alone."""
    rows = Comment.objects.about(comment.topic).filter(deleted_at=None).select_related("author")
    thread = comment.parent_id or comment.pk
    talk = Q(pk=thread) | Q(parent=thread)
    before = rows.filter(pk__lt=comment.pk).order_by("-pk").values("pk")[: AROUND // 2]
    after = rows.filter(pk__gt=comment.pk).order_by("pk").values("pk")[: AROUND // 2]
    return rows.filter(talk | Q(pk__in=before) | Q(pk__in=after)).in_order()[: AROUND * 2]


def by_rule(case: Case) -> list[dict[str, Any]]:
    """Reports that wait for an answer: how many by rule, with what was said. Nobody's name."""
    found: dict[str, list[str]] = {}
    for report in case.reports.open().order_by("at"):
        found.setdefault(report.rule, []).append(report.line)
    return [
        {"rule": Rule(rule).label, "number": len(lines), "lines": [line for line in lines if line]}
        for rule, lines in found.items()
    ]


def earlier(case: Case) -> QuerySet[Decision]:
    """What was decided before about this writer, on this platform, and about this text."""
    about = Q(case=case)
    if case.author_id is not None:
        about |= Q(author=case.author_id, platform=case.platform)
    return Decision.objects.filter(about).select_related("objection").order_by("-at")[:EARLIER]
