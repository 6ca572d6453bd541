"""Who may do what with pages and values: everybody reads what is published, the coalition team writes."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from .models import Page, Value

if TYPE_CHECKING:
    from coalitie.people.models import User


def allowed(user: "User | AnonymousUser", thing: Page | Value) -> set[str]:
    if user.is_authenticated and user.in_team:
        return {"read", "edit"}
    if isinstance(thing, Value) or thing.is_published:
        return {"read"}
    return set()
