"""The news of the story: a past that everybody has been told of, and the digest of yesterday in the post."""

from datetime import timedelta

from django.db.models import F, QuerySet
from django.utils import timezone

from coalitie.activity.digest import build, readers
from coalitie.activity.models import Edition, Event, Mail, Notice, Reach, Reader
from coalitie.portal.demo import sign_in
from coalitie.portal.demo.clock import Clock

# What reached the people one can sign in as these days is in their post, as if it had just come in.
LATELY = timedelta(days=7)
UNREAD = timedelta(days=4)


def tell_yesterday(clock: Clock) -> None:
    """Everything until the day before yesterday was told long ago; what happened since is told in one digest."""
    yesterday = timezone.localdate(clock.ago(1))
    before = Edition.objects.create(day=yesterday - timedelta(days=1), built_at=clock.ago(2))
    old = Event.objects.filter(edition=None, reach__gt=Reach.RECORD, at__lt=clock.ago(2.2))
    old.update(edition=before)
    told = [
        Reader(person_id=pk, since=before.day, told_until=before.day) for pk in readers().values_list("pk", flat=True)
    ]
    Reader.objects.bulk_create(
        told, update_conflicts=True, update_fields=["told_until"], unique_fields=["person"], batch_size=1000
    )
    clock.ago(0.9)
    for _progress in build(yesterday):
        pass


def sort_the_post(mails: QuerySet[Mail]) -> None:
    """What was mailed in a past that never was, nobody needs to read, but for the last days of who signs in."""
    recent = {"to__in": [person.email for person in sign_in.PEOPLE], "created_at__gt": timezone.now() - LATELY}
    mails.exclude(**recent).delete()
    mails.filter(**recent).update(sent_at=F("created_at"), next_try_at=F("created_at"))
    Notice.objects.filter(at__lt=timezone.now() - UNREAD).update(read_at=F("at") + timedelta(hours=5))
