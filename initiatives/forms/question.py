"""What people fill in about a question to a body, before it is sent and while it waits."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coalitie.lib.files import UploadedField
from coalitie.lib.text import LineField, TextField
from coalitie.people.models import User
from initiatives.access import may_ask
from initiatives.forms.stage import DayInput
from initiatives.models import Body, Initiative, MilestoneKind, Question, Way
from initiatives.models.correcting import Part
from initiatives.models.question import FOLDER
from platforms.models import Platform

OLDEST = timedelta(days=365 * 10)
ENDINGS = (".pdf", ".odt", ".docx", ".txt", ".jpg")
TOO_EARLY = _("De toegezegde dag ligt voor de dag van de toezegging.")
TOO_FAR = _("Deze dag is meer dan tien jaar weg. Klopt het jaar?")
STRIKE = _(
    "Iedereen kan dit lezen. Haal namen, adressen en handtekeningen van mensen weg. Een afdeling mag blijven staan."
)


class PastDay(forms.DateField):
    """A day that was, and not so long ago that it must be a slip."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("widget", DayInput())
        super().__init__(**more)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is not None and value > timezone.localdate():
            raise forms.ValidationError(gettext("Deze dag moet nog komen. Vul in wanneer het gebeurde."))
        if value is not None and value < timezone.localdate() - OLDEST:
            raise forms.ValidationError(gettext("Deze dag is meer dan tien jaar geleden. Klopt het jaar?"))


class QuestionForm(forms.Form):
    """Writing a question. ``offered`` are the platforms in whose name this person may ask."""

    sleutel = forms.UUIDField(widget=forms.HiddenInput)
    platform = forms.ChoiceField(label=_("Namens welk platform?"), widget=forms.RadioSelect)
    initiatief = forms.SlugField(required=False, widget=forms.HiddenInput, max_length=110)
    instantie = forms.ChoiceField(
        label=_("Aan wie stel je de vraag?"),
        help_text=_("Staat de instantie er niet bij? Mail het coalitieteam, dan zetten we haar erbij."),
    )
    title = LineField(
        label=_("Waar gaat het over?"),
        max_length=120,
        help_text=_("Een paar woorden, bijvoorbeeld ‘Wanneer komt de verlichting in de tunnel?’."),
    )
    text = TextField(
        label=_("De vraag"),
        max_length=10_000,
        help_text=_("De tekst van je brief of mail. Na het versturen kan iedereen dit lezen, dus noem geen namen."),
        widget=forms.Textarea(attrs={"rows": 12}),
    )

    def __init__(
        self, data: QueryDict | None = None, *, user: User, initial: dict[str, Any] | None = None, offered: Any
    ) -> None:
        super().__init__(data, initial={"sleutel": uuid4(), **(initial or {})})
        self.user = user
        self.offered: dict[str, Platform] = {one.slug: one for one in offered}
        self.bodies = {one.slug: one for one in Body.objects.askable().alphabetical()}
        platform, body = self.fields["platform"], self.fields["instantie"]
        assert isinstance(platform, forms.ChoiceField)  # noqa: S101
        assert isinstance(body, forms.ChoiceField)  # noqa: S101
        platform.choices = [(slug, one.name) for slug, one in self.offered.items()]
        if len(self.offered) == 1:
            platform.widget = forms.HiddenInput()
            self.initial.setdefault("platform", next(iter(self.offered)))
        body.choices = [("", _("Kies een instantie")), *((slug, one.name) for slug, one in self.bodies.items())]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        platform = self.offered.get(cleaned.get("platform", ""))
        slug = cleaned.get("initiatief")
        found = None
        if slug and platform is not None:
            rows = Initiative.objects.visible_to(self.user).published().filter(platform=platform, slug=slug)
            found = rows.first()
        cleaned["initiative"] = found
        if platform is not None and not may_ask(self.user, platform, found):
            self.add_error("platform", _("Namens dit platform kun je geen vraag stellen."))
        return cleaned

    def words(self) -> dict[str, Any]:
        typed = self.cleaned_data
        return {
            "title": typed["title"],
            "text": typed["text"],
            "platform": self.offered[typed["platform"]],
            "initiative": typed["initiative"],
            "body": self.bodies[typed["instantie"]],
        }


