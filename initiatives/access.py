"""Who may do what with an initiative. The one place that holds status and role together."""

from coalitie.people.models import Person, User
from initiatives.models import EDITABLE, OFFERED, Initiative, Objection, Outcome, Status
from platforms.models import Role as PlatformRole


def allowed(user: Person, initiative: Initiative) -> set[str]:
    """What this person may do now. A visitor gets "join" too: who presses it signs in on the way."""
    public = initiative.is_public and initiative.hidden_at is None and initiative.platform.hidden_at is None
    may = {"read"} if public else set()
    if public and initiative.is_open:
        may.add("join")
    if not isinstance(user, User):
        return may
    own = initiative.author_id == user.pk
    role = platform_role(user, initiative)
    desk = (user.in_team or role == PlatformRole.COORDINATOR) and initiative.status != Status.DRAFT
    if own or desk:
        may.add("read")
    if own:
        may |= of_author(initiative)
    if desk and not own:
        may |= of_desk(initiative)
    roles = set(user.participations.current().filter(initiative=initiative).values_list("role", flat=True))
    if roles.intersection(OFFERED):
        may.add("withdraw")
    pulls = "puller" in roles or role in {PlatformRole.PULLER, PlatformRole.COORDINATOR}
    if initiative.is_public and "read" in may and (own or user.in_team or pulls):
        may |= {"see_people"} | ({"stage"} if public else set())
    return may | (of_reviewer(user, initiative, role) if user.in_team or user.desk_since else set())


def of_author(initiative: Initiative) -> set[str]:
    if initiative.status in EDITABLE:
        return {"edit", "submit"} | ({"discard"} if initiative.status == Status.DRAFT else set())
    if initiative.status == Status.DECLINED and not Objection.objects.filter(initiative=initiative).exists():
        return {"object"}
    return set()


def of_desk(initiative: Initiative) -> set[str]:
    """Never for one's own: moderators do not judge what they wrote themselves."""
    if initiative.status == Status.SUBMITTED:
        return {"publish", "give_back", "decline"}
    if initiative.is_public:
        return {"hide"} if initiative.hidden_at is None else {"show"}
    return set()


def of_reviewer(user: User, initiative: Initiative, role: str) -> set[str]:
    """A second look: by a desk of another platform or the team, not by who said no, not by who wrote it."""
    objection = Objection.objects.readable_by(user).filter(initiative=initiative).first()
    if objection is None:
        return set()
    stranger = role != PlatformRole.COORDINATOR and user.pk not in {initiative.author_id, initiative.decided_by_id}
    waits = objection.outcome == Outcome.OPEN and initiative.status == Status.DECLINED
    return {"read", "review"} if stranger and waits else {"read"}


def platform_role(user: User, initiative: Initiative) -> str:
    return (
        user.memberships.current().filter(platform=initiative.platform_id).values_list("role", flat=True).first() or ""
    )
