"""The first page: where am I, what happens here, what can I do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from coalitie.pages.models import Value
from initiatives.models import Initiative
from platforms import swarm
from platforms.models import Area, Level
from platforms.search import SearchForm

NEWEST = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    areas = list(Area.objects.current().exclude(level=Level.WIJK).alphabetical())
    dots = swarm.covered(areas, request.user)
    inhabited = [dot for dot in dots if dot.area.inhabited]
    context = {
        "form": SearchForm(),
        "map": swarm.city_map(dots, {area.pk: area for area in areas if area.level != Level.BUURT}),
        "inhabited": len(inhabited),
        "with_platform": sum(dot.state == swarm.FILLED for dot in inhabited),
        "initiatives": Initiative.objects.visible_to(request.user).published().open().newest().for_cards()[:NEWEST],
        "values": Value.objects.all(),
    }
    return render(request, "portal/home.html", context)
