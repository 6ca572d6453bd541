"""Letters that several platforms sign: asking them, and deciding for one's own platform."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from coalitie.lib.access import require
from coalitie.lib.refused import Refused
from coalitie.people.access import signed_in
from coalitie.people.parked import for_residents
from initiatives.access import of_question, of_signature
from initiatives.forms.question import InviteForm, SignForm
from initiatives.models import Signature, invite
from initiatives.models.joint_letter import SENT_ALREADY
from initiatives.views.question import OF_ASKER, WHY_NOT, load
from initiatives.views.question_page import shown


@require_http_methods(["GET", "POST"])
@OF_ASKER
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    question = load(request, slug)
    may = of_question(request.user, question)
    require("run", may, str(WHY_NOT))
    if "invite" not in may:
        raise Refused(SENT_ALREADY)
    form = InviteForm(request.POST if request.method == "POST" else None, question=question)
    if form.is_valid():
        made = invite(question, form.cleaned_data["platforms"], by=signed_in(request))
        words = ngettext("%(number)d platform gevraagd.", "%(number)d platforms gevraagd.", len(made))
        messages.success(request, words % {"number": len(made)})
        return redirect(question)
    context = {"question": question, "form": form}
    return render(request, "questions/invite.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Besluiten of je platform meetekent"))
def decide(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Each platform decides by itself. Sent twice, it is decided once."""
    question = load(request, slug)
    rows = Signature.objects.visible_to(request.user).filter(question=question).select_related("platform")
    signature = get_object_or_404(rows, pk=pk)
    signature.question = question
    may = of_signature(request.user, signature)
    if request.method == "POST" and may == {"read"} and question.status == "asked":
        raise Refused(SENT_ALREADY)
    require("sign" if "withdraw" not in may else "withdraw", may, _("Dit besluit een coördinator van dat platform."))
    form = SignForm(request.POST if request.method == "POST" else None, may=may)
    if form.is_valid():
        take(signature, form, request)
        messages.success(request, _("Jullie besluit staat erbij. Het platform dat het vroeg, krijgt een mail."))
        return redirect(question)
    context = {"question": question, "signature": signature, "form": form, "text": shown(question.text)}
    return render(request, "questions/sign.html", context, status=422 if form.is_bound else 200)


def take(signature: Signature, form: SignForm, request: HttpRequest) -> None:
    by, reason = signed_in(request), form.cleaned_data["reason"]
    match form.cleaned_data["besluit"]:
        case "sign":
            signature.sign(by=by)
        case "refuse":
            signature.refuse(by=by, reason=reason)
        case "withdraw":
            signature.withdraw(by=by, reason=reason)
