"""Titles, addresses and visibility of what people follow, read through the reverse of each ``OneToOneField(Subject)``.

This layer knows no platforms and no initiatives. It knows that whoever holds a subject has a ``visible_to``, a name, an
address and maybe ``news``: words for the verbs of its events.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from coalitie.activity.models import Event, Subject
from coalitie.activity.news import News
from coalitie.people.models import Person


@dataclass(frozen=True)
class Thing:
    """Something with a subject, as much of it as news needs. ``kind`` is what it is, in Dutch."""

    subject: int
    title: str
    url: str
    kind: str
    news: Mapping[str, News]


def bearers() -> Iterator[type[models.Model]]:
    """Every model that holds a subject."""
    for relation in Subject._meta.related_objects:
        if relation.one_to_one:
            yield relation.related_model


def things(subjects: Collection[int], user: Person, *, kinds: Collection[str] | None = None) -> dict[int, Thing]:
    """Those of these that this person may see now, by the number of their subject. One query for each kind.

    Who knows the ``Subject.kind`` of them asks no more tables than these have.
    """
    if not subjects:
        return {}
    names = None if kinds is None else {kind.replace("_", "") for kind in kinds}
    models = [model for model in bearers() if names is None or model._meta.model_name in names]
    return {thing.subject: thing for model in models for thing in of_model(model, subjects, user)}


def of_model(model: Any, subjects: Collection[int], user: Person) -> Iterator[Thing]:
    rows = model._default_manager.visible_to(user).filter(subject__in=subjects)
    news: Mapping[str, News] = getattr(model, "news", {})
    kind = str(model._meta.verbose_name)
    for row in rows.defer(*long_texts(model)):
        yield Thing(row.subject_id, str(row), row.get_absolute_url(), kind, news)


def long_texts(model: type[models.Model]) -> list[str]:
    """What a title and an address never need, and is long: stories, and what is made to search them."""
    return [
        field.name
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.TextField | models.GeneratedField)
    ]


def in_words(events: Iterable[Event], thing: Thing) -> list[str]:
    """What happened to one thing, counted: ``["3 mensen doen mee", "1 nieuw bericht"]``. The most telling first."""
    counted: dict[int, tuple[News, int]] = {}
    for event in events:
        words = thing.news.get(event.verb)
        if words is not None:
            counted[id(words)] = words, counted.get(id(words), (words, 0))[1] + 1
    return [words.words(number) for words, number in sorted(counted.values(), key=lambda pair: -pair[1])]
