"""A question to a body: its page, writing it, and each step of its way as a verb with a page of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from coalitie.lib import files
from coalitie.lib.access import require
from coalitie.lib.refused import Forbidden, Refused
from coalitie.lib.text import clean_line
from coalitie.people.access import signed_in
from coalitie.people.models import Limit, User
from coalitie.people.parked import for_residents
from initiatives.access import of_question
from initiatives.forms import question as forms
from initiatives.models import Initiative, Question, Reply, draft_question
from initiatives.models import QuestionStatus as Status
from initiatives.models.question import FOLDER
from initiatives.views import question_page
from platforms.models import Platform

MOST_A_DAY = 20
NOBODY_TO_ASK_FOR = gettext_lazy(
    "Vragen stel je namens een platform. Dat doen trekkers en coördinatoren: word lid en doe mee."
)
WHY_NOT = gettext_lazy("Dit doen de trekkers en coördinatoren van het platform dat de vraag stelt.")
DESK_ONLY = gettext_lazy("Dit doet een coördinator van het platform dat de vraag stelt.")
OF_ASKER = for_residents(gettext_lazy("Verder met een vraag aan een instantie"))


def load(request: HttpRequest, slug: str) -> Question:
    rows = Question.objects.visible_to(request.user).with_days().defer("search")
    rows = rows.select_related("wait", "body", "platform__subject", "initiative__subject", "subject", "author")
    return get_object_or_404(rows, slug=slug)


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    question = load(request, slug)
    may = of_question(request.user, question)
    require("read", may, "")
    steps = [(STEPS[word].label, f"{question.get_absolute_url()}{word}/") for word in STEPS if STEPS[word].is_in(may)]
    context = {"question": question, "may": may, "steps": steps, **question_page.of_page(request, question, may)}
    return render(request, "questions/detail.html", context)


# --- Writing ----------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@OF_ASKER
def new(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = forms.QuestionForm(
        request.POST if request.method == "POST" else None,
        user=user,
        initial=prefill(request),
        offered=offered(user, request),
    )
    if not form.offered:
        raise Forbidden(str(NOBODY_TO_ASK_FOR))
    if form.is_valid() and not Limit.take("question", user.pk, most=MOST_A_DAY, per=timedelta(days=1)):
        form.add_error(None, _("Je bent vandaag al aan veel vragen begonnen. Morgen kan het weer."))
    if form.is_valid():
        question = draft_question(by=user, form_key=form.cleaned_data["sleutel"], **form.words())
        return redirect(question)
    return render(request, "questions/form.html", {"form": form}, status=422 if form.is_bound else 200)


def offered(user: User, request: HttpRequest) -> list[Platform]:
    """The platforms this person pulls, and that of the initiative it is about. For the team the one that was named."""
    platforms = Platform.objects.visible_to(user).filter(hidden_at=None).alphabetical()
    found = list(platforms.filter(pk__in=user.memberships.pulling().values("platform")))
    pulled = user.participations.pulling().values("initiative__platform")
    found += [one for one in platforms.filter(pk__in=pulled) if one not in found]
    if user.in_team:
        sent = request.POST.get("platform", "") if request.method == "POST" else prefill(request)["platform"]
        named = clean_line(sent)[:90]
        found += [one for one in platforms.filter(slug=named) if one not in found]
    return found


def prefill(request: HttpRequest) -> dict[str, Any]:
    names = {"platform": "platform", "initiatief": "initiatief", "bij": "instantie"}
    given = {field: clean_line(request.GET.get(name, ""))[:110] for name, field in names.items()}
    found = Initiative.objects.visible_to(request.user).published().filter(slug=given["initiatief"])
    of = found.values_list("platform__slug", flat=True).first()
    return {**given, "platform": of or given["platform"]}


@require_http_methods(["GET", "POST"])
@OF_ASKER
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    question, user = load(request, slug), signed_in(request)
    may = of_question(user, question)
    require("run", may, str(WHY_NOT))
    if "edit" not in may:
        raise Refused(_("Deze tekst ligt vast. Haal de vraag eerst terug naar concept."))
    now: dict[str, Any] = {"title": question.title, "text": question.text, "instantie": question.body.slug}
    now |= {"platform": question.platform.slug, "sleutel": question.form_key}
    now |= {"initiatief": question.initiative.slug if question.initiative else ""}
    sent = request.POST if request.method == "POST" else None
    form = forms.QuestionForm(sent, user=user, initial=now, offered=[question.platform])
    if form.is_valid():
        question.describe(by=user, **{name: form.words()[name] for name in ("title", "text", "body")})
        return redirect(question)
    context = {"form": form, "question": question}
    return render(request, "questions/form.html", context, status=422 if form.is_bound else 200)


# --- Steps ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Step:
    """A verb with a page. ``who`` may take it at all (run, desk); ``needs`` says that it can be taken now."""

    who: str
    needs: str
    to: Status
    label: str | Promise
    then: str | Promise
    done: str | Promise
    run: Callable[..., object]
    form: type[forms.StepForm] = forms.PressForm

    def is_in(self, may: set[str]) -> bool:
        return self.who in may and self.needs in may


def note(word: str) -> Callable[..., object]:
    return lambda question, **typed: question.note(forms.KINDS[word], **typed)


WRITTEN = gettext_lazy("Het staat op de pagina.")
STEPS: dict[str, Step] = {
    "klaarzetten": Step(
        "run",
        "offer",
        Status.READY,
        gettext_lazy("Zet klaar om te versturen"),
        gettext_lazy(
            "De tekst ligt dan vast. De coördinatoren van je platform krijgen een mail en versturen de vraag. "
            "Platforms die je vroeg om mee te tekenen, besluiten nu."
        ),
        gettext_lazy("De vraag staat klaar. De coördinatoren weten het."),
        Question.offer,
    ),
    "terughalen": Step(
        "run",
        "take_back",
        Status.DRAFT,
        gettext_lazy("Haal terug naar concept"),
        gettext_lazy("Je kunt de tekst weer veranderen. Wie al besloot over meetekenen, besluit straks opnieuw."),
        gettext_lazy("De vraag is weer een concept."),
        Question.take_back,
    ),
    "versturen": Step(
        "desk",
        "send",
        Status.ASKED,
        gettext_lazy("De vraag is verstuurd"),
        gettext_lazy(
            "Je verstuurt de brief of mail zelf. Hier vul je in wanneer. Vanaf die dag telt de site mee: de vraag "
            "staat voor iedereen op de pagina, en wie er nu onder staat, ligt vast."
        ),
        gettext_lazy("De vraag staat op de site. Vanaf nu tellen de dagen."),
        Question.send,
        forms.SendForm,
    ),
    "afgeleverd": Step(
        "run",
        "note",
        Status.ASKED,
        gettext_lazy("Het is afgeleverd"),
        gettext_lazy(
            "Je weet dat de vraag is aangekomen, bijvoorbeeld door een bewijs van de post. Antwoord is het niet."
        ),
        WRITTEN,
        note("afgeleverd"),
        forms.NoteForm,
    ),
    "bevestigd": Step(
        "run",
        "note",
        Status.ASKED,
        gettext_lazy("De ontvangst is bevestigd"),
        gettext_lazy("De instantie liet weten dat de vraag binnen is. De dagen tellen door tot er antwoord is."),
        WRITTEN,
        note("bevestigd"),
        forms.NoteForm,
    ),
    "toegezegd": Step(
        "run",
        "note",
        Status.ASKED,
        gettext_lazy("Er is een dag toegezegd"),
        gettext_lazy("De instantie noemde een dag voor het antwoord. Iedereen ziet die dag, ook als hij voorbijgaat."),
        WRITTEN,
        note("toegezegd"),
        forms.PromiseForm,
    ),
    "beantwoord": Step(
        "run",
        "answer",
        Status.ANSWERED,
        gettext_lazy("Er is antwoord"),
        gettext_lazy("Het antwoord komt er helemaal op te staan. Daarna kan niemand het nog ongemerkt veranderen."),
        gettext_lazy("Het antwoord staat op de pagina."),
        Question.answer,
        forms.AnswerForm,
    ),
    "vervolg": Step(
        "run",
        "tell_what_next",
        Status.ANSWERED,
        gettext_lazy("Vertel wat jullie ermee doen"),
        gettext_lazy("Dit staat onder het antwoord."),
        WRITTEN,
        Question.tell_what_next,
        forms.NextForm,
    ),
    "heropenen": Step(
        "run",
        "reopen",
        Status.ASKED,
        gettext_lazy("Heropen de vraag"),
        gettext_lazy(
            "Kies dit als het antwoord de vraag niet beantwoordt. Het antwoord blijft staan. De dagen tellen opnieuw, "
            "vanaf vandaag en met dezelfde termijn."
        ),
        gettext_lazy("De vraag is weer open."),
        Question.reopen,
        forms.WhyForm,
    ),
    "intrekken": Step(
        "desk",
        "withdraw",
        Status.WITHDRAWN,
        gettext_lazy("Trek de vraag in"),
        gettext_lazy(
            "De vraag wacht niet meer op antwoord. Is hij al verstuurd, dan blijft de pagina staan, met je reden."
        ),
        gettext_lazy("De vraag is ingetrokken."),
        Question.withdraw,
        forms.WhyForm,
    ),
}


@require_http_methods(["GET", "POST"])
@OF_ASKER
def step(request: HttpRequest, slug: str, word: str) -> HttpResponse:
    if word not in STEPS:
        raise Http404
    question, chosen = load(request, slug), STEPS[word]
    may = of_question(request.user, question)
    require(chosen.who, may, str(DESK_ONLY if chosen.who == "desk" else WHY_NOT))
    if chosen.needs not in may:
        return already(request, question, chosen)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = chosen.form(*sent, question=question)
    if form.is_valid():
        chosen.run(question, by=signed_in(request), **form.cleaned_data)
        messages.success(request, str(chosen.done))
        return redirect(question)
    context = {"question": question, "step": chosen, "form": form, **before_sending(question, word)}
    return render(request, "questions/step.html", context, status=422 if form.is_bound else 200)


def already(request: HttpRequest, question: Question, chosen: Step) -> HttpResponse:
    """Pressed twice: it is there. Pressed from a stale page: say so."""
    if request.method == "POST" and question.status != chosen.to:
        raise Refused(_("Dit kan nu niet: de vraag is intussen in een andere stand."))
    return redirect(question)


def before_sending(question: Question, word: str) -> dict[str, Any]:
    if word not in {"klaarzetten", "versturen"}:
        return {}
    return {"undecided": [one.platform.name for one in question.signatures.open().by_name()]}


# --- Papers -----------------------------------------------------------------------------------------------------------
@require_safe
def letter(request: HttpRequest, slug: str) -> HttpResponseBase:
    question = load(request, slug)
    require("read", of_question(request.user, question), "")
    return files.answer(question.letter, folder=FOLDER, called=question.title, public=question.is_public)


@require_safe
def paper(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    question = load(request, slug)
    require("read", of_question(request.user, question), "")
    reply = get_object_or_404(Reply, pk=pk, wait__question=question)
    called = _("Antwoord op %(title)s") % {"title": question.title}
    return files.answer(reply.paper, folder=FOLDER, called=called, public=question.is_public)
