"""Verbs that span several objects."""

from datetime import date, timedelta
from itertools import count

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.text import slugify

from coalitie.activity.models import Reach, Subject, record
from coalitie.people.models import User
from platforms import notices
from platforms.models.membership import Membership
from platforms.models.nursery import Step, StepDone
from platforms.models.platform import Platform
from platforms.models.stage import begin

PATIENCE = timedelta(days=3)
BETWEEN_REMINDERS = timedelta(days=7)


@transaction.atomic
def start(name: str, *, by: User, **facts: object) -> Platform:
    """A new platform, with an address made of its name. Whoever coordinates it comes in with ``appoint``."""
    subject = Subject.objects.create(kind="platform")
    platform = Platform.objects.create(name=name, slug=free_slug(name), subject=subject, **facts)
    begin(platform, by=by)
    record(subject, "platform_started", by=by)
    return platform


def free_slug(name: str) -> str:
    stem = slugify(name)[:80].strip("-") or "platform"
    taken = set(Platform.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for n in count(1) if (slug := stem if n == 1 else f"{stem}-{n}") not in taken)


def remind() -> int:
    """Remind who should answer people that wait to get in. Returns to how many platforms.

    A platform hears it at most once a week however many wait. Run it twice, or two at once, and nothing is said twice:
    the rows are marked under the platform's lock, in the transaction that also writes the mails.
    """
    return sum(remind_one(pk) for pk in waiting_platforms())


def waiting_platforms() -> list[int]:
    now = timezone.now()
    late = Membership.objects.asked().filter(platform=OuterRef("pk"), asked_at__lte=now - PATIENCE)
    told = Membership.objects.filter(platform=OuterRef("pk"), reminded_at__gt=now - BETWEEN_REMINDERS)
    return list(Platform.objects.filter(Exists(late), ~Exists(told)).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def remind_one(pk: int) -> bool:
    platform = Platform.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=pk).first()
    if platform is None or pk not in waiting_platforms():
        return False
    late = platform.memberships.asked().filter(asked_at__lte=timezone.now() - PATIENCE)
    number = late.update(reminded_at=timezone.now())
    if number:
        notices.waiting(platform, number)
    return bool(number)


@transaction.atomic
def take_step(group: Platform, step: Step, *, by: User, on: date, note: str = "") -> None:
    """The group took this step; told again, the day and the note become these."""
    fresh = {"on": on, "note": note, "by": by}
    _row, is_new = StepDone.objects.update_or_create(group=group, step=step, defaults=fresh)
    reach = Reach.THING if is_new else Reach.RECORD
    record(group.subject, "step_taken", by=by, reach=reach, step=step.pk)


@transaction.atomic
def undo_step(group: Platform, step: Step, *, by: User) -> None:
    """Open again. Pressed twice nothing changes."""
    if StepDone.objects.filter(group=group, step=step).delete()[0]:
        record(group.subject, "step_reopened", by=by, step=step.pk)
