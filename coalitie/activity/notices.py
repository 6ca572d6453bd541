"""Tell one person something by mail. The mail is a row in the outbox, written in the caller's transaction."""

from collections.abc import Mapping

from coalitie.activity.models import Subject
from coalitie.lib.mail import compose
from coalitie.people.models import User


def notify(user: User, name: str, context: Mapping[str, object], *, reason: str, about: Subject | None = None) -> None:
    """Send ``templates/notices/<name>.txt`` to somebody. ``reason`` completes "Je krijgt deze mail omdat …".

    ``about`` is the thing it concerns, so that somebody can switch these mails off for that thing alone. Links in the context come from ``coalitie.lib.mail.absolute``. Somebody who is blocked gets no mail.
    """
    if not user.is_active:
        return
    compose(name, to=user.email, context={"name": user.name, **context}, reason=reason, language=user.language).send()
