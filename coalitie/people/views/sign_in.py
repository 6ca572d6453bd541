"""Signing in, which is also signing up: an address, a code, and for who is new a name and a tick."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from coalitie.lib.language import link
from coalitie.people import parked
from coalitie.people.access import here, network_of, signed_in
from coalitie.people.actions import TooMany, account_of, send_code
from coalitie.people.forms import AddressForm, CodeForm, WelcomeForm
from coalitie.people.models import Parked, Proof
from coalitie.people.models.proof import MOST_TRIES, Purpose, seal

TOO_MANY = gettext_lazy(
    "Voor dit adres of vanaf deze plek zijn te veel codes gevraagd. Wacht een uur en probeer het dan opnieuw."
)


@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    go_to = here(request, request.GET.get("next") or request.POST.get("next"), "")
    if request.user.is_authenticated:
        return redirect(go_to or link("/mijn/"))
    form = AddressForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return start(request, form.cleaned_data["email"], parked.waiting(request), go_to)
            except TooMany:
                form.add_error(None, TOO_MANY)
                status = 429
    context = {"form": form, "go_to": go_to, "parked": parked.waiting(request)}
    return render(request, "people/sign_in.html", context, status=status)


def start(request: HttpRequest, address: str, choice: Parked | None, go_to: str) -> HttpResponse:
    proof = send_code(Purpose.SIGN_IN, address, network=network_of(request), parked=choice, go_to=go_to)
    request.session["proof"] = proof.pk
    return redirect("people:code")


@never_cache
def code(request: HttpRequest) -> HttpResponse:
    proof = Proof.objects.filter(pk=request.session.get("proof"), purpose=Purpose.SIGN_IN).first()
    if proof is None or request.user.is_authenticated:
        return redirect("account_login")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if proof.try_code(form.cleaned_data["code"]):
            return enter(request, proof)
        form.add_error("code", why_not(proof))
    context = {"form": form, "proof": proof, "parked": proof.parked}
    return render(request, "people/code.html", context, status=422 if form.errors else 200)


def why_not(proof: Proof) -> str:
    left = MOST_TRIES - proof.tries
    if proof.code_is_alive:
        return ngettext(
            "Deze code klopt niet. Kijk nog eens in de mail. Je kunt het nog %(left)d keer proberen.",
            "Deze code klopt niet. Kijk nog eens in de mail. Je kunt het nog %(left)d keer proberen.",
            left,
        ) % {"left": left}
    return _("Deze code werkt niet meer. Vraag hieronder een nieuwe.")


def enter(request: HttpRequest, proof: Proof) -> HttpResponse:
    """Sign in whoever proved to read the mail of this address; the second factor and the parked choice come after."""
    user, choice = account_of(proof.email), parked.behind(request, proof)
    if request.user.is_authenticated and request.user != user:
        logout(request)
    request.session.pop("proof", None)
    if choice:
        request.session[parked.IN_SESSION] = choice.pk
    record_authentication(request, user, method="code")
    return perform_login(request, Login(user=user, email=user.email, redirect_url=proof.go_to or None))


@require_POST
def send_again(request: HttpRequest) -> HttpResponse:
    """A new code to the same address; the old one goes on working as long as it would have."""
    old = Proof.objects.filter(pk=request.session.get("proof"), purpose=Purpose.SIGN_IN).first()
    if old is None:
        return redirect("account_login")
    try:
        response = start(request, old.email, old.parked, old.go_to)
    except TooMany:
        messages.error(request, TOO_MANY)
        return redirect("people:code")
    messages.success(request, _("We hebben je een nieuwe code gemaild."))
    return response


@never_cache
def go_on(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the mail. Mail scanners open links, so opening it only shows what a press will do."""
    proof = (
        Proof.objects.filter(link_seal=seal("link", token), purpose=Purpose.SIGN_IN).select_related("parked").first()
    )
    if proof is None:
        return render(request, "people/link_dead.html", {"proof": None}, status=404)
    choice = parked.behind(request, proof)
    if request.method == "POST":
        return press(request, proof, choice)
    if not proof.link_is_alive:
        return render(request, "people/link_dead.html", {"proof": proof, "parked": choice}, status=410)
    other = request.user if request.user.is_authenticated and request.user.email != proof.email else None
    return render(request, "people/go_on.html", {"proof": proof, "parked": choice, "other": other})


def press(request: HttpRequest, proof: Proof, choice: Parked | None) -> HttpResponse:
    match request.POST.get("press"):
        case "refuse":
            proof.refuse()
            if proof.parked:
                proof.parked.refuse()
            return render(request, "people/refused.html")
        case "again" if proof.refused_at is None:
            try:
                return start(request, proof.email, choice, proof.go_to)
            except TooMany:
                messages.error(request, TOO_MANY)
                return redirect("account_login")
        case "enter" if proof.use():
            return enter(request, proof)
    return render(request, "people/link_dead.html", {"proof": proof, "parked": choice}, status=410)


@never_cache
def welcome(request: HttpRequest) -> HttpResponse:
    """Once: how others see you, and the tick. Then on to what was waiting."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    user = signed_in(request)
    if user.is_resident:
        return redirect(link("/mijn/"))
    go_to = here(request, request.GET.get("next") or request.POST.get("next"), "")
    form = WelcomeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        user.say_sixteen(name=form.cleaned_data["name"])
        return parked.go_on(request, to=go_to)
    context = {"form": form, "go_to": go_to, "parked": parked.waiting(request)}
    return render(request, "people/welcome.html", context, status=422 if form.errors else 200)


@require_safe
def sign_up(request: HttpRequest) -> HttpResponse:
    """There is no apart place to sign up."""
    return redirect("account_login")
