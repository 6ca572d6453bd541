from contextlib import suppress
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.encoding import punycode
from django.utils.translation import gettext_lazy as _

from coalitie.people.personal import Mine

NAMELESS = _("een buurtbewoner")


class Language(models.TextChoices):
    DUTCH = "nl", "Nederlands"
    ENGLISH = "en", "English"


def clean_address(address: str) -> str:
    """One spelling for each mailbox: lower case, the domain in ASCII, so addresses that look alike stay apart."""
    local, at, domain = address.strip().rpartition("@")
    if not at:
        return address.strip().lower()
    with suppress(UnicodeError):
        domain = punycode(domain)
    return f"{local}@{domain}".lower()


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(blocked_at=None)

    def with_address(self, address: str) -> Self:
        return self.filter(email=clean_address(address))

    def never_welcomed(self) -> Self:
        """Came in with a code once, and left before giving a name and the tick. The desk's people are not counted."""
        return self.filter(sixteen_at=None, team_since=None, desk_since=None, is_superuser=False)

    def team(self) -> Self:
        """The coalition team: publishes pages, knows all platforms."""
        return self.active().filter(team_since__isnull=False)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    use_in_migrations = False

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=clean_address(username or ""))

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An account for an address whose owner has proven to read its mail."""
        user = self.model(email=clean_address(email), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. The row exists only after the person has proven to read the mail of this address."""

    email = models.EmailField(_("e-mailadres"), max_length=254)
    display_name = models.CharField(_("naam"), max_length=60, blank=True)
    language = models.CharField(_("taal"), max_length=2, choices=Language, default=Language.DUTCH)
    joined_at = models.DateTimeField(_("account sinds"), default=timezone.now, editable=False)
    sixteen_at = models.DateTimeField(_("zei 16 of ouder te zijn op"), null=True, editable=False)
    team_since = models.DateTimeField(_("in het coalitieteam sinds"), null=True, editable=False)
    desk_since = models.DateTimeField(_("coördinator sinds"), null=True, editable=False)
    blocked_at = models.DateTimeField(_("geblokkeerd op"), null=True, editable=False)
    blocked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        verbose_name=_("geblokkeerd door"),
        related_name="blocked_people",
    )
    blocked_reason = models.TextField(_("reden van blokkeren"), blank=True, editable=False)
    signed_out_at = models.DateTimeField(_("overal afgemeld op"), null=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    personal = {"blocked_by": Mine("Mensen die je blokkeerde")}

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("persoon")
        verbose_name_plural = _("mensen")
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                name="user_email_once",
                violation_error_message=_("Er is al een account met dit e-mailadres."),
            ),
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="user_email_lower_case",
                violation_error_message=_("Een e-mailadres staat in kleine letters."),
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=Language.values),
                name="user_language_known",
                violation_error_message=_("Kies een taal uit de lijst."),
            ),
            models.CheckConstraint(
                condition=models.Q(blocked_at=None, blocked_reason="")
                | (models.Q(blocked_at__isnull=False) & ~models.Q(blocked_reason="")),
                name="user_blocked_with_reason",
                violation_error_message=_("Blokkeren kan alleen met een reden."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    # --- Questions --------------------------------------------------------------------------------------------------
    @property
    def name(self) -> str:
        return self.display_name or str(NAMELESS)

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.blocked_at is None

    @property
    def in_team(self) -> bool:
        return self.team_since is not None or self.is_superuser

    @property
    def is_staff(self) -> bool:
        """May knock on the desk's door. What lies behind it is asked per object; see access.py of each app."""
        return self.in_team or self.desk_since is not None

    @property
    def is_resident(self) -> bool:
        """Has said to be 16 or older, so may take part."""
        return self.sixteen_at is not None and self.is_active

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    # --- Verbs ------------------------------------------------------------------------------------------------------
    def say_sixteen(self, *, name: str) -> None:
        """First steps: how others see you, and that you are old enough. The tick's time is kept, an age never."""
        self._put(display_name=name, sixteen_at=self.sixteen_at or timezone.now())

    def rename(self, name: str) -> None:
        self._put(display_name=name)

    def speak(self, language: str) -> None:
        self._put(language=language)

    def move_to(self, address: str) -> None:
        """Another address, already proven. Ends the sessions on other devices."""
        self._put(email=clean_address(address))

    def end_sessions(self) -> None:
        """Signed out on every device."""
        self._put(signed_out_at=timezone.now())

    def join_team(self) -> None:
        self._put(team_since=self.team_since or timezone.now())

    def leave_team(self) -> None:
        self._put(team_since=None)

    def open_desk(self) -> None:
        """Called by the verb that makes somebody coordinator, in its transaction. Twice changes nothing."""
        self._put(desk_since=self.desk_since or timezone.now())

    def close_desk(self) -> None:
        """Called by the verb that ends somebody's last coordinator role, in its transaction."""
        self._put(desk_since=None)

    def block(self, *, by: "User", reason: str) -> bool:
        """Out at the next request, on every device. False when already blocked."""
        return self._turn(
            User.objects.filter(pk=self.pk, blocked_at=None),
            blocked_at=Now(),
            blocked_by=by,
            blocked_reason=reason,
        )

    def unblock(self) -> bool:
        return self._turn(
            User.objects.filter(pk=self.pk, blocked_at__isnull=False),
            blocked_at=None,
            blocked_by=None,
            blocked_reason="",
        )

    def _put(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=list(values))

    def _turn(self, rows: UserQuerySet, **values: Any) -> bool:
        changed = rows.update(**values) == 1
        self.refresh_from_db(fields=list(values))
        return changed

    # --- Sessions ---------------------------------------------------------------------------------------------------
    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """A session ends when what it was opened with changes: the password, the address, or being welcome at all."""
        stamp = "|".join((self.password, self.email, str(self.blocked_at or ""), str(self.signed_out_at or "")))
        return salted_hmac("coalitie.people.session", stamp, secret=secret, algorithm="sha256").hexdigest()


# Whoever asks: somebody signed in, or a visitor.
type Person = User | AnonymousUser
