"""The first page: where am I, what happens here, what can I do."""

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from coalitie.pages.models import Page, Value, Version
from initiatives.models import Activity, Initiative, Result, Status, Update
from platforms.city import city
from platforms.models import Post
from platforms.search import SearchForm

NEWEST = 6
MOST_THIS_WEEK = 4
MOST_DONE = 3
MOST_TOLD = 4
NEWS = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if get_language() in settings.FEW_PAGES:
        return of_few_pages(request)
    context = {
        "form": SearchForm(),
        "city": city(),
        "initiatives": Initiative.objects.visible_to(request.user).published().open().newest().for_cards()[:NEWEST],
        "this_week": Activity.objects.published().on().this_week().for_rows().by_date()[:MOST_THIS_WEEK],
        "posts": list(Post.objects.visible_to(request.user).live().newest().for_cards()[:NEWS]),
        "done": of_initiative(Result.objects.published().filter(initiative__status=Status.DONE))[:MOST_DONE],
        "told": of_initiative(Update.objects.published())[:MOST_TOLD],
        "values": Value.objects.spoken(),
    }
    return render(request, "portal/home.html", context)


def of_few_pages(request: HttpRequest) -> HttpResponse:
    """In a language that has few pages: how to begin, and what there is to read in it."""
    paths = [path.strip("/") for path in settings.KEY_PAGES]
    pages = Page.objects.visible_to(request.user).published().filter(path__in=paths)
    found = Version.objects.filter(page__in=pages).best_in(get_language()).select_related("page").defer("body")
    to_read = sorted(found, key=lambda version: paths.index(version.page.path))
    return render(request, "portal/home_few.html", {"form": SearchForm(), "city": city(), "to_read": to_read})


def of_initiative(rows: QuerySet) -> QuerySet:
    """The last ones written; their number is an index, so the city may grow."""
    words = rows.select_related("initiative__platform").order_by("-pk")
    return words.defer("initiative__search", "initiative__story", "initiative__platform__story")
