"""What people fill in about an idea for change, and the query string of the list."""

from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.lib.text import LineField, TextField
from coalitie.people.models import Person, User
from initiatives.access import speaks_for
from initiatives.forms.listing import Unknown
from initiatives.forms.question import PastDay
from initiatives.models import Body, ChangeIdea, IdeaStage, Theme
from initiatives.models.change_idea import ChangeIdeaQuerySet
from initiatives.models.idea_stage import LEADS_TO
from platforms.models import Platform


class IdeaForm(forms.Form):
    sleutel = forms.UUIDField(widget=forms.HiddenInput)
    title = LineField(
        label=_("Wat moet er anders?"),
        max_length=120,
        help_text=_("Een paar woorden, bijvoorbeeld ‘Eén formulier voor een straatfeest’."),
    )
    what = TextField(
        label=_("Wat loopt er nu vast?"),
        max_length=4000,
        help_text=_("Vertel wat je meemaakt. Noem geen namen van mensen."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    better = TextField(
        label=_("Hoe kan het beter?"),
        max_length=4000,
        help_text=_("Eén zin is genoeg. Je hoeft de regels niet te kennen."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    theme = forms.ChoiceField(label=_("Waar gaat het over?"), choices=[("", _("Kies er een")), *Theme.choices])
    rule = LineField(
        label=_("Om welke regel gaat het?"),
        max_length=200,
        required=False,
        help_text=_("Als je dat weet: een verordening, formulier of afspraak."),
    )
    shows_author = forms.BooleanField(
        label=_("Zet mijn naam bij het idee"),
        required=False,
        help_text=_("Laat je dit leeg, dan staat er ‘een buurtbewoner’."),
    )

    def __init__(self, data: QueryDict | None = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"sleutel": uuid4(), **(initial or {})})

    def words(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "sleutel"}


class RecogniseForm(forms.Form):
    """An example in the name of a platform that this person pulls."""

    platform = forms.ChoiceField(label=_("Namens welk platform?"), widget=forms.RadioSelect)
    example = TextField(
        label=_("Waar lopen jullie hierop vast?"),
        max_length=3000,
        help_text=_("Een voorbeeld uit jullie praktijk: wat gebeurde er, wanneer, en wat kostte het? Geen namen."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, data: QueryDict | None = None, *, user: User, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.platforms = {one.slug: one for one in speaks_for(user)}
        field = self.fields["platform"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [(slug, one.name) for slug, one in self.platforms.items()]
        if len(self.platforms) == 1:
            field.widget = forms.HiddenInput()
            self.initial.setdefault("platform", next(iter(self.platforms)))

    @property
    def chosen(self) -> Platform:
        return self.platforms[self.cleaned_data["platform"]]


# --- The team's desk --------------------------------------------------------------------------------------------------
class PaperForm(forms.Form):
    """A paper on a day: one of the council, or another that everybody can open."""

    on = PastDay(label=_("Op welke dag?"), initial=timezone.localdate)
    url = forms.URLField(
        label=_("Adres van het stuk"),
        max_length=500,
        assume_scheme="https",
        help_text=_("Begint met https://. Bijvoorbeeld een raadsstuk of een document op deze site."),
    )
    label = LineField(label=_("Hoe heet het stuk?"), max_length=150)
    reason = TextField(
        label=_("Toelichting"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 6, "cols": 60})
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if url and not url.startswith("https://"):
            raise forms.ValidationError(_("Het adres van een stuk begint met https://."))
        return url

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("url") and not cleaned.get("label") and "label" not in self.errors:
            self.add_error("label", _("Schrijf hoe het stuk heet."))
        return cleaned


class StageForm(PaperForm):
    """Another stage; a "no" has a reason."""

    to = forms.ChoiceField(label=_("Naar welke fase?"))
    field_order = ("to", "on", "reason", "url", "label")

    def __init__(self, *args: Any, stage: str) -> None:
        super().__init__(*args)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [(to.value, to.label) for to in LEADS_TO[IdeaStage(stage)]]
        self.fields["url"].required = self.fields["label"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("to") == IdeaStage.REJECTED and not cleaned.get("reason"):
            self.add_error("reason", _("Schrijf waarom het is afgewezen. Iedereen leest dat."))
        return cleaned


class MergeForm(forms.Form):
    other = LineField(
        label=_("In welk idee gaat dit op?"),
        max_length=110,
        help_text=_("Het laatste deel van het adres van het andere idee, bijvoorbeeld een-formulier-voor-een-feest."),
    )
    reason = TextField(
        label=_("Waarom?"),
        max_length=500,
        help_text=_("Wie de ideeën inbrachten, lezen dit."),
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
    )

    def __init__(self, *args: Any, idea: ChangeIdea) -> None:
        super().__init__(*args)
        self.idea = idea

    def clean_other(self) -> ChangeIdea:
        slug = self.cleaned_data["other"].strip("/").rpartition("/")[2]
        found = ChangeIdea.objects.published().exclude(pk=self.idea.pk).filter(slug=slug).first()
        if found is None:
            raise forms.ValidationError(_("Dit idee kennen we niet. Kijk of het adres klopt."))
        return found


# --- The list ---------------------------------------------------------------------------------------------------------
class IdeaFilterForm(forms.Form):
    """A value that does not exist is left out, and the page says so."""

    q = LineField(label=_("Zoek op een woord"), max_length=100, required=False)
    over = forms.ChoiceField(label=_("Waar gaat het over?"), required=False, choices=[("", _("Alles")), *Theme.choices])
    fase = forms.ChoiceField(
        label=_("Fase"),
        required=False,
        choices=[("", _("Alle fasen")), *((stage.word, stage.label) for stage in IdeaStage)],
    )
    platform = forms.SlugField(max_length=90, required=False, widget=forms.HiddenInput)
    bij = forms.SlugField(max_length=110, required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, user: Person) -> None:
        super().__init__(data)
        self.user = user
        self.full_clean()

    def clean_platform(self) -> Platform | None:
        return self._found(Platform.objects.visible_to(self.user), "platform")

    def clean_bij(self) -> Body | None:
        return self._found(Body.objects.visible_to(self.user), "bij")

    def _found(self, rows: Any, name: str) -> Any:
        slug = self.cleaned_data[name]
        found = rows.filter(slug=slug).first() if slug else None
        if slug and found is None:
            raise Unknown
        return found

    @property
    def unknown(self) -> bool:
        return bool(self.errors)

    @property
    def kept(self) -> list[tuple[str, str]]:
        return [(name, self.data[name]) for name in ("platform", "bij") if self.cleaned_data.get(name)]

    @property
    def chips(self) -> list[tuple[str, str]]:
        chosen = self.cleaned_data
        words = {
            "q": f"‘{chosen['q']}’" if chosen.get("q") else "",
            "over": str(Theme(chosen["over"]).label) if chosen.get("over") else "",
            "fase": str(self.stage.label) if self.stage else "",
            "platform": str(chosen.get("platform") or ""),
            "bij": str(chosen.get("bij") or ""),
        }
        return [(text, self._without(name)) for name, text in words.items() if text]

    def _without(self, name: str) -> str:
        kept = QueryDict(mutable=True)
        kept.update({other: self.data[other] for other in self.fields if other != name and self.data.get(other)})
        return f"?{kept.urlencode()}" if kept else "?"

    @property
    def query(self) -> str:
        kept = QueryDict(mutable=True)
        kept.update({name: self.data[name] for name in self.fields if self.data.get(name) and name not in self.errors})
        return f"{kept.urlencode()}&" if kept else ""

    @property
    def stage(self) -> IdeaStage | None:
        word = self.cleaned_data.get("fase")
        return next((stage for stage in IdeaStage if stage.word == word), None)

    def narrow(self, rows: ChangeIdeaQuerySet) -> ChangeIdeaQuerySet:
        chosen = self.cleaned_data
        if chosen.get("over"):
            rows = rows.filter(theme=chosen["over"])
        if self.stage:
            rows = rows.filter(stage=self.stage)
        if chosen.get("bij"):
            rows = rows.filter(body=chosen["bij"])
        if chosen.get("platform"):
            rows = rows.known_to(chosen["platform"])
        return rows.matching(chosen["q"]).best(chosen["q"]) if chosen.get("q") else rows.newest()
