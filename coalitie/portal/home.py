"""The first page: where am I, what happens here, what can I do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from coalitie.pages.models import Value
from initiatives.models import Initiative
from platforms.city import city
from platforms.search import SearchForm

NEWEST = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    context = {
        "form": SearchForm(),
        "city": city(),
        "initiatives": Initiative.objects.visible_to(request.user).published().open().newest().for_cards()[:NEWEST],
        "values": Value.objects.all(),
    }
    return render(request, "portal/home.html", context)
