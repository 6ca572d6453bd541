"""A link that shows one version to whoever has it, in whatever state its page is, until a day that it says itself.

What it may open is written in the link and signed; nothing is stored, so a link cannot be made longer or moved on.
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
    token = signing.dumps([version.pk, int(until.timestamp())], salt=SALT)
    return f"{settings.SITE_URL}{reverse('pages:preview', args=[token])}", until


def opened(token: str) -> Preview | None:
    """None for a link that was forged, cut off or is over."""
    try:
        number, seconds = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    until = datetime.fromtimestamp(seconds, UTC)
    if until <= timezone.now():
        return None
    version = Version.objects.filter(pk=number).select_related("page").first()
    return None if version is None else Preview(version, until, token)
