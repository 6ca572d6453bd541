"""What happens at a platform or in an area, as an Atom feed: as everybody sees it, whoever asks."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from coalitie.activity.feed import feed_of
from platforms.models import Area, Platform


@require_safe
def platform(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Platform.objects.visible_to(AnonymousUser()), slug=slug)
    return feed_of(request, found.subject_id, found.name, found.get_absolute_url())


@require_safe
def area(request: HttpRequest, level: str, slug: str) -> HttpResponse:
    found = get_object_or_404(Area, level=level, slug=slug)
    return feed_of(request, found.subject_id, found.name, found.get_absolute_url())
