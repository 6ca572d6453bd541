"""Mail about an idea for change: to who wrote it, and to the platforms that know the problem."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q

from coalitie.activity.notices import notify_all
from coalitie.lib.mail import later
from coalitie.lib.mail import said as _
from coalitie.people.models import User
from initiatives.notices.initiative import coordinators

if TYPE_CHECKING:
    from initiatives.models.change_idea import ChangeIdea
    from initiatives.models.recognition import Recognition


def moved_on(idea: ChangeIdea, *, by: User, reason: str) -> None:
    """To who wrote it, or wrote what went into it; and to who gave an example, and that platform's coordinators."""
    context = {"stage": later(idea.get_stage_display).lower(), "why": reason}
    went_in = idea.merged.filter(hidden_at=None)
    shown = Q(idea=idea) | Q(idea__in=went_in)
    examples = idea.recognitions.model.objects.about(idea).filter(shown, platform__hidden_at=None)
    told = {by.pk}
    for people, why in (
        (author(idea, by), _("jij dit idee inbracht")),
        (User.objects.filter(change_ideas__in=went_in), _("jouw idee samenging met dit idee")),
        (User.objects.filter(pk__in=examples.values("by")), _("jij een voorbeeld gaf bij dit idee")),
        (coordinators([one.platform for one in examples]), _("jullie platform een voorbeeld gaf bij dit idee")),
    ):
        # Everybody once, for the reason that is nearest.
        others = {one.pk: one for one in people if one.pk not in told}
        told |= others.keys()
        tell(others.values(), "idea_moved", idea, reason=why, **context)


def recognised(recognition: Recognition, *, by: User) -> None:
    idea, platform = recognition.idea, recognition.platform.name
    tell(author(idea, by), "idea_recognised", idea, reason=_("jij dit idee inbracht"), platform=platform)


def merged(idea: ChangeIdea, into: ChangeIdea, *, by: User, reason: str) -> None:
    """Both who wrote them hear of it; one page goes on."""
    words: dict[str, Any] = {"other": into.title, "why": reason}
    tell(author(idea, by), "idea_merged", idea, reason=_("jij dit idee inbracht"), link=page(into), **words)
    if into.author_id != idea.author_id:
        tell(author(into, by), "idea_took_in", into, reason=_("jij dit idee inbracht"), other=idea.title)


def author(idea: ChangeIdea, by: User) -> list[User]:
    return [idea.author] if idea.author is not None and idea.author != by else []


def page(idea: ChangeIdea) -> str:
    return f"{settings.SITE_URL}{idea.get_absolute_url()}"


def tell(users: Iterable[User], name: str, idea: ChangeIdea, *, reason: str, link: str = "", **context: Any) -> None:
    words = {"title": idea.title, "link": link or page(idea), **context}
    notify_all(users, name, words, reason=reason, about=idea.subject)
