from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from coalitie.activity.models import Notice
from coalitie.people.models import User


def unread(request: HttpRequest) -> dict[str, object]:
    """How many unread notices wait, for the head of the page. Asked only when the template gets to it."""
    return {"unread": SimpleLazyObject(lambda: count(request))}


def count(request: HttpRequest) -> int:
    user = getattr(request, "user", None)
    return Notice.objects.visible_to(user).unread().count() if isinstance(user, User) else 0
