"""What allauth's views lack here: an added factor counts as shown, and bad input is answered with 422."""

from functools import wraps

from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from coalitie.people.access import WAS_AT, View, has_second_factor, signed_in


def counts_as_passed(view: View) -> View:
    """Around allauth's views that add a factor. A code of an app works once; asking again would mean waiting."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        had_one = has_second_factor(signed_in(request))
        response = view(request, *args, **kwargs)
        if request.method == "POST" and not had_one and has_second_factor(signed_in(request)):
            record_authentication(request, signed_in(request), method="mfa", reauthenticated=True)
            if was_at := request.session.pop(WAS_AT, ""):
                link = format_html('<a href="{}">{}</a>', was_at, _("Ga verder waar je was"))
                messages.info(request, link)
        return response

    return wrapped


def says_422(view: View) -> View:
    """allauth answers a form with errors with 200, as if all were well."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == 200:
            response.status_code = 422
        return response

    return wrapped
