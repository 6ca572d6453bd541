"""The list of platforms, and the pages of one: notice board, people, story, poster."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coalitie.lib.language import link
from coalitie.lib.qr import qr_of
from platforms import swarm
from platforms.access import of_platform, own_membership
from platforms.forms import FilterForm, PageForm
from platforms.models import GROWING, LinkKind, Platform, Stage

PER_PAGE = 20
ON_BOARD = 12
ON_THIS_WEEK = 5
MOST_WAITING = 3
NEWS = 2
DONE = "done"  # as initiatives, a layer above, calls what was achieved


@require_safe
def platforms(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    found = form.narrow(Platform.objects.visible_to(request.user)).for_cards().alphabetical()
    page = Paginator(found, PER_PAGE).get_page(form.cleaned_data.get("pagina") or 1)
    context = {"form": form, "page": page, "total": page.paginator.count, "query": form.query}
    return render(request, "platforms/platforms.html", context)


@require_safe
def platform(request: HttpRequest, slug: str) -> HttpResponse:
    """The notice board: what people make, where hands are wanted, who carries it."""
    found, context = frame(request, slug, tab="board")
    latest = list(found.initiatives.visible_to(request.user).listed().newest().for_cards()[:ON_BOARD])
    making = [initiative for initiative in latest if initiative.is_open]
    context |= {
        "this_week": list(this_week(found.activities, request)),
        "making": making[:6],
        "posts": list(found.posts.visible_to(request.user).live().newest().defer("body")[:NEWS]),
        "done": [initiative for initiative in latest if initiative.status == DONE][:4],
        "wanted": [(row, row.asked, what_for(row)) for row in making if row.asked][:4],
        "names": list(found.memberships.visible_to(request.user).showing()[:12]),
        "map": own_map(found),
        "waiting": list(waiting(found, request)),
        **pointers(found),
        **on_paper(found),
    }
    return render(request, "platforms/platform.html", context)


def this_week(activities: Any, request: HttpRequest) -> Any:
    """What is on within seven days. Activities, a layer above, know their platform and their buurt, not the reverse."""
    return activities.visible_to(request.user).published().on().this_week().for_rows().by_date()[:ON_THIS_WEEK]


def waiting(found: Any, request: HttpRequest) -> Any:
    """What it asked or signed and still waits for. Questions, a layer above, know their platform."""
    questions: Any = Platform._meta.get_field("questions").related_model
    rows = questions.objects.visible_to(request.user).published().of_platform(found).waiting()
    return rows.for_rows().longest_first()[:MOST_WAITING]


def what_for(initiative: Any) -> str:
    """The lines beside what is still looked for."""
    open_needs = (need for need in initiative.needs.all() if need.missing(need.have) != 0)
    return "; ".join(need.what_for for need in open_needs if need.what_for)


@require_safe
def people(request: HttpRequest, slug: str) -> HttpResponse:
    found, context = frame(request, slug, tab="people")
    shown = Paginator(found.memberships.visible_to(request.user).showing(), 60)
    context["page"] = shown.get_page(page_number(request))
    context["hidden_count"] = found.member_count - shown.count
    return render(request, "platforms/people.html", context)


@require_safe
def about(request: HttpRequest, slug: str) -> HttpResponse:
    found, context = frame(request, slug, tab="about")
    context["rights"] = list(found.rights.visible_to(request.user).current().select_related("area"))
    return render(request, "platforms/about.html", context | pointers(found))


@require_safe
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    """For the window of the library: one page on paper."""
    found, context = frame(request, slug, tab="")
    return render(request, "platforms/poster.html", context | on_paper(found))


def frame(request: HttpRequest, slug: str, *, tab: str) -> tuple[Any, dict[str, Any]]:
    """The platform, if this person may see it, and what ``platforms/base_platform.html`` shows around every tab.

    ``tab`` names one of those below, or is empty. The platform carries ``member_count`` and ``open_count``.
    """
    found = get_object_or_404(Platform.objects.visible_to(request.user).for_page(request.user), slug=slug)
    own = own_membership(request.user, found)
    may = of_platform(request.user, found, own)
    return found, {
        "platform": found,
        "own": own,
        "may": may,
        "tab": tab,
        "tabs": tabs(found, tab) if tab else [],
        "proposes": link(f"/initiatieven/nieuw/?platform={found.slug}"),
    }


def tabs(found: Any, current: str) -> list[dict[str, Any]]:
    address = found.get_absolute_url()
    every = [
        ("board", _("Prikbord"), address, None),
        ("initiatives", _("Initiatieven"), f"{address}initiatieven/", found.open_count),
        ("agenda", _("Agenda"), f"{address}agenda/", None),
        ("budget", _("Budget"), f"{address}buurtbudget/", None),
        ("means", _("Middelen"), f"{address}middelen/", None),
        *([("nursery", _("Stappen"), f"{address}stappen/", None)] if found.stage in GROWING else []),
        ("people", _("Mensen"), f"{address}mensen/", found.member_count),
        ("about", _("Over"), f"{address}over/", None),
    ]
    return [
        {"title": title, "url": url, "count": count, "current": name == current} for name, title, url, count in every
    ]


def page_number(request: HttpRequest) -> int:
    form = PageForm(request.GET)
    return form.cleaned_data["pagina"] or 1 if form.is_valid() else 1


def own_map(found: Platform) -> SafeString:
    state = swarm.FILLED if found.stage == Stage.PLATFORM else swarm.RING
    dots = [swarm.Dot(area, state, (found.name,)) for area in found.areas.all()]
    return swarm.local_map(dots, _("Buurten van %(platform)s") % {"platform": found})


def on_paper(found: Platform) -> dict[str, Any]:
    """The address to scan or to type over. From SITE_URL, never from the Host header of a request."""
    address = f"{settings.SITE_URL}{found.get_absolute_url()}"
    return {"qr": qr_of(address), "address": address.removeprefix("https://").removeprefix("http://").rstrip("/")}


def pointers(found: Platform) -> dict[str, Any]:
    rows = list(found.links.all())
    for row in rows:  # forms take nothing else; what came in another way is not put behind a press
        row.url = row.url if row.url.startswith(("https://", "http://")) else ""
    return {
        "links": [row for row in rows if row.kind == LinkKind.LINK],
        "partners": [row for row in rows if row.kind == LinkKind.PARTNER],
    }
