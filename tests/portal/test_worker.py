"""The worker: what many mails wait for does not keep the rest waiting."""

import signal

import pytest

from budgets.models import Round
from coalitie.people.models import User
from coalitie.portal.management.commands import worker
from initiatives.models import agenda, sign_up
from initiatives.models.tidings import Tidings
from platforms.models import Platform
from tests.budgets.boxes import closed_round
from tests.factories import make_activity, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_city_of_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "send_due", lambda: 100)


def test_who_comes_hears_what_changed_while_digests_leave(here: Platform, carla: User) -> None:
    activity = make_activity(here)
    sign_up(activity, by=make_user())
    agenda.call_off(activity, by=carla, reason="Storm.")
    assert Tidings.objects.exists()
    assert worker.work()
    assert not Tidings.objects.exists()


def test_the_jobs_have_their_time_while_digests_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []

    def run_jobs(names: list[str]) -> None:
        ran.append(names)
        if len(ran) == 3:
            raise SystemExit

    monkeypatch.setattr(worker, "run_jobs", run_jobs)
    monkeypatch.setattr(worker, "move_rounds", lambda: None)
    monkeypatch.setattr(worker, "write_digests", lambda enough: None)
    monkeypatch.setattr(worker, "LOOK_S", 0)
    monkeypatch.setattr(worker, "PAUSE_S", 0)
    monkeypatch.setattr(signal, "signal", lambda number, handler: None)
    with pytest.raises(SystemExit):
        worker.Command().handle()
    assert ran == [worker.HOURLY, worker.EACH_MINUTE, worker.EACH_MINUTE]


def test_one_that_breaks_keeps_no_other_waiting(
    monkeypatch: pytest.MonkeyPatch, here: Platform, carla: User, caplog: pytest.LogCaptureFixture
) -> None:
    def send_due() -> int:
        raise ValueError("a mail that cannot be written")

    monkeypatch.setattr(worker, "send_due", send_due)
    activity = make_activity(here)
    sign_up(activity, by=make_user())
    agenda.call_off(activity, by=carla, reason="Storm.")
    assert worker.work()
    assert not Tidings.objects.exists()
    assert "send_due failed" in caplog.text


def test_mail_leaves_while_a_box_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the middle of the count, and in no transaction of its own."""
    round_ = closed_round(ballots=[[1], [2], [1, 2], [1, 2]])
    seen: list[str] = []

    def send_due() -> int:
        seen.append(Round.objects.get(pk=round_.pk).phase)
        return 0

    monkeypatch.setattr(worker, "send_due", send_due)
    monkeypatch.setattr(worker, "MAIL_S", 0)
    worker.move_rounds()
    assert seen
    assert set(seen) == {"counting"}
    round_.refresh_from_db()
    assert round_.phase == "provisional"


def test_mail_that_cannot_leave_spoils_no_count_for_good(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    round_ = closed_round(ballots=[[1], [2]])

    def send_due() -> int:
        raise ValueError("a mail that cannot be written")

    monkeypatch.setattr(worker, "send_due", send_due)
    monkeypatch.setattr(worker, "MAIL_S", 0)
    worker.move_rounds()
    round_.refresh_from_db()
    assert round_.phase == "provisional"
    assert "a mail that cannot be written" in caplog.text
