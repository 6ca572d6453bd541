"""Who may do what with an activity: who runs what it belongs to arranges it, anybody may come."""

from coalitie.people.models import Person, User
from initiatives.models import Activity, Initiative, Role
from platforms.models import PULLING, Platform
from platforms.models import Role as PlatformRole


def of_activity(user: Person, activity: Activity) -> set[str]:
    """What this person may do now. A visitor gets "sign_up" too: who presses it signs in on the way."""
    of = activity.initiative
    public = activity.hidden_at is None and activity.platform.hidden_at is None
    public = public and (of is None or (of.is_public and of.hidden_at is None))
    may = {"read"} if public else set()
    if public and activity.takes_people:
        may.add("sign_up")
    if not isinstance(user, User):
        return may
    role = role_at(user, activity.platform)
    desk = user.in_team or role == PlatformRole.COORDINATOR
    own = activity.author_id == user.pk
    if desk or own:
        may.add("read")
    if desk and not own:
        may.add("hide" if activity.hidden_at is None else "show")
    if "read" in may and arranges(user, activity.platform, of, role):
        may |= of_organiser(activity, public=public)
    return may


def of_organiser(activity: Activity, *, public: bool) -> set[str]:
    """What was hidden stays as it was judged: a new date or a reason would be mailed to all who signed up."""
    may = {"see_people", "duplicate"} if public else {"see_people"}
    if activity.is_cancelled or not public:
        return may
    return may | ({"report"} if activity.is_over else {"change", "call_off"})


def may_arrange(user: Person, platform: Platform, initiative: Initiative | None) -> bool:
    """Whether this person puts things in the agenda for it. Nobody does for what is not public."""
    if not isinstance(user, User) or platform.hidden_at is not None:
        return False
    if initiative is not None and not (initiative.is_public and initiative.hidden_at is None):
        return False
    return arranges(user, platform, initiative, role_at(user, platform))


def arranges(user: User, platform: Platform, initiative: Initiative | None, role: str) -> bool:
    if user.in_team or role in PULLING:
        return True
    return (
        initiative is not None
        and user.participations.current().filter(initiative=initiative, role=Role.PULLER).exists()
    )


def role_at(user: User, platform: Platform) -> str:
    return user.memberships.current().filter(platform=platform).values_list("role", flat=True).first() or ""
