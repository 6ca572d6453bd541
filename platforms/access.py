"""Who may do what with a platform and with a membership: status and role in one place."""

from coalitie.people.models import Person, User
from platforms.models import GROWING, NEXT, Buddy, BuddyStatus, Membership, Platform, Role, Stage, Status

INSIDE = (Status.ASKED, Status.MEMBER)


def allowed(user: Person, obj: Platform | Membership) -> set[str]:
    """What this person may do now. A visitor gets "join" too: who presses it signs in on the way."""
    if isinstance(obj, Membership):
        return of_membership(user, obj)
    return of_platform(user, obj, own_membership(user, obj))


def own_membership(user: Person, platform: Platform) -> Membership | None:
    if not isinstance(user, User):
        return None
    return user.memberships.filter(platform=platform).first()


def of_platform(user: Person, platform: Platform, own: Membership | None) -> set[str]:
    """The same for who has the own membership at hand already."""
    desk, inside = runs_desk(user, own), own is not None and own.status == Status.MEMBER
    if platform.hidden_at is not None and not desk:
        return {"leave"} if own is not None and own.status in INSIDE else set()
    may = {"read"}
    if own is not None and own.status in INSIDE:
        may |= {"leave", "set_out"}
    elif platform.hidden_at is None:
        may.add("join")
    if desk:
        may |= {"edit", "see_members", "answer", "give_role", "wake" if platform.stage == Stage.RESTING else "rest"}
    if platform.stage in GROWING and platform.hidden_at is None:
        may |= ({"meet"} if inside else set()) | ({"tick"} if inside or desk else set())
        may |= {"grow"} if own is not None and own.is_coordinator and has_word(platform) else set()
    if isinstance(user, User) and user.in_team:
        may |= {"move", "appoint", "hide" if platform.hidden_at is None else "show"}
    return may


def has_word(group: Platform) -> bool:
    """Whether its buddy finds it ready for its next stage."""
    return group.buddies.accepted().filter(word_for=NEXT[Stage(group.stage)]).exists()


def of_buddy(user: Person, buddy: Buddy) -> set[str]:
    """The buddy's coordinator answers and gives its word; both may end it, and the group may take its question back."""
    if not isinstance(user, User):
        return set()
    of_group, of_buddy = own_membership(user, buddy.group), own_membership(user, buddy.platform)
    inside = of_group is not None and of_group.status == Status.MEMBER
    there = runs_desk(user, of_buddy)
    may: set[str] = set()
    if buddy.status == BuddyStatus.ASKED:
        may |= ({"answer"} if there else set()) | ({"end"} if inside or user.in_team else set())
    elif buddy.status == BuddyStatus.ACCEPTED:
        may |= {"end"} if there or runs_desk(user, of_group) else set()
        ready_for = NEXT.get(Stage(buddy.group.stage))
        may |= {"give_word"} if there and ready_for is not None and buddy.word_for != ready_for else set()
    return may


def of_membership(user: Person, membership: Membership) -> set[str]:
    shown = membership.shows_name and membership.status == Status.MEMBER and membership.platform.hidden_at is None
    may = {"read"} if shown else set()
    if not isinstance(user, User):
        return may
    if membership.person_id == user.pk:
        return may | {"read"} | ({"leave", "set_out"} if membership.status in INSIDE else set())
    if not runs_desk(user, own_membership(user, membership.platform)):
        return may
    may |= {"read"}
    if membership.status == Status.ASKED:
        may |= {"answer"}
    # A role opens or closes the desk of an account, so a coordinator keeps away from those of the team.
    if membership.status == Status.MEMBER and (user.in_team or not membership.person.in_team):
        may |= {"give_role"}
    return may


def runs_desk(user: Person, own: Membership | None) -> bool:
    """``own`` is this person's membership of the platform at hand."""
    if not isinstance(user, User):
        return False
    return user.in_team or (own is not None and own.status == Status.MEMBER and own.role == Role.COORDINATOR)
