"""Where allauth asks us: what happens after signing in, and how its mails are written."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coalitie.lib.mail import absolute, compose, said
from coalitie.people import access, parked
from coalitie.people.models import Limit, User, clean_address

PASSWORD_TRIES, PER = 5, timedelta(minutes=15)

CHANGES = {
    "account/email/password_changed": _("Je wachtwoord is veranderd"),
    "account/email/password_set": _("Je account heeft nu een wachtwoord"),
    "mfa/email/totp_activated": _("Je meldt je voortaan aan met een controlecode erbij"),
    "mfa/email/totp_deactivated": _("Je meldt je aan zonder controlecode"),
    "mfa/email/webauthn_added": _("Je account heeft er een passkey bij"),
    "mfa/email/webauthn_removed": _("Er is een passkey van je account gehaald"),
    "mfa/email/recovery_codes_generated": _("Je hebt nieuwe herstelcodes gemaakt"),
}


class AccountAdapter(DefaultAccountAdapter):
    def get_login_stages(self) -> list[str]:
        """Only the second factor. An account exists only after its address was proven, so nothing is left to verify."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Signing up is signing in: with a code, at /aanmelden/."""
        return False

    def post_login(self, request: HttpRequest, user: User, *, redirect_url: str | None, **kwargs: Any) -> HttpResponse:
        return parked.go_on(request, to=redirect_url)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Tries with a password, counted exactly over all workers, for an address whether or not it has an account."""
        address = clean_address(str(credentials.get("email", "")))
        if not Limit.take("password", address, most=PASSWORD_TRIES, per=PER):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """Who has a second factor shows that one; a password alone, or a mail, would be a way around it."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        second = [method for method in methods if method["id"].startswith("mfa")]
        if second or not methods:
            return second
        by_code = {"id": "code", "description": _("Mail me een code"), "url": reverse("people:still_you")}
        return [*methods, by_code]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not access.proved_recently(self.request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:profile")

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell somebody what changed. Without network and browser: a mail is no place to keep those."""
        compose(
            "account_changed",
            to=email or user.email,
            context={"what": CHANGES[template_prefix], "link": absolute("people:profile")},
            reason=said("dit je account is"),
            language=user.language,
        ).send()


class SecondFactorAdapter(DefaultMFAAdapter):
    def build_totp_svg(self, url: str) -> str:
        """On its own white ground: a camera reads it in the dark scheme too."""
        drawing = BytesIO()
        segno.make(url).save(drawing, kind="svg", light="white", border=4)
        return drawing.getvalue().decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        return gettext("Mijn passkey")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The site's own name, whatever Host header came along."""
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": settings.MFA_TOTP_ISSUER}
