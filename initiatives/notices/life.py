"""What those who carry and do an initiative hear about its stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coalitie.lib.dates import day
from coalitie.lib.mail import later
from coalitie.lib.mail import said as _
from coalitie.people.models import User
from initiatives.notices.initiative import because_of, judges, tell, tell_all
from initiatives.notices.participation import pullers

if TYPE_CHECKING:
    from initiatives.models import Initiative


def thanked(initiative: Initiative, by: User) -> None:
    """It rests or stopped: everybody who took part reads why, and the thanks."""
    people = User.objects.filter(participations__in=initiative.participations.current()).exclude(pk=by.pk)
    tell_all(
        people.distinct(),
        f"initiative_{initiative.status}",
        initiative,
        reason=_("je meedeed met dit initiatief"),
        why=initiative.reason,
        thanks=initiative.thanks,
    )


def look_back(initiative: Initiative) -> None:
    """The day of the try-out's review has come."""
    for user in pullers(initiative):
        tell(
            user,
            "initiative_look_back",
            initiative,
            reason=_("je dit initiatief trekt"),
            day=later(day, initiative.try_until),
        )


def adrift(initiative: Initiative) -> None:
    """Nobody carries it any more: the platform looks for somebody, or takes it over."""
    for user in judges(initiative):
        tell(user, "initiative_adrift", initiative, reason=because_of(user, initiative))
