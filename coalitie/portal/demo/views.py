from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from coalitie.portal.demo.sign_in import PEOPLE


@never_cache
@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    """Whom one can sign in as. Its address exists in the demo only, and it looks once more itself."""
    if not settings.DEMO:
        raise Http404
    return render(request, "portal/demo.html", {"people": PEOPLE})
