"""My page: what I do, what I am asked, what waits for me."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from coalitie.people.access import signed_in
from coalitie.people.models import User
from initiatives.models import Initiative, Participation
from initiatives.models import Status as InitiativeStatus
from platforms.models import Membership, Role
from platforms.models import Status as MembershipStatus

MOST = 30


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    memberships = list(
        user.memberships.filter(status__in=[MembershipStatus.ASKED, MembershipStatus.MEMBER])
        .select_related("platform")
        .order_by("platform__name")[:MOST]
    )
    proposals = list(user.initiatives.select_related("platform").order_by("-updated_at")[:MOST])
    return render(
        request,
        "portal/mine.html",
        {
            "memberships": memberships,
            "unfinished": [one for one in proposals if one.status in UNFINISHED],
            "proposals": [one for one in proposals if one.status not in UNFINISHED],
            "participations": participations(user),
            **waiting(user, memberships),
        },
    )


UNFINISHED = (InitiativeStatus.DRAFT, InitiativeStatus.RETURNED)


def participations(user: User) -> list[Participation]:
    return list(
        user.participations.current()
        .filter(initiative__in=Initiative.objects.visible_to(user))
        .select_related("initiative__platform")
        .order_by("-joined_at")[:MOST]
    )


def waiting(user: User, memberships: list[Membership]) -> dict[str, list[Membership] | list[Initiative]]:
    """What a coordinator is waited for, oldest first; costs nothing for anybody else."""
    desks = [one.platform_id for one in memberships if one.role == Role.COORDINATOR]
    if not desks:
        return {"asked": [], "submitted": []}
    asked = Membership.objects.asked().filter(platform__in=desks).select_related("platform", "person")
    submitted = Initiative.objects.filter(platform__in=desks, status=InitiativeStatus.SUBMITTED).exclude(author=user)
    return {
        "asked": list(asked.order_by("asked_at")[:MOST]),
        "submitted": list(submitted.select_related("platform").order_by("submitted_at")[:MOST]),
    }
