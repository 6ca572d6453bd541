"""Mail about talk: an answer to what one said, and what is said about a thing that one runs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from coalitie.activity.notices import notify
from coalitie.activity.outbox import take_back
from coalitie.lib.mail import absolute, nsaid
from coalitie.lib.mail import said as _
from coalitie.lib.text import excerpt
from coalitie.people.models import User
from initiatives.models import topic as topics

if TYPE_CHECKING:
    from initiatives.models import Comment
    from initiatives.models.topic import Topic

# What is said about one thing is gathered into one mail an hour.
ONCE_IN = timedelta(hours=1)
MOST_AT_ONCE = 100
MOST_QUOTED = 5


def answered(comment: Comment) -> None:
    """To whoever was answered; somebody who answers themselves hears nothing."""
    first = comment.parent
    if first is None or first.author is None or first.author == comment.author or not first.is_shown:
        return
    words = {
        "title": str(comment.topic),
        "link": address(comment),
    }
    reason = _("je een reactie schreef bij %(title)s") % words
    about = topics.subject_of(comment.topic)
    quoted = {"quote": excerpt(comment.text, 300)}
    named = {"writer": comment.author} if comment.author else {}
    notify(first.author, "comment_answered", words, reason=reason, about=about, quoted=quoted, named=named)


def collect(topic: Topic) -> bool:
    """Tell at once when the last mail about this thing is an hour old, else leave it to the next round."""
    list(type(topic)._default_manager.select_for_update(no_key=True, of=("self",)).filter(pk=topic.pk))
    runners = who_run(topic)
    lately = topic.comments.filter(told_at__gt=timezone.now() - ONCE_IN)
    if len(runners) == 1:
        # What the only one to tell wrote was mailed to nobody.
        lately = lately.exclude(author=runners[0])
    if lately.exists():
        return False
    fresh = list(topic.comments.untold().select_related("author", "parent").order_by("pk")[:MOST_AT_ONCE])
    topic.comments.filter(pk__in=[comment.pk for comment in fresh]).update(told_at=Now())
    for user in runners:
        tell(user, topic, [comment for comment in fresh if concerns(user, comment)])
    return True


def concerns(user: User, comment: Comment) -> bool:
    """Not what one wrote, and not an answer to it, for that came in a mail of its own."""
    first = comment.parent
    return comment.author_id != user.pk and (first is None or first.author_id != user.pk)


def tell(user: User, topic: Topic, comments: list[Comment]) -> None:
    if not comments:
        return
    number = len(comments)
    quotes = [
        f"{comment.author.name if comment.author else _('Iemand')}: “{excerpt(comment.text, 300)}”\n{address(comment)}"
        for comment in comments[:MOST_QUOTED]
    ]
    more = number - MOST_QUOTED
    words = {
        "title": str(topic),
        "what": nsaid("Een nieuwe reactie", "%(number)d nieuwe reacties", number) % {"number": number},
        "more": nsaid("En nog %(number)d reactie.", "En nog %(number)d reacties.", more) % {"number": more}
        if more > 0
        else "",
        "link": address(comments[0]),
    }
    reason = _("je dit trekt of schreef: %(title)s") % words
    quoted = {"quotes": "\n\n".join(quotes)}
    said_by = {comment.author for comment in comments[:MOST_QUOTED] if comment.author}
    about = topics.subject_of(topic)
    notify(user, "comment_new", words, reason=reason, about=about, quoted=quoted, holds=said_by)


def address(comment: Comment) -> str:
    """Beside each quote, so that who reads it gets there, and ``take_back`` finds it."""
    return absolute("initiatives:comment", comment.pk)


def taken_back(comment: int) -> None:
    """Gone, or out of sight: what was not sent yet is told to nobody."""
    take_back(absolute("initiatives:comment", comment))


def who_run(topic: Topic) -> list[User]:
    """Who pulls the initiative, or wrote the update or the activity; else who proposed it."""
    initiative = topics.initiative_of(topic)
    asked = Q(pk=topic.author_id or 0)
    if initiative is not None:
        asked |= Q(participations__in=initiative.participations.pulling())
    return list(User.objects.active().filter(asked).distinct().order_by("pk"))
