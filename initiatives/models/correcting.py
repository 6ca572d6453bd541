"""Putting right what was written down wrong. What it said stays to be read, on the page itself."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Reach, record
from coalitie.lib.mail import later
from coalitie.lib.refused import Refused
from coalitie.people.models import User
from initiatives.models.joint_letter import hold
from initiatives.models.question import Question
from initiatives.models.reply import Correction, Milestone, MilestoneKind, Reply
from initiatives.models.wait import Outcome, Wait
from initiatives.notices import question as notices

LABELS: dict[str, str | Promise] = {
    "titel": _("De titel"),
    "tekst": _("De tekst van de vraag"),
    "verstuurd": _("De dag van versturen"),
    "afgeleverd": _("De dag van afleveren"),
    "bevestigd": _("De dag van de bevestiging"),
    "toegezegd": _("De toegezegde dag"),
    "antwoord": _("De tekst van het antwoord"),
    "antwoorddag": _("De dag van het antwoord"),
}
# Of an answer before the question was opened again, with its number: ``antwoord-1``.
EARLIER = {"antwoord": _("De tekst van antwoord %(number)s"), "antwoorddag": _("De dag van antwoord %(number)s")}
OF_KIND = {"afgeleverd": MilestoneKind.DELIVERED, "bevestigd": MilestoneKind.CONFIRMED}


@dataclass(frozen=True)
class Part:
    """What can be put right now: its word in the address, how it is called, and what it says."""

    word: str
    value: Any
    wait: Wait

    @property
    def label(self) -> str:
        return label_of(self.word)

    @property
    def is_day(self) -> bool:
        return isinstance(self.value, date)


def parts(question: Question) -> list[Part]:
    """Of the last wait, and what was answered in the ones before it."""
    if question.wait is None:
        return []
    wait = question.wait
    values: dict[str, Any] = {"titel": question.title, "tekst": question.text, "verstuurd": question.asked_on}
    for word, kind in OF_KIND.items():
        values[word] = wait.milestones.filter(kind=kind).values_list("on", flat=True).first()
    values["toegezegd"] = wait.promised_on
    found = [Part(word, value, wait) for word, value in values.items() if value is not None]
    before = question.waits.filter(number__lt=wait.number).order_by("number")
    return [*found, *answer_in(wait), *(part for one in before for part in answer_in(one, f"-{one.number}"))]


def answer_in(wait: Wait, end: str = "") -> list[Part]:
    if wait.outcome != Outcome.ANSWERED or wait.ended_on is None:
        return []
    text = wait.replies.standing().values_list("text", flat=True).first()
    of_text = [Part(f"antwoord{end}", text, wait)] if text is not None else []
    return [*of_text, Part(f"antwoorddag{end}", wait.ended_on, wait)]


def label_of(word: str) -> str:
    what, _hyphen, number = word.partition("-")
    return str(EARLIER[what]) % {"number": number} if number else str(LABELS[what])


@transaction.atomic
def correct(question: Question, word: str, *, by: User, before: Any, after: Any, reason: str) -> None:
    """``before`` is what it said when this person looked; somebody else may have put it right since."""
    held = hold(question)
    held.wait = Wait.objects.select_for_update(no_key=True).filter(pk=held.wait_id or 0).first()
    part = next((one for one in parts(held) if one.word == word), None)
    if part is not None and part.value == after:
        return
    if part is None or part.value != before:
        raise Refused(_("Dit is intussen veranderd. Kijk eerst hoe het er nu staat."))
    write(held, part, after, by=by)
    Correction.objects.create(question=held, what=word, before=str(part.value), after=str(after), reason=reason, by=by)
    record(held.subject, "question_corrected", by=by, reason=reason, reach=Reach.THING, what=word)
    notices.corrected(held, later(lambda: label_of(word).lower()), by=by)


def write(question: Question, part: Part, value: Any, *, by: User) -> None:
    wait, word = part.wait, part.word.partition("-")[0]
    rows, own = Question.objects.filter(pk=question.pk), Wait.objects.filter(pk=wait.pk)
    match word:
        case "titel":
            rows.update(title=value)
        case "tekst":
            rows.update(text=value)
        case "verstuurd":
            rows.update(asked_on=value)
            question.waits.filter(number=1).update(since=value, late_told_at=None)
        case "toegezegd":
            own.update(promised_on=value, promise_told_at=None)
            put_promise_right(wait, value)
        case "antwoord":
            standing = wait.replies.standing().get()
            Reply.objects.filter(pk=standing.pk).update(replaced_at=Now())
            Reply.objects.create(wait=wait, text=value, paper=standing.paper, by=by)
        case "antwoorddag":
            own.update(ended_on=value)
        case _:
            wait.milestones.filter(kind=OF_KIND[word]).update(on=value)


def put_promise_right(wait: Wait, day: date) -> None:
    """The last promise is for another day. Said on one day for the same day twice, it is one promise."""
    promises = wait.milestones.filter(kind=MilestoneKind.PROMISED)
    last = promises.order_by("-on", "-pk").first()
    if last is not None:
        promises.filter(on=last.on, promised_on=day).exclude(pk=last.pk).delete()
        Milestone.objects.filter(pk=last.pk).update(promised_on=day)
