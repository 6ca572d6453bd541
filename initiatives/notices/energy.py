"""The question about energy by mail, and the call for help when it falls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from coalitie.lib.mail import absolute
from coalitie.lib.mail import said as _
from coalitie.people.models import User
from initiatives.notices.initiative import because_of, coordinators, tell, tell_all
from initiatives.notices.participation import pullers

if TYPE_CHECKING:
    from initiatives.models import Initiative


def asked(initiative: Initiative, people: Iterable[User]) -> None:
    """Three links, one for each answer. They open a page with one button; a link alone answers nothing."""
    link = absolute("initiatives:energy", initiative.slug)
    tell_all(
        people,
        "energy_asked",
        initiative,
        reason=_("je dit initiatief doet of trekt"),
        link=link,
        yes=f"{link}?antwoord=yes",
        bit=f"{link}?antwoord=bit",
        no=f"{link}?antwoord=no",
    )


def falls(initiative: Initiative, *, less: bool) -> None:
    """No answers, no names: that it is time to talk, and the three ways on."""
    told = set()
    for user in pullers(initiative):
        told.add(user.pk)
        tell(user, "energy_falls", initiative, reason=_("je dit initiatief trekt"), less=less)
    for user in coordinators([initiative.platform]).exclude(pk__in=told):
        tell(user, "energy_falls", initiative, reason=because_of(user, initiative), less=less)
