"""The key of an initiative: sharing it, handing it over, and offering to carry what nobody carries."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from coalitie.lib.access import require
from coalitie.people.access import signed_in
from coalitie.people.models import Limit, User
from coalitie.people.parked import for_residents
from initiatives.access import allowed
from initiatives.forms.handover import AnswerForm, AskToPullForm, OfferForm
from initiatives.models import Handover, Initiative, ask_to_pull, offer_to_pull
from initiatives.models.handover import Kind, Settled
from initiatives.views.load import load

MOST = 200
MOST_A_DAY, A_DAY = 5, timedelta(days=1)


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("De sleutel delen of overdragen"))
def key(request: HttpRequest, slug: str) -> HttpResponse:
    initiative = load(request, slug)
    require("share_key", allowed(request.user, initiative), _("Alleen een trekker kan de sleutel delen of overdragen."))
    asked = list(initiative.handovers.waiting().exclude(kind=Kind.OFFER).select_related("person", "by"))
    people = candidates(initiative, asked)
    form = AskToPullForm(request.POST if request.method == "POST" else None, people=people)
    asker = signed_in(request)
    # Each question is a mail, also when it is taken back and asked anew.
    if form.is_valid() and not Limit.take("key", f"{asker.pk} {initiative.pk}", most=MOST_A_DAY, per=A_DAY):
        form.add_error(None, _("Je vroeg dit vandaag al vaak. Morgen kan het weer."))
    if form.is_valid():
        chosen = form.cleaned_data
        person = next(one for one in people if one.pk == chosen["person"])
        ask_to_pull(initiative, by=asker, person=person, kind=chosen["kind"], line=chosen["line"])
        messages.success(request, _("Gevraagd aan %(name)s. Er verandert pas iets na een ja.") % {"name": person.name})
        return redirect("initiatives:key", initiative.slug)
    context = {"initiative": initiative, "asked": asked, "people": people, "form": form}
    return render(request, "initiatives/key.html", context, status=422 if form.is_bound else 200)


def candidates(initiative: Initiative, asked: list[Handover]) -> list[User]:
    """Who takes part and does not pull it yet."""
    parts = initiative.participations.current()
    people = User.objects.active().filter(pk__in=parts.values("person")).order_by("display_name", "pk")
    left_out = {one.person_id for one in asked}
    pulling = initiative.participations.pulling().values("person")
    return [one for one in people.exclude(pk__in=pulling)[:MOST] if one.pk not in left_out]


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Aanbieden om een initiatief te trekken"))
def offer(request: HttpRequest, slug: str) -> HttpResponse:
    initiative = load(request, slug)
    may = allowed(request.user, initiative)
    require("offer", may, _("Dit kan als je meedoet en er geen trekker is."))
    form = OfferForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        offer_to_pull(initiative, by=signed_in(request), line=form.cleaned_data["line"])
        messages.success(request, _("Dank je wel! Het platform leest je aanbod en antwoordt per mail."))
        return redirect(initiative)
    context = {"initiative": initiative, "form": form}
    return render(request, "initiatives/offer.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Antwoorden op een vraag over de sleutel"))
def one(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One page for both sides: who is asked says yes or no, who asked may take it back."""
    initiative = load(request, slug)
    rows = Handover.objects.visible_to(request.user).select_related("person", "by", "initiative__platform")
    handover = get_object_or_404(rows, pk=pk, initiative=initiative)
    user = signed_in(request)
    answers, asks = sides(handover, user, allowed(user, initiative))
    form = AnswerForm(request.POST if request.method == "POST" else None, says_why=handover.kind == Kind.OFFER)
    if form.is_valid():
        return settle(request, handover, form.cleaned_data, answers=answers, asks=asks)
    context = {
        "initiative": initiative,
        "handover": handover,
        "form": form,
        "answers": answers,
        "asks": asks,
        "waits": handover.outcome == Settled.WAITING,
    }
    return render(request, "initiatives/handover.html", context, status=422 if form.is_bound else 200)


def sides(handover: Handover, user: User, may: set[str]) -> tuple[bool, bool]:
    """Whether this person answers, and whether this person asked. Nobody says yes to the own offer."""
    own_offer = handover.kind == Kind.OFFER and handover.person_id == user.pk
    answers = "settle_offer" in may and not own_offer if handover.kind == Kind.OFFER else handover.person_id == user.pk
    return answers, handover.by_id == user.pk


AGREED = {
    Kind.TOGETHER: gettext_lazy("Geregeld: jullie trekken het nu samen. De volgende stap staat op de pagina."),
    Kind.OVER: gettext_lazy("Geregeld: jij hebt nu de sleutel. De volgende stap staat op de pagina."),
    Kind.OFFER: gettext_lazy("Geregeld: %(name)s trekt het nu en krijgt een mail."),
}


def settle(
    request: HttpRequest, handover: Handover, said: dict[str, str], *, answers: bool, asks: bool
) -> HttpResponse:
    user, word = signed_in(request), said["said"]
    verb = {"ja": "answer", "nee": "answer", "terug": "take_back"}[word]
    may = {"read"} | ({"answer"} if answers else set()) | ({"take_back"} if asks else set())
    if (word == "ja") == (handover.outcome == Settled.ACCEPTED) and handover.outcome != Settled.WAITING:
        return redirect(handover.initiative)  # pressed twice
    require(verb, may, _("Dit is een vraag aan iemand anders."))
    if word == "ja":
        handover.accept(by=user)
        messages.success(request, AGREED[Kind(handover.kind)] % {"name": handover.person.name})
    elif word == "nee":
        handover.decline(by=user, line=said["line"])
        messages.success(request, _("Je antwoord is doorgegeven. Nee zeggen mag altijd."))
    else:
        handover.take_back(by=user)
        messages.success(request, _("De vraag is ingetrokken."))
    return redirect(handover.initiative)


# --- On the page of the initiative ------------------------------------------------------------------------------------
def of_page(request: HttpRequest, initiative: Initiative, may: set[str]) -> dict[str, Any]:
    """Questions about the key that wait for this person. Costs nothing where nothing waits."""
    asked = "withdraw" in may or "settle_offer" in may
    if not asked or not initiative.has_handover:  # type: ignore[attr-defined]
        return {}
    waiting = initiative.handovers.waiting().visible_to(request.user).select_related("person", "by")
    rows = [(row, sides(row, signed_in(request), may)) for row in waiting]
    return {"key_asked": [row for row, (answers, _asks) in rows if answers]}
