"""The button "Volg", which stands on pages of every kind."""

from typing import Any

from django import template

from coalitie.activity.models import Subscription

register = template.Library()


@register.inclusion_tag("components/follow.html", takes_context=True)
def follow_button(
    context: template.RequestContext, subject_id: int | None, follows: bool | None = None
) -> dict[str, Any]:
    """Asks the database for who is signed in only, whether this person follows the thing, unless the page knows it.

    Visitors get a link.
    """
    request = context["request"]
    signed_in = request.user.is_authenticated
    if follows is None:
        own = Subscription.objects.on().filter(person_id=request.user.pk)
        follows = signed_in and subject_id is not None and own.filter(subject_id=subject_id).exists()
    return {
        "subject": subject_id,
        "signed_in": signed_in,
        "follows": follows,
        "csrf_token": context.get("csrf_token"),
        "path": request.path,
    }
