"""The desk of the short addresses: make one, take its QR code to the printer, see how often it is followed."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextInputWidget
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coalitie.lib.dates import day
from coalitie.lib.qr import qr_file
from coalitie.lib.scoped_admin import Verb, typed
from coalitie.lib.text import LineField
from coalitie.pages.access_library import of_link
from coalitie.pages.admin.document import NothingForm
from coalitie.pages.admin.team import TeamDesk, in_team
from coalitie.pages.indexing import check
from coalitie.pages.models import ShortLink, shorten
from coalitie.pages.models.shortlink import LONGEST, target_of
from coalitie.people.models import User

KINDS = {"svg": "image/svg+xml", "png": "image/png"}
DAYS_SHOWN = 14


class TargetField(LineField):
    """Typed by a person, kept as the site follows it."""

    def clean(self, value: object) -> str:
        typed = super().clean(value)
        return target_of(typed) if typed else ""


class ShortLinkForm(forms.ModelForm):
    purpose = typed(ShortLink, "purpose")

    class Meta:
        model = ShortLink
        fields = ("purpose",)


class NewLinkForm(ShortLinkForm):
    target = TargetField(
        label=_("Leidt naar"),
        max_length=LONGEST,
        widget=AdminTextInputWidget,
        help_text=_("Een pagina van deze site (/agenda/) of een heel adres (https://www.voorbeeld.nl/)."),
    )

    class Meta:
        model = ShortLink
        fields = ("word", "target", "purpose")


class PointForm(forms.Form):
    target = TargetField(label=_("Leidt voortaan naar"), max_length=LONGEST)
    reason = LineField(label=_("Waarom?"), max_length=300, help_text=_("Dit blijft in het beheer."))


class WithdrawForm(forms.Form):
    instead = TargetField(
        label=_("Waar staat het nu?"),
        max_length=LONGEST,
        required=False,
        help_text=_("Een adres van deze site of een andere. Wie de poster nog leest, kan dan verder."),
    )
    reason = LineField(label=_("Waarom?"), max_length=500, help_text=_("Dit leest iedereen die het adres nog intikt."))


def look(link: ShortLink, *, by: User) -> None:
    check(link)


@admin.register(ShortLink)
class ShortLinkAdmin(TeamDesk):
    form = ShortLinkForm
    list_display = ["__str__", "target", "purpose", "looks", "state"]
    list_filter = [("withdrawn_at", admin.EmptyFieldListFilter), "trouble"]
    list_per_page = 50
    search_fields = ["word", "target", "purpose__unaccent"]
    readonly_fields = ["whole", "target", "state", "qr", "by_day"]
    verbs = [
        Verb(
            "point_to",
            _("Laat dit ergens anders heen leiden"),
            ShortLink.point_to,
            _("Het adres leidt nu ergens anders heen."),
            _("Het adres en de QR-code blijven gelijk. Wat gedrukt is, werkt dus meteen goed."),
            PointForm,
        ),
        Verb(
            "check",
            _("Kijk of het nog werkt"),
            look,
            _("We hebben gekeken. Hieronder staat wat we vonden."),
            _("We vragen de andere website of de pagina er nog is. Dat duurt hooguit enkele seconden."),
            NothingForm,
        ),
        Verb(
            "withdraw",
            _("Intrekken"),
            ShortLink.withdraw,
            _("Het adres is ingetrokken en zegt waarom."),
            _("Het woord komt nooit meer vrij. Wie het adres intikt, leest je reden."),
            WithdrawForm,
        ),
        Verb("put_back", _("Weer laten werken"), ShortLink.put_back, _("Het adres werkt weer."), form=NothingForm),
    ]

    def allowed(self, user: Any, obj: ShortLink) -> set[str]:
        return of_link(user, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return in_team(request)

    def get_queryset(self, request: HttpRequest) -> Any:
        rows: Any = super().get_queryset(request)
        return rows.with_looks()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **(kwargs if obj else {**kwargs, "form": NewLinkForm}))

    def get_fields(self, request: HttpRequest, obj: ShortLink | None = None) -> Any:
        return ["word", "target", "purpose"] if obj is None else ["whole", "target", "state", "purpose", "qr", "by_day"]

    def get_readonly_fields(self, request: HttpRequest, obj: ShortLink | None = None) -> Any:
        return self.readonly_fields if obj else ()

    def save_model(self, request: HttpRequest, obj: ShortLink, form: forms.ModelForm, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        words = {name: form.cleaned_data[name] for name in ("word", "target", "purpose")}
        obj.__dict__.update(shorten(by=request.user, **words).__dict__)  # type: ignore[arg-type]

    def get_urls(self) -> list[URLPattern | URLResolver]:  # type: ignore[override]
        view = self.admin_site.admin_view(self.qr_view)
        return [path("<path:object_id>/qr.<slug:kind>", view, name="pages_shortlink_qr"), *super().get_urls()]

    def qr_view(self, request: HttpRequest, object_id: str, kind: str) -> HttpResponse:
        link: Any = self.get_object(request, unquote(object_id))
        if kind not in KINDS or not in_team(request):
            raise Http404
        response = HttpResponse(qr_file(link.whole, kind), content_type=KINDS[kind])
        response["Content-Disposition"] = f'attachment; filename="qr-{link.word}.{kind}"'
        return response

    # --- What it shows ----------------------------------------------------------------------------------------------
    @admin.display(description=_("hele adres"))
    def whole(self, obj: ShortLink) -> str:
        return format_html('<a href="{0}">{0}</a>', obj.whole)

    @admin.display(description=_("keer gevolgd"), ordering="looks")
    def looks(self, obj: Any) -> int:
        return int(obj.looks)

    @admin.display(description=_("hoe het ermee staat"))
    def state(self, obj: ShortLink) -> str:
        if obj.withdrawn_at:
            return gettext("Ingetrokken op %(day)s: %(reason)s") % {"day": day(obj.withdrawn_at), "reason": obj.reason}
        if obj.trouble:
            return obj.get_trouble_display()
        if not obj.checked_at:
            return (
                gettext("Leidt naar een pagina van deze site") if not obj.leads_out else gettext("Nog niet nagekeken")
            )
        return gettext("Werkte op %(day)s") % {"day": day(obj.checked_at)}

    @admin.display(description=_("QR-code"))
    def qr(self, obj: ShortLink) -> str:
        doors = [(reverse("admin:pages_shortlink_qr", args=[obj.pk, kind]), kind.upper()) for kind in KINDS]
        return format_html_join(" · ", '<a href="{}" download>{}</a>', doors)

    @admin.display(description=_("per dag"))
    def by_day(self, obj: ShortLink) -> str:
        rows = [f"{day(row.day)}: {row.looks}" for row in obj.days.order_by("-day")[:DAYS_SHOWN]]
        return format_html_join("", "{}<br>", ((row,) for row in rows)) if rows else gettext("Nog niet gevolgd")
