"""Sends mail from the outbox, tells who comes what changed, makes photos and does the jobs of the hour.

One of these runs next to the web server.
"""

import logging
import signal
import threading
import time

from django.core.management import BaseCommand, call_command, get_commands
from django.db import Error, connection
from django.utils import timezone

from budgets.actions.clock import advance_due
from coalitie.activity.digest import build, due
from coalitie.activity.outbox import send_due
from coalitie.pages.indexing import read_next
from initiatives.models import make_next, tell_next

log = logging.getLogger(__name__)

PAUSE_S = 2
HOUR_S = 3600
LOOK_S = 60
MAIL_S = 1
# Management commands that are safe to run at any time and twice: each asks what is not yet done.
EACH_MINUTE = ["agenda", "publish_posts"]
HOURLY = [
    "remind",
    "remind_initiatives",
    "remind_questions",
    "tend_initiatives",
    "keep_initiatives",
    "remind_budgets",
    "remind_pages",
    "retention",
    "check_links",
    "count_figures",
]


class Command(BaseCommand):
    help = "Send waiting mail and run the hourly jobs, until told to stop."

    def handle(self, *args: object, **options: object) -> None:
        enough = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: enough.set())
        next_jobs = next_look = time.monotonic()
        while not enough.is_set():
            try:
                while not enough.is_set() and work() and time.monotonic() < next_look:
                    pass
                if time.monotonic() >= next_jobs:
                    next_jobs = time.monotonic() + HOUR_S
                    run_jobs(HOURLY)
                if time.monotonic() >= next_look:
                    next_look = time.monotonic() + LOOK_S
                    run_jobs(EACH_MINUTE)
                    move_rounds()
                    write_digests(enough)
            except Error as error:
                # The database restarts, or an upgrade locks a table: what waits in the outbox waits a little longer.
                log.warning("The database does not answer, trying again: %s", str(error).strip())
                connection.close()
            enough.wait(PAUSE_S)


def work() -> bool:
    """Some mail, some tidings, a photo, a paper: each has its turn, as the digests of a city take a while to leave.

    One that breaks keeps none of the others waiting.
    """
    did = False
    for step in (send_due, tell_next, make_next, read_next):
        try:
            did |= bool(step())
        except Error:
            raise
        except Exception:
            log.exception("%s failed; trying again later", step.__name__)
    return did


def write_digests(enough: threading.Event) -> None:
    """Some people at a time, with the mail that cannot wait in between."""
    try:
        for progress in build(timezone.localdate()) if due() else ():
            log.info("Digests: %d of %d people, %d mails", progress.people, progress.of, progress.mails)
            send_due()
            if enough.is_set():
                return
    except Error:
        raise
    except Exception:
        log.exception("The digests are not all written; trying again in a minute")


def move_rounds() -> None:
    """A large box takes a quarter of a minute to count; mail does not wait for it."""
    sent = time.monotonic()

    def send_mail() -> None:
        nonlocal sent
        if time.monotonic() - sent < MAIL_S:
            return
        try:
            send_due()
        except Error:
            raise
        except Exception:
            log.exception("Mail cannot leave; trying again later")
        sent = time.monotonic()

    try:
        advance_due(between=send_mail)
    except Error:
        raise
    except Exception:
        log.exception("The rounds did not all go on; trying again in a minute")


def run_jobs(names: list[str]) -> None:
    for name in names:
        if name in get_commands():
            try:
                call_command(name)
            except Error:
                raise
            except Exception:
                log.exception("The job %s failed", name)
