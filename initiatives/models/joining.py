"""Two initiatives that become one, and an initiative that goes to another platform: what comes along, and who is told.

Both are called with the rows held, in the order of their keys, so that two of these at once wait for each other and
the second sees what the first did.
"""

from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Reach, Subject, Subscription, Within, record
from coalitie.lib.refused import Refused
from coalitie.lib.transitions import move
from coalitie.people.models import User
from initiatives.models.activity import Activity
from initiatives.models.address import OldAddress, leads_to
from initiatives.models.comment import Comment
from initiatives.models.handover import Handover, Settled
from initiatives.models.initiative import Initiative
from initiatives.models.lineage import Lineage
from initiatives.models.participation import Participation
from initiatives.models.result import Result
from initiatives.models.saved_search import place as place_anew
from initiatives.models.status import OPEN, PUBLIC, Status
from initiatives.models.update import Update
from initiatives.notices import record as notices
from platforms.models import Platform

UNDER_WAY = (*OPEN, Status.RESTING)
OVER = _("Een van beide is niet meer bezig, verborgen of al samengevoegd.")


def hold(initiative: Initiative, other: Initiative | None = None) -> list[Initiative]:
    """Both rows as they are now, locked until the transaction ends."""
    wanted = [initiative.pk, *([other.pk] if other else [])]
    rows = Initiative.objects.select_for_update(no_key=True, of=("self",)).published().filter(pk__in=wanted)
    held = {row.pk: row for row in rows.select_related("platform", "subject").order_by("pk")}
    if len(held) < len(set(wanted)):
        raise Refused(OVER)
    return [held[pk] for pk in wanted]


def merge(initiative: Initiative, into: Initiative, *, by: User, reason: str) -> None:
    """The first goes into the second: people, updates, activities, talk, followers and addresses come along."""
    gone, stays = hold(initiative, into)
    if gone.pk == stays.pk or gone.status not in UNDER_WAY or stays.status not in UNDER_WAY:
        raise Refused(OVER)
    people = bring_people(gone, stays)
    Update.objects.filter(initiative=gone).update(initiative=stays)
    Activity.objects.filter(initiative=gone).revise(initiative=stays, platform=stays.platform)
    Comment.objects.filter(initiative=gone).update(initiative=stays)
    Handover.objects.waiting().filter(initiative=gone).update(outcome=Settled.TAKEN_BACK, settled_at=Now())
    if not Result.objects.filter(initiative=stays).exists():
        Result.objects.filter(initiative=gone).update(initiative=stays)
    bring_followers(gone, stays)
    Lineage.objects.filter(origin=gone, child=stays).delete()
    Lineage.objects.filter(origin=gone).update(origin=stays)
    OldAddress.objects.filter(initiative=gone).update(initiative=stays)
    leads_to(gone.slug, stays)
    move(initiative, Status.MERGED, only_from=PUBLIC, otherwise=OVER, merged_into=stays, archived_at=None)
    record(gone.subject, "initiative_merged", by=by, reason=reason, into=stays.pk)
    record(stays.subject, "initiative_took_in", by=by, reason=reason, reach=Reach.THING, gone=gone.pk)
    notices.merged(gone, stays, people, by=by, reason=reason)


def bring_people(gone: Initiative, stays: Initiative) -> list[Participation]:
    """Everybody in the role they had. Who was there already in that role, or left there before, is left alone."""
    same = Participation.objects.filter(initiative=stays, person=OuterRef("person"), role=OuterRef("role"))
    coming = Participation.objects.current().filter(initiative=gone)
    new = list(coming.exclude(Exists(same)).select_related("person"))
    Participation.objects.filter(pk__in=[one.pk for one in new]).update(initiative=stays)
    coming.update(withdrawn_at=Now())
    return new


def bring_followers(gone: Initiative, stays: Initiative) -> None:
    """Who follows the one follows the other, and what lay in the one lies in the other."""
    rows = Subscription.objects.on().filter(subject=gone.subject_id)
    Subscription.objects.bulk_create(
        [Subscription(person_id=row.person_id, subject_id=stays.subject_id, by_itself=True) for row in rows],
        ignore_conflicts=True,
    )
    parts = list(Within.objects.filter(whole=gone.subject_id).values_list("part_id", flat=True))
    place(parts, out=[gone.subject_id, *wholes(gone)], into=[stays.subject_id, *wholes(stays)])


def move_house(initiative: Initiative, to: Platform, *, by: User, reason: str) -> None:
    """To another platform, with its activities. Where it happens stays where it is."""
    (held,) = hold(initiative)
    left = held.platform
    if not Initiative.objects.filter(pk=held.pk).exclude(platform=to).update(platform=to, updated_at=Now()):
        raise Refused(_("Het initiatief hoort al bij dit platform."))
    if to.hidden_at is not None:
        raise Refused(_("Dit platform is verborgen, dus er kan nu niets heen."))
    initiative.platform = to
    Activity.objects.filter(initiative=held).update(platform=to)
    parts = [held.subject_id, *Within.objects.filter(whole=held.subject_id).values_list("part_id", flat=True)]
    place(parts, out=[left.subject_id], into=[to.subject_id])
    place_anew(initiative)
    record(held.subject, "initiative_moved", by=by, reason=reason, reach=Reach.THING, left=left.pk, to=to.pk)
    notices.moved(initiative, left, by=by, reason=reason)


def wholes(initiative: Initiative) -> list[int]:
    return list(Within.objects.filter(part=initiative.subject_id).values_list("whole_id", flat=True))


def place(parts: list[int], *, out: list[int], into: list[int]) -> None:
    for subject in Subject.objects.filter(pk__in=parts):
        now = set(subject.within.values_list("whole_id", flat=True)) - set(out) | set(into)
        subject.place_in(Subject.objects.filter(pk__in=now - {subject.pk}))
