"""Who is told what about the kweekvijver, in the transaction in which it happens."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from coalitie.activity.models import Notice
from coalitie.activity.notices import notify
from coalitie.lib.mail import absolute
from coalitie.people.models import User
from platforms.notices import listeners

if TYPE_CHECKING:
    from platforms.models.introduction import GroupMessage, Introduction
    from platforms.models.nursery import Buddy
    from platforms.models.platform import Platform


def introduction_asked(introduction: "Introduction", people: Iterable[User]) -> None:
    """Enough neighbours: whether this person wants to meet them."""
    link = absolute("platforms:introduction", introduction.pk)
    for person in people:
        with override(person.language):
            context = {"buurt": introduction.buurt.name, "link": link}
            reason = _("je vertelde dat je een platform wilt in %(buurt)s") % {"buurt": introduction.buurt}
            notify(person, "introduction_asked", context, reason=reason)


def group_met(group: "Platform", people: Iterable[User]) -> None:
    """There is a group: to all who said yes."""
    for person in people:
        with override(person.language):
            context = {"platform": group.name, "link": absolute("platforms:group", group.slug)}
            reason = _("je ja zei op de vraag om kennis te maken")
            notify(person, "group_met", context, reason=reason, about=group.subject)


def group_born(group: "Platform") -> None:
    """The team looks who of them becomes coordinator."""
    for person in User.objects.team():
        with override(person.language):
            context = {"platform": group.name, "link": absolute("platforms:platform", group.slug)}
            notify(person, "group_born", context, reason=_("je in het coalitieteam zit"), about=group.subject)


def message_said(message: "GroupMessage") -> None:
    """To the others in the group. Who has not read of the last one hears of no second."""
    group = message.group
    unread = Notice.objects.unread().filter(kind="group_message", subject=group.subject).values("person")
    inside = group.memberships.current().exclude(person=message.writer_id).exclude(person__in=unread)
    for membership in inside.select_related("person"):
        person = membership.person
        with override(person.language):
            notify(
                person,
                "group_message",
                {"platform": group.name, "link": absolute("platforms:group", group.slug)},
                reason=_("je bij %(platform)s hoort") % {"platform": group},
                about=group.subject,
                quoted={"said": message.text},
                named={"writer": message.writer},
            )


def buddy_asked(buddy: "Buddy") -> None:
    for person in listeners(buddy.platform):
        with override(person.language):
            context = {"platform": buddy.platform.name, "group": buddy.group.name, "link": _buddy_link(buddy)}
            reason = _("je aanvragen beantwoordt voor %(platform)s") % {"platform": buddy.platform}
            quoted = {"line": buddy.line}
            notify(person, "buddy_asked", context, reason=reason, about=buddy.group.subject, quoted=quoted)


def buddy_answered(buddy: "Buddy", *, by: User) -> None:
    """To both sides, but not to who answered."""
    people = {person.pk: person for side in (buddy.group, buddy.platform) for person in listeners(side)}
    if buddy.asked_by is not None:
        people[buddy.asked_by.pk] = buddy.asked_by
    for person in people.values():
        if person.pk == by.pk:
            continue
        with override(person.language):
            context = {
                "platform": buddy.platform.name,
                "group": buddy.group.name,
                "reason_given": buddy.reason,
                "link": _buddy_link(buddy),
            }
            reason = _("je bij %(group)s of het maatje hoort") % {"group": buddy.group}
            notify(person, f"buddy_{buddy.status}", context, reason=reason, about=buddy.group.subject)


def word_given(buddy: "Buddy") -> None:
    for person in listeners(buddy.group):
        with override(person.language):
            context = {
                "platform": buddy.platform.name,
                "group": buddy.group.name,
                "said": buddy.word,
                "link": absolute("platforms:stages", buddy.group.slug),
            }
            reason = _("je coördinator bent van %(platform)s") % {"platform": buddy.group}
            notify(person, "buddy_word", context, reason=reason, about=buddy.group.subject)


def _buddy_link(buddy: "Buddy") -> str:
    return absolute("platforms:buddy", buddy.group.slug)
