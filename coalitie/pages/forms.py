"""What the publishing desk asks."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.lib.pictures import SheetField
from coalitie.lib.scoped_admin import ReasonForm
from coalitie.lib.text import LineField, TextField
from coalitie.pages.models import Page, PageLanguage, Picture, Version
from coalitie.pages.models.version import LONGEST_BODY

HALF_A_YEAR = timedelta(days=182)


class LanguageForm(forms.Form):
    """The query string of the desk: which language, and which version."""

    taal = forms.ChoiceField(choices=PageLanguage, required=False)
    van = forms.IntegerField(min_value=1, max_value=100_000, required=False)
    naar = forms.IntegerField(min_value=1, max_value=100_000, required=False)


class BodyField(TextField):
    """The text of a page. Who pastes too much hears so; a browser would cut it off and say nothing."""

    def __init__(self, **kwargs: Any) -> None:
        wide = forms.Textarea(attrs={"rows": 24})
        super().__init__(label=_("Tekst"), max_length=LONGEST_BODY, widget=wide, **kwargs)
        self.widget.attrs.pop("maxlength", None)
        self.validators = [validator for validator in self.validators if not isinstance(validator, MaxLengthValidator)]

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) > LONGEST_BODY:
            sentence = _(
                "Deze tekst is te lang voor één pagina: %(length)s tekens, en er passen er %(most)s op. Er is niets"
                " kwijt. Kort hem in, of verdeel hem over meer pagina’s."
            )
            counted = {"length": intcomma(len(value)), "most": intcomma(LONGEST_BODY)}
            raise ValidationError(sentence, code="too_long", params=counted)


class WordsForm(forms.Form):
    """The words of a page in one language, and the version that they started from."""

    title = LineField(label=_("Titel"), max_length=120)
    summary = LineField(
        label=_("Samenvatting"), max_length=240, help_text=_("Staat boven de tekst en in zoekmachines.")
    )
    body = BodyField()
    note = LineField(
        label=_("Wat is er anders?"),
        max_length=200,
        required=False,
        help_text=_("Eén regel voor je collega’s, bij deze versie."),
    )
    base = forms.IntegerField(min_value=0, max_value=100_000, widget=forms.HiddenInput)

    def speak(self, language: PageLanguage) -> None:
        """The words are in this language; what is asked stays in that of the desk."""
        for name in ("title", "summary", "body"):
            self.fields[name].widget.attrs |= {"lang": language.value, "dir": language.direction}

    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "summary", "body", "note")}


class DraftForm(forms.Form):
    """Words that are being written: whatever is there, as long as it fits."""

    title = LineField(max_length=120, required=False)
    summary = LineField(max_length=240, required=False)
    body = BodyField(required=False)
    language = forms.ChoiceField(choices=PageLanguage, required=False)

    def version(self) -> Version:
        """Unsaved, with what can be shown of it."""
        cleaned = getattr(self, "cleaned_data", {})
        language = cleaned.get("language") or PageLanguage.DUTCH
        words = {name: cleaned.get(name, "") for name in ("title", "summary", "body")}
        return Version(language=language, number=0, at=timezone.now(), **words)


class PictureForm(forms.ModelForm):
    photo = SheetField(label=_("Foto"), help_text=_("JPG, PNG of WebP, hooguit 8 MB."))
    alt = LineField(label=_("Wat staat er op de foto?"), max_length=250, help_text=_("Voor wie de foto niet kan zien."))
    credit = LineField(label=_("Wie maakte hem?"), max_length=120, required=False)

    class Meta:
        model = Picture
        fields = ("photo", "slug", "alt", "credit")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A photo stays what it is: texts that name it would show something else.
        if self.instance.pk:
            del self.fields["photo"]


class RestoreForm(forms.Form):
    """Which version comes back, and what was the newest when somebody asked for it."""

    number = forms.IntegerField(min_value=1, max_value=100_000)
    base = forms.IntegerField(min_value=0, max_value=100_000)


class TranslationForm(WordsForm):
    machine_written = forms.BooleanField(
        label=_("Een computer heeft dit vertaald"),
        required=False,
        help_text=_("Lezers zien dat erbij staan, tot iemand de vertaling heeft nagekeken."),
    )

    def words(self) -> dict[str, Any]:
        return {**super().words(), "machine_written": self.cleaned_data["machine_written"]}


class PlaceForm(forms.Form):
    """Where a page stands: under which page, by which address, and in which order."""

    parent = forms.ModelChoiceField(
        label=_("Valt onder"), queryset=Page.objects.none(), required=False, empty_label=_("Geen andere pagina")
    )
    slug = forms.SlugField(
        label=_("Adres"),
        max_length=60,
        help_text=_("Het laatste stuk van het adres: kleine letters, cijfers en streepjes."),
    )
    position = forms.IntegerField(
        label=_("Volgorde"), min_value=0, max_value=30_000, initial=100, help_text=_("De laagste staat voorop.")
    )

    def __init__(self, *args: Any, parents: QuerySet | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent: Any = self.fields["parent"]
        parent.queryset = Page.objects.order_by("path") if parents is None else parents
        parent.label_from_instance = lambda page: f"/{page.path}/"

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        return str(slug).lower()


class StartForm(PlaceForm, WordsForm):
    base = None  # type: ignore[assignment]
    field_order = ["title", "parent", "slug", "position", "summary", "body", "note"]


class MomentField(forms.DateTimeField):
    """A moment to come, by the clock of Amsterdam; empty is now."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def clean(self, value: Any) -> datetime | None:
        moment = super().clean(value)
        if moment is not None and moment <= timezone.now():
            raise ValidationError(_("Kies een moment dat nog komt, of laat dit leeg."), code="past")
        return moment


