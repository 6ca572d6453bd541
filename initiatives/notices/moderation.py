"""Mail about what breaks a house rule: to the desk, to who wrote it, to who reported it. Never who reported it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings

from coalitie.activity.notices import notify
from coalitie.discussion.models import Kind
from coalitie.lib.mail import absolute
from coalitie.lib.mail import said as _
from coalitie.people.models import User
from initiatives.models import topic as topics
from initiatives.notices.initiative import coordinators

if TYPE_CHECKING:
    from initiatives.models import Case, Decision

# The mail to the writer, by what was decided.
NOTICES = {
    Kind.HIDE: "text_hidden",
    Kind.WARN: "text_warned",
    Kind.RESTORE: "text_restored",
    Kind.FINE: "text_fine",
    Kind.PLACE: "text_placed",
}


def opened(case: Case, *, by: User) -> None:
    """Something waits at the desk; whoever brought it there knows."""
    for user in judges(case):
        if user != by:
            tell_desk(user, "case_opened", case)


def unheard(case: Case) -> None:
    for user in judges(case):
        tell_desk(user, "case_unheard", case)


def hidden_by_reports(case: Case) -> None:
    """The writer hears at once that it is out of sight, and what happens next; the desk that it presses."""
    if case.author is not None:
        reason = _("jij dit schreef")
        notify(case.author, "text_reported", {**about(case), "link": address(case)}, reason=reason)
    for user in judges(case):
        tell_desk(user, "case_pressing", case)


def decided(decision: Decision) -> None:
    if decision.author is None or decision.author == decision.by:
        return
    words = {
        **about(decision.case),
        "rule": decision.rule_words,
        "why": decision.reason,
        "link": address(decision.case),
        "decision": absolute("initiatives:decision", decision.pk),
    }
    notify(decision.author, NOTICES[Kind(decision.kind)], words, reason=_("jij dit schreef"))


def report_answered(case: Case, reporter: User, outcome: str) -> None:
    words = {**about(case), "outcome": outcome.lower(), "link": absolute("initiatives:decisions")}
    notify(reporter, "report_answered", words, reason=_("je dit meldde"))


# --- Who ------------------------------------------------------------------------------------------------------------
def judges(case: Case) -> Iterable[User]:
    """The platform's coordinators but who wrote it; without any, the coalition team."""
    writer = case.author_id or 0
    found = list(coordinators([case.platform]).exclude(pk=writer)) if case.platform else []
    return found or list(User.objects.team().exclude(pk=writer))


# --- How ------------------------------------------------------------------------------------------------------------
def tell_desk(user: User, name: str, case: Case) -> None:
    reason = _("je meldingen bekijkt voor %(platform)s") % {"platform": about(case)["platform"]}
    link = absolute("admin:initiatives_case_change", case.pk)
    subject = case.platform.subject if case.platform else None
    notify(user, name, {**about(case), "link": link}, reason=reason, about=subject)


def about(case: Case) -> dict[str, str]:
    """``kind`` is the word for it; ``title`` what it is about, for a comment that which was talked about."""
    thing = case.thing
    return {
        "kind": topics.name_of(thing),
        "title": str(topics.topic_of(thing)),
        "platform": case.platform.name if case.platform else _("het coalitieteam"),
    }


def address(case: Case) -> str:
    return f"{settings.SITE_URL}{case.thing.get_absolute_url()}"
