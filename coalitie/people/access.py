"""Who somebody is, how sure we are, and what to do with somebody who must sign in first."""

import time
from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from coalitie.lib.language import link
from coalitie.people.models import Person, User

View = Callable[..., HttpResponse]

RECENT = 15 * 60
DESK_DAY = 12 * 60 * 60
# In the session, on the way to the second step: what was sent, and where to go on.
TYPED, WAS_AT = "typed_before_second_step", "was_at_before_second_step"


def allowed(user: Person, other: User) -> set[str]:
    """What somebody may do to the account of another: the team reads, blocks and makes team, never above itself."""
    if not isinstance(user, User) or not user.is_active or not user.in_team:
        return set()
    may = {"read"}
    if other.pk == user.pk or (other.is_superuser and not user.is_superuser):
        return may
    may.add("unblock" if other.blocked_at else "block")
    if has_second_factor(other):
        may.add("drop_second_step")
    if other.display_name:
        may.add("clear_name")
    if other.team_since:
        may.add("leave_team")
    elif other.is_resident:
        may.add("join_team")
    return may


def signed_in(request: HttpRequest) -> User:
    """Whoever is signed in, for views that only signed-in people reach."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def is_resident(request: HttpRequest) -> bool:
    """Signed in, not blocked, and 16 or older."""
    return isinstance(request.user, User) and request.user.is_resident


def network_of(request: HttpRequest) -> str:
    """Where a request comes from, for limits only. Never stored: a Limit keeps an HMAC of it for a day."""
    try:
        return get_adapter(request).get_client_ip(request)
    except PermissionDenied:
        return ""


def here(request: HttpRequest, address: str | None, otherwise: str | None = None) -> str:
    """An address on this site to go on to; anything else becomes the other one, or one's own page."""
    if (
        address
        and address.startswith("/")
        and address.isprintable()
        and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    ):
        return address
    return link("/mijn/") if otherwise is None else otherwise


def seconds_since_proof(request: HttpRequest, method: str | None = None) -> float | None:
    """How long ago this session's person proved who it is, by any method or by this one."""
    if not isinstance(request.user, User):
        return None
    times = [
        record["at"]
        for record in get_authentication_records(request, request.user)
        if method is None or record["method"] == method
    ]
    return time.time() - max(times) if times else None


def proved_recently(request: HttpRequest) -> bool:
    """A thief of an open session cannot take over the account: what matters asks for a proof of the last quarter."""
    user = signed_in(request)
    needs_second = Authenticator.objects.filter(user=user).exists()
    seconds = seconds_since_proof(request, "mfa" if needs_second else None)
    return seconds is not None and seconds < RECENT


def still_you_required(view: View) -> View:
    """Ask again who somebody is: by second factor or password when there is one, else by a code in the mail."""

    @wraps(view)
    def asked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.path)
        if proved_recently(request):
            return view(request, *args, **kwargs)
        if get_reauthentication_flows(request.user):
            raise ReauthenticationRequired
        return HttpResponseRedirect(f"{reverse('people:still_you')}?{urlencode({'next': request.path})}")

    return asked


def passed_second_factor(request: HttpRequest) -> bool:
    """This session passed a second factor today, and the factor still exists."""
    seconds = seconds_since_proof(request, "mfa")
    return seconds is not None and seconds < DESK_DAY and has_second_factor(signed_in(request))


def second_step_first(request: HttpRequest, why: str) -> HttpResponse | None:
    """None for who showed a second factor today; for others the way to it, and from there back to what they were at."""
    if passed_second_factor(request):
        return None
    if request.method == "POST":
        fields = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
        request.session[TYPED] = {"path": request.path, "fields": fields}
    if has_second_factor(signed_in(request)):
        return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
    request.session[WAS_AT] = request.get_full_path()
    messages.info(request, why)
    return HttpResponseRedirect(reverse("mfa_index"))


def typed_before(request: HttpRequest) -> dict[str, str]:
    """What was sent to this very address just before the second step was asked for: once, to show again."""
    if request.session.get(TYPED, {}).get("path") != request.path:
        return {}
    return dict(request.session.pop(TYPED)["fields"])


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(
        user=user, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    ).exists()
