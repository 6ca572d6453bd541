"""The only way to a photo of an initiative: through the update or result it belongs to."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from initiatives.models import Photo
from initiatives.models.photo import FOLDER

AN_HOUR = 60 * 60


@require_safe
def photo(request: HttpRequest, name: str, side: str, kind: str) -> HttpResponseBase:
    """As hidden as what it belongs to: no cache on the way keeps a copy, and a browser only for a while."""
    path = f"{FOLDER}/{name}-{side}.{kind}"
    rows = Photo.objects.filter(name=name, made_at__isnull=False)
    if not rows.visible_to(request.user).exists() or not default_storage.exists(path):
        raise Http404
    response = FileResponse(default_storage.open(path), content_type=f"image/{kind}")
    if rows.published().exists():
        patch_cache_control(response, private=True, max_age=AN_HOUR)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response
