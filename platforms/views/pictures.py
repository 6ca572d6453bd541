"""The only way to an uploaded picture: through the platform it belongs to."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from coalitie.lib.pictures import handed_out, large_name
from platforms.models import Platform


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A hidden platform's picture is as hidden as its page."""
    path = f"platforms/{name}"
    shown = Platform.objects.visible_to(request.user).filter(picture=large_name(path)).first()
    if shown is None:
        raise Http404
    return handed_out(path, "webp", public=shown.hidden_at is None)
