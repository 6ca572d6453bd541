"""Where an address of old leads to now."""

from typing import NoReturn

from django.http import Http404, HttpRequest
from django.urls import reverse

from coalitie.lib.refused import Elsewhere
from initiatives.models import Initiative, OldAddress


def moved_on(request: HttpRequest, slug: str) -> NoReturn:
    """Nothing bears this address any more: on to what it leads to, if this person may see that."""
    old = OldAddress.objects.filter(slug=slug).values("initiative")
    now = Initiative.objects.visible_to(request.user).filter(pk__in=old).values_list("slug", flat=True).first()
    match = request.resolver_match
    if now is None or match is None:
        raise Http404
    address = reverse(match.view_name, kwargs={**match.kwargs, "slug": now})
    query = request.META.get("QUERY_STRING", "")
    raise Elsewhere(f"{address}?{query}" if query else address)
