"""Tell one person something: a row in the inbox on the site, and a mail. Both in the caller's transaction."""

from collections.abc import Collection, Mapping
from contextvars import ContextVar

from coalitie.activity.kinds import may_stop
from coalitie.activity.models import Notice, Silence, Subject
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
) -> None:
    """Send ``templates/notices/<name>.txt`` to somebody. ``reason`` completes "Je krijgt deze mail omdat …".

    ``about`` is the thing it concerns, so that somebody can switch these mails off for that thing alone; what was
    switched off still stands in the inbox. ``quoted`` is what others said: it stands in the mail only, so that words
    which are taken back or hidden live on in nobody's inbox. Links in the context come from
    ``coalitie.lib.mail.absolute``. Somebody who is blocked hears nothing.
    """
    told = TOLD.get()
    if not user.is_active or (told is not None and user.pk not in told):
        return
    context = {"name": user.name, **dict.fromkeys(quoted or {}, ""), **context}
    title, text = words_of(name, context, language=user.language)
    Notice.objects.create(person=user, kind=name, subject=about, title=title, text=text)
    if may_stop(name) and Silence.objects.about(name, about).filter(person=user).exists():
        return
    stop = stop_address(user.pk, name, about.pk if about else None)
    context |= quoted or {}
    mail = compose(name, to=user.email, context=context, reason=reason, language=user.language, stop=stop)
    mail.extra_headers |= headers_of(stop)
    mail.send()
