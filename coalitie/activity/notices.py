"""Tell people something: a row in the inbox on the site, and a mail. Both in the caller's transaction."""

from collections.abc import Collection, Iterable, Mapping
from contextvars import ContextVar

from django.core.mail import EmailMultiAlternatives, mailers

from coalitie.activity.kinds import may_stop
from coalitie.activity.models import Notice, Silence, Subject
from coalitie.activity.models.notice import NAMED
from coalitie.activity.stop import headers_of, stop_address
from coalitie.lib.mail import compose, words_of
from coalitie.people.models import User

# While it is set, only these people are told anything: for who writes down a past that nobody waits to hear of.
TOLD: ContextVar[Collection[int] | None] = ContextVar("told", default=None)


def notify(
    user: User,
    name: str,
    context: Mapping[str, object],
    *,
    reason: str,
    about: Subject | None = None,
    quoted: Mapping[str, str] | None = None,
    named: Mapping[str, User] | None = None,
    holds: Iterable[User] = (),
) -> None:
    """Send ``templates/notices/<name>.txt`` to somebody. ``reason`` completes "Je krijgt deze mail omdat …".

    ``about`` is the thing it concerns, so that somebody can switch these mails off for that thing alone; what was
    switched off still stands in the inbox. ``quoted`` is what others said: it stands in the mail only, so that words
    which are taken back or hidden live on in nobody's inbox. ``named`` is one person in it: the inbox asks for the name
    anew, so that it goes when the account does. ``holds`` is who said what it quotes: a mail that did not leave yet
    goes with the account of anybody whose name or words stand in it. Links in the context come from
    ``coalitie.lib.mail.absolute``. Somebody who is blocked hears nothing.
    """
    notify_all([user], name, context, reason=reason, about=about, quoted=quoted, named=named, holds=holds)


def notify_all(
    users: Iterable[User],
    name: str,
    context: Mapping[str, object],
    *,
    reason: str,
    about: Subject | None = None,
    quoted: Mapping[str, str] | None = None,
    named: Mapping[str, User] | None = None,
    holds: Iterable[User] = (),
) -> None:
    """The same to several people, each in an own mail: as many questions for a hundred of them as for one."""
    told = TOLD.get()
    people = [user for user in users if user.is_active and (told is None or user.pk in told)]
    if not people:
        return
    named = named or {}
    kept = {**dict.fromkeys(quoted or {}, ""), **dict.fromkeys(named, NAMED), **context}
    who = next(iter(named.values()), None)
    notices = []
    for user in people:
        title, text = words_of(name, {"name": user.name, **kept}, language=user.language)
        notices.append(Notice(person=user, kind=name, subject=about, title=title, text=text, named=who))
    Notice.objects.bulk_create(notices)
    off = silent(people, name, about)
    words = {**context, **(quoted or {}), **{key: one.name for key, one in named.items()}}
    mails = [mail_to(user, name, words, reason, about) for user in people if user.pk not in off]
    others = sorted({one.pk for one in (*named.values(), *holds)})
    for mail in mails:
        mail.holds = others  # type: ignore[attr-defined]
    if mails:
        mailers.default.send_messages(mails)


def silent(people: Collection[User], name: str, about: Subject | None) -> set[int]:
    """Those of them who switched such mails off."""
    if not may_stop(name):
        return set()
    return set(Silence.objects.about(name, about).filter(person__in=people).values_list("person", flat=True))


def mail_to(
    user: User, name: str, words: Mapping[str, object], reason: str, about: Subject | None
) -> EmailMultiAlternatives:
    stop = stop_address(user.pk, name, about.pk if about else None)
    context = {"name": user.name, **words}
    mail = compose(name, to=user.email, context=context, reason=reason, language=user.language, stop=stop)
    mail.extra_headers |= headers_of(stop)
    return mail
