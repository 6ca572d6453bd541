"""What every answer gets, and where a refused verb becomes a page."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from coalitie.lib.refused import Elsewhere, Refused
from coalitie.lib.scoped_admin import at_a_desk

# Five megabytes of words, as a browser sends them: a letter with an accent takes six bytes.
ROOM = 16 * 1024 * 1024

Handler = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_POLICY = (
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(self), "
    "geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), "
    "publickey-credentials-create=(self), publickey-credentials-get=(self), sync-xhr=(), usb=(), "
    "xr-spatial-tracking=()"
)


class SecurityHeadersMiddleware:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if is_personal(request, response):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def is_personal(request: HttpRequest, response: HttpResponse) -> bool:
    """Made for somebody signed in. On a library's computer the next visitor presses "back"."""
    session = getattr(request, "session", None)
    return session is not None and response.status_code < 500 and session.accessed and SESSION_KEY in session


class RoomyMiddleware:
    """A large form is read where it is marked ``@roomy``, for who sits at a desk: it comes back with what was typed.

    Anywhere else, and for anybody else, Django answers 400 without reading it.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., object], args: object, kwargs: object) -> None:
        length = request.META.get("CONTENT_LENGTH") or ""
        if not getattr(view, "is_roomy", False) or not length.isdecimal():
            return
        if settings.DATA_UPLOAD_MAX_MEMORY_SIZE < int(length) <= ROOM and at_a_desk(request.user):
            # What Django keeps a form in once it is read; it has no setting for one form.
            request._body = request.read()


def roomy[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """This view has something to say to a form that is far too large."""
    view.is_roomy = True  # type: ignore[attr-defined]
    return view


class RefusedMiddleware:
    """A ``Refused`` from any view becomes the 409 page with its sentence and a way back; ``Elsewhere`` a redirect.

    Never a permanent one: a browser remembers that for ever, and titles go back to what they were.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            return render(request, "409.html", {"exception": str(exception)}, status=409)
        if isinstance(exception, Elsewhere):
            return HttpResponseRedirect(str(exception), preserve_request=request.method != "GET")
        return None
