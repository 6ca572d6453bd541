"""Who is told what about the registers: the buurtplatformrecht, what platforms have and seek, and what sisters see.

Between platforms only the group is named, and never the person who wrote.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import override

from coalitie.activity.notices import notify
from coalitie.lib.mail import absolute, later
from coalitie.lib.mail import said as _
from coalitie.people.models import User
from platforms.notices import listeners

if TYPE_CHECKING:
    from platforms.models.exchange import Exchange
    from platforms.models.peer_review import PeerReview
    from platforms.models.platform import Platform
    from platforms.models.right import Right


# --- The buurtplatformrecht -------------------------------------------------------------------------------------------
def right_proposed(row: "Right") -> None:
    """The team hears that a platform says something else than the register."""
    for person in User.objects.team():
        with override(person.language):
            because = _("je in het coalitieteam zit")
            notify(person, "right_proposed", about_right(row), reason=because, about=row.platform.subject)


def right_answered(row: "Right", *, by: User) -> None:
    """To the platform that proposed it: a yes, or a no with the reason."""
    tell_platform(row.platform, "right_accepted" if row.is_current else "right_declined", about_right(row), but=by)


def right_changed(row: "Right", *, by: User) -> None:
    tell_platform(row.platform, "right_changed", about_right(row), but=by)


def right_to_review(row: "Right") -> None:
    """The team keeps the register, the coordinators know how it is: both are asked."""
    people = {person.pk: person for person in (*User.objects.team(), *listeners(row.platform))}
    for person in people.values():
        with override(person.language):
            because = _("het register van het buurtplatformrecht moet kloppen en jij kunt dat weten")
            notify(person, "right_review", about_right(row), reason=because, about=row.platform.subject)


def about_right(row: "Right") -> dict[str, Any]:
    return {
        "platform": row.platform,
        "place": row.area.name,
        "standing": later(row.get_standing_display),
        "why": row.reason,
        "reason_given": row.answer,
        "contact": settings.CONTACT_EMAIL,
        "link": absolute("platforms:right", row.platform.slug),
    }


# --- The ruilmarkt ----------------------------------------------------------------------------------------------------
def exchange_moved(row: "Exchange", name: str, *, side: "Platform", by: User, said: str) -> None:
    """What one side did is told to the coordinators of the other. What was said stands in the mail only."""
    context = {
        "platform": side.name,
        "title": row.means.title,
        "offer": row.means.is_offer,
        "link": absolute("platforms:exchange", row.pk),
    }
    tell_platform(row.other_side(side), name, context, but=by, quoted={"said": said}, holds=[by])


# --- Sisters ----------------------------------------------------------------------------------------------------------
def peer_moved(row: "PeerReview", name: str, *, side: "Platform", by: User, said: str = "") -> None:
    """What one side did is told to the coordinators of its sister."""
    context = {
        "platform": side.name,
        "link": absolute("platforms:peer_review", row.pk),
    }
    tell_platform(row.sister_of(side), name, context, but=by, quoted={"said": said}, holds=[by])


def peer_hidden(row: "PeerReview", *, reason: str) -> None:
    """The team took a card off the site: the coordinators of both read why."""
    context = {"link": absolute("platforms:peer_review", row.pk), "why": reason}
    for platform, sister in ((row.first, row.second), (row.second, row.first)):
        tell_platform(platform, "peer_hidden", {**context, "platform": sister.name})


# --- To whom ----------------------------------------------------------------------------------------------------------
def tell_platform(
    platform: "Platform",
    name: str,
    context: dict[str, Any],
    *,
    but: User | None = None,
    quoted: dict[str, str] | None = None,
    holds: Iterable[User] = (),
) -> None:
    """The coordinators of a platform, each in the own language; not who just did it."""
    for person in listeners(platform):
        if but is not None and person.pk == but.pk:
            continue
        with override(person.language):
            because = _("je coördinator bent van %(platform)s") % {"platform": platform}
            notify(person, name, context, reason=because, about=platform.subject, quoted=quoted, holds=holds)
