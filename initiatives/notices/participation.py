"""What those who join and those who pull hear of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coalitie.lib.mail import absolute, later
from coalitie.lib.mail import said as _
from coalitie.people.models import User
from initiatives.notices.initiative import tell

if TYPE_CHECKING:
    from coalitie.people.models.user import UserQuerySet
    from initiatives.models import Initiative, Participation


def joined(participation: Participation) -> None:
    """To those who pull the initiative; a message that concerns them personally."""
    for user in pullers(participation.initiative).exclude(pk=participation.person_id):
        tell(
            user,
            "initiative_joined",
            participation.initiative,
            reason=_("je dit initiatief trekt"),
            link=people(participation.initiative),
            role=later(participation.get_role_display).lower(),
            question=participation.initiative.join_question,
            quoted={"line": participation.line, "answer": participation.answer},
            holds=[participation.person],
        )


def welcomed(participation: Participation, line: str) -> None:
    tell_person(participation, "participation_welcomed", line)


def ended(participation: Participation, line: str) -> None:
    tell_person(participation, "participation_ended", line)


def left(participation: Participation, line: str) -> None:
    """Only when somebody left a word: to who pulls it. A list that grows shorter needs no mail."""
    if not line:
        return
    for user in pullers(participation.initiative).exclude(pk=participation.person_id):
        tell(
            user,
            "participation_left",
            participation.initiative,
            reason=_("je dit initiatief trekt"),
            link=people(participation.initiative),
            role=later(participation.get_role_display).lower(),
            quoted={"line": line},
            holds=[participation.person],
        )


def waits(initiative: Initiative, number: int) -> None:
    """Longer than was promised: once, to who pulls it."""
    for user in pullers(initiative):
        tell(
            user,
            "participation_waits",
            initiative,
            reason=_("je dit initiatief trekt"),
            link=people(initiative),
            number=number,
        )


def tell_person(participation: Participation, name: str, line: str) -> None:
    tell(
        participation.person,
        name,
        participation.initiative,
        reason=_("je meedoet met dit initiatief, of meedeed"),
        role=later(participation.get_role_display).lower(),
        line=line,
    )


def pullers(initiative: Initiative) -> UserQuerySet:
    return User.objects.filter(pk__in=initiative.participations.pulling().values("person"))


def people(initiative: Initiative) -> str:
    return absolute("initiatives:people", initiative.slug)
