"""Who hears what of an activity by mail. Nobody is mailed about what they did alone.

What concerns one person is written in the verb's own transaction; what all who come must hear the worker writes, see
``tidings``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from coalitie.activity.notices import notify, notify_all
from coalitie.lib.dates import moment
from coalitie.lib.mail import absolute, later
from coalitie.lib.mail import said as _

if TYPE_CHECKING:
    from coalitie.people.models import User
    from initiatives.models import Activity, SignUp


def signed_up(sign_up: SignUp) -> None:
    activity = sign_up.activity
    tell_one(sign_up, "activity_signed_up", calendar=absolute("initiatives:activity_calendar", activity.slug))


def waiting(sign_up: SignUp) -> None:
    tell_one(sign_up, "activity_waiting")


def offered(activity: Activity, sign_ups: Sequence[SignUp], answer_by: datetime) -> None:
    """One kind of mail for each size of party, of which there are few."""
    for heads in sorted({one.heads for one in sign_ups}):
        words = as_it_is(activity) | {"answer_by": later(moment, answer_by), "party": heads}
        tell_all([one.person for one in sign_ups if one.heads == heads], "activity_offered", activity, words)


def reminder(sign_up: SignUp) -> None:
    tell_one(sign_up, "activity_reminder")


def tell_all(people: Collection[User], name: str, activity: Activity, words: Mapping[str, object]) -> None:
    """The same to several who signed up."""
    notify_all(people, name, words, reason=because(activity), about=activity.subject)


# --- How ---------------------------------------------------------------------------------
def tell_one(sign_up: SignUp, name: str, **context: object) -> None:
    tell(sign_up.person, name, sign_up.activity, reason=because(sign_up.activity), **context)


def because(activity: Activity) -> str:
    return _("je je aanmeldde voor ‘%(title)s’") % {"title": activity.title}


def tell(user: User, name: str, activity: Activity, *, reason: str, **context: object) -> None:
    notify(user, name, {**as_it_is(activity), **context}, reason=reason, about=activity.subject)


def as_it_is(activity: Activity) -> dict[str, Any]:
    """What every mail about it says."""
    return {
        "title": activity.title,
        "platform": activity.platform.name,
        "when": later(lambda: activity.when),
        "place": activity.place,
        "link": absolute("initiatives:activity", activity.slug),
    }
