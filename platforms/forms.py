"""What a person fills in about platforms, and what the address of the list may ask."""

from django import forms
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from coalitie.lib.text import LineField, TextField
from coalitie.pages.models import Value
from platforms.models import Area, Contact, Level, Platform, Role, Stage, Welcome
from platforms.models.platform import PlatformQuerySet
from platforms.models.stage import word_of

STAGE_WORDS = {word_of(stage): stage for stage in Stage}


class PageForm(forms.Form):
    pagina = forms.IntegerField(required=False, min_value=1, max_value=10_000, widget=forms.HiddenInput)


class FilterForm(PageForm):
    """The list's filters, as the address holds them. An unknown choice is said and left out; the rest still works."""

    zoek = LineField(label=_("Naam of buurt"), max_length=100, required=False)
    stadsdeel = forms.ModelChoiceField(
        label=_("Stadsdeel"),
        queryset=Area.objects.current().filter(level=Level.STADSDEEL).alphabetical(),
        to_field_name="slug",
        required=False,
        empty_label=_("Hele stad"),
    )
    fase = forms.ChoiceField(
        label=_("Fase"),
        choices=[("", _("Alle fasen")), *((word, stage.label) for word, stage in STAGE_WORDS.items())],
        required=False,
    )
    waarde = forms.ModelChoiceField(
        label=_("Waarde"),
        queryset=Value.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label=_("Alle waarden"),
    )

    def narrow(self, platforms: PlatformQuerySet) -> PlatformQuerySet:
        """The rows that were asked for. Fields with nonsense in them count as not asked."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("zoek"):
            platforms = platforms.matching(asked["zoek"])
        if asked.get("stadsdeel"):
            platforms = platforms.covering(asked["stadsdeel"])
        if asked.get("fase"):
            platforms = platforms.in_stage(STAGE_WORDS[asked["fase"]])
        if asked.get("waarde"):
            platforms = platforms.standing_for(asked["waarde"])
        return platforms

    @property
    def unknown(self) -> list[str]:
        """The labels of the filters that asked for something that does not exist."""
        return [str(self.fields[name].label) for name in self.errors if self.fields[name].label]

    @property
    def query(self) -> str:
        """The filters that count, as the links to other pages carry them along: empty or ending in ``&``."""
        kept = {name: self.data[name] for name in self.cleaned_data if name != "pagina" and self.cleaned_data[name]}
        return f"{urlencode(kept)}&" if kept else ""

    @property
    def is_narrowed(self) -> bool:
        return any(value for name, value in self.cleaned_data.items() if name != "pagina")


class ShownForm(forms.Form):
    """How a member is seen and reached. Both start closed."""

    shows_name = forms.BooleanField(
        label=_("Laat mijn naam zien bij dit platform"),
        help_text=_("Zonder vinkje tel je mee, maar ziet alleen de coördinator je naam."),
        required=False,
    )
    contact = forms.ChoiceField(
        label=_("Mogen de coördinatoren je mailen?"),
        choices=Contact,
        initial=Contact.NONE,
        widget=forms.RadioSelect,
    )


class JoinForm(ShownForm):
    """The question comes first, and only where the platform wants to get acquainted."""

    answer = TextField(
        label=_("Stel je kort voor"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Alleen de coördinatoren van dit platform lezen dit."),
    )
    field_order = ["answer", "shows_name", "contact"]

    def __init__(self, *args: object, platform: Platform, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if platform.welcome == Welcome.OPEN:
            del self.fields["answer"]
        else:
            self.fields["answer"].label = platform.welcome_question


class DeclineForm(forms.Form):
    reason = TextField(
        label=_("Waarom niet?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Dit leest degene die het vroeg. Schrijf het zoals je het aan de deur zou zeggen."),
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Rol"), choices=Role)


class SinceForm(forms.Form):
    """Why a stage changes, and since when."""

    reason = TextField(
        label=_("Waarom?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text=_("Dit staat op de pagina van het platform, zodat later te lezen is hoe het ging."),
    )
    since = forms.DateField(
        label=_("Sinds wanneer?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Leeg is vandaag."),
        error_messages={"invalid": _("Kies een dag, of laat dit leeg.")},
    )
