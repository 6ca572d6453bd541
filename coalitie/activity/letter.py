"""What a digest looks like. The page around the news is made once for each language; a person adds name and items."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.utils import make_msgid
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalitie.activity.kinds import DIGEST
from coalitie.activity.models import Event, Mail
from coalitie.activity.stop import headers_of, stop_address
from coalitie.activity.things import Thing, in_words
from coalitie.lib.language import within
from coalitie.lib.mail import LONGEST_SUBJECT, absolute, compose, html_of, one_line
from coalitie.people.models import User

# Signs that nobody can type into a name or a title (clean_text drops them), so they never stand in what is filled in.
NAME, ITEMS, STOP = "\x01name\x01", "\x01items\x01", "\x01stop\x01"


@dataclass(frozen=True)
class Item:
    """One thing with what happened to it, as text and as HTML."""

    title: str
    text: str
    html: str


@dataclass(frozen=True)
class Letter:
    mail: Mail
    things: int


def item_of(thing: Thing, events: Iterable[Event], language: str) -> Item | None:
    """None when nothing is left to tell."""
    with translation.override(language):
        return item(thing, in_words(events, thing))


def item(thing: Thing, words: Sequence[str]) -> Item | None:
    if not words:
        return None
    said, title, url = (
        ", ".join(words),
        one_line(thing.title),
        f"{settings.SITE_URL}{within(thing.url, translation.get_language())}",
    )
    html = f'<li><a href="{escape(url)}"><strong>{escape(title)}</strong></a><br>{escape(said)}</li>'
    return Item(title, f"{title}: {said}\n{url}", html)


def letter_for(person: User, items: Sequence[Item]) -> Letter:
    text, html = around(person.language)
    stop = stop_address(person.pk, DIGEST)
    listed = "".join(one.html for one in items)
    mail = Mail(
        to=person.email,
        from_email=one_line(settings.DEFAULT_FROM_EMAIL),
        subject=headline(items[0].title, len(items) - 1, person.language),
        text=filled(text, person.name, "\n\n".join(one.text for one in items), stop),
        html=filled(html, escape(person.name), f"<ul>{listed}</ul>", escape(stop)),
        headers=headers_of(stop),
        message_id=make_msgid(domain=urlsplit(settings.SITE_URL).hostname or "localhost"),
        bulk=True,
    )
    return Letter(mail, len(items))


@lru_cache(maxsize=5000)
def headline(title: str, rest: int, language: str) -> str:
    """The newest thing by name. A title is somebody's own words, so it is kept to one line and cut."""
    with translation.override(language):
        if not rest:
            return one_line(_("Nieuws: %(title)s") % {"title": title})[:LONGEST_SUBJECT]
        words = ngettext("Nieuws: %(title)s en nog %(rest)d", "Nieuws: %(title)s en nog %(rest)d", rest)
        return one_line(words % {"title": title, "rest": rest})[:LONGEST_SUBJECT]


def filled(page: str, name: str, items: str, stop: str) -> str:
    """The stop address first and the items last, so that nothing is filled into what was filled in."""
    before, after = page.split(ITEMS, 1)
    return "".join((before.replace(NAME, name), items, after.replace(STOP, stop)))


@lru_cache(maxsize=8)
def around(language: str) -> tuple[str, str]:
    """Text and HTML of the page around the news, with holes."""
    message = page(NAME, ITEMS, STOP, language=language)
    html = html_of(message)
    return str(message.body), html.replace(f"<p>{ITEMS}</p>", ITEMS)


def page(name: str, items: str, stop: str, *, language: str) -> EmailMultiAlternatives:
    with translation.override(language):
        context = {
            "name": name,
            "items": items,
            "news": absolute("activity:inbox"),
            "following": absolute("activity:following"),
        }
        reason = _("je dit volgt, of eraan meedoet")
        return compose(DIGEST, to="", context=context, reason=reason, language=language, stop=stop)
