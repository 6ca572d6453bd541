"""A link that shows one version to whoever has it, in whatever state its page is, until a day that it says itself.

What it may open is written in the link and signed, so a link cannot be made longer or moved on. Of all links of a page
one number is stored, its turn: the desk raises it, and every link that was given out before is over.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from coalitie.pages.models import Version

LASTS = timedelta(days=14)
SALT = "coalitie.pages.preview"


@dataclass(frozen=True)
class Preview:
    version: Version
    until: datetime
    token: str


def link_to(version: Version) -> tuple[str, datetime]:
    """The whole address, and until when it works."""
    until = (timezone.now() + LASTS).replace(second=0, microsecond=0)
    token = signing.dumps([version.pk, int(until.timestamp()), version.page.preview_turn], salt=SALT)
    return f"{settings.SITE_URL}{reverse('pages:preview', args=[token])}", until


def opened(token: str) -> Preview | None:
    """None for a link that was forged, cut off, ended or is over."""
    try:
        said = signing.loads(token, salt=SALT)
        # Links from before pages had turns are of the first.
        number, seconds, turn = [*said, 0] if len(said) == 2 else said
        until = datetime.fromtimestamp(seconds, UTC)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if until <= timezone.now():
        return None
    version = Version.objects.filter(pk=number, page__preview_turn=turn).select_related("page").first()
    return None if version is None else Preview(version, until, token)
