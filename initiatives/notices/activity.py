"""Who hears what of an activity by mail, in the verb's own transaction. Nobody is mailed about what they did alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from coalitie.activity.notices import notify
from coalitie.lib.dates import moment
from coalitie.lib.mail import absolute

if TYPE_CHECKING:
    from coalitie.people.models import User
    from initiatives.models import Activity, SignUp


def signed_up(sign_up: SignUp) -> None:
    activity = sign_up.activity
    tell_one(sign_up, "activity_signed_up", calendar=absolute("initiatives:activity_calendar", activity.slug))


def waiting(sign_up: SignUp) -> None:
    tell_one(sign_up, "activity_waiting")


def offered(sign_up: SignUp) -> None:
    tell_one(sign_up, "activity_offered", answer_by=moment(sign_up.answer_by), party=sign_up.heads)


def reminder(sign_up: SignUp) -> None:
    tell_one(sign_up, "activity_reminder")


def changed(activity: Activity, before: str, *, by: User) -> None:
    """The date or the place is another one."""
    for sign_up in activity.sign_ups.current().exclude(person=by).select_related("person"):
        tell(sign_up.person, "activity_changed", activity, reason=because(activity), before=before)


def called_off(activity: Activity, *, by: User) -> None:
    for sign_up in activity.sign_ups.current().exclude(person=by).select_related("person"):
        tell(
            sign_up.person,
            "activity_cancelled",
            activity,
            reason=because(activity),
            why=activity.cancelled_reason,
        )


# --- How ---------------------------------------------------------------------------------
def tell_one(sign_up: SignUp, name: str, **context: object) -> None:
    tell(sign_up.person, name, sign_up.activity, reason=because(sign_up.activity), **context)


def because(activity: Activity) -> str:
    return _("je je aanmeldde voor ‘%(title)s’") % {"title": activity.title}


def tell(user: User, name: str, activity: Activity, *, reason: str, **context: object) -> None:
    words = {
        "title": activity.title,
        "platform": activity.platform.name,
        "when": activity.when,
        "place": activity.place,
        "link": absolute("initiatives:activity", activity.slug),
        **context,
    }
    notify(user, name, words, reason=reason, about=activity.subject)
