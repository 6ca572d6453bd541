"""Who tells how it goes and what came of it, and who may bring an initiative elsewhere."""

from coalitie.people.models import Person, User
from initiatives.models import DOING, QUIET, UNDER_WAY, Initiative, Role, Shift, Status, Update
from initiatives.models.energy import DO_IT
from initiatives.models.status import leading_to


def of_record(initiative: Initiative, roles: set[str], *, runs: bool, desk: bool) -> set[str]:
    """With an initiative that is out in the open, for who pulls it or was welcomed in these roles.

    ``runs``: pulls it, or its platform, or is in the team.
    """
    may: set[str] = set()
    if runs or roles.intersection(DO_IT):
        may.add("write_update")
    if roles and initiative.status in (*DOING, *QUIET):
        may.add("quote")
    if not runs:
        return may
    may |= {"correct", "retitle", "split"}
    if initiative.status in (*leading_to(Status.DONE), Status.DONE):
        may.add("finish")
    if initiative.status in QUIET:
        may.add("archive" if initiative.archived_at is None else "take_out")
    if desk:
        may |= {"move"} | ({"merge"} if initiative.status in UNDER_WAY else set())
    return may


def of_update(user: Person, update: Update) -> set[str]:
    """For an update that this person may read. What was hidden stays as it was judged; deleting is always one's own."""
    may = {"read"}
    if isinstance(user, User) and update.author_id == user.pk:
        may |= {"delete"} | ({"edit"} if update.hidden_at is None else set())
    return may


def of_shift(user: Person, shift: Shift) -> set[str]:
    """The other side answers; who asked, or the desk that asked, takes it back."""
    if not Shift.objects.visible_to(user).filter(pk=shift.pk).exists():
        return set()
    may = {"read"}
    if not shift.is_open or not isinstance(user, User):
        return may
    if Shift.objects.answerable_by(user).filter(pk=shift.pk).exists() and not answers_itself(user, shift):
        may.add("answer")
    ours = user.memberships.coordinating().filter(platform=shift.initiative.platform_id)
    if user.in_team or shift.asked_by_id == user.pk or ours.exists():
        may.add("withdraw")
    return may


def answers_itself(user: User, shift: Shift) -> bool:
    """Who asked is not the other side, unless both sides are theirs to decide about."""
    if shift.asked_by_id != user.pk or shift.into is None:
        return False
    return not decides_merge(user, shift.initiative, shift.into)


def decides_merge(user: User, initiative: Initiative, into: Initiative) -> bool:
    """Whoever holds both desks need not ask; but nobody decides about what they proposed or pull themselves."""
    both = {initiative.platform_id, into.platform_id}
    own = user.pk in {initiative.author_id, into.author_id}
    pulls = user.participations.filter(withdrawn_at=None, role=Role.PULLER, initiative__in=[initiative, into])
    if own or pulls.exists():
        return False
    desks = user.memberships.coordinating().filter(platform__in=both)
    return user.in_team or desks.count() == len(both)
