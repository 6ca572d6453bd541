"""The desk: Django's admin, behind allauth's sign-in and a second factor."""

from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitie.people.access import View, passed_second_factor, second_step_first
from coalitie.people.models import User


class DeskSite(AdminSite):
    site_title = site_header = gettext_lazy("Beheer")
    index_title = gettext_lazy("Wat ligt er op tafel?")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Our own desks only. Those that libraries bring (groups, addresses, second factors) are doors beside ours."""
        if admin_class is not None and not admin_class.__module__.startswith(("django.", "allauth.")):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return isinstance(user, User) and user.is_active and user.is_staff and passed_second_factor(request)

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # type: ignore[override]
        inner = super().admin_view(view, cacheable)

        def behind_the_door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            answer = at_the_door(request)
            if answer is None:
                past_the_redirect(request)
            return answer or inner(request, *args, **kwargs)

        return update_wrapper(behind_the_door, inner)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return at_the_door(request) or redirect("admin:index")

    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_logout")

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")


def past_the_redirect(request: HttpRequest) -> None:
    """Django's redirect by content type tells the address of any row, also of one hidden from this desk."""
    match = request.resolver_match
    if match and match.url_name == "view_on_site" and not (isinstance(request.user, User) and request.user.in_team):
        raise Http404


def at_the_door(request: HttpRequest) -> HttpResponse | None:
    """Nobody who is not staff learns that a page is there; staff show their second factor first."""
    user = request.user
    if not isinstance(user, User):
        return redirect_to_login(request.get_full_path())
    if not user.is_staff or not user.is_active:
        raise Http404
    why = _("In het beheer zie je gegevens van anderen. Daarom hoort er een tweede stap bij. Zet die eerst aan.")
    return second_step_first(request, why)