class StepForm(forms.Form):
    """What a step asks. ``question`` is the question it is about."""

    def __init__(
        self, data: QueryDict | None = None, files: MultiValueDict | None = None, *, question: Question
    ) -> None:
        super().__init__(data, files)
        self.question = question

    def not_before(self, name: str, day: date | None, why: str) -> None:
        found = self.cleaned_data.get(name)
        if found and day and found < day:
            self.add_error(name, why)


class SendForm(StepForm):
    asked_on = PastDay(label=_("Op welke dag is de vraag verstuurd?"), initial=timezone.localdate)
    way = forms.ChoiceField(label=_("Hoe?"), choices=Way.choices, widget=forms.RadioSelect, initial=Way.LETTER)
    letter = UploadedField(
        folder=FOLDER, endings=ENDINGS, label=_("De brief of mail zelf"), required=False, help_text=STRIKE
    )


class NoteForm(StepForm):
    """For coming in and for being confirmed, which are two things."""

    on = PastDay(label=_("Op welke dag?"), initial=timezone.localdate)
    note = LineField(
        label=_("Toelichting"),
        max_length=300,
        required=False,
        help_text=_("Bijvoorbeeld een kenmerk, of hoe je het weet. Iedereen kan dit lezen."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.not_before("on", since(self.question), gettext("Dat kan niet voor de dag van versturen zijn."))
        return cleaned


class PromiseForm(NoteForm):
    promised_on = forms.DateField(
        label=_("Voor welke dag is het antwoord toegezegd?"),
        help_text=_("Na die dag krijg je een bericht als er nog geen antwoord is."),
        widget=DayInput(),
    )
    field_order = ("on", "promised_on", "note")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.not_before("promised_on", cleaned.get("on"), str(TOO_EARLY))
        promised = cleaned.get("promised_on")
        if promised and promised > timezone.localdate() + OLDEST:
            self.add_error("promised_on", TOO_FAR)
        return cleaned


class AnswerForm(StepForm):
    on = PastDay(label=_("Op welke dag kwam het antwoord?"), initial=timezone.localdate)
    text = TextField(
        label=_("Het antwoord"),
        max_length=40_000,
        required=False,
        help_text=_("Neem het antwoord helemaal over, zonder iets weg te laten. Alleen namen van mensen haal je weg."),
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    paper = UploadedField(folder=FOLDER, endings=ENDINGS, label=_("De brief of mail"), required=False, help_text=STRIKE)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.not_before("on", since(self.question), gettext("Het antwoord kan niet voor de vraag gekomen zijn."))
        if not self.errors and not cleaned.get("text") and not cleaned.get("paper"):
            self.add_error("text", _("Zet het antwoord erbij: de tekst, het bestand of allebei."))
        return cleaned


class NextForm(StepForm):
    text = TextField(
        label=_("Wat doen jullie ermee?"),
        max_length=5000,
        help_text=_("Wat heb je aan dit antwoord, en wat is de volgende stap?"),
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, question: Question) -> None:
        super().__init__(*args, question=question)
        self.initial["text"] = question.what_next


class WhyForm(StepForm):
    reason = TextField(
        label=_("Waarom?"),
        max_length=2000,
        help_text=_("Iedereen kan dit lezen. Noem geen namen van mensen."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PressForm(StepForm):
    """Only the button."""


class CorrectForm(forms.Form):
    """Putting one thing right. What it said comes along, so that nobody overwrites what somebody else put right."""

    before = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    reason = LineField(
        label=_("Waarom verbeter je dit?"),
        max_length=500,
        help_text=_("Dit komt op de pagina te staan, met wat er eerst stond."),
    )
    field_order = ("before", "after", "reason")

    def __init__(self, data: QueryDict | None = None, *, question: Question, part: Part) -> None:
        super().__init__(data, initial={"before": part.value, "after": part.value})
        self.question, self.word, self.value, self.wait = question, part.word, part.value, part.wait
        self.fields["after"] = self._field()
        self.order_fields(self.field_order)

    def _field(self) -> forms.Field:
        label = _("Zo moet het zijn")
        if self.word == "toegezegd":
            return forms.DateField(label=label, widget=DayInput())
        if isinstance(self.value, date):
            return PastDay(label=label)
        if self.word == "titel":
            return LineField(label=label, max_length=120)
        longest = 10_000 if self.word == "tekst" else 40_000
        return TextField(label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": 12}))

    def clean_before(self) -> Any:
        typed = self.cleaned_data["before"]
        if not isinstance(self.value, date):
            return typed.replace("\r\n", "\n")
        try:
            return date.fromisoformat(typed)
        except ValueError:
            return None

    def clean(self) -> dict[str, Any]:
        """Days stay in the order in which things happen."""
        cleaned = super().clean() or {}
        after = cleaned.get("after")
        if not isinstance(after, date):
            return cleaned
        if self.word == "verstuurd":
            self._before_what_followed(after)
        elif self.word == "toegezegd":
            self._after_it_was_promised(after)
        elif after < self.wait.since:
            self.add_error("after", _("Dat kan niet voor de dag van versturen zijn."))
        elif self.word.startswith("antwoorddag"):
            self._before_it_was_reopened(after)
        return cleaned

    def _before_it_was_reopened(self, after: date) -> None:
        again = self.question.waits.filter(number=self.wait.number + 1).first()
        if again is not None and after > again.since:
            self.add_error("after", _("Toen was de vraag al heropend."))

    def _before_what_followed(self, after: date) -> None:
        first = self.question.waits.filter(number=1).first()
        days = [first.ended_on] if first and first.ended_on else []
        days += list(first.milestones.values_list("on", flat=True)) if first else []
        if days and after > min(days):
            self.add_error("after", _("Er gebeurde al iets voor deze dag. Verbeter dat eerst."))

    def _after_it_was_promised(self, after: date) -> None:
        last = self.wait.milestones.filter(kind=MilestoneKind.PROMISED).order_by("-on", "-pk").first()
        if last is not None and after < last.on:
            self.add_error("after", TOO_EARLY)
        elif after > timezone.localdate() + OLDEST:
            self.add_error("after", TOO_FAR)


class InviteForm(forms.Form):
    platforms = forms.ModelMultipleChoiceField(
        queryset=Platform.objects.none(),
        to_field_name="slug",
        label=_("Welke platforms vraag je om mee te tekenen?"),
        help_text=_("Hun coördinatoren lezen de tekst en besluiten zelf."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: QueryDict | None = None, *, question: Question) -> None:
        super().__init__(data)
        asked = question.signatures.values("platform")
        field = self.fields["platforms"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101
        others = Platform.objects.filter(hidden_at=None).exclude(pk=question.platform_id).exclude(pk__in=asked)
        field.queryset = others.alphabetical()


class SignForm(forms.Form):
    """A yes or a no in the name of a platform. ``may`` says which of them can be given now."""

    besluit = forms.ChoiceField(label=_("Wat besluiten jullie?"), widget=forms.RadioSelect)
    reason = LineField(
        label=_("Waarom niet?"),
        max_length=500,
        required=False,
        help_text=_("Nodig als jullie niet meetekenen. Het platform dat het vroeg, leest dit."),
    )

    def __init__(self, data: QueryDict | None = None, *, may: set[str]) -> None:
        super().__init__(data)
        labels = {
            "sign": _("Ja, zet ons eronder"),
            "refuse": _("Nee, wij tekenen niet mee"),
            "withdraw": _("Haal onze naam eraf"),
        }
        field = self.fields["besluit"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [(name, label) for name, label in labels.items() if name in may]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("besluit") in ("refuse", "withdraw") and not cleaned.get("reason"):
            self.add_error("reason", _("Schrijf waarom niet. Het platform dat het vroeg, leest dit."))
        return cleaned


def since(question: Question) -> date | None:
    return question.wait.since if question.wait else None


KINDS = {
    "afgeleverd": MilestoneKind.DELIVERED,
    "bevestigd": MilestoneKind.CONFIRMED,
    "toegezegd": MilestoneKind.PROMISED,
}
