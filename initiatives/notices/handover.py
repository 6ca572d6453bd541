"""Who hears what about the key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coalitie.lib.mail import absolute
from coalitie.lib.mail import said as _
from coalitie.people.models import User
from initiatives.notices.initiative import because_of, judges, tell

if TYPE_CHECKING:
    from initiatives.models import Handover


def asked(handover: Handover) -> None:
    tell(
        handover.person,
        f"handover_{handover.kind}",
        handover.initiative,
        reason=_("iemand je dit vraagt voor een initiatief waar je aan meedoet"),
        link=page(handover),
        quoted={"line": handover.line},
        holds=[handover.by],
    )


def offered(handover: Handover) -> None:
    for user in judges(handover.initiative):
        tell(
            user,
            "handover_offered",
            handover.initiative,
            reason=because_of(user, handover.initiative),
            link=page(handover),
            named={"who": handover.person},
            quoted={"line": handover.line},
        )


def accepted(handover: Handover, by: User) -> None:
    """To the other side: who asked, or who offered."""
    other = handover.person if handover.kind == "offer" else handover.by
    name = "handover_welcome" if handover.kind == "offer" else "handover_accepted"
    answer(handover, other, name, named={"who": handover.person}, over=handover.kind == "over")


def declined(handover: Handover, by: User, line: str) -> None:
    """The platform's "no" to an offer has a reason, which stays to be read; a neighbour's word is in the mail alone."""
    offer = handover.kind == "offer"
    said = {"line": line} if offer else {"quoted": {"line": line}}
    answer(handover, handover.by, "handover_declined", holds=[by], offer=offer, **said)


def answer(handover: Handover, user: User, name: str, **words: Any) -> None:
    tell(user, name, handover.initiative, reason=_("dit over de sleutel van dit initiatief gaat"), **words)


def page(handover: Handover) -> str:
    return absolute("initiatives:handover", handover.initiative.slug, handover.pk)
