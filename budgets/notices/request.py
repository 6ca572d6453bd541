"""Mail about a plan: to who asked for the money, to who carries it, and to the desks of its round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from budgets.notices.round import desks
from coalitie.activity.notices import notify
from coalitie.lib.mail import absolute, compose
from coalitie.lib.mail import said as _
from coalitie.people.models import User

if TYPE_CHECKING:
    from budgets.models import Request


def submitted(plan: Request, *, by: User) -> None:
    for user in desks(plan.round).exclude(pk=by.pk):
        tell(user, "request_submitted", plan, reason=_("je deze ronde leidt"), link=desk(plan))


def withdrawn(plan: Request, *, by: User) -> None:
    for user in desks(plan.round).exclude(pk=by.pk):
        tell(user, "request_withdrawn", plan, reason=_("je deze ronde leidt"), why=plan.reason)


def incomplete(plan: Request) -> None:
    tell_author("request_incomplete", plan, why=plan.reason, link=f"{page(plan)}bewerken/")


def refused(plan: Request) -> None:
    """Not admissible, or not feasible: with the reason and the way to object."""
    tell_author("request_refused", plan, why=plan.reason, objection=f"{page(plan)}bezwaar/")


def feasible(plan: Request) -> None:
    tell_author("request_feasible", plan)


def merged(plan: Request, into: Request) -> None:
    words = {"why": plan.reason, "other": into.title, "link": page(into)}
    tell_author("request_merged", plan, **words)
    if into.author is not None and into.author_id != plan.author_id:
        about = {**words, "other": plan.title}
        tell(into.author, "request_took_in", into, reason=_("jij dit plan indiende"), **about)


def carrier_asked(plan: Request, address: str, token: str, *, by: User) -> None:
    """To an address, known or not; so the name is left out."""
    words = {
        "who": by.name,
        "title": plan.title,
        "summary": plan.summary,
        "round": plan.round.title,
        "link": absolute("budgets:invited", token),
    }
    reason = _("iemand dit adres invulde om jou mee te vragen")
    compose("carrier_asked", to=address, context=words, reason=reason).send()


def carrier_answered(plan: Request, *, by: User, yes: bool) -> None:
    if plan.author is None or plan.author_id == by.pk:
        return
    name = "carrier_yes" if yes else "carrier_no"
    tell(plan.author, name, plan, reason=_("jij dit plan indiende"))


# --- How --------------------------------------------------------------------------------------------------------------
def tell_author(name: str, plan: Request, **context: str) -> None:
    if plan.author is not None:
        tell(plan.author, name, plan, reason=_("jij dit plan indiende"), **context)


def tell(user: User, name: str, plan: Request, *, reason: str, link: str = "", **context: str) -> None:
    words = {"title": plan.title, "round": plan.round.title, "link": link or page(plan), **context}
    notify(user, name, words, reason=reason, about=plan.subject)


def page(plan: Request) -> str:
    return f"{settings.SITE_URL}{plan.get_absolute_url()}"


def desk(plan: Request) -> str:
    return absolute("admin:budgets_request_change", plan.pk)
