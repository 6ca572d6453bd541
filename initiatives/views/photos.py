"""The only way to a photo of an initiative: through the update or result it belongs to."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from coalitie.lib.pictures import handed_out
from initiatives.models import Photo
from initiatives.models.photo import FOLDER


@require_safe
def photo(request: HttpRequest, name: str, side: str, kind: str) -> HttpResponseBase:
    """As hidden as what it belongs to."""
    rows = Photo.objects.filter(name=name, made_at__isnull=False)
    if not rows.visible_to(request.user).exists():
        raise Http404
    return handed_out(f"{FOLDER}/{name}-{side}.{kind}", kind, public=rows.published().exists())
