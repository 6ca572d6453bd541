"""From interest to a start group. Who counts neighbours, or lets a group begin, holds the nursery's row meanwhile."""

from collections.abc import Collection
from datetime import date
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from coalitie.activity.models import Reach, follow, record
from coalitie.lib.refused import Refused
from coalitie.people.models import User
from platforms import notices_nursery as notices
from platforms.actions import start
from platforms.models import (
    Answer,
    Area,
    Buddy,
    GroupMessage,
    Interest,
    Introduction,
    Invitation,
    Membership,
    Nursery,
    Platform,
    Stage,
    Status,
    Welcome,
    place_platform,
)
from platforms.models.interest import MOST_BUURTEN
from platforms.models.stage import NEXT

WAITS = (Answer.ASKED, Answer.YES)
FULL = gettext_lazy("Je kunt hooguit zes buurten noemen. Haal er eerst een weg.")


# --- Interest ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def say_interest(buurten: Collection[Area], *, by: User) -> None:
    """Somebody would like a platform here. Saying it twice changes nothing."""
    nursery = Nursery.hold()
    known = set(by.interests.values_list("buurt", flat=True))
    new = [buurt for buurt in buurten if buurt.pk not in known]
    if len(known) + len(new) > MOST_BUURTEN:
        raise Refused(FULL)
    Interest.objects.bulk_create([Interest(person=by, buurt=buurt) for buurt in new], ignore_conflicts=True)
    for buurt in new:
        introduce(buurt, nursery)


@transaction.atomic
def withdraw_interest(buurten: Collection[Area], *, by: User) -> None:
    """Forgotten, and so is the question to meet there. Who is in a group already leaves that as any platform."""
    Nursery.hold()
    by.interests.filter(buurt__in=buurten).delete()
    by.invitations.of_open().filter(introduction__buurt__in=buurten).delete()


def introduce(buurt: Area, nursery: Nursery) -> None:
    """Ask who named this buurt whether to be introduced, as soon as they are enough; later ones are asked as well.

    Nobody is asked for two buurten at once, and nobody where a platform is at work already.
    """
    if has_platform(buurt):
        return
    elsewhere = Invitation.objects.of_open().saying(*WAITS).exclude(introduction__buurt=buurt)
    known = Invitation.objects.of_open().filter(introduction__buurt=buurt)
    named = buurt.interests.counting().values("person")
    free = User.objects.filter(pk__in=named).exclude(pk__in=elsewhere.values("person"))
    unasked = free.exclude(pk__in=known.values("person")).order_by("pk")
    introduction = Introduction.objects.open().filter(buurt=buurt).first()
    if introduction is None:
        if unasked.count() < nursery.neighbours:
            return
        introduction = Introduction.objects.create(buurt=buurt, needs=nursery.yeses)
    new = list(unasked.select_for_update(no_key=True))  # so that nobody erases the account meanwhile
    Invitation.objects.bulk_create([Invitation(introduction=introduction, person=person) for person in new])
    notices.introduction_asked(introduction, new)


def has_platform(buurt: Area) -> bool:
    return buurt.platforms.filter(hidden_at=None).exclude(stage=Stage.RESTING).exists()


# --- Meeting ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def answer(invitation: Invitation, *, by: User, wants: str, line: str = "") -> Platform | None:
    """Yes or no. The group that it begins, or joins, if there is one now."""
    Nursery.hold()
    introduction = Introduction.objects.select_related("buurt", "group__subject").get(pk=invitation.introduction_id)
    if introduction.group is not None and invitation.answer == Answer.YES:
        raise Refused(_("Je hoort al bij de groep. Weggaan kan op de pagina van de groep."))
    invitation.say(wants, line=line if wants == Answer.YES else "")
    if wants != Answer.YES:
        return None
    if introduction.group is not None:
        if by.memberships.filter(platform=introduction.group, status=Status.DECLINED).exists():
            raise Refused(_("Deze groep liet je niet toe. De reden kreeg je per mail."))
        let_in(introduction.group, [invitation])
        return introduction.group
    said = introduction.invitations.counting().saying(Answer.YES)
    if said.count() < introduction.needs:
        return None
    there = User.objects.filter(pk__in=said.values("person")).order_by("pk").select_for_update(no_key=True)
    people = {person.pk for person in there}
    if len(people) < introduction.needs:
        return None
    return begin_group(introduction, list(said.filter(person__in=people).select_related("person")), by=by)


