"""Finding the initiative that an address names, for every page of it."""

from django.http import HttpRequest

from initiatives.models import Initiative, Status
from initiatives.views.addresses import moved_on


def load(request: HttpRequest, slug: str) -> Initiative:
    rows = (
        Initiative.objects.visible_to(request.user)
        .for_page(request.user)
        .select_related("platform", "area__parent", "author")
    )
    found = rows.defer("search").exclude(status=Status.MERGED).filter(slug=slug).first()
    return found or moved_on(request, slug)
