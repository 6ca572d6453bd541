"""The only way to an uploaded picture: through the platform it belongs to."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from coalitie.lib.pictures import large_name
from platforms.models import Platform

AN_HOUR = 60 * 60


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A hidden platform's picture is as hidden as its page; so no cache between us and who looks keeps a copy."""
    path = f"platforms/{name}"
    shown = Platform.objects.visible_to(request.user).filter(picture=large_name(path)).first()
    if shown is None or not default_storage.exists(path):
        raise Http404
    response = FileResponse(default_storage.open(path), content_type="image/webp")
    if shown.hidden_at is None:
        patch_cache_control(response, private=True, max_age=AN_HOUR)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response
