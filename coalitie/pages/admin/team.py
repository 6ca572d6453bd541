"""A desk at which only the coalition team sits."""

from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from coalitie.lib.scoped_admin import ScopedAdmin
from coalitie.pages.access import allowed


class TeamDesk(ScopedAdmin):
    actions = None

    def scope(self, rows: QuerySet, user: Any) -> QuerySet:
        return rows.visible_to(user) if user.in_team else rows.none()  # type: ignore[attr-defined]

    def allowed(self, user: Any, obj: Any) -> set[str]:
        return allowed(user, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return in_team(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return in_team(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return in_team(request)


def in_team(request: HttpRequest) -> bool:
    return request.user.is_authenticated and request.user.is_active and request.user.in_team
