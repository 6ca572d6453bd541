"""Views that belong to no feature: an expired form token, and the pages for when something breaks."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

SECRET_FIELDS = {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "code"}
MOST_FIELDS = 100


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Nothing typed is lost: the form's fields come back on a page with a fresh token and one button to send again.

    Only fields are repeated, never files or secrets, and they only go to the same address of this site. The person
    presses; so a forged request from elsewhere still does nothing by itself.
    """
    typed: list[tuple[str, str]] = []
    if request.method == "POST":
        typed = [
            (name, value)
            for name, values in request.POST.lists()
            if name not in SECRET_FIELDS
            for value in values
            if isinstance(value, str)
        ][:MOST_FIELDS]
    context = {"typed": typed, "action": request.get_full_path(), "lost_files": bool(request.FILES)}
    return render(request, "403_csrf.html", context, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """The last page standing. With the database away it says when to come back; neither page asks it anything."""
    broken = sys.exc_info()[1]
    away = isinstance(broken, OperationalError | InterfaceError)
    page = loader.get_template("503.html" if away else "500.html").render({})
    return HttpResponse(page, status=503, headers={"Retry-After": "30"}) if away else HttpResponse(page, status=500)
