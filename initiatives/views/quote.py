"""Saying in one sentence what it brought, for the value sheet, and taking that back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from coalitie.lib.access import require
from coalitie.lib.language import link
from coalitie.people.access import signed_in
from coalitie.people.parked import for_residents
from initiatives.access import allowed
from initiatives.forms.quote import QuoteForm
from initiatives.models import Quote, say_quote
from initiatives.views.load import load

NOT_YOU = gettext_lazy("Een zin hierover is voor wie meedoet, zodra er iets gedaan is.")


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Een zin voor het waardeblad"))
def quote(request: HttpRequest, slug: str) -> HttpResponse:
    user = signed_in(request)
    own = Quote.objects.filter(person=user, initiative__slug=slug).select_related("initiative__platform").first()
    try:
        initiative = load(request, slug)
    except Http404:
        if own is None:
            raise
        # What is hidden takes no new words, but the old ones can always be taken back.
        return render(request, "initiatives/quote.html", {"initiative": own.initiative, "quote": own})
    may = allowed(user, initiative)
    if own is None or request.method == "POST":
        require("quote", may, str(NOT_YOU))
    first = {"sentence": own.sentence, "shows": own.shows} if own else None
    form = QuoteForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        say_quote(initiative, by=user, sentence=form.cleaned_data["sentence"], shows=form.cleaned_data["shows"])
        messages.success(request, _("Dank je wel. De coördinator kiest welke zinnen op het waardeblad komen."))
        return redirect("initiatives:quote", initiative.slug)
    context = {"initiative": initiative, "quote": own, "form": form if "quote" in may else None}
    return render(request, "initiatives/quote.html", context, status=422 if form.is_bound else 200)


@require_POST
@for_residents(gettext_lazy("Een zin voor het waardeblad"))
def take_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Also where the initiative is no longer to be seen, and sent twice."""
    user = signed_in(request)
    own = Quote.objects.filter(person=user, initiative__slug=slug).select_related("initiative__subject").first()
    if own is not None:
        own.take_back(by=user)
    messages.success(request, _("Je zin is weg, ook van het waardeblad en uit de open data."))
    return redirect(link("/mijn/"))
