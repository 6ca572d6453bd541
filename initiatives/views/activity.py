"""The page of one activity."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from coalitie.lib.mail import absolute
from coalitie.lib.qr import qr_of
from coalitie.people.models import User
from initiatives.access import of_activity
from initiatives.forms.signup import SignUpForm
from initiatives.models import Activity, SignUp, SignUpStatus
from initiatives.models.series import in_words
from initiatives.views import talk
from initiatives.views.page import story

MOST_DATES = 6


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """What, when and where, who may still come; on paper a poster with a code to scan."""
    activity = load(request, slug)
    address = absolute("initiatives:activity", activity.slug)
    context = {
        **around_sign_up(request, activity),
        "story": story(activity.story),
        "series": activity.series and in_words(activity.series.pattern, activity.series.first_on),
        "dates": other_dates(request, activity),
        "qr": qr_of(address),
        "address": address.removeprefix("https://").removeprefix("http://").rstrip("/"),
        "value_slugs": [],
        **talk.of_page(request, activity),
    }
    return render(request, "agenda/detail.html", context)


def load(request: HttpRequest, slug: str) -> Activity:
    rows = Activity.objects.visible_to(request.user).with_taken()
    rows = rows.select_related("platform", "initiative", "area", "series", "subject").defer("initiative__search")
    return get_object_or_404(rows, slug=slug)


def around_sign_up(request: HttpRequest, activity: Activity) -> dict[str, Any]:
    """What the page and the form for signing up both show."""
    own = own_sign_up(request, activity)
    standing = own if own is not None and own.status not in {SignUpStatus.LEFT, SignUpStatus.LAPSED} else None
    initial = {"guests": standing.guests, "shares_email": standing.shares_email} if standing else {"guests": 0}
    return {
        "activity": activity,
        "may": of_activity(request.user, activity),
        "own": standing,
        "lapsed": own is not None and own.status == SignUpStatus.LAPSED,
        "position": position(standing) if standing and standing.status == SignUpStatus.WAITING else 0,
        "party": party(standing) if standing else "",
        "form": SignUpForm(initial=initial),
    }


def own_sign_up(request: HttpRequest, activity: Activity) -> SignUp | None:
    if not isinstance(request.user, User):
        return None
    return SignUp.objects.visible_to(request.user).filter(activity=activity).first()


def position(own: SignUp) -> int:
    before = SignUp.objects.filter(activity=own.activity_id).waiting().filter(asked_at__lt=own.asked_at)
    return before.count() + 1


def party(own: SignUp) -> str:
    if not own.guests:
        return _("Je komt alleen.")
    return ngettext("Je neemt %(number)d mens mee.", "Je neemt %(number)d mensen mee.", own.guests) % {
        "number": own.guests
    }


def other_dates(request: HttpRequest, activity: Activity) -> list[Activity]:
    if activity.series_id is None:
        return []
    rows = Activity.objects.visible_to(request.user).published().upcoming().filter(series=activity.series_id)
    return list(rows.exclude(pk=activity.pk).for_rows().by_date()[:MOST_DATES])
