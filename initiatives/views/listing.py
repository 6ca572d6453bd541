"""Lists of initiatives: the whole city's, one platform's, and those like what somebody is typing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from coalitie.lib.text import clean_line
from initiatives import paging
from initiatives.forms.listing import FilterForm
from initiatives.models import Initiative, InitiativeQuerySet
from initiatives.models.rows import MOST_RANKED
from platforms.models import Area, Level
from platforms.views.platforms import frame

MOST_SIMILAR = 3
LONG_ENOUGH = 4


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET, user=request.user)
    rows = form.narrow(Initiative.objects.visible_to(request.user).published())
    context = found(request, form, rows)
    return render(request, "initiatives/index.html", {**context, "areas": places(), "form": form})


@require_safe
def of_platform(request: HttpRequest, slug: str) -> HttpResponse:
    """The tab of a platform's own page."""
    platform, context = frame(request, slug, tab="initiatives")
    form = FilterForm(request.GET, user=request.user, platform=platform)
    rows = form.narrow(Initiative.objects.visible_to(request.user).published().filter(platform=platform))
    context |= found(request, form, rows)
    return render(request, "initiatives/of_platform.html", {**context, "form": form})


@require_safe
def similar(request: HttpRequest) -> HttpResponse:
    """A piece of a page, asked for while a title is typed."""
    title = clean_line(request.GET.get("titel", ""))[:100]
    return render(request, "initiatives/_similar.html", {"similar": look_alikes(request, title)})


def look_alikes(request: HttpRequest, title: str, *, but: int | None = None) -> list[Initiative]:
    if len(title) < LONG_ENOUGH:
        return []
    rows = Initiative.objects.visible_to(request.user).published().open().exclude(pk=but or 0)
    return list(rows.similar_to(title).for_cards()[:MOST_SIMILAR])


def found(request: HttpRequest, form: FilterForm, rows: InitiativeQuerySet) -> dict[str, object]:
    """One page of cards, and how many there are in words."""
    words = form.cleaned_data.get("q", "")
    if not words:
        page = paging.by_date(request, rows.for_cards())
        return {"page": page, "count": in_words(paging.counted(rows))}
    ranked = list(rows.matching(words).best(words).values_list("pk", flat=True))
    if ranked:
        page = paging.by_number(request, ranked, rows.for_cards())
        return {"page": page, "count": in_words(len(ranked), most=MOST_RANKED), "words": words}
    near = list(rows.nearly(words).for_cards()[: paging.SIZE])
    count = _("Niets gevonden met die woorden. Dit lijkt erop.") if near else in_words(0)
    return {"page": paging.Page(near), "count": count, "words": words}


def in_words(number: int, *, most: int = paging.MOST_COUNTED) -> str:
    if number > most:
        return _("Meer dan %(number)d initiatieven") % {"number": most}
    if number == 0:
        return _("Geen initiatieven")
    return ngettext("%(number)d initiatief", "%(number)d initiatieven", number) % {"number": number}


def places() -> list[tuple[str, str, bool]]:
    """The filter "Waar": each stadsdeel with its gebieden below it, as (value, name, whether it lies within)."""
    areas = list(
        Area.objects.current()
        .filter(level__in=[Level.STADSDEEL, Level.GEBIED])
        .only("level", "slug", "name", "parent", "code")
    )
    inside: dict[int | None, list[Area]] = {}
    for area in areas:
        inside.setdefault(area.parent_id, []).append(area)
    return [
        (f"{area.level}-{area.slug}", area.name, area is not top)
        for top in inside.get(None, [])
        for area in [top, *inside.get(top.pk, [])]
    ]
