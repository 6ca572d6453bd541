"""Calendars to follow along: of one activity, a platform, a gebied, everything, the own one at a secret address."""

import hashlib
from datetime import UTC, datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from initiatives.ical import calendar, for_calendar
from initiatives.models import Activity, Feed, SignUp
from platforms.models import Area, Level, Platform

NOBODY = AnonymousUser()
QUARTER = 15 * 60


@require_safe
def everything(request: HttpRequest) -> HttpResponse:
    rows = for_calendar(Activity.objects.visible_to(NOBODY))
    return answer(request, rows, _("Buurtplatformen Amsterdam"))


@require_safe
def of_platform(request: HttpRequest, slug: str) -> HttpResponse:
    platform = get_object_or_404(Platform.objects.visible_to(NOBODY), slug=slug)
    rows = for_calendar(Activity.objects.visible_to(NOBODY).filter(platform=platform))
    return answer(request, rows, platform.name)


@require_safe
def of_area(request: HttpRequest, slug: str) -> HttpResponse:
    area = get_object_or_404(Area, level=Level.GEBIED, slug=slug)
    rows = for_calendar(Activity.objects.visible_to(NOBODY).inside(area))
    return answer(request, rows, area.name)


@require_safe
def of_activity(request: HttpRequest, slug: str) -> HttpResponse:
    rows = Activity.objects.visible_to(NOBODY).select_related("platform", "initiative", "area")
    activity = get_object_or_404(rows.defer("initiative__search"), slug=slug)
    return answer(request, [activity], activity.title)


@require_safe
def own(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the address reads along; so nothing of it is kept in between, and a new address ends the old."""
    feed = get_object_or_404(Feed.objects.opened_with(token).select_related("person"))
    person = feed.person
    mine = SignUp.objects.filter(person=person, activity=OuterRef("pk")).values("status")
    rows = Activity.objects.visible_to(person).concerning(person).annotate(sign_up_status=Subquery(mine))
    return answer(request, for_calendar(rows), _("Mijn buurtagenda"), private=True)


def answer(request: HttpRequest, rows: list[Activity], name: str, *, private: bool = False) -> HttpResponse:
    """The ETag says what is in it. Last-Modified only informs: what was hidden leaves no later date behind."""
    body = calendar(rows, name=name)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response["ETag"] = etag
    latest = max((row.updated_at for row in rows), default=datetime(2026, 1, 1, tzinfo=UTC))
    response["Last-Modified"] = http_date(latest.timestamp())
    response["Cache-Control"] = "private, no-cache" if private else f"public, max-age={QUARTER}"
    response["Content-Disposition"] = 'inline; filename="agenda.ics"'
    response["X-Robots-Tag"] = "noindex"
    # Calendars are read from other sites too.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return get_conditional_response(request, etag=etag, response=response) or response
