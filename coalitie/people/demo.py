"""What the apps of the demo's people show, so that whoever tries the demo reaches the desk without a phone."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.conf import settings


def app_codes() -> list[tuple[str, str]]:
    """E-mail address and the code its app shows right now; of the demo only."""
    if not settings.DEMO:
        return []
    apps = Authenticator.objects.filter(type=Authenticator.Type.TOTP).select_related("user").order_by("user__email")
    return [(app.user.email, code_of(app)) for app in apps[:20]]


def code_of(app: Authenticator) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(decrypt(app.data["secret"]), counter))
