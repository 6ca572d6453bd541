"""Following a list with its filters and words, and the feeds of lists and initiatives."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from coalitie.activity.feed import MOST_ENTRIES, Entry, answer, feed_of
from coalitie.lib.language import link
from coalitie.lib.refused import Refused
from coalitie.pages.models import Value
from coalitie.people.access import is_resident, signed_in
from coalitie.people.models import Limit
from coalitie.people.parked import sign_in_first
from initiatives.forms.listing import FilterForm
from initiatives.models import Initiative, InitiativeQuerySet, follow_search

MOST_A_DAY = 40


@never_cache
@require_http_methods(["GET", "POST"])
def follow_list(request: HttpRequest) -> HttpResponse:
    """A page with one button. What is looked for stands in the address, and goes through the form of the list."""
    form = FilterForm(request.GET, user=AnonymousUser())
    query, name = query_of(form), name_of(form)
    if not query:
        return redirect("initiatives:index")
    if request.method == "POST":
        if not is_resident(request):
            return sign_in_first(request, sentence=_("Volgen: %(title)s") % {"title": name})
        by = signed_in(request)
        if not Limit.take("follow_list", by.pk, most=MOST_A_DAY, per=timedelta(days=1)):
            raise Refused(_("Je volgt er vandaag al veel lijsten bij. Morgen kan het weer."))
        follow_search(query, name, found(form), by=by, **parts_of(form))
        messages.success(request, _("Je volgt nu %(title)s.") % {"title": name})
        return redirect(link(f"/initiatieven/?{query}"))
    return render(request, "initiatives/follow_list.html", {"name": name, "query": query})


@require_safe
def list_feed(request: HttpRequest) -> HttpResponse:
    """The newest initiatives of a list. An entry stays the same; its date is when it was published."""
    form = FilterForm(request.GET, user=AnonymousUser())
    rows = found(form).newest().select_related("platform").only("title", "slug", "summary", "published_at", "platform")
    entries = [
        Entry(f"initiatief/{row.pk}", row.title, row.get_absolute_url(), row.published_at, row.summary)
        for row in rows[:MOST_ENTRIES]
    ]
    query = query_of(form)
    url = link(f"/initiatieven/?{query}" if query else "/initiatieven/")
    return answer(request, title=name_of(form), url=url, entries=entries)


@require_safe
def initiative_feed(request: HttpRequest, slug: str) -> HttpResponse:
    initiative = get_object_or_404(Initiative.objects.visible_to(AnonymousUser()).published(), slug=slug)
    return feed_of(request, initiative.subject_id, initiative.title, initiative.get_absolute_url())


def found(form: FilterForm) -> InitiativeQuerySet:
    """What everybody finds."""
    rows: InitiativeQuerySet = form.narrow(Initiative.objects.visible_to(AnonymousUser()).published())
    words = form.cleaned_data.get("q")
    return rows.matching(words) if words else rows


def query_of(form: FilterForm) -> str:
    """The filters that are on, in a fixed order."""
    return urlencode({name: form.data[name] for name in sorted(form.fields) if form.cleaned_data.get(name)})


def name_of(form: FilterForm) -> str:
    said = ", ".join(text for text, _without in form.chips)
    return _("Initiatieven: %(filters)s") % {"filters": said} if said else _("Initiatieven")


def parts_of(form: FilterForm) -> dict[str, object]:
    chosen = form.cleaned_data
    return {
        "words": chosen.get("q", ""),
        "area": chosen.get("buurt") or chosen.get("waar"),
        "platform": chosen.get("platform"),
        "value": Value.objects.filter(slug=chosen.get("waarde", "")).first(),
        "stage": chosen.get("fase", ""),
    }
