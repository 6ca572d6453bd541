"""How a mail is written: one plain text per notice, from which the HTML part is made.

``templates/notices/<name>.txt`` holds the subject on its first line and the text below it. Every mail ends with why it
came. Links start with SITE_URL and never with the Host header of a request.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from coalitie.lib.language import within

LONGEST_SUBJECT = 150


class Later(str):
    """Words that are said anew for each who reads them: in the language of that person, not of who pressed a button.

    As text it is what it says in the language of the moment in which it was made.
    """

    say: Callable[[], str]

    def __new__(cls, say: Callable[[], str]) -> "Later":
        made = super().__new__(cls, say())
        made.say = say
        return made

    def __mod__(self, values: Any) -> "Later":
        return Later(lambda: self.say() % values)

    def lower(self) -> "Later":
        return Later(lambda: self.say().lower())


def later[**P](make: Callable[P, str], *args: P.args, **kwargs: P.kwargs) -> Later:
    """``later(day, when)``: a day, an amount or what a choice is called, in the language of the reader."""
    return Later(lambda: make(*args, **kwargs))


def said(text: str) -> Later:
    """In place of ``gettext`` where the words go into a mail."""
    return later(gettext, text)


def nsaid(one: str, more: str, number: int) -> Later:
    return later(ngettext, one, more, number)


def now(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value.say() if isinstance(value, Later) else value for name, value in values.items()}


def absolute(view_name: str, *args: object) -> str:
    return f"{settings.SITE_URL}{reverse(view_name, args=args)}"


def compose(
    name: str, *, to: str, context: Mapping[str, object], reason: object, language: str = "nl", stop: str = ""
) -> EmailMultiAlternatives:
    """The mail ``templates/notices/<name>.txt`` to one address. ``reason`` completes "Je krijgt deze mail omdat …".

    ``stop`` is the address that ends mails of this kind; without one the mail says that it cannot be switched off.
    """
    subject, body = words_of(name, context, language=language)
    with translation.override(language):
        frame = {"SITE_URL": settings.SITE_URL, "reason": reason, "stop": read_in(stop, language)}
        values = now({**context, **frame})
        text = written("notices/_frame.txt", {**values, "body": body})
        html = render_to_string("notices/_frame.html", {**values, "body": as_html(body)})
    message = EmailMultiAlternatives(subject, text.strip() + "\n", to=[to])
    message.attach_alternative(html, "text/html")
    return message


def words_of(name: str, context: Mapping[str, object], *, language: str = "nl") -> tuple[str, str]:
    """Subject line and text of a notice, without what stands around every mail."""
    with translation.override(language):
        values = now({**context, "SITE_URL": settings.SITE_URL})
        subject, body = written(f"notices/{name}.txt", values).lstrip().partition("\n")[::2]
    return one_line(subject)[:LONGEST_SUBJECT], read_in(body.strip(), language)


def read_in(text: str, code: str) -> str:
    """The same with its links, each on a line of its own, to the pages of who reads it, not of who caused it."""
    link = rf"(?m)^ *{re.escape(settings.SITE_URL)}(/\S*) *$"
    return re.sub(link, lambda found: settings.SITE_URL + within(found[1], code), text)


def html_of(message: EmailMultiAlternatives) -> str:
    """The HTML part that ``compose`` gave it."""
    content, _mimetype = message.alternatives[0]
    return str(content)


def written(template_name: str, values: dict[str, object]) -> str:
    """Plain text, so nothing is escaped; the HTML part escapes the finished text as a whole."""
    template = get_template(template_name).template  # type: ignore[attr-defined]
    return template.render(Context(values, autoescape=False))


def one_line(text: str) -> str:
    """A header takes one line; a line break typed by somebody must not start another header."""
    return " ".join(text.split())


def as_html(text: str) -> SafeString:
    """Paragraphs and our own links. An address that somebody typed stays text, so we do not send strangers' links."""
    paragraphs = ((_lines(part),) for part in text.split("\n\n") if part.strip())
    return format_html_join("\n", "<p>{}</p>", paragraphs)


def _lines(paragraph: str) -> SafeString:
    return format_html_join(
        format_html("{}", SafeString("<br>\n")), "{}", ((_line(line),) for line in paragraph.split("\n"))
    )


def _line(line: str) -> SafeString:
    if settings.SITE_URL and line.strip().startswith(f"{settings.SITE_URL}/") and " " not in line.strip():
        return format_html('<a href="{0}">{0}</a>', line.strip())
    return escape(line)
