"""The one press that ends a kind of mail, for one account, about one thing or about all.

The address in the mail holds the numbers of the account and the thing, the kind, and a signature over the three. It
works as long as the site's key does, without signing in, and for nothing else. No mail address stands in it.
"""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils import translation

from coalitie.activity.kinds import DIGEST, may_stop, name_of
from coalitie.activity.models import Reader, Rhythm, Silence, Subject, read_news
from coalitie.activity.things import things
from coalitie.lib.mail import absolute
from coalitie.people.models import User


@cache
def signer() -> Signer:
    """Made when needed: without a key the site must still be able to say what is missing."""
    return Signer(sep=".", salt="coalitie.activity.stop")


@dataclass(frozen=True)
class Stop:
    """What one address can switch off."""

    user: User
    kind: str
    subject: Subject | None

    @property
    def is_off(self) -> bool:
        if self.kind == DIGEST:
            return Reader.objects.filter(person=self.user, rhythm=Rhythm.NEVER).exists()
        return Silence.objects.about(self.kind, self.subject).filter(person=self.user).exists()

    @property
    def sentence(self) -> str:
        """What it is about. Somebody else may hold the mail, so a thing that is not public stays unnamed."""
        if self.subject is None:
            return name_of(self.kind)
        thing = things([self.subject.pk], AnonymousUser()).get(self.subject.pk)
        return f"{name_of(self.kind)}: {thing.title}" if thing else name_of(self.kind)

    @transaction.atomic
    def off(self) -> None:
        if self.kind == DIGEST:
            read_news(Rhythm.NEVER, by=self.user)
        else:
            Silence.objects.get_or_create(person=self.user, kind=self.kind, subject=self.subject)

    @transaction.atomic
    def on(self) -> None:
        """Undo this very press; what was switched off elsewhere stays off."""
        if self.kind == DIGEST:
            if self.is_off:
                read_news(Reader.objects.get(person=self.user).before, by=self.user)
        else:
            Silence.objects.filter(person=self.user, kind=self.kind, subject=self.subject).delete()


def stop_address(user_pk: int, kind: str, subject_pk: int | None = None) -> str:
    """The signed address; empty for mail that nobody can switch off."""
    if not may_stop(kind):
        return ""
    return before_token() + signer().sign(f"{user_pk}.{kind}.{subject_pk or 0}") + "/"


@cache
def before_token() -> str:
    """Every mail of a digest has an address; looking it up for each took as long as writing the rest."""
    with translation.override(settings.LANGUAGE_CODE):
        return absolute("activity:stop", "TOKEN").removesuffix("TOKEN/")


def headers_of(address: str) -> dict[str, str]:
    """RFC 8058: what a mail reader needs for its own button."""
    if not address:
        return {}
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def read_token(token: str) -> Stop | None:
    """What an address was made for; None when it was forged, or the account or the thing is gone."""
    try:
        user_pk, kind, subject_pk = signer().unsign(token).split(".")
    except (BadSignature, ValueError):
        return None
    user = User.objects.filter(pk=int(user_pk)).first()
    subject = Subject.objects.filter(pk=int(subject_pk)).first() if subject_pk != "0" else None
    if user is None or not may_stop(kind) or (subject is None and subject_pk != "0"):
        return None
    return Stop(user, kind, subject)
