"""Who may do what with the registers of a platform."""

from coalitie.people.models import Person, User
from platforms.access import of_platform, own_membership
from platforms.models.platform import Platform
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
