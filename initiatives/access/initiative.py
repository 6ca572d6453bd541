"""Who may do what with an initiative. The one place that holds status and role together."""

from coalitie.people.models import Person, User
from initiatives.access.record import of_record
from initiatives.models import EDITABLE, Initiative, Objection, Outcome, Role, Status
from initiatives.models.energy import DO_IT
from initiatives.models.status import CARRIED
from platforms.models import PULLING
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
    roles, known = own_roles(user, initiative)
    if desk and not own and Role.PULLER not in roles:
        may |= of_desk(initiative)
    if roles:
        may.add("withdraw")
    runs = user.in_team or Role.PULLER in roles or role in PULLING
    if initiative.is_public and "read" in may:
        may |= {"see_people"} if runs else set()
        if public:
            may |= ({"stage"} if runs else set()) | of_group(initiative, roles, known, role, desk=desk)
            may |= of_record(initiative, known, runs=runs, desk=desk)
    return may | (of_reviewer(user, initiative, role) if user.in_team or user.desk_since else set())


def of_group(initiative: Initiative, roles: set[str], known: set[str], role: str, *, desk: bool) -> set[str]:
    """Energy is between those who do it; the coordinator only sees that it falls. The key is with those who pull.

    Anybody can join and say how it is for them; what the others say is read from the welcome on.
    """
    may: set[str] = set()
    if roles.intersection(DO_IT) and initiative.is_open:
        may.add("say_energy")
    if known.intersection(DO_IT):
        may |= {"see_energy", "see_falling"}
    if role == PlatformRole.COORDINATOR:
        may.add("see_falling")
    if initiative.status not in CARRIED:
        return may
    if Role.PULLER in roles:
        may.add("share_key")
    elif (roles or desk) and initiative.is_adrift:
        may |= ({"offer"} if roles else set()) | ({"settle_offer"} if desk else set())
    return may


def of_author(initiative: Initiative) -> set[str]:
    if initiative.status in EDITABLE:
        return {"edit", "submit"} | ({"discard"} if initiative.status == Status.DRAFT else set())
    if initiative.status == Status.DECLINED and not Objection.objects.filter(initiative=initiative).exists():
        return {"object"}
    return set()


def of_desk(initiative: Initiative) -> set[str]:
    """Never for one's own: moderators do not judge what they wrote or pull themselves."""
    if initiative.status == Status.SUBMITTED:
        return {"publish", "give_back", "decline"}
    if initiative.is_public:
        return {"hide"} if initiative.hidden_at is None else {"show"}
    return set()


def of_reviewer(user: User, initiative: Initiative, role: str) -> set[str]:
    """A second look: by a desk of another platform or the team, not by who said no, not by who wrote it."""
    if not getattr(initiative, "has_objection", True):
        return set()
    objection = Objection.objects.readable_by(user).filter(initiative=initiative).first()
    if objection is None:
        return set()
    stranger = role != PlatformRole.COORDINATOR and user.pk not in {initiative.author_id, initiative.decided_by_id}
    waits = objection.outcome == Outcome.OPEN and initiative.status == Status.DECLINED
    return {"read", "review"} if stranger and waits else {"read"}


def own_roles(user: User, initiative: Initiative) -> tuple[set[str], set[str]]:
    """How this person takes part, and as what the others know this person.

    ``for_page`` already asked it for who looks at a page.
    """
    if getattr(initiative, "asked_for", None) == user.pk:
        return set(initiative.own_roles), set(initiative.known_roles)  # type: ignore[attr-defined]
    own = user.participations.filter(initiative=initiative)
    roles, known = (rows.values_list("role", flat=True) for rows in (own.current(), own.known()))
    return set(roles), set(known)


def platform_role(user: Person, initiative: Initiative) -> str:
    """What this person is at the platform; empty for who is not in it."""
    if not isinstance(user, User):
        return ""
    if getattr(initiative, "asked_for", None) == user.pk:
        return initiative.platform_role or ""  # type: ignore[attr-defined]
    return (
        user.memberships.current().filter(platform=initiative.platform_id).values_list("role", flat=True).first() or ""
    )
