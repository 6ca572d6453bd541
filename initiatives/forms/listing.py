"""The query string of the lists."""

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coalitie.lib.text import LineField
from coalitie.pages.models.value import ValueSlug
from coalitie.people.models import Person
from initiatives.models import PUBLIC, Initiative, Status
from platforms.models import Area, Level, Platform


class FilterForm(forms.Form):
    """The list's query string. A value that does not exist is left out, and the page says so."""

    q = LineField(label=_("Zoek op een woord"), max_length=100, required=False)
    waar = forms.CharField(label=_("Waar"), max_length=110, required=False)
    waarde = forms.ChoiceField(label=_("Waarde"), required=False, choices=[("", _("Alle waarden")), *ValueSlug.choices])
    fase = forms.ChoiceField(label=_("Fase"), required=False)
    archief = forms.BooleanField(label=_("Ook archief"), required=False)
    platform = forms.SlugField(max_length=90, required=False, widget=forms.HiddenInput)
    buurt = forms.SlugField(max_length=90, required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, user: Person, platform: Platform | None = None) -> None:
        """On a platform's own page ``platform`` is given, and stays outside the query string."""
        super().__init__(data)
        self.user = user
        self.of = platform
        field = self.fields["fase"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [
            ("", _("Alle fasen")),
            ("open", _("Je kunt meedoen")),
            *[(status.value, status.label) for status in PUBLIC],
        ]
        self.full_clean()

    def clean_waar(self) -> Area | None:
        level, _dash, slug = self.cleaned_data["waar"].partition("-")
        return self._area(level, slug) if level else None

    def clean_buurt(self) -> Area | None:
        slug = self.cleaned_data["buurt"]
        return self._area(Level.BUURT, slug) if slug else None

    def clean_platform(self) -> Platform | None:
        slug = self.cleaned_data["platform"]
        if not slug:
            return None
        found = Platform.objects.visible_to(self.user).filter(slug=slug).first()
        if found is None:
            raise Unknown
        return found

    def _area(self, level: str, slug: str) -> Area:
        found = Area.objects.filter(level=level, slug=slug).select_related("parent").first()
        if found is None:
            raise Unknown
        return found

    @property
    def unknown(self) -> bool:
        """Whether something in the address had to be left out."""
        return bool(self.errors)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Filters that came from a link, for the form to carry on."""
        return [(name, self.data[name]) for name in ("platform", "buurt") if self.cleaned_data.get(name)]

    @property
    def chips(self) -> list[tuple[str, str]]:
        """Each filter that is on, and the address without it."""
        return [(self._says(name), self._without(name)) for name in self.fields if self.cleaned_data.get(name)]

    @property
    def start(self) -> str:
        """Where to propose something for what is looked at."""
        chosen = self.cleaned_data
        platform, area = self.of or chosen.get("platform"), chosen.get("buurt") or chosen.get("waar")
        asked = {"platform": platform.slug} if platform else {}
        if area and area.level == Level.BUURT:
            asked["buurt"] = area.slug
        return f"{reverse('initiatives:new')}?{urlencode(asked)}" if asked else reverse("initiatives:new")

    def _says(self, name: str) -> str:
        value = self.cleaned_data[name]
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return str(field.label)
        if isinstance(field, forms.ChoiceField):
            return str(dict(field.choices)[value])  # type: ignore[arg-type]
        return f"‘{value}’" if name == "q" else str(value)

    def _without(self, name: str) -> str:
        kept = QueryDict(mutable=True)
        kept.update({other: self.data[other] for other in self.fields if other != name and self.data.get(other)})
        return f"?{kept.urlencode()}" if kept else "?"

    def narrow[Rows: QuerySet[Initiative]](self, rows: Rows) -> Rows:
        """Everything but the words, which also decide the order. What was put away comes when it is asked for."""
        chosen = self.cleaned_data
        area = chosen.get("buurt") or chosen.get("waar")
        if chosen.get("platform"):
            rows = rows.filter(platform=chosen["platform"])
        if area:
            rows = rows.filter(area__in=area.buurten())
        if chosen.get("waarde"):
            serving = Initiative.values.through.objects.filter(value__slug=chosen["waarde"])
            rows = rows.filter(pk__in=serving.values("initiative"))
        if chosen.get("fase") == "open":
            rows = rows.open()  # type: ignore[attr-defined]
        elif chosen.get("fase"):
            rows = rows.filter(status=Status(chosen["fase"]))
        return rows if chosen.get("archief") else rows.filter(archived_at=None)


class Unknown(forms.ValidationError):
    """A value that no filter knows: left out, never an error page."""

    def __init__(self) -> None:
        super().__init__(gettext("Dit kennen we niet."))
