"""The desk of a platform: its story, its people. Scoped, so that a coordinator meets only the own platform."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.contrib.auth.models import AnonymousUser
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coalitie.lib.pictures import Picture, PictureField
from coalitie.lib.scoped_admin import (
    Desk,
    ScopedAdmin,
    ScopedInline,
    ScopedRelatedFilter,
    Verb,
    at_a_desk,
    typed,
)
from coalitie.lib.text import LineField
from coalitie.people.models import User
from platforms import admin_news, admin_nursery, admin_registers
from platforms.access import allowed
from platforms.actions import start
from platforms.forms import SinceForm
from platforms.forms_buurten import BuurtenField
from platforms.models import Area, Membership, Platform, PlatformLink, Role, Stage, appoint, place_platform
from platforms.models.platform import how_many

__all__ = ["admin_news", "admin_nursery", "admin_registers"]  # desks of their own, which Django finds through this one
PHONE = RegexValidator(r"^[0-9+() -]{6,30}$", _("Schrijf een telefoonnummer met cijfers, bijvoorbeeld 020 123 45 67."))


class PlatformForm(forms.ModelForm):
    name = typed(Platform, "name")
    summary = typed(Platform, "summary")
    own_area_name = typed(Platform, "own_area_name")
    story = typed(Platform, "story")
    welcome_question = typed(Platform, "welcome_question")
    areas = BuurtenField(label=_("Buurten"), required=False)
    contact_phone = typed(Platform, "contact_phone", validators=[PHONE])
    contact_place = typed(Platform, "contact_place")
    contact_hours = typed(Platform, "contact_hours")
    picture_alt = typed(Platform, "picture_alt")
    new_picture = PictureField(
        label=_("Foto"),
        required=False,
        help_text=_("JPG, PNG of WebP, tot 8 MB. De plek waar hij is gemaakt halen we eruit."),
    )
    without_picture = forms.BooleanField(label=_("Foto weghalen"), required=False)

    class Meta:
        model = Platform
        fields = (
            "name",
            "summary",
            "own_area_name",
            "story",
            "legal_form",
            "since",
            "areas",
            "values",
            "welcome",
            "welcome_question",
            "holds_first",
            "contact_email",
            "contact_phone",
            "contact_place",
            "contact_hours",
            "picture_alt",
        )
        widgets = {"values": forms.CheckboxSelectMultiple}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        stays = bool(self.instance.picture) and not cleaned.get("without_picture")
        if (
            (cleaned.get("new_picture") or stays)
            and not cleaned.get("picture_alt")
            and "picture_alt" not in self.errors
        ):
            self.add_error("picture_alt", _("Schrijf wat er op de foto staat, voor wie hem niet kan zien."))
        return cleaned


class LinkForm(forms.ModelForm):
    label = LineField(label=_("Naam"), max_length=80, widget=AdminTextInputWidget)

    class Meta:
        model = PlatformLink
        fields = ("kind", "label", "url")


class LinkInline(ScopedInline):
    model = PlatformLink
    form = LinkForm


class RestForm(SinceForm):
    """To rest, or to wake: as on the site."""


class MoveForm(SinceForm):
    to = forms.ChoiceField(label=_("Nieuwe fase"), choices=Stage)
    field_order = ["to", "reason", "since"]


class AppointForm(forms.Form):
    """The team names the first coordinator of a platform; after that coordinators do it among themselves."""

    email = forms.EmailField(label=_("E-mailadres van het account"))

    def clean_email(self) -> User:
        person = User.objects.active().with_address(self.cleaned_data["email"]).first()
        if person is None:
            raise forms.ValidationError(
                _("Er is geen account met dit adres. Vraag diegene om zich eerst aan te melden.")
            )
        return person


def appoint_by_mail(platform: Platform, *, by: User, email: User) -> None:
    appoint(platform, email, by=by)


@admin.register(Platform)
class PlatformAdmin(ScopedAdmin):
    form = PlatformForm
    inlines = [LinkInline]
    list_display = ["name", "stage", "member_count", "waiting_count", "is_shown"]
    list_filter = ["stage", "welcome"]
    search_fields = ["name__unaccent", "own_area_name__unaccent"]
    ordering = ["name"]
    readonly_fields = ["stage", "slug", "is_shown", "picture_now"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "stage", "is_shown", "summary", "story"]}),
        (_("Waar en waarvoor"), {"fields": ["own_area_name", "areas", "values", "legal_form", "since"]}),
        (_("Nieuwe leden"), {"fields": ["welcome", "welcome_question", "holds_first"]}),
        (_("Contact"), {"fields": ["contact_email", "contact_phone", "contact_place", "contact_hours"]}),
        (_("Foto"), {"fields": ["picture_now", "new_picture", "picture_alt", "without_picture"]}),
    ]
    verbs = [
        Verb(
            "grow",
            _("Andere fase"),
            Platform.move_to,
            _("De fase is veranderd."),
            _("De fase staat op de pagina en op de kaart, met de dag en de reden."),
            MoveForm,
            needs="move",
        ),
        Verb(
            "rest",
            _("Laten rusten"),
            Platform.rest,
            _("Het platform rust nu. Wakker worden kan altijd."),
            _("Rusten mag. Alles wat er is gemaakt blijft staan, en iedereen blijft lid."),
            RestForm,
        ),
        Verb(
            "wake",
            _("Weer wakker"),
            Platform.wake,
            _("Het platform is weer wakker."),
            _("Het platform gaat verder in de fase waarin het ging rusten."),
            RestForm,
        ),
        Verb(
            "appoint",
            _("Coördinator aanwijzen"),
            appoint_by_mail,
            _("Deze persoon is nu coördinator en krijgt daarover een mail."),
            _("Voor de eerste coördinator van een platform. Daarna regelen de coördinatoren het zelf."),
            AppointForm,
        ),
        Verb(
            "hide",
            _("Verbergen"),
            Platform.hide,
            _("Het platform is verborgen."),
            _("Alleen de eigen coördinatoren en het coalitieteam zien het dan nog. De coördinatoren krijgen je reden."),
        ),
        Verb("show", _("Weer tonen"), Platform.show, _("Het platform is weer te zien.")),
    ]
    actions = None

    def scope(self, rows: QuerySet, user: Any) -> QuerySet:
        return rows.moderated_by(user)  # type: ignore[attr-defined]

    def allowed(self, user: Any, obj: Platform) -> set[str]:
        return allowed(user, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows: Any = super().get_queryset(request)
        return rows.with_counts().annotate(waiting_count=how_many(Membership.objects.asked()))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return at_a_desk(request.user) and not isinstance(request.user, AnonymousUser) and request.user.in_team

    def save_model(self, request: HttpRequest, obj: Platform, form: forms.ModelForm, change: bool) -> None:
        by = request.user
        assert isinstance(by, User)  # noqa: S101
        if not change:
            facts = {name: form.cleaned_data[name] for name in form.cleaned_data if is_column(name)}
            begun = start(by=by, **facts)
            obj.pk, obj.slug, obj.subject = begun.pk, begun.slug, begun.subject
            obj._state.adding = False
        else:
            super().save_model(request, obj, form, change)
            obj.edited(by=by, fields=form.changed_data)
        self._save_picture(obj, form, by)

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        place_platform(form.instance)

    def _save_picture(self, obj: Platform, form: forms.ModelForm, by: User) -> None:
        picture = form.cleaned_data["new_picture"]
        if isinstance(picture, Picture):
            obj.show_picture(picture, alt=form.cleaned_data["picture_alt"], by=by)
        elif form.cleaned_data["without_picture"] and obj.picture:
            obj.remove_picture(by=by)

    @admin.display(description=_("leden"))
    def member_count(self, obj: Any) -> int:
        return obj.member_count

    @admin.display(description=_("wacht op antwoord"))
    def waiting_count(self, obj: Any) -> int:
        return obj.waiting_count

    @admin.display(description=_("foto nu"))
    def picture_now(self, obj: Platform) -> str:
        if not obj.picture:
            return "–"
        return format_html('<img src="{}" alt="{}" height="160">', obj.small_picture_url, obj.picture_alt)

    @admin.display(description=_("te zien"), boolean=True)
    def is_shown(self, obj: Platform) -> bool:
        return obj.hidden_at is None


def is_column(name: str) -> bool:
    return name in {column.name for column in Platform._meta.concrete_fields}


class NoForm(forms.Form):
    """For a verb that asks nothing: only the button."""


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Rol"), choices=Role)


@admin.register(Membership)
class MembershipAdmin(ScopedAdmin):
    list_display = ["who", "platform", "role", "status", "asked_at"]
    list_filter = ["status", "role", ("platform", ScopedRelatedFilter)]
    list_select_related = ["person", "platform"]
    search_fields = ["person__display_name__unaccent", "platform__name__unaccent"]
    ordering = ["-asked_at", "-pk"]
    fields = ["person", "platform", "role", "status", "answer", "reason", "asked_at", "joined_at"]
    readonly_fields = ["person", "platform", "role", "status", "answer", "reason", "asked_at", "joined_at"]
    verbs = [
        Verb(
            "accept",
            _("Toelaten"),
            Membership.accept,
            _("Deze persoon is nu lid en krijgt daarover een mail."),
            form=NoForm,
            needs="answer",
        ),
        Verb(
            "decline",
            _("Niet toelaten"),
            Membership.decline,
            _("Deze persoon krijgt een mail met je uitleg."),
            _("In de mail staat ook hoe iemand bezwaar maakt: dan kijkt een coördinator van een ander platform."),
            needs="answer",
        ),
        Verb(
            "role",
            _("Rol geven"),
            Membership.give_role,
            _("De rol is veranderd. De persoon krijgt daarover een mail."),
            form=RoleForm,
            needs="give_role",
        ),
    ]
    actions = ["accept_all"]

    def in_log(self, obj: Membership) -> str:
        return str(_("%(platform)s, lidmaatschap %(number)d") % {"platform": obj.platform, "number": obj.pk})

    def scope(self, rows: QuerySet, user: Any) -> QuerySet:
        return rows.moderated_by(user)  # type: ignore[attr-defined]

    def allowed(self, user: Any, obj: Membership) -> set[str]:
        return allowed(user, obj)

    def on_site(self, obj: Membership) -> str:
        return f"{obj.platform.get_absolute_url()}leden/"

    @admin.display(description=_("wie"), ordering="person__display_name")
    def who(self, obj: Membership) -> str:
        return obj.person.name

    @admin.action(description=_("Toelaten"))
    def accept_all(self, request: HttpRequest, rows: QuerySet[Membership]) -> None:
        by = request.user
        assert isinstance(by, User)  # noqa: S101
        answerable = [row for row in rows.asked() if "answer" in allowed(by, row)]  # type: ignore[attr-defined]
        for row in answerable:
            row.accept(by=by)
        done = len(answerable)
        said = ngettext("%(done)d persoon is nu lid.", "%(done)d mensen zijn nu lid.", done) % {"done": done}
        self.message_user(request, said, messages.SUCCESS if done else messages.WARNING)


@admin.register(Area)
class AreaAdmin(Desk):
    """Public facts, here only so that a platform can choose its buurten. They change by importing."""

    list_display = ["name", "level", "code", "parent"]
    fields = ["name", "level", "code", "parent"]
    list_filter = ["level"]
    list_select_related = ["parent"]
    search_fields = ["name__unaccent", "code"]
    view_on_site = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return at_a_desk(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Area | None = None) -> bool:
        return at_a_desk(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Area | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Area | None = None) -> bool:
        return False