def begin_group(introduction: Introduction, yes: list[Invitation], *, by: User) -> Platform:
    """Where they meet: a platform as yet without a coordinator, which the team then looks for among them."""
    buurt = introduction.buurt
    # Kept words, so Dutch whoever said the last yes.
    with override(settings.LANGUAGE_CODE):
        group = start(
            _("Startgroep %(buurt)s") % {"buurt": buurt.name},
            by=by,
            stage=Stage.START_GROUP,
            own_area_name=buurt.name,
            summary=_("Buren die elkaar net hebben gevonden en samen iets willen beginnen."),
            welcome=Welcome.MEET_FIRST,
            welcome_question=_("Wat zou je hier graag zien gebeuren?"),
        )
    group.areas.set(shared_buurten(buurt, [invitation.person for invitation in yes]))
    place_platform(group)
    if not Introduction.objects.open().filter(pk=introduction.pk).update(met_at=Now(), group=group):
        raise Refused(_("Deze groep is al begonnen."))
    let_in(group, yes)
    notices.group_met(group, [invitation.person for invitation in yes])
    notices.group_born(group)
    return group


def shared_buurten(buurt: Area, people: Collection[User]) -> list[Area]:
    """The buurt itself, and those that at least two of them named where nobody is at work yet."""
    named = Interest.objects.filter(person__in=people).values("buurt").annotate(n=Count("pk")).filter(n__gte=2)
    also = Area.objects.buurten().current().filter(pk__in=named.values("buurt")).exclude(pk=buurt.pk)
    return [buurt, *(area for area in also.order_by("code") if not has_platform(area))]


def let_in(group: Platform, yes: Collection[Invitation]) -> None:
    """Members from now on. Their first words stand in the group; what they wished for need not be kept any longer."""
    for invitation in yes:
        person = invitation.person
        fresh = {"status": Status.MEMBER, "joined_at": Now(), "reason": ""}
        Membership.objects.update_or_create(platform=group, person=person, defaults=fresh)
        record(group.subject, "membership_joined", by=person, reach=Reach.THING)
        follow(group.subject, by=person, by_itself=True)
        person.interests.filter(buurt__in=group.areas.all()).delete()
        if invitation.line:
            GroupMessage.objects.create(group=group, writer=person, text=invitation.line, key=uuid4())


@transaction.atomic
def write_message(group: Platform, *, by: User, text: str, key: UUID) -> GroupMessage:
    """Pressed twice it is said once."""
    message, is_new = GroupMessage.objects.get_or_create(key=key, defaults={"group": group, "writer": by, "text": text})
    if is_new:
        notices.message_said(message)
    return message


# --- Growing ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def ask_buddy(group: Platform, platform: Platform, *, by: User, line: str) -> Buddy:
    """Ask a platform to go along. One at a time, under the group's row."""
    Platform.objects.select_for_update(no_key=True).get(pk=group.pk)
    if group.buddies.open().exists():
        raise Refused(_("Jullie hebben al een maatje gevraagd. Wacht op het antwoord, of trek de vraag in."))
    buddy = Buddy.objects.create(group=group, platform=platform, asked_by=by, line=line)
    record(group.subject, "buddy_asked", by=by, platform=platform.pk)
    notices.buddy_asked(buddy)
    return buddy


@transaction.atomic
def grow(group: Platform, *, by: User, reason: str, since: date | None = None) -> None:
    """The group itself goes on to its next stage, with the word of its buddy for that very stage."""
    buddy = group.buddies.accepted().select_for_update(no_key=True).first()
    to = NEXT.get(Stage(group.stage))
    if buddy is None or to is None or buddy.word_for != to:
        raise Refused(_("Hiervoor is het woord van jullie maatje nodig. Vraag het maatje om mee te kijken."))
    group.move_to(to, by=by, reason=reason, since=since)
