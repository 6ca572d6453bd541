"""Views that belong to no feature: an expired form token, and the pages for when something breaks."""

import sys
from collections.abc import Iterator

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

SECRET_FIELDS = {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "code"}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Nothing typed is lost: the form's fields come back on a page with a fresh token and one button to send again.

    Only fields are repeated, never files or secrets, and they only go to the same address of this site. And only what
    the browser says came from a page of this site: else a page elsewhere could fill in a form and let us ask, in our
    own words, to press once more.
    """
    typed: list[tuple[str, str]] = []
    if request.method == "POST" and comes_from_here(request):
        typed = [
            (name, value)
            for name, values in request.POST.lists()
            if name not in SECRET_FIELDS
            for value in values
            if isinstance(value, str)
        ]
    context = {"typed": typed, "action": request.get_full_path(), "lost_files": bool(request.FILES)}
    return render(request, "403_csrf.html", context, status=403)


def comes_from_here(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") in {settings.SITE_URL, f"{request.scheme}://{request.get_host()}"}


def chain(broken: BaseException | None) -> Iterator[BaseException]:
    """What went wrong, and what that came from: a template or a transaction wraps the lost connection in its own."""
    while broken is not None:
        yield broken
        broken = broken.__cause__ or broken.__context__


def server_error(request: HttpRequest) -> HttpResponse:
    """The last page standing. With the database away it says when to come back; neither page asks it anything."""
    away = any(isinstance(each, OperationalError | InterfaceError) for each in chain(sys.exc_info()[1]))
    page = loader.get_template("503.html" if away else "500.html").render({})
    return HttpResponse(page, status=503, headers={"Retry-After": "30"}) if away else HttpResponse(page, status=500)
