"""Two people at one question: the second waits for the first and sees what that one did; nothing stands twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from coalitie.activity.models import Event
from coalitie.lib.refused import Refused
from initiatives.models import Correction, Milestone, Question, Reply, Signature, SignatureStatus, Wait, correct, invite
from initiatives.models.reply import MilestoneKind
from platforms.models import Platform
from tests.factories import make_platform, make_question, make_user
from tests.platforms.test_races import meanwhile

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def platform(db: None) -> Platform:
    return make_platform(coordinator=make_user())


def again(question: Question) -> Question:
    """As somebody else has it on the screen."""
    return Question.objects.select_related("subject", "platform__subject", "body", "initiative").get(pk=question.pk)


def test_who_signs_while_the_letter_leaves_is_too_late(platform: Platform) -> None:
    letter, by = make_question(platform, status="ready"), make_user()
    signature = invite(letter, [make_platform(coordinator=make_user())], by=by)[0]
    with transaction.atomic():
        again(letter).send(by=by, asked_on=timezone.localdate(), way="letter")
        thread, answers = meanwhile(lambda: signature.sign(by=by))
        thread.join(timeout=0.4)
        assert thread.is_alive(), "the signature should wait for the letter"
    thread.join(timeout=10)
    assert isinstance(answers[0], Refused)
    assert Signature.objects.get().status == SignatureStatus.LATE


def test_who_signs_while_the_text_is_taken_back_signs_nothing(platform: Platform) -> None:
    letter, by = make_question(platform, status="ready"), make_user()
    signature = invite(letter, [make_platform(coordinator=make_user())], by=by)[0]
    with transaction.atomic():
        again(letter).take_back(by=by)
        thread, answers = meanwhile(lambda: signature.sign(by=by))
        thread.join(timeout=0.4)
        assert thread.is_alive()
    thread.join(timeout=10)
    assert isinstance(answers[0], Refused)
    assert Signature.objects.get().status == SignatureStatus.OPEN


def test_two_invite_the_same_platform_and_it_is_asked_once(platform: Platform) -> None:
    letter, other, by = make_question(platform, status="ready"), make_platform(coordinator=make_user()), make_user()
    with transaction.atomic():
        invite(letter, [other], by=by)
        thread, answers = meanwhile(lambda: invite(again(letter), [other], by=by))
        thread.join(timeout=0.4)
        assert thread.is_alive()
    thread.join(timeout=10)
    assert answers == [[]]
    assert Signature.objects.count() == 1


def test_two_send_it_and_it_waits_once(platform: Platform) -> None:
    question, by = make_question(platform, status="ready"), make_user()
    today = timezone.localdate()
    with transaction.atomic():
        again(question).send(by=by, asked_on=today, way="letter")
        other = again_before_the_end(question)
        thread, answers = meanwhile(lambda: other.send(by=by, asked_on=today - timedelta(days=1), way="mail"))
        thread.join(timeout=0.4)
        assert thread.is_alive()
    thread.join(timeout=10)
    assert isinstance(answers[0], Refused)
    assert Wait.objects.get().since == today


def again_before_the_end(question: Question) -> Question:
    """As it stood on the screen of somebody who looked before the first pressed."""
    seen = again(question)
    seen.status, seen.asked_on, seen.wait = question.status, None, None
    return seen


def test_two_write_down_the_answer_and_one_stands(platform: Platform) -> None:
    question, by, today = make_question(platform), make_user(), timezone.localdate()
    with transaction.atomic():
        again(question).answer(by=by, on=today, text="Het licht komt terug.")
        seen = again_before_the_end(question)
        thread, answers = meanwhile(lambda: seen.answer(by=by, on=today, text="Nee."))
        thread.join(timeout=0.4)
        assert thread.is_alive()
    thread.join(timeout=10)
    assert isinstance(answers[0], Refused)
    assert Reply.objects.get().text == "Het licht komt terug."


def test_an_answer_and_a_withdrawal_at_once_are_one_end(platform: Platform) -> None:
    question, by, today = make_question(platform), make_user(), timezone.localdate()
    with transaction.atomic():
        again(question).withdraw(by=by, reason="Het brandt weer.")
        seen = again_before_the_end(question)
        thread, answers = meanwhile(lambda: seen.answer(by=by, on=today, text="Nee."))
        thread.join(timeout=0.4)
        assert thread.is_alive()
    thread.join(timeout=10)
    assert isinstance(answers[0], Refused)
    assert Wait.objects.get().outcome == "withdrawn"
    assert not Reply.objects.exists()


def test_two_reopen_it_and_it_waits_anew_once(platform: Platform) -> None:
    question, by = make_question(platform, status="answered", took=5), make_user()
    with transaction.atomic():
        again(question).reopen(by=by, reason="Er staat geen datum in.")
        seen = again_before_the_end(question)
        thread, answers = meanwhile(lambda: seen.reopen(by=by, reason="Het antwoord is leeg."))
        thread.join(timeout=0.4)
        assert thread.is_alive()
    thread.join(timeout=10)
    assert isinstance(answers[0], Refused)
    assert Wait.objects.count() == 2


def test_two_write_down_that_it_came_in_and_it_stands_once(platform: Platform) -> None:
    question, by, today = make_question(platform), make_user(), timezone.localdate()
    with transaction.atomic():
        again(question).note(MilestoneKind.CONFIRMED, by=by, on=today)
        thread, answers = meanwhile(lambda: again(question).note(MilestoneKind.CONFIRMED, by=by, on=today))
        thread.join(timeout=0.4)
        assert thread.is_alive()
    thread.join(timeout=10)
    assert answers == [None]
    assert Milestone.objects.count() == 1
    assert Event.objects.filter(verb="question_confirmed").count() == 1


def test_two_put_the_same_line_right_and_the_second_looks_first(platform: Platform) -> None:
    question, by = make_question(platform, title="Licht"), make_user()
    fix: dict[str, Any] = {"by": by, "before": "Licht", "reason": "Een tikfout."}
    with transaction.atomic():
        correct(again(question), "titel", after="Lamp", **fix)
        thread, answers = meanwhile(lambda: correct(again(question), "titel", after="Lantaarn", **fix))
        thread.join(timeout=0.4)
        assert thread.is_alive()
    thread.join(timeout=10)
    assert isinstance(answers[0], Refused)
    assert Correction.objects.get().after == "Lamp"
    assert Question.objects.get().title == "Lamp"