class PublishForm(forms.Form):
    at = MomentField(label=_("Vanaf wanneer?"), required=False, help_text=_("Leeg: nu meteen. Op de minuut precies."))
    until = MomentField(label=_("Tot wanneer?"), required=False, help_text=_("Leeg: tot je hem zelf intrekt."))
    languages = forms.MultipleChoiceField(
        label=_("In welke talen?"), choices=(), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, codes: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [(code, PageLanguage(code).label) for code in codes or [] if code != PageLanguage.DUTCH]
        field: Any = self.fields["languages"]
        field.choices, field.initial = others, [code for code, _name in others]
        field.help_text = _("Nederlands gaat altijd mee.")
        if not others:
            del self.fields["languages"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start = cleaned.get("at") or timezone.now()
        if cleaned.get("until") and cleaned["until"] <= start:
            self.add_error("until", _("Het einde ligt voor het begin."))
        cleaned.setdefault("languages", [])
        return cleaned


class PublishVersionForm(forms.Form):
    version = forms.ModelChoiceField(
        label=_("Welke versie?"), queryset=Version.objects.none(), empty_label=None, widget=forms.RadioSelect
    )
    at = MomentField(label=_("Vanaf wanneer?"), required=False, help_text=_("Leeg: nu meteen. Op de minuut precies."))

    def __init__(self, *args: Any, versions: QuerySet | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["version"]
        field.queryset = Version.objects.none() if versions is None else versions
        field.label_from_instance = label_of
        field.error_messages["required"] = _("Kies een versie. Staat er geen? Dan is alles wat je schreef al te zien.")


def label_of(version: Version) -> str:
    words = _("%(language)s, versie %(number)d: %(title)s")
    return str(words) % {
        "language": PageLanguage(version.language).label,
        "number": version.number,
        "title": version.title,
    }


class WithdrawForm(ReasonForm):
    reason = TextField(
        label=_("Waarom?"),
        max_length=500,
        help_text=_("Voor je collega’s. Bezoekers lezen dit niet."),
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )
    at = MomentField(label=_("Vanaf wanneer?"), required=False, help_text=_("Leeg: nu meteen."))


class KeepForm(forms.Form):
    until = forms.DateField(
        label=_("Wanneer kijken we weer?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Op die dag mailen we wie het laatst aan de pagina werkte."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = lambda: timezone.localdate() + HALF_A_YEAR

    def clean_until(self) -> Any:
        day = self.cleaned_data["until"]
        if day <= timezone.localdate():
            raise ValidationError(_("Kies een dag die nog komt."), code="past")
        return day
