"""The desk of the registers: proposals to answer, and all that was ever written in them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coalitie.lib.scoped_admin import ScopedAdmin, ScopedRelatedFilter, Verb, typed
from coalitie.people.models import User
from platforms.access_registers import at_review_desk, of_means, of_right
from platforms.models.means import Means
from platforms.models.peer_review import PeerReview
from platforms.models.right import Right

READ_ONLY = (
    *("platform", "area", "standing", "since", "contact_role", "source_url", "review_on", "reason"),
    *("state", "written_at", "stood_at", "replaced_at", "answer", "answered_at"),
)


class NoForm(forms.Form):
    """For a verb that asks nothing: only the button."""


@admin.register(Right)
class RightAdmin(ScopedAdmin):
    """Writing happens on the site, where one sees what stands there; here a proposal is found and answered."""

    list_display = ["platform", "area", "standing", "state", "since", "review_on"]
    list_filter = ["state", "standing", ("platform", ScopedRelatedFilter)]
    list_select_related = ["platform", "area"]
    search_fields = ["platform__name__unaccent", "area__name__unaccent"]
    ordering = ["state", "platform__name", "-pk"]
    fields = readonly_fields = READ_ONLY
    verbs = [
        Verb("accept", _("Overnemen"), Right.accept, _("Het staat in het register."), form=NoForm, needs="answer"),
        Verb("decline", _("Niet overnemen"), Right.decline, _("Het platform krijgt je uitleg."), needs="answer"),
    ]
    actions = None

    def scope(self, rows: QuerySet, user: Any) -> QuerySet:
        return rows.moderated_by(user)  # type: ignore[attr-defined]

    def allowed(self, user: Any, obj: Right) -> set[str]:
        return of_right(user, obj)

    def on_site(self, obj: Right) -> str:
        return f"{obj.platform.get_absolute_url()}buurtplatformrecht/"


class MeansForm(forms.ModelForm):
    title = typed(Means, "title")
    words = typed(Means, "words")

    class Meta:
        model = Means
        fields = ("kind", "direction", "title", "words", "until")


@admin.register(Means)
class MeansAdmin(ScopedAdmin):
    form = MeansForm
    list_display = ["title", "platform", "direction", "kind", "until"]
    list_filter = ["direction", "kind", ("platform", ScopedRelatedFilter)]
    list_select_related = ["platform"]
    search_fields = ["title__unaccent", "platform__name__unaccent"]
    ordering = ["-written_at", "-pk"]
    fields = ["platform", "kind", "direction", "title", "words", "until"]
    readonly_fields = ["platform"]
    verbs = [
        Verb("end", _("Weghalen"), Means.end, _("Het is weg van de site."), form=NoForm, needs="edit"),
    ]
    actions = None

    def scope(self, rows: QuerySet, user: Any) -> QuerySet:
        return rows.moderated_by(user).filter(ended_at=None)  # type: ignore[attr-defined]

    def allowed(self, user: Any, obj: Means) -> set[str]:
        return of_means(user, obj)

    def save_model(self, request: HttpRequest, obj: Means, form: forms.ModelForm, change: bool) -> None:
        by = request.user
        assert isinstance(by, User)  # noqa: S101
        if form.changed_data:
            obj.change(by=by, **{name: form.cleaned_data[name] for name in form.changed_data})


@admin.register(PeerReview)
class PeerReviewAdmin(ScopedAdmin):
    """The team's: which platforms look at each other, how far they are, and what may not stand on the site."""

    list_display = ["__str__", "status", "met_on", "first_agreed_at", "second_agreed_at", "hidden_at"]
    list_filter = ["status", "year", ("hidden_at", admin.EmptyFieldListFilter)]
    list_select_related = ["first", "second"]
    search_fields = ["first__name__unaccent", "second__name__unaccent"]
    ordering = ["-year", "-asked_at"]
    list_per_page = 50
    fields = readonly_fields = (
        *("first", "second", "year", "asker", "asked_at", "status", "reason", "met_on", "summary", "points"),
        *("first_agreed_at", "second_agreed_at", "hidden_at", "hidden_reason"),
    )
    verbs = [
        Verb(
            "hide",
            _("Verbergen"),
            PeerReview.hide,
            _("De kaart is van de site. Beide platforms krijgen de reden."),
            _("Kies dit als er iets in staat wat niet openbaar mag zijn, zoals een naam."),
            why_not=_("Over een kaart van je eigen platform beslist een ander."),
        ),
        Verb(
            "show",
            _("Weer tonen"),
            PeerReview.show,
            _("De kaart is niet meer verborgen. Zeiden beide platforms ja, dan leest iedereen hem."),
            form=NoForm,
            why_not=_("Over een kaart van je eigen platform beslist een ander."),
        ),
    ]
    actions = None

    def scope(self, rows: QuerySet, user: Any) -> QuerySet:
        return rows.moderated_by(user)  # type: ignore[attr-defined]

    def allowed(self, user: Any, obj: PeerReview) -> set[str]:
        return at_review_desk(user, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_authenticated and request.user.is_active and request.user.in_team)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
