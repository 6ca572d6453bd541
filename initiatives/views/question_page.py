"""What the page of a question shows: its way in dated steps, each reply whole, and what was put right."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalitie.activity.models import Subscription
from coalitie.discussion.diff import changes
from coalitie.lib import dates
from coalitie.lib.language import cached
from coalitie.lib.mail import absolute
from coalitie.lib.text import render_markdown
from initiatives.access import of_signature
from initiatives.models import Correction, MilestoneKind, Question, Signature, SignatureStatus, Wait, WaitOutcome
from initiatives.models.correcting import label_of
from initiatives.views.counter import line_of, snippet


@dataclass(frozen=True)
class Moment:
    """``state`` is done, now or later; ``kind`` tells the reply from what only came before it."""

    title: str
    on: date | None
    text: str = ""
    state: str = "done"
    kind: str = ""
    url: str = ""
    link: str = ""
    more: list[str] = field(default_factory=list)

    @property
    def day(self) -> str:
        return dates.day(self.on)


def of_page(request: HttpRequest, question: Question, may: set[str]) -> dict[str, Any]:
    waits = list(question.waits.order_by("number").prefetch_related("milestones", "replies")) if question.wait else []
    return {
        "text": shown(question.text),
        "moments": [moment for wait in waits for moment in of_wait(question, wait)],
        "replies": [(wait, reply, shown(reply.text), took(wait)) for wait in waits for reply in standing(wait)],
        "line": line_of(question) if question.wait else None,
        "what_next": shown(question.what_next),
        "corrections": [corrected(one) for one in question.corrections.order_by("at", "pk")],
        "signatures": signatures(request, question, may),
        "snippet": snippet(absolute("initiatives:question_counter", question.slug), question.get_absolute_url()),
        "follows": request.user.is_authenticated
        and Subscription.objects.on().filter(person=request.user, subject=question.subject_id).exists(),
    }


def standing(wait: Wait) -> list[Any]:
    return [reply for reply in wait.replies.all() if reply.replaced_at is None]


def of_wait(question: Question, wait: Wait) -> list[Moment]:
    """One wait, from asking to its end, in the order of the days."""
    if wait.number == 1:
        url = f"{question.get_absolute_url()}brief/" if question.letter else ""
        begin = Moment(_("Verstuurd"), wait.since, str(question.get_way_display()), url=url, link=_("Lees de brief"))
    else:
        begin = Moment(_("Heropend"), wait.since, wait.reason)
    known = sorted(wait.milestones.all(), key=lambda one: (one.on, one.pk))
    between = [of_milestone(wait, one) for one in known]
    return [begin, *between, *missing(wait, {one.kind for one in known}), end_of(question, wait)]


def of_milestone(wait: Wait, one: Any) -> Moment:
    if one.kind != MilestoneKind.PROMISED:
        return Moment(str(one.get_kind_display()), one.on, one.note)
    kept = wait.ended_on is not None and wait.ended_on <= one.promised_on
    broken = (wait.ended_on or timezone.localdate()) > one.promised_on
    words = _("Antwoord toegezegd voor %(day)s") % {"day": dates.day(one.promised_on)}
    more = [_("Die dag is gehaald.")] if kept else [_("Die dag is voorbijgegaan.")] if broken else []
    return Moment(words, one.on, one.note, more=more)


def missing(wait: Wait, known: set[str]) -> list[Moment]:
    """What did not happen yet, so that "confirmed" and "answered" are never taken for each other."""
    if wait.ended_on is not None or MilestoneKind.CONFIRMED in known:
        return []
    return [Moment(_("Ontvangst nog niet bevestigd"), None, state="later")]


def end_of(question: Question, wait: Wait) -> Moment:
    if wait.outcome == WaitOutcome.ANSWERED:
        return Moment(_("Antwoord gekregen"), wait.ended_on, took(wait), kind="answer")
    if wait.outcome == WaitOutcome.WITHDRAWN:
        return Moment(_("Ingetrokken"), wait.ended_on, question.reason)
    over = _("De termijn liep af op %(day)s.") if wait.is_late else _("De termijn loopt tot en met %(day)s.")
    return Moment(_("Nog geen antwoord"), None, over % {"day": dates.day(wait.due_on)}, state="now")


def took(wait: Wait) -> str:
    """``na 31 dagen, binnen de termijn van 42 dagen``"""
    if wait.ended_on is None:
        return ""
    number = (wait.ended_on - wait.since).days
    days = ngettext("na %(number)d dag", "na %(number)d dagen", number) % {"number": number}
    over = _("%(days)s, over de termijn van %(term)d dagen")
    within = _("%(days)s, binnen de termijn van %(term)d dagen")
    return (over if wait.is_late else within) % {"days": days, "term": wait.term_days}


def corrected(one: Correction) -> dict[str, Any]:
    days = [dates.day(date.fromisoformat(text)) if is_day(one.what) else text for text in (one.before, one.after)]
    return {"what": label_of(one.what), "at": one.at, "reason": one.reason, "parts": changes(*days)}


def is_day(word: str) -> bool:
    return word.partition("-")[0] not in {"titel", "tekst", "antwoord"}


def signatures(request: HttpRequest, question: Question, may: set[str]) -> list[dict[str, Any]]:
    """For everybody who signed; for those concerned also who did not, and the way to decide."""
    rows = Signature.objects.visible_to(request.user).filter(question=question).by_name()
    found = []
    for one in rows:
        one.question = question
        decides = of_signature(request.user, one) & {"sign", "refuse", "withdraw"}
        if one.status == SignatureStatus.YES or "run" in may or decides:
            found.append({"signature": one, "decides": bool(decides)})
    return found


@cached(256)
def shown(text: str) -> SafeString:
    return render_markdown(text)
