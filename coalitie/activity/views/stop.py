"""Ending a kind of mail with one press, from the mail itself. Neither signing in nor a cookie is needed (RFC 8058)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from coalitie.activity.stop import read_token


# The signature in the address is what a form token would be: it proves that we gave this address to that person.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows one button and changes nothing, since mail scanners open every address. A POST is done at once.

    Mail readers post ``List-Unsubscribe=One-Click`` and are not redirected, as the RFC asks.
    """
    asked = read_token(token)
    if asked is None:
        return render(request, "activity/stop_dead.html", status=404)
    if request.method == "POST":
        if request.POST.get("aan") == "1":
            asked.on()
        else:
            asked.off()
        if "List-Unsubscribe" not in request.POST:
            return redirect("activity:stop", token)
    return render(request, "activity/stop.html", {"stop": asked})
