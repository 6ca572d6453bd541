"""What people fill in for the registers of the platforms."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.lib.text import LineField, TextField
from platforms.models.area import Area, Level
from platforms.models.platform import Platform
from platforms.models.right import TO_BE_SHOWN, Right, Standing

DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
WEB = ("https://", "http://")


class RightForm(forms.Form):
    """One line of the register of the buurtplatformrecht."""

    area = forms.ModelChoiceField(
        label=_("Voor welk gebied?"),
        queryset=Area.objects.none(),
        empty_label=_("Kies een gebied"),
        help_text=_("Een buurt waar het platform werkt, of de wijk, het gebied of het stadsdeel eromheen."),
    )
    standing = forms.ChoiceField(label=_("Hoe staat het ervoor?"), choices=Standing, widget=forms.RadioSelect)
    since = forms.DateField(label=_("Sinds wanneer?"), required=False, widget=DATE)
    source_url = forms.URLField(
        label=_("Waar kan iedereen dat lezen?"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Het adres van een besluit, brief of verslag. Nodig bij proeftuin, werkafspraken en erkend."),
    )
    contact_role = LineField(
        label=_("Aanspreekpunt bij de gemeente"),
        max_length=120,
        required=False,
        help_text=_("Een functie of afdeling, zoals ‘gebiedsmakelaar’. Geen naam en geen e-mailadres."),
    )
    review_on = forms.DateField(
        label=_("Wanneer kijken we er opnieuw naar?"),
        required=False,
        widget=DATE,
        help_text=_("Op die dag krijgen het platform en het coalitieteam een mail met de vraag of het nog klopt."),
    )
    reason = TextField(
        label=_("Wat is er gebeurd?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Dit blijft in de geschiedenis staan, ook als de regel later verandert."),
    )

    def __init__(self, *args: Any, platform: Platform, row: Right | None = None, **kwargs: Any) -> None:
        """``row`` is the line that this one takes the place of; its area stays."""
        if row is not None:
            names = ("standing", "since", "source_url", "contact_role", "review_on")
            kwargs["initial"] = {name: getattr(row, name) for name in names} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.platform, self.row = platform, row
        if row is not None:
            del self.fields["area"]
        else:
            chosen: Any = self.fields["area"]
            chosen.queryset = areas_of(platform)
            chosen.label_from_instance = in_words

    def clean_contact_role(self) -> str:
        words: str = self.cleaned_data["contact_role"]
        if "@" in words:
            raise forms.ValidationError(_("Schrijf een functie of afdeling, geen e-mailadres."))
        return words

    def clean_source_url(self) -> str:
        address: str = self.cleaned_data["source_url"]
        if address and not address.startswith(WEB):
            raise forms.ValidationError(_("Een adres op internet begint met https://."))
        return address

    def clean_since(self) -> Any:
        since = self.cleaned_data["since"]
        if since and since > timezone.localdate():
            raise forms.ValidationError(_("Deze dag is nog niet geweest. Schrijf op wat nu al zo is."))
        return since

    def clean_review_on(self) -> Any:
        day = self.cleaned_data["review_on"]
        if day and day <= timezone.localdate():
            raise forms.ValidationError(_("Kies een dag die nog komt."))
        return day

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        standing = found.get("standing")
        if standing and standing != Standing.NONE and not found.get("since") and "since" not in self.errors:
            self.add_error("since", _("Vul in sinds wanneer dit zo is."))
        if standing in TO_BE_SHOWN and not found.get("source_url") and "source_url" not in self.errors:
            self.add_error("source_url", _("Zeg waar iedereen kan lezen dat dit zo is."))
        area = found.get("area")
        if area and self.platform.rights.current().filter(area=area).exists():
            self.add_error("area", _("Voor dit gebied staat er al een regel. Verander die."))
        return found

    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "area"}


def areas_of(platform: Platform) -> Any:
    """The buurten it works in, and every larger area around them, the largest first."""
    buurten = platform.areas.select_related("parent__parent", "wijk")
    found = {area.pk for buurt in buurten for area in buurt.around}
    return Area.objects.filter(pk__in=found).order_by("level", "name")


def in_words(area: Area) -> str:
    return area.name if area.level == Level.BUURT else f"{area.name} ({area.level_name.lower()})"


class StandingFilter(forms.Form):
    """What the address of the register may ask. Nonsense counts as not asked."""

    stand = forms.ChoiceField(choices=Standing, required=False)

    @property
    def asked(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("stand") or "")


class ReasonForm(forms.Form):
    reason = TextField(
        label=_("Waarom niet?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Dit leest degene die het vroeg. Schrijf het zoals je het aan tafel zou zeggen."),
    )
