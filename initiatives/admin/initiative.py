"""The desk for proposals: look, then publish, give back or decline with a reason. And a second look at a "no"."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coalitie.lib.refused import Refused
from coalitie.lib.scoped_admin import ReasonForm, ScopedAdmin, ScopedInline, ScopedRelatedFilter, Verb
from coalitie.people.access import signed_in
from initiatives.access import allowed
from initiatives.forms.moderation import DecideForm, PutBackForm
from initiatives.models import Initiative, Need, Participation, Status
from initiatives.models.case import hide_seen, show_seen

OWN = _("Dit voorstel schreef je zelf, of het is al bekeken. Een ander kijkt ernaar.")


class NoForm(forms.Form):
    """For a verb that asks nothing: only the button."""


class ReadOnlyInline(ScopedInline):
    can_delete = False

    def _edits(self, request: HttpRequest, obj: Any) -> bool:
        return False


class NeedInline(ReadOnlyInline):
    model = Need
    fields = readonly_fields = ("role", "how_many", "what_for")


class ParticipationInline(ReadOnlyInline):
    model = Participation
    fields = readonly_fields = ("person", "role", "line", "shows_name", "joined_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(withdrawn_at=None).select_related("person")


@admin.register(Initiative)
class InitiativeAdmin(ScopedAdmin):
    inlines = [NeedInline, ParticipationInline]
    list_display = ["title", "platform", "status", "waits", "is_shown"]
    list_filter = ["status", ("platform", ScopedRelatedFilter)]
    list_select_related = ["platform"]
    list_per_page = 50
    search_fields = ["title__unaccent", "summary__unaccent"]
    fields = readonly_fields = (
        "title",
        "summary",
        "story",
        "platform",
        "area",
        "place",
        "values",
        "status",
        "reason",
        "author",
        "submitted_at",
        "published_at",
        "decided_by",
        "is_shown",
    )
    actions = ["publish_chosen"]
    verbs = [
        Verb(
            "publish",
            _("Plaatsen"),
            Initiative.publish,
            _("Het staat op de site. De indiener krijgt een mail."),
            _("Iedereen ziet het voorstel, en buren kunnen meedoen."),
            NoForm,
            OWN,
        ),
        Verb(
            "give_back",
            _("Teruggeven met een vraag"),
            Initiative.give_back,
            _("De indiener krijgt je vraag en kan het voorstel aanpassen."),
            _("Kies dit als er iets ontbreekt of onduidelijk is."),
            ReasonForm,
            OWN,
        ),
        Verb(
            "decline",
            _("Afwijzen"),
            Initiative.decline,
            _("De indiener krijgt de reden, en hoe iemand bezwaar maakt."),
            _("Kies dit alleen als het voorstel hier niet past. De indiener kan een tweede blik vragen."),
            ReasonForm,
            OWN,
        ),
        Verb(
            "hide",
            _("Verbergen"),
            hide_seen,
            _("Het initiatief is verborgen. De indiener krijgt de reden."),
            _("Alleen de indiener en het platform zien het dan nog. Je kunt het weer terugzetten."),
            DecideForm,
        ),
        Verb("show", _("Weer tonen"), show_seen, _("Het initiatief is weer te zien."), form=PutBackForm),
    ]

    def scope(self, rows: QuerySet, user: Any) -> QuerySet:
        return rows.moderated_by(user)  # type: ignore[attr-defined]

    def allowed(self, user: Any, obj: Initiative) -> set[str]:
        return allowed(user, obj)

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """What waits for an answer first, longest waiting on top."""
        waits = Case(When(status=Status.SUBMITTED, then=Value(0)), default=Value(1), output_field=IntegerField())
        first = Case(When(status=Status.SUBMITTED, then=F("submitted_at")))
        return [waits, first, "-submitted_at", "-pk"]

    @admin.display(description=_("wacht"))
    def waits(self, obj: Initiative) -> str:
        if obj.status != Status.SUBMITTED or obj.submitted_at is None:
            return ""
        days = (timezone.now() - obj.submitted_at).days
        return ngettext("%(number)d dag", "%(number)d dagen", days) % {"number": days}

    @admin.display(description=_("te zien"), boolean=True)
    def is_shown(self, obj: Initiative) -> bool:
        return obj.is_public and obj.hidden_at is None

    @admin.action(description=_("Gekozen voorstellen plaatsen"))
    def publish_chosen(self, request: HttpRequest, chosen: QuerySet) -> None:
        """Each by the same verb as alone; what may not be published, or no longer, is left as it is."""
        done = 0
        for initiative in chosen.select_related("platform", "author"):
            if "publish" not in allowed(request.user, initiative):
                continue
            try:
                initiative.publish(by=signed_in(request))
            except Refused:
                continue
            self.log_change(request, initiative, str(_("Plaatsen")))
            done += 1
        words = ngettext("%(number)d voorstel geplaatst.", "%(number)d voorstellen geplaatst.", done)
        self.message_user(request, words % {"number": done}, messages.SUCCESS if done else messages.WARNING)
        left = len(chosen) - done
        if left:
            words = ngettext(
                "%(number)d overgeslagen: al bekeken, of van jezelf.",
                "%(number)d overgeslagen: al bekeken, of van jezelf.",
                left,
            )
            self.message_user(request, words % {"number": left}, messages.WARNING)
