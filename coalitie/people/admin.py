"""The desk for people: the coalition team finds somebody, sees what is known, and blocks with a reason.

Nothing of an account is edited here. Address, password and second factor belong to the person alone.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coalitie.lib.scoped_admin import ScopedAdmin, Verb
from coalitie.people import actions
from coalitie.people.access import allowed
from coalitie.people.models import User


@admin.register(User)
class UserAdmin(ScopedAdmin):
    list_display = ("name", "email", "joined_at", "team_since", "desk_since", "blocked_at")
    list_filter = (
        ("blocked_at", admin.EmptyFieldListFilter),
        ("team_since", admin.EmptyFieldListFilter),
        ("desk_since", admin.EmptyFieldListFilter),
    )
    search_fields = ("display_name", "email")
    ordering = ("-joined_at", "-pk")
    fields = readonly_fields = (
        "display_name",
        "email",
        "language",
        "joined_at",
        "last_login",
        "team_since",
        "desk_since",
        "blocked_at",
        "blocked_by",
        "blocked_reason",
    )
    verbs = (
        Verb(
            name="block",
            label=_("Blokkeren"),
            run=actions.block,
            done=_("Geblokkeerd. De persoon krijgt hiervan bericht."),
            explain=_("Deze persoon kan meteen niet meer meedoen, op geen enkel apparaat. Wat er staat blijft staan."),
            why_not=_("Jezelf, iemand die al geblokkeerd is of een beheerder van de site blokkeer je niet."),
        ),
        Verb(
            name="unblock",
            label=_("Weer toelaten"),
            run=actions.unblock,
            done=_("Deze persoon kan weer meedoen en krijgt hiervan bericht."),
            why_not=_("Deze persoon is niet geblokkeerd."),
        ),
        Verb(
            name="clear_name",
            label=_("Naam weghalen"),
            run=actions.clear_name,
            done=_("De naam is weg. De persoon krijgt hiervan bericht."),
            explain=_(
                "Voor een naam die anderen kwetst of die van iemand anders is. De persoon kiest zelf een nieuwe."
            ),
            why_not=_("Er is geen naam om weg te halen."),
        ),
        Verb(
            name="drop_second_step",
            label=_("Tweede stap weghalen"),
            run=actions.drop_second_step,
            done=_("De tweede stap is weg. De persoon is overal afgemeld en krijgt bericht."),
            explain=_("Voor wie de telefoon en de herstelcodes kwijt is. Bel eerst: weet je zeker wie het vraagt?"),
            why_not=_("Deze persoon heeft geen tweede stap, of staat boven je."),
        ),
        Verb(
            name="join_team",
            label=_("In het coalitieteam opnemen"),
            run=lambda user, *, by: user.join_team(),
            done=_("Deze persoon hoort nu bij het coalitieteam."),
            explain=_("Wie in het team zit, ziet en beheert alle platforms en publiceert pagina's."),
            form=forms.Form,
            why_not=_("Dit kan alleen bij iemand die meedoet en nog niet in het team zit."),
        ),
        Verb(
            name="leave_team",
            label=_("Uit het coalitieteam halen"),
            run=lambda user, *, by: user.leave_team(),
            done=_("Deze persoon hoort niet meer bij het coalitieteam."),
            form=forms.Form,
            why_not=_("Deze persoon zit niet in het team."),
        ),
    )

    def in_log(self, obj: User) -> str:
        return str(_("persoon %(number)d") % {"number": obj.pk})

    def scope(self, rows: QuerySet, user: Any) -> QuerySet:
        return rows if user.in_team else rows.none()

    def allowed(self, user: Any, obj: Any) -> set[str]:
        return allowed(user, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) and isinstance(request.user, User) and request.user.in_team

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("blocked_by")
