"""The desk of the library."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coalitie.lib.files import UploadedField
from coalitie.lib.scoped_admin import Verb, typed
from coalitie.lib.text import TextField
from coalitie.pages.access_library import of_document
from coalitie.pages.admin.team import TeamDesk, in_team
from coalitie.pages.models import Document, DocumentStatus, add_document
from coalitie.pages.models.document import ENDINGS, FOLDER, HEAVIEST
from coalitie.people.models import User


def paper_field(**more: Any) -> UploadedField:
    return UploadedField(
        folder=FOLDER,
        endings=ENDINGS,
        heaviest=HEAVIEST,
        label=_("Bestand"),
        help_text=_("Pdf, Word, Excel, OpenDocument, platte tekst of een foto, hooguit 20 MB. Zonder wachtwoord."),
        **more,
    )


class DocumentForm(forms.ModelForm):
    title = typed(Document, "title")
    owner = typed(Document, "owner")
    summary = typed(Document, "summary")
    new_file = paper_field()

    class Meta:
        model = Document
        fields = ("title", "owner", "dated", "language", "summary")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["new_file"]


class NothingForm(forms.Form):
    """For a verb that asks nothing: only the button."""


class StatusForm(forms.Form):
    to = forms.ChoiceField(label=_("Nieuwe stand"), choices=DocumentStatus)
    reason = TextField(
        label=_("Waarom?"),
        max_length=500,
        required=False,
        help_text=_("Bijvoorbeeld: vastgesteld in de vergadering van 3 maart. Dit blijft in het beheer."),
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )


class OlderForm(forms.Form):
    older = forms.ModelChoiceField(Document.objects.none(), label=_("Welk document vervangt dit?"))

    def __init__(self, *args: Any, newer: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = Document.objects.filter(replaced_by=None).exclude(pk=newer.pk)
        self.fields["older"].queryset = free.defer("text", "search")  # type: ignore[attr-defined]


class FileForm(forms.Form):
    upload = paper_field()


def put_file(document: Document, *, by: User, upload: Any) -> None:
    document.put_file(upload, by=by)


class OnSiteFilter(admin.SimpleListFilter):
    title, parameter_name = _("op de site"), "site"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("ja", _("Ja")), ("nee", _("Nog niet")), ("ingetrokken", _("Ingetrokken"))]

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        asked: dict[str, dict[str, Any]] = {
            "ja": {"published_at__isnull": False, "withdrawn_at": None},
            "nee": {"published_at": None},
            "ingetrokken": {"withdrawn_at__isnull": False},
        }
        return rows.filter(**asked.get(self.value() or "", {}))


@admin.register(Document)
class DocumentAdmin(TeamDesk):
    form = DocumentForm
    list_display = ["title", "owner", "dated", "status", "language", "is_shown", "words_read"]
    list_filter = [OnSiteFilter, "status", "language"]
    list_per_page = 50
    search_fields = ["title__unaccent", "owner__unaccent", "summary__unaccent"]
    ordering = ["-dated", "-pk"]
    readonly_fields = ["slug", "status", "is_shown", "the_file", "words_read", "replaces", "replaced"]
    verbs = [
        Verb(
            "publish",
            _("Publiceren"),
            Document.publish,
            _("Het document staat op de site."),
            _("Iedereen kan het vinden en downloaden. Het bestand ligt daarna vast: een nieuwe versie vervangt dit."),
            NothingForm,
        ),
        Verb(
            "put_file",
            _("Ander bestand"),
            put_file,
            _("Het bestand is vervangen."),
            _("Dat kan zolang het document niet op de site staat."),
            FileForm,
        ),
        Verb(
            "set_status",
            _("Andere stand"),
            Document.set_status,
            _("De stand is veranderd."),
            _("De stand zegt of een document nog geldt. Hij staat op de pagina en in de lijst."),
            StatusForm,
        ),
        Verb(
            "replace",
            _("Vervangt een ouder document"),
            Document.replace,
            _("Op het oude document staat nu dat dit ervoor in de plaats kwam."),
            _("Het oude document blijft bereikbaar op zijn eigen adres. Was het van kracht, dan is het nu vervallen."),
            OlderForm,
            context=lambda document, _user: {"newer": document},
        ),
        Verb(
            "stand_alone",
            _("Vervangt toch niets"),
            Document.stand_alone,
            _("Dit document vervangt niets meer."),
            _("Kijk daarna zelf of het oude document nog van kracht is."),
            NothingForm,
        ),
        Verb(
            "take_back",
            _("Intrekken"),
            Document.take_back,
            _("Het document is ingetrokken."),
            _("Het bestand is niet meer te downloaden. De pagina blijft en zegt waarom."),
        ),
        Verb(
            "put_back", _("Weer tonen"), Document.put_back, _("Het document staat weer op de site."), form=NothingForm
        ),
    ]

    def allowed(self, user: Any, obj: Document) -> set[str]:
        return of_document(user, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return in_team(request)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("text", "search").select_related("replaces", "replaced_by")

    def get_fields(self, request: HttpRequest, obj: Document | None = None) -> Any:
        words = ["title", "owner", "dated", "language", "summary"]
        if obj is None:
            return [*words, "new_file"]
        return ["title", "slug", "is_shown", "status", *words[1:], "the_file", "words_read", "replaces", "replaced"]

    def save_model(self, request: HttpRequest, obj: Document, form: forms.ModelForm, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        words = {name: form.cleaned_data[name] for name in ("title", "owner", "dated", "language", "summary")}
        made = add_document(form.cleaned_data["new_file"], by=request.user, **words)  # type: ignore[arg-type]
        obj.__dict__.update(made.__dict__)

    @admin.display(description=_("op de site"), boolean=True)
    def is_shown(self, obj: Document) -> bool:
        return obj.is_standing

    @admin.display(description=_("bestand"))
    def the_file(self, obj: Document) -> str:
        url = reverse("library:file", args=[obj.slug])
        return format_html('<a href="{}">{}, {}</a>', url, obj.kind, filesizeformat(obj.size))

    @admin.display(description=_("doorzoekbaar"))
    def words_read(self, obj: Document) -> str:
        if obj.read_at is None:
            return gettext("Wordt zo gelezen")
        return obj.get_unread_display() if obj.unread else gettext("Ja")

    @admin.display(description=_("vervangen door"))
    def replaced(self, obj: Document) -> str:
        return str(getattr(obj, "replaced_by", "–"))
