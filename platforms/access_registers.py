"""Who may do what with the registers of a platform."""

from coalitie.people.models import Person, User
from platforms.access import of_platform, own_membership
from platforms.models.exchange import Exchange
from platforms.models.means import ON_MARKET, Means
from platforms.models.peer_review import PeerReview
from platforms.models.platform import Platform, PlatformQuerySet
from platforms.models.right import Right


def coordinates(user: Person, platform: Platform) -> bool:
    """Sits at the desk of this very platform; being in the team does not count."""
    own = own_membership(user, platform)
    return own is not None and own.is_coordinator


def of_register(user: Person, platform: Platform) -> set[str]:
    """The register of the buurtplatformrecht: the team writes in it, the coordinators of the platform propose."""
    own = own_membership(user, platform)
    if "read" not in of_platform(user, platform, own):
        return set()
    if isinstance(user, User) and user.in_team:
        return {"read", "enter"}
    return {"read", "propose"} if own is not None and own.is_coordinator else {"read"}


def of_right(user: Person, row: Right) -> set[str]:
    """One row of it. Nobody answers what they proposed themselves, before they came in the team."""
    may = of_register(user, row.platform)
    if not may or (not row.is_in_register and may == {"read"}):
        return set()
    if "enter" in may and row.is_proposed and row.by_id != user.pk:
        may |= {"answer"}
    if not row.is_current:
        may -= {"enter", "propose"}
    return may


def of_means(user: Person, row: Means) -> set[str]:
    """The own coordinators keep it up to date; those of every other platform may answer it."""
    own = own_membership(user, row.platform)
    if row.ended_at is not None or "read" not in (platform_may := of_platform(user, row.platform, own)):
        return set()
    at_desk = "edit" in platform_may
    if not row.is_available:
        return {"read", "edit"} if at_desk else set()
    may = {"read", "edit"} if at_desk else {"read"}
    if row.direction in ON_MARKET and desks(user, but=row.platform).exists():
        may |= {"respond"}
    return may


def of_exchange(user: Person, row: Exchange) -> set[str]:
    """``talk`` is reading what was said; the rest is for the coordinators of the side whose turn it is."""
    owner, other = coordinates(user, row.owner), coordinates(user, row.platform)
    if not owner and not other:
        if isinstance(user, User) and user.in_team:
            return {"read", "talk"}
        return {"read"} if Exchange.objects.visible_to(user).filter(pk=row.pk).exists() else set()
    may = {"read", "talk"}
    if row.is_open:
        may |= {"answer", "call_off"} if owner else {"call_off"}
    if row.is_agreed:
        may |= {"call_off"}
        if (owner and row.owner_done_on is None) or (other and row.other_done_on is None):
            may |= {"mark_done"}
    return may


def coordinates_either(user: Person, row: Exchange) -> bool:
    return coordinates(user, row.owner) or coordinates(user, row.platform)


def side_of(user: Person, row: Exchange) -> Platform:
    """In whose name somebody acts; who coordinates both acts first for the side that has not said it was done."""
    if coordinates(user, row.owner) and not (row.owner_done_on is not None and coordinates(user, row.platform)):
        return row.owner
    return row.platform


def desks(user: Person, *, but: Platform | None = None) -> PlatformQuerySet:
    """The platforms in whose name somebody can speak to another."""
    if not isinstance(user, User):
        return Platform.objects.none()
    rows = Platform.objects.visible_to(user).filter(pk__in=user.memberships.coordinating().values("platform"))
    return rows.exclude(pk=but.pk) if but is not None else rows


def at_review_desk(user: Person, row: PeerReview) -> set[str]:
    """The team sees every card and hides what may not stand there; nobody judges a card of an own platform."""
    if not isinstance(user, User) or not user.in_team:
        return set()
    if coordinates(user, row.first) or coordinates(user, row.second):
        return {"read"}
    return {"read", "hide" if row.hidden_at is None else "show"}


def of_review(user: Person, row: PeerReview, side: Platform | None = None) -> set[str]:
    """``inside`` is reading the card before it is public; the rest is for coordinators, in the name of ``side``."""
    if side is None or not coordinates(user, side):
        if coordinates(user, row.first) or coordinates(user, row.second):
            return {"read", "inside"}
        if isinstance(user, User) and user.in_team:
            return {"read", "inside"}
        return {"read"} if PeerReview.objects.visible_to(user).filter(pk=row.pk).exists() else set()
    may = {"read", "inside"}
    if row.is_writing:
        may |= {"write", "take_back"} if row.agreed_by(side) else {"write", "agree"}
    elif side.pk != row.asker_id:
        may |= {"accept", "decline"} if row.is_asked else {"accept"}
    return may
