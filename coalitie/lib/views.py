"""Views that belong to no feature: what happens when a form's token has expired."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

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
