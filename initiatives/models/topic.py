"""What one can talk about, and what a desk can judge: different tables, asked the same few questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from initiatives.models.activity import Activity
from initiatives.models.change_idea import ChangeIdea
from initiatives.models.initiative import Initiative
from initiatives.models.update import Update

if TYPE_CHECKING:
    from coalitie.activity.models import Subject
    from initiatives.models.comment import Comment
    from platforms.models import Platform

type Topic = Initiative | Update | Activity
type Thing = Comment | Initiative | Update | Activity | ChangeIdea

# The columns that say which one it is; the order is that of ``num_nonnulls`` in the constraints.
TOPICS = ("initiative", "update", "activity")
THINGS = ("comment", *TOPICS, "changeidea")
NAMES: dict[str, str | Promise] = {
    "comment": _("reactie"),
    "update": _("bericht"),
    "activity": _("activiteit"),
    "initiative": _("initiatief"),
    "changeidea": _("veranderidee"),
}


def kind_of(thing: Thing) -> str:
    """``comment``, ``update``, ``activity``, ``initiative``, ``changeidea``: also the column that points at it."""
    return str(thing._meta.model_name)


def name_of(thing: Thing) -> str:
    return str(NAMES[kind_of(thing)])


def topic_of(thing: Thing) -> Topic | ChangeIdea:
    """The thing itself, or what a comment is about."""
    return thing if isinstance(thing, Initiative | Update | Activity | ChangeIdea) else thing.topic


def initiative_of(topic: Topic) -> Initiative | None:
    return topic if isinstance(topic, Initiative) else topic.initiative


def desk_of(thing: Thing) -> Platform | None:
    """Whose desk looks at it; none for an idea, at which the coalition team looks."""
    return None if isinstance(thing, ChangeIdea) else platform_of(thing)


def platform_of(thing: Comment | Topic) -> Platform:
    topic: Topic = thing if isinstance(thing, Initiative | Update | Activity) else thing.topic
    return topic.initiative.platform if isinstance(topic, Update) else topic.platform


def subject_of(topic: Topic | ChangeIdea) -> Subject:
    """Where it is written down: what happens to an update stands with its initiative."""
    return topic.initiative.subject if isinstance(topic, Update) else topic.subject


def marks_of(thing: Thing) -> dict[str, Any]:
    """What an event holds besides its subject: the ids of the parts it is about."""
    topic = topic_of(thing)
    marks = {"update": topic.pk} if isinstance(topic, Update) else {}
    return marks if thing is topic else {**marks, "comment": thing.pk}


def words_of(thing: Thing) -> str:
    """All that somebody wrote, as the desk reads it."""
    if isinstance(thing, ChangeIdea):
        parts = [thing.title, thing.what, thing.better, thing.rule]
    elif isinstance(thing, Initiative):
        parts = [thing.title, thing.summary, thing.story]
    elif isinstance(thing, Update):
        parts = [thing.title, thing.text]
    elif isinstance(thing, Activity):
        parts = [thing.title, thing.story, thing.place]
    else:
        parts = [thing.text]
    return "\n\n".join(part for part in parts if part)
