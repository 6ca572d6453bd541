from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from coalitie.activity.models import Mail
from coalitie.people.demo import app_codes

SHOWN = 30


@never_cache
@require_safe
def demo_post(request: HttpRequest) -> HttpResponse:
    """All mail of everybody, codes included. Its address exists in the demo only, and it looks once more itself."""
    if not settings.DEMO:
        raise Http404
    context = {"mails": Mail.objects.order_by("-pk")[:SHOWN], "app_codes": app_codes()}
    return render(request, "activity/demo_post.html", context)
