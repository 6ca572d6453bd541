"""Mail about a question to a body: to who asks, to who may send it, and to the platforms that sign."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q

from coalitie.activity.notices import notify_all
from coalitie.lib.dates import day
from coalitie.lib.mail import Later, absolute, later
from coalitie.lib.mail import said as _
from coalitie.people.models import User
from initiatives.notices.initiative import coordinators

if TYPE_CHECKING:
    from coalitie.people.models.user import UserQuerySet
    from initiatives.models.joint_letter import Signature
    from initiatives.models.question import Question
    from initiatives.models.wait import Wait


# --- Before it is sent ------------------------------------------------------------------------------------------------
def ready(question: Question, *, by: User) -> None:
    people = coordinators([question.platform]).exclude(pk=by.pk)
    tell(people, "question_ready", question, reason=of_desk(question))


def sign_asked(question: Question, signatures: Sequence[Signature], *, by: User) -> None:
    for one in signatures:
        reason = _("je coördinator bent van %(platform)s") % {"platform": one.platform}
        link = absolute("initiatives:sign", question.slug, one.pk)
        people = coordinators([one.platform])
        tell(people, "question_sign_asked", question, reason=reason, link=link, signer=one.platform.name)


def signature_decided(signature: Signature, *, by: User) -> None:
    question = signature.question
    context = {"signer": signature.platform.name, "outcome": later(signature.get_status_display).lower()}
    context["why"] = signature.reason
    tell(askers(question).exclude(pk=by.pk), "question_signed", question, reason=of_asker(question), **context)


def sent(question: Question, *, late: Sequence[Signature], by: User) -> None:
    """To who signed that it left; to who did not decide that it left without them; to who wrote it."""
    if question.author is not None and question.author != by:
        tell([question.author], "question_sent", question, reason=_("jij deze vraag schreef"))
    signed = [one.platform for one in question.signatures.signed().select_related("platform")]
    reason = _("jullie platform onder deze vraag staat")
    tell(coordinators(signed).exclude(pk=by.pk), "question_sent", question, reason=reason)
    reason = _("jullie platform gevraagd is om mee te tekenen")
    people = coordinators([one.platform for one in late]).exclude(pk=by.pk)
    tell(people, "question_sent_without", question, reason=reason)


def withdrawn(question: Question, *, by: User) -> None:
    people = everybody(question).exclude(pk=by.pk)
    tell(people, "question_withdrawn", question, reason=of_all(question), why=question.reason)


# --- Afterwards -------------------------------------------------------------------------------------------------------
def answered(question: Question, *, by: User) -> None:
    tell(everybody(question).exclude(pk=by.pk), "question_answered", question, reason=of_all(question))


def reopened(question: Question, *, by: User) -> None:
    tell(everybody(question).exclude(pk=by.pk), "question_reopened", question, reason=of_all(question))


def corrected(question: Question, what: Later, *, by: User) -> None:
    people = everybody(question).exclude(pk=by.pk)
    tell(people, "question_corrected", question, reason=of_all(question), what=what)


def hidden(question: Question, why: str) -> None:
    tell(askers(question), "question_hidden", question, reason=of_asker(question), why=why)


def term_over(question: Question, wait: Wait, days: int) -> None:
    due = later(day, wait.due_on)
    tell(askers(question), "question_late", question, reason=of_asker(question), days=days, due=due)


def promise_over(question: Question, wait: Wait, days: int) -> None:
    promised = later(day, wait.promised_on)
    reason = of_asker(question)
    tell(askers(question), "question_promise_over", question, reason=reason, days=days, promised=promised)


# --- Who --------------------------------------------------------------------------------------------------------------
def askers(question: Question) -> UserQuerySet:
    """Who wrote it, as long as that person is still with the platform, and the platform's coordinators."""
    with_us = question.platform.memberships.current().values("person")
    desk = coordinators([question.platform]).values("pk")
    return User.objects.filter(Q(pk=question.author_id or 0, pk__in=with_us) | Q(pk__in=desk))


def everybody(question: Question) -> UserQuerySet:
    """Those, and the coordinators of who signed."""
    signed = coordinators([one.platform for one in question.signatures.signed().select_related("platform")])
    return User.objects.filter(Q(pk__in=askers(question).values("pk")) | Q(pk__in=signed.values("pk")))


def of_desk(question: Question) -> str:
    return _("je coördinator bent van %(platform)s") % {"platform": question.platform}


def of_asker(question: Question) -> str:
    return _("je deze vraag schreef of coördinator bent van %(platform)s") % {"platform": question.platform}


def of_all(question: Question) -> str:
    return _("jullie platform deze vraag stelde of meetekende")


# --- How --------------------------------------------------------------------------------------------------------------
def tell(users: Iterable[User], name: str, question: Question, *, reason: str, link: str = "", **context: Any) -> None:
    words = {
        "title": question.title,
        "body": question.body.name,
        "platform": question.platform.name,
        "link": link or f"{settings.SITE_URL}{question.get_absolute_url()}",
        **context,
    }
    notify_all(users, name, words, reason=reason, about=question.subject)
