"""Who is told what by mail, in the transaction in which it happens."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import override

from coalitie.activity.notices import notify
from coalitie.lib.mail import absolute, later
from coalitie.lib.mail import said as _
from coalitie.people.models import User

if TYPE_CHECKING:
    from platforms.models.membership import Membership
    from platforms.models.platform import Platform


def asked(membership: "Membership") -> None:
    """Somebody wants to get acquainted: whoever can answer hears it."""
    platform = membership.platform
    for person in listeners(platform):
        with override(person.language):
            context = {
                "platform": platform,
                "question": platform.welcome_question,
                "link": absolute("platforms:members", platform.slug),
            }
            notify(
                person,
                "membership_asked",
                context,
                reason=_why_listener(platform),
                about=platform.subject,
                quoted={"answer": membership.answer},
                named={"newcomer": membership.person},
            )


def waiting(platform: "Platform", number: int) -> None:
    """People have been waiting for days: whoever can answer is reminded."""
    for person in listeners(platform):
        with override(person.language):
            context = {"platform": platform, "number": number, "link": absolute("platforms:members", platform.slug)}
            notify(person, "membership_waiting", context, reason=_why_listener(platform), about=platform.subject)


def accepted(membership: "Membership") -> None:
    _tell(membership, "membership_accepted", _("je vroeg om lid te worden van %(platform)s"))


def declined(membership: "Membership") -> None:
    _tell(membership, "membership_declined", _("je vroeg om lid te worden van %(platform)s"))


def role_given(membership: "Membership") -> None:
    _tell(membership, "membership_role", _("je rol bij %(platform)s verandert"))


def hidden(platform: "Platform", reason: str) -> None:
    """Every "no" has a reason and reaches whom it concerns."""
    coordinating = platform.memberships.coordinating().values("person")
    for person in User.objects.active().filter(pk__in=coordinating):
        with override(person.language):
            context = {"platform": platform, "reason_given": reason, "contact": settings.CONTACT_EMAIL}
            why = _("je coördinator bent van %(platform)s") % {"platform": platform}
            notify(person, "platform_hidden", context, reason=why, about=platform.subject)


def listeners(platform: "Platform") -> list[User]:
    """The coordinators; where there is none who can read mail, the coalition team. Nobody waits unheard."""
    coordinating = platform.memberships.coordinating().values("person")
    return list(User.objects.active().filter(pk__in=coordinating)) or list(User.objects.team())


def _tell(membership: "Membership", name: str, reason: str) -> None:
    platform = membership.platform
    context = {
        "platform": platform,
        "membership": membership,
        "reason_given": membership.reason,
        "role": later(membership.get_role_display),
        "runs_desk": membership.is_coordinator,
        "contact": settings.CONTACT_EMAIL,
        "link": absolute("platforms:platform", platform.slug),
    }
    notify(membership.person, name, context, reason=reason % {"platform": platform}, about=platform.subject)


def _why_listener(platform: "Platform") -> str:
    return _("je aanvragen beantwoordt voor %(platform)s") % {"platform": platform}
