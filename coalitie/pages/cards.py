"""Live things on a page: a card of a platform, an initiative or a value, and a figure that counts itself.

This layer knows no platforms and no initiatives. As with ``news``, whoever holds a ``Subject`` declares what it has::

    class Platform(models.Model):
        card = Card("platform", "platforms/_card.html", lambda platform: {"platform": platform}, ["css/platforms.css"])
        figures = [Figure("platforms", _("platforms"), _("Elk platform dat je op deze site vindt."), QuerySet.count)]

A page then says ``{{platform: de-pekkers}}`` or ``{{cijfer: platforms}}``. Only what everybody may see is shown, also
to the team: a page is the same for all. What is hidden or not there leaves nothing, and for editors a remark.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coalitie.activity.things import bearers
from coalitie.pages.markdown import CardMark, PictureMark, Piece, Rendered, joined
from coalitie.pages.models.picture import Picture

NUMBER = "cijfer"
Shown = dict[CardMark | PictureMark, SafeString]


@dataclass(frozen=True)
class Card:
    """How one row is shown: the word before the colon, a template, what it asks for, and the styles it needs."""

    word: str
    template: str
    context: Callable[[Any], Mapping[str, Any]]
    styles: Iterable[str] = ()


@dataclass(frozen=True)
class Figure:
    """A count of public rows, with its counting rule in one sentence."""

    name: str
    label: str | Promise
    rule: str | Promise
    count: Callable[[Any], int]


@dataclass(frozen=True)
class Whole:
    """A text with everything in it."""

    html: SafeString
    styles: tuple[str, ...]
    remarks: tuple[str, ...]


def whole(text: Rendered, *, editor: bool = False, pass_on: str = "") -> Whole:
    """``pass_on`` is the query that lets the pictures of a preview through."""
    marks = [part for part in text.parts if isinstance(part, CardMark)]
    shown: Shown = {
        **cards(marks),
        **figures(marks),
        **pictures(text.parts, pass_on),
    }
    html: list[SafeString] = []
    lost = _(
        "Een foto staat alleen op een eigen regel, en heet daar foto:naam. Dit is geen foto van het beheer: %(what)s"
    )
    remarks = [lost % {"what": each} for each in text.lost_pictures]
    for part in text.parts:
        if isinstance(part, Piece):
            html.append(part.html)
        elif part in shown:
            html.append(shown[part])
        else:
            remarks.append(remark_on(part))
            if editor:
                html.append(format_html('<p class="page-remark">{}</p>', remarks[-1]))
    words = {mark.word for mark in marks}
    here = [card for model in bearers() if (card := card_of(model)) and card.word in words]
    styles = dict.fromkeys(style for card in here for style in card.styles)
    return Whole(joined(html), tuple(styles), tuple(remarks))


def cards(marks: Iterable[CardMark]) -> Shown:
    """One question for each kind of card on the page."""
    asked: dict[str, list[str]] = {}
    for mark in marks:
        asked.setdefault(mark.word, []).append(mark.name)
    made: Shown = {}
    for model in bearers() if asked else ():
        card = card_of(model)
        if card is None or card.word not in asked:
            continue
        for row in seen_by_all(model, asked[card.word]):
            words = render_to_string(card.template, dict(card.context(row)))
            made[CardMark(card.word, row.slug)] = format_html('<div class="page-card">{}</div>', words)
    return made


def seen_by_all(model: type[models.Model], slugs: list[str]) -> Iterator[Any]:
    rows: Any = model._default_manager
    rows = rows.visible_to(AnonymousUser()).filter(slug__in=slugs)
    return iter(rows.for_cards() if hasattr(rows, "for_cards") else rows)


def figures(marks: Iterable[CardMark]) -> Shown:
    asked = {mark.name for mark in marks if mark.word == NUMBER}
    made: Shown = {}
    for model in bearers() if asked else ():
        for figure in getattr(model, "figures", ()):
            if figure.name in asked:
                rows: Any = model._default_manager
                context = {"figure": figure, "number": figure.count(rows.visible_to(AnonymousUser()))}
                made[CardMark(NUMBER, figure.name)] = render_to_string("pages/_figure.html", context)
    return made


def pictures(parts: Iterable[Any], pass_on: str) -> Shown:
    marks = [part for part in parts if isinstance(part, PictureMark)]
    if not marks:
        return {}
    rows = {row.slug: row for row in Picture.objects.filter(slug__in=[mark.slug for mark in marks])}
    made: Shown = {}
    for mark in marks:
        if row := rows.get(mark.slug):
            row.shown_as, row.pass_on = mark.alt, pass_on
            made[mark] = render_to_string("pages/_picture.html", {"picture": row})
    return made


def card_of(model: type[models.Model]) -> Card | None:
    return getattr(model, "card", None)


def remark_on(mark: CardMark | PictureMark) -> str:
    """What an editor should know about something that visitors do not see."""
    if isinstance(mark, PictureMark):
        return _("Bij de foto’s van het beheer is er geen die zo heet: %(mark)s") % {"mark": mark}
    known = {card.word for model in bearers() if (card := card_of(model))} | {NUMBER}
    if mark.word not in known:
        words = _("Zo’n kaart kennen we niet: %(mark)s. Wel: %(known)s.")
        return words % {"mark": mark, "known": ", ".join(sorted(known))}
    return _("Bezoekers zien hier niets: %(mark)s is er niet, of is verborgen.") % {"mark": mark}
