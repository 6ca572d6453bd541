"""The city, its stadsdelen, gebieden, wijken and buurten: who is active where, and how to begin."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from coalitie.lib.language import link
from coalitie.pages.models import Document
from platforms import swarm
from platforms.city import city, group_dots
from platforms.models import Area, Interest, Level, Platform, Stage
from platforms.search import FEW, POSTCODE, SearchForm, find
from platforms.views.platforms import this_week

INITIATIVES = 5
MOST_HERE, MOST_AROUND = 6, 24  # platforms on the page of a buurt, and on that of something larger


@require_safe
def city_page(request: HttpRequest) -> HttpResponse:
    """All buurten on the map and in a list."""
    return render(request, "platforms/areas/city.html", {"form": SearchForm(), "city": city()})


@require_safe
def area(request: HttpRequest, level: str, slug: str) -> HttpResponse:
    """One stadsdeel, gebied, wijk or buurt. For a buurt the map shows its whole gebied."""
    here = get_object_or_404(Area.objects.select_related("parent__parent", "wijk"), level=level, slug=slug)
    is_buurt = here.level == Level.BUURT
    around = here.parent if is_buurt and here.parent else here
    neighbours = list(around.buurten().current().select_related("parent", "outline").alphabetical())
    if is_buurt and here not in neighbours:
        neighbours.append(here)
    dots = swarm.covered(neighbours, request.user)
    marked = frozenset([here.pk]) if is_buurt else frozenset()
    most = MOST_HERE if is_buurt else MOST_AROUND
    platforms = list(Platform.objects.visible_to(request.user).covering(here).alphabetical()[: most + 1])
    label = _("Buurten in %(name)s") % {"name": around.name}
    context = {
        "area": here,
        "around": around,
        "form": SearchForm(),
        "map": swarm.outline_map(dots, label, marked) or swarm.local_map(dots, label, marked),
        "groups": group_dots(dots, {dot.area.parent.pk: dot.area.parent for dot in dots if dot.area.parent}, here.pk),
        "platforms": platforms[:most],
        "more_platforms": every_platform(here) if len(platforms) > most else "",
        "initiatives": initiatives_in(here, request) if is_buurt else [],
        "this_week": list(this_week(activities_in(here), request)),
        "agenda": link(f"/agenda/?waar={here.level}-{here.slug}"),
        **(wished_for(here, platforms, request) if is_buurt else {}),
    }
    return render(request, "platforms/areas/area.html", context)


def wished_for(buurt: Area, platforms: list[Platform], request: HttpRequest) -> dict[str, object]:
    """Where nobody is at work: how many neighbours would like a platform, and whether this person said so."""
    if buurt.ended_at or any(one.stage != Stage.RESTING and one.hidden_at is None for one in platforms):
        return {}
    own = Interest.objects.visible_to(request.user).filter(buurt=buurt)
    return {"wanted": True, "wishes": Interest.objects.number_in(buurt), "wished": own.exists()}


def every_platform(here: Area) -> str:
    """The list of platforms, narrowed as far as it can be."""
    words = {Level.STADSDEEL: ("stadsdeel", here.slug), Level.BUURT: ("zoek", here.name)}.get(Level(here.level))
    return f"{reverse('platforms:platforms')}?{urlencode([words])}" if words else reverse("platforms:platforms")


def initiatives_in(buurt: Area, request: HttpRequest) -> list[object]:
    """The newest initiatives this visitor may see; they know their buurt, the buurt does not know them."""
    return list(buurt.initiatives.visible_to(request.user).listed().newest().for_cards()[:INITIATIVES])


def activities_in(here: Area) -> Any:
    """What is on in these buurten; activities are a layer above too."""
    model: Any = Area._meta.get_field("activities").related_model
    return model.objects.inside(here)


@require_safe
@never_cache
def search(request: HttpRequest) -> HttpResponseBase:
    """One good match goes straight there, several are offered, none gives help."""
    form = SearchForm(request.GET)
    if not form.is_valid():
        return render(request, "platforms/areas/search.html", {"form": form}, status=422)
    words = form.cleaned_data["q"]
    if not words:
        return render(request, "platforms/areas/search.html", {"form": SearchForm()})
    found = find(words, request.user)
    if found.the_one is not None:
        return HttpResponseRedirect(found.the_one.get_absolute_url())
    papers = [] if POSTCODE.fullmatch(words) else list(papers_about(words, request)[:FEW])
    context = {"form": form, "found": found, "words": words, "papers": papers}
    return render(request, "platforms/areas/search.html", context)


def papers_about(words: str, request: HttpRequest) -> Any:
    """Documents with these words in their title or in the file itself."""
    return Document.objects.visible_to(request.user).standing().matching(words).for_rows()


@require_safe
@never_cache
def suggestions(request: HttpRequest) -> JsonResponse:
    """What fits the letters typed so far. Nothing for a postcode: that one waits until it is sent."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    if len(words) < 2 or POSTCODE.fullmatch(words):
        return JsonResponse({"suggestions": []})
    found = find(words, request.user, most=FEW)
    listed: list[Area | Platform] = [*found.areas, *found.platforms]
    return JsonResponse(
        {"suggestions": [{"name": one.name, "hint": hint(one), "url": one.get_absolute_url()} for one in listed[:FEW]]}
    )


def hint(one: Area | Platform) -> str:
    if isinstance(one, Platform):
        return str(one.get_stage_display())
    if one.parent is None:
        return one.level_name
    return _("%(level)s in %(parent)s") % {"level": one.level_name, "parent": one.parent.name}
