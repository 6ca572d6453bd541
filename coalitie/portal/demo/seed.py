"""Plays the demo world through the site's own verbs, with the same outcome each time, in one transaction."""

from collections.abc import Sequence

from allauth.mfa.totp.internal.auth import TOTP
from django.db import models, transaction
from django.utils import timezone

from budgets.actions.sheet import keep_sheets
from coalitie.activity.models import Mail
from coalitie.people.models import User
from coalitie.portal.demo import sign_in
from coalitie.portal.demo.budgeting import Budgeting
from coalitie.portal.demo.clock import Clock
from coalitie.portal.demo.founding import Founding
from coalitie.portal.demo.gathering import Gathering
from coalitie.portal.demo.ideas import Changing
from coalitie.portal.demo.library import Library
from coalitie.portal.demo.living import Living
from coalitie.portal.demo.nursery import Ponds
from coalitie.portal.demo.publishing import Publishing
from coalitie.portal.demo.questions import Asking
from coalitie.portal.demo.quoting import Quoting
from coalitie.portal.demo.reading import sort_the_post, tell_yesterday
from coalitie.portal.demo.registers import Registers
from coalitie.portal.demo.scenes import Scenes
from coalitie.portal.demo.story import Story
from coalitie.portal.demo.talking import Talking
from coalitie.portal.demo.world import Group, groups
from platforms.models import Platform


@transaction.atomic
def seed(cast: Sequence[Group] | None = None) -> bool:
    """Fill an empty portal with all of the world, or some of it. False, and nothing happens, when it is filled."""
    if User.objects.with_address(sign_in.TEAM.email).exists():
        return False
    last_mail = Mail.objects.aggregate(last=models.Max("pk"))["last"] or 0
    with Clock(timezone.now()) as clock:
        play(clock, groups() if cast is None else cast)
    keep_sheets()
    sort_the_post(Mail.objects.filter(pk__gt=last_mail))
    return True


def play(clock: Clock, cast: Sequence[Group]) -> None:
    story = Story(clock)
    team = staff(story, sign_in.TEAM)
    team.join_team()
    puller = story.person(sign_in.PULLER.name, sign_in.PULLER.email, 380)
    resident = story.person(sign_in.RESIDENT.name, sign_in.RESIDENT.email, 12)
    coordinator, neighbour = staff(story, sign_in.COORDINATOR), staff(story, sign_in.NEIGHBOUR)
    clock.told |= {person.pk for person in (team, puller, coordinator, neighbour)}
    known = {"Het Dapper Verbond": coordinator, "De Kolenkit Kookt Over": neighbour}
    founding, living = Founding(story, team, known, puller), Living(story, puller)
    platforms: dict[str, Platform] = {}
    for group in cast:
        platform, coordinators, began = founding.play(group)
        platforms[group.name] = platform
        people = [one.person for one in platform.memberships.current().select_related("person").order_by("pk")]
        for plan in group.plans:
            living.play(plan, platform, people, coordinators, began)
    living.tell_how_it_goes()
    talking, gathering = Talking(story, living.by_title), Gathering(story, platforms, living.by_title)
    talking.chat(cast)
    talking.talk_by_name()
    gathering.play()
    known_people = {"puller": puller, "coordinator": coordinator, "neighbour": neighbour}
    Scenes(story, talking, gathering, platforms, **known_people).play()
    Budgeting(story, platforms, living.by_title, puller=puller).play()
    Asking(story, platforms).play()
    Quoting(story, living.by_title).play()
    Library(clock, platforms, team=team).play()
    Changing(story, platforms, team=team).play()
    Registers(story, platforms, team=team).play()
    Publishing(story, team=team).play()
    Ponds(story, platforms, resident=resident, team=team).play()
    story.let_them_follow()
    tell_yesterday(clock)


def staff(story: Story, who: sign_in.DemoPerson) -> User:
    user = story.person(who.name, who.email, 420)
    TOTP.activate(user, who.secret)
    return user
