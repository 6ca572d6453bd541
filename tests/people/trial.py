"""A place to take part in, for tests: its view stands for every view of the upper layers that asks to sign in."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path

from coalitie.activity.models import Subject, record
from coalitie.lib.refused import Refused
from coalitie.people.access import is_resident, signed_in
from coalitie.people.parked import for_residents, sign_in_first


def join(request: HttpRequest) -> HttpResponse:
    if not is_resident(request):
        return sign_in_first(request, sentence="Lid worden van Buurtplatform De Proef")
    word = request.POST.get("word", "")
    if word == "dicht":
        raise Refused("Dit platform neemt nu geen leden aan.")
    if not word:
        return HttpResponse(
            f"<form action='/proef/'>Leeg, maar je typte ook: {request.POST.get('more')}</form>", status=422
        )
    record(Subject.objects.create(kind=word), "join", by=signed_in(request), reason=request.GET.get("why", ""))
    return redirect("/proef/klaar/")


@for_residents("Iets voorstellen")
def propose(request: HttpRequest) -> HttpResponse:
    return HttpResponse("stel maar voor")


urlpatterns = [
    path("beheer/", admin.site.urls),
    path("proef/", join),
    path("proef/voorstel/", propose),
    path("", include("coalitie.people.urls")),
    path("", include("coalitie.activity.urls")),
]
