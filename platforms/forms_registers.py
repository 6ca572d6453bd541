"""What people fill in for the registers of the platforms."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from coalitie.lib.text import LineField, TextField
from coalitie.pages.models import Document
from platforms.models.area import Area, Level
from platforms.models.means import Direction, MeansKind, MeansQuerySet
from platforms.models.platform import Platform, PlatformQuerySet
from platforms.models.right import TO_BE_SHOWN, Right, Standing

DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
WEB = ("https://", "http://")
KINDS = [
    (MeansKind.MEANS, _("Middelen: geld, spullen, vervoer")),
    (MeansKind.SPACE, _("Ruimte: een zaal, een kast, een sleutel")),
    (MeansKind.POSITION, _("Positie: een plek aan tafel, een ingang, een afspraak")),
    (MeansKind.SUPPORT, _("Onafhankelijke ondersteuning: kennis, iemand die meekijkt")),
]


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
    document = forms.ModelChoiceField(
        label=_("Of: welk document uit de bibliotheek?"),
        queryset=Document.objects.none(),
        required=False,
        empty_label=_("Geen"),
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
            names = ("standing", "since", "source_url", "document", "contact_role", "review_on")
            kwargs["initial"] = {name: getattr(row, name) for name in names} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.platform, self.row = platform, row
        papers: Any = self.fields["document"]
        papers.queryset = Document.objects.standing().defer("text", "search").order_by("title")
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
        shown = found.get("source_url") or found.get("document")
        if standing in TO_BE_SHOWN and not shown and "source_url" not in self.errors:
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


class MeansForm(forms.Form):
    """One thing that a platform has, seeks or offers."""

    direction = forms.ChoiceField(label=_("Hebben, zoeken of bieden?"), choices=Direction, widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=_("Wat voor iets is het?"), choices=KINDS, widget=forms.RadioSelect)
    title = LineField(
        label=_("Wat is het?"), max_length=80, help_text=_("Kort: ‘bakfiets’, ‘zaal voor dertig mensen’.")
    )
    words = TextField(
        label=_("Wat moet een ander weten?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Wanneer, hoe vaak, wat vraag je ervoor terug? Dit staat op de site: zet er geen namen in."),
    )
    until = forms.DateField(
        label=_("Tot en met welke dag?"),
        required=False,
        widget=DATE,
        help_text=_("Daarna gaat het vanzelf van de site."),
    )
    sleutel = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def clean_until(self) -> Any:
        day = self.cleaned_data["until"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("Deze dag is al voorbij."))
        return day

    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "sleutel"}


class MarketFilter(forms.Form):
    """What the address of the ruilmarkt may ask. Nonsense counts as not asked."""

    zoek = LineField(label=_("Wat zoek je?"), max_length=80, required=False)
    wat = forms.ChoiceField(
        label=_("Aanbod of vraag"),
        choices=[("", _("Alles")), ("bieden", _("Wordt aangeboden")), ("zoeken", _("Wordt gezocht"))],
        required=False,
    )
    soort = forms.ChoiceField(label=_("Soort"), choices=[("", _("Alle soorten")), *MeansKind.choices], required=False)
    stadsdeel = forms.ModelChoiceField(
        label=_("Stadsdeel"),
        queryset=Area.objects.current().filter(level=Level.STADSDEEL).alphabetical(),
        to_field_name="slug",
        required=False,
        empty_label=_("Hele stad"),
    )

    def narrow(self, rows: MeansQuerySet) -> MeansQuerySet:
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("zoek"):
            rows = rows.matching(asked["zoek"])
        if asked.get("wat"):
            rows = rows.filter(direction=Direction.OFFERS if asked["wat"] == "bieden" else Direction.NEEDS)
        if asked.get("soort"):
            rows = rows.filter(kind=asked["soort"])
        if asked.get("stadsdeel"):
            rows = rows.filter(platform__in=Platform.objects.covering(asked["stadsdeel"]))
        return rows

    @property
    def query(self) -> str:
        kept = {name: self.data[name] for name in self.cleaned_data if self.cleaned_data[name]}
        return f"{urlencode(kept)}&" if kept else ""


class RespondForm(forms.Form):
    """To the coordinators of another platform, in the name of one's own."""

    platform = forms.ModelChoiceField(label=_("Namens welk platform?"), queryset=Platform.objects.none())
    words = TextField(
        label=_("Je bericht"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Waarvoor, wanneer en voor hoe lang? De coördinatoren van het andere platform lezen dit."),
    )

    def __init__(self, *args: Any, own: PlatformQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["platform"]
        chosen.queryset = own
        if len(own) == 1:
            chosen.initial = own[0]
            chosen.widget = forms.HiddenInput()


class AgreeForm(forms.Form):
    answer = TextField(
        label=_("Wat spreken jullie af?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Wanneer en waar, en hoe jullie elkaar bereiken. Alleen jullie twee platforms lezen dit."),
    )


class DoneForm(forms.Form):
    day = forms.DateField(label=_("Wanneer was het?"), widget=DATE, initial=timezone.localdate)

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Die dag moet nog komen. Zeg het als het is gelukt."))
        return day


class ReasonForm(forms.Form):
    reason = TextField(
        label=_("Waarom niet?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Dit leest degene die het vroeg. Schrijf het zoals je het aan tafel zou zeggen."),
    )
