"""What somebody may do with the own account."""

import json

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from coalitie.lib.language import link
from coalitie.people.access import here, network_of, signed_in, still_you_required
from coalitie.people.actions import TooMany, move_to, send_code
from coalitie.people.erase import erase, everything_about, preview, refusals
from coalitie.people.forms import CodeForm, EraseForm, NewAddressForm, ProfileForm
from coalitie.people.models import Proof
from coalitie.people.models.proof import Purpose
from coalitie.people.views.sign_in import TOO_MANY, why_not


@never_cache
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = ProfileForm(
        request.POST if request.method == "POST" else None,
        initial={"name": user.display_name, "language": user.language},
    )
    if request.method == "POST" and form.is_valid():
        user.rename(form.cleaned_data["name"])
        user.speak(form.cleaned_data["language"])
        messages.success(request, _("Je profiel is bewaard."))
        return redirect("people:profile")
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    context = {"form": form, "has_password": user.has_usable_password(), "kinds": kinds}
    return render(request, "people/profile.html", context, status=422 if form.errors else 200)


@never_cache
@still_you_required
def new_address(request: HttpRequest) -> HttpResponse:
    form = NewAddressForm(request.POST if request.method == "POST" else None)
    status = 422
    if request.method == "POST" and form.is_valid():
        try:
            proof = send_code(
                Purpose.NEW_ADDRESS, form.cleaned_data["email"], network=network_of(request), user=signed_in(request)
            )
        except TooMany:
            form.add_error(None, TOO_MANY)
            status = 429
        else:
            request.session["new_address"] = proof.pk
            return redirect("people:new_address_code")
    return render(request, "people/new_address.html", {"form": form}, status=status if form.errors else 200)


@never_cache
@still_you_required
def new_address_code(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    proof = Proof.objects.filter(pk=request.session.get("new_address"), purpose=Purpose.NEW_ADDRESS, user=user).first()
    if proof is None:
        return redirect("people:new_address")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if proof.try_code(form.cleaned_data["code"]):
            move_to(user, proof)
            update_session_auth_hash(request, user)
            del request.session["new_address"]
            messages.success(request, _("Je e-mailadres is veranderd."))
            return redirect("people:profile")
        form.add_error("code", why_not(proof))
    context = {"form": form, "proof": proof}
    return render(request, "people/new_address_code.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
def still_you(request: HttpRequest) -> HttpResponse:
    """For who has no password and no second factor: a code in the mail. GET shows the button that sends it."""
    user = signed_in(request)
    go_to = here(request, request.GET.get("next") or request.POST.get("next"), link("/mijn/profiel/"))
    proof = Proof.objects.filter(pk=request.session.get("still_you"), purpose=Purpose.STILL_YOU, user=user).first()
    if request.method == "POST" and "send" in request.POST:
        try:
            proof = send_code(Purpose.STILL_YOU, user.email, network=network_of(request), user=user)
            request.session["still_you"] = proof.pk
        except TooMany:
            messages.error(request, TOO_MANY)
        return redirect(f"{request.path}?{urlencode({'next': go_to})}")
    if proof is not None and not proof.code_is_alive:
        proof = None
    if request.method == "POST" and proof is None:
        messages.error(request, _("Deze code werkt niet meer. Vraag hieronder een nieuwe."))
        return redirect(f"{request.path}?{urlencode({'next': go_to})}")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if proof is not None and form.is_valid():
        if proof.try_code(form.cleaned_data["code"]):
            record_authentication(request, user, method="code", reauthenticated=True)
            return redirect(go_to)
        form.add_error("code", why_not(proof))
    context = {"form": form, "proof": proof, "go_to": go_to}
    return render(request, "people/still_you.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """Ends every session of this person, on every device."""
    user = signed_in(request)
    user.end_sessions()
    logout(request)
    messages.success(request, _("Je bent overal afgemeld."))
    return redirect(link("/"))


@never_cache
@require_safe
@still_you_required
def my_data(request: HttpRequest) -> HttpResponse:
    data = json.dumps(everything_about(signed_in(request)), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    response = HttpResponse(data, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="mijn-gegevens.json"'
    return response


@never_cache
@still_you_required
def erase_me(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        erase(user)
        logout(request)
        return redirect("people:erased")
    context = {
        "form": form,
        "preview": preview(user),
        "refusals": refusals(user),
        "contact": settings.CONTACT_EMAIL,
    }
    return render(request, "people/erase.html", context, status=422 if form.errors else 200)


@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    return render(request, "people/erased.html")
