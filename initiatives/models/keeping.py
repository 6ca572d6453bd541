"""Keeping order: another title with another address, and the archive."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Reach, record
from coalitie.lib.refused import Refused
from coalitie.people.models import User
from initiatives.models.activity import Activity
from initiatives.models.address import OldAddress, leads_to
from initiatives.models.initiative import Initiative, slugs
from initiatives.models.joining import hold
from initiatives.models.saved_search import place
from initiatives.models.status import QUIET, Status

A_YEAR = timedelta(days=365)


@transaction.atomic
def retitle(initiative: Initiative, *, by: User, title: str, summary: str) -> None:
    """Another title, and so another address; the old one goes on working. The same once more changes nothing."""
    (held,) = hold(initiative)
    if (held.title, held.summary) == (title, summary):
        return
    Initiative.objects.filter(pk=held.pk).update(title=title, summary=summary, updated_at=Now())
    initiative.title, initiative.summary = title, summary
    if held.title != title:
        initiative.slug = readdress(held, title)
        # Calendars name it.
        Activity.objects.filter(initiative=held).upcoming().revise()
    place(initiative)
    record(held.subject, "initiative_renamed", by=by, reach=Reach.RECORD, slug=held.slug)


def readdress(initiative: Initiative, title: str) -> str:
    """An address that fits the title and never led to another."""
    for slug in slugs(title, of=initiative):
        if slug == initiative.slug:
            break
        try:
            with transaction.atomic():
                Initiative.objects.filter(pk=initiative.pk).update(slug=slug)
        except IntegrityError:
            continue
        OldAddress.objects.filter(slug=slug).delete()
        leads_to(initiative.slug, initiative)
        return slug
    return initiative.slug


@transaction.atomic
def archive(initiative: Initiative, *, by: User | None, reason: str = "") -> None:
    """Out of the lists. Its page and its address stay, and who searches the archive finds it."""
    quiet = Initiative.objects.filter(pk=initiative.pk, status__in=QUIET, archived_at=None)
    if not quiet.update(archived_at=Now()):
        raise Refused(_("Dit staat al in het archief, of er wordt nog aan gewerkt."))
    record(initiative.subject, "initiative_archived", by=by, reason=reason)


@transaction.atomic
def take_out(initiative: Initiative, *, by: User) -> None:
    if not Initiative.objects.filter(pk=initiative.pk, archived_at__isnull=False).update(archived_at=None):
        raise Refused(_("Dit staat niet in het archief."))
    record(initiative.subject, "initiative_unarchived", by=by)


def archive_old() -> int:
    """What was done or stopped a year ago goes to the archive by itself. What somebody took out stays out."""
    old = Initiative.objects.alias(since=Coalesce("staged_at", "published_at")).filter(
        Q(status__in=[Status.DONE, Status.STOPPED], archived_at=None, since__lt=timezone.now() - A_YEAR)
    )
    archived = 0
    for initiative in old.exclude(subject__events__verb="initiative_unarchived").select_related("subject")[:1000]:
        archive(initiative, by=None)
        archived += 1
    return archived
