"""The page with the dictionary, the files, and the description for machines."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from coalitie.portal.open_data.description import openapi
from coalitie.portal.open_data.sets import SETS
from coalitie.portal.open_data.shape import LICENCE, LICENCE_ADDRESS, VERSION

AN_HOUR = 3600
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    context = {
        "sets": SETS.values(),
        "base": f"/open-data/{VERSION}/",
        "licence": LICENCE,
        "licence_address": LICENCE_ADDRESS,
        "today": timezone.localdate(),
    }
    return render(request, "portal/open_data.html", context)


@require_safe
def file(request: HttpRequest, name: str, ending: str) -> StreamingHttpResponse:
    """The same for everybody: what a visitor may see. Written while it is sent, however much it is."""
    found = SETS.get(name)
    if found is None:
        raise Http404
    response = StreamingHttpResponse(found.as_csv() if ending == "csv" else found.as_json(), content_type=TYPES[ending])
    if ending == "csv":
        response["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate()}.csv"'
    return to_all(response, keeps=found.keeps)


@require_safe
def description(request: HttpRequest) -> HttpResponse:
    return to_all(JsonResponse(openapi(), json_dumps_params={"ensure_ascii": False, "indent": 1}))


def to_all[Answer: (HttpResponse, StreamingHttpResponse, JsonResponse)](
    response: Answer, *, keeps: bool = True
) -> Answer:
    """Pages of others may read it too; without cookies it says nothing about who asks."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = f"public, max-age={AN_HOUR}" if keeps else "no-store"
    return response
