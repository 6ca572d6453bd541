import secrets
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from coalitie.people.models.parked import unguessable
from coalitie.people.personal import Mine

CODE_LIVES = timedelta(minutes=15)
LINK_LIVES = timedelta(minutes=60)
KEPT = timedelta(hours=48)
MOST_TRIES = 5
DIGITS = 8


class Purpose(models.TextChoices):
    SIGN_IN = "sign_in", _("aanmelden")
    NEW_ADDRESS = "new_address", _("nieuw e-mailadres")
    STILL_YOU = "still_you", _("bevestigen dat jij het bent")


class ProofQuerySet(models.QuerySet["Proof"]):
    def open(self) -> Self:
        return self.filter(used_at=None, refused_at=None)

    def stale(self) -> Self:
        return self.filter(created_at__lte=timezone.now() - KEPT)


class Proof(models.Model):
    """A code and a link sent to an address. Whoever brings one back has proven to read its mail.

    The session holds the id, the mail holds the code and the link; neither can be derived from the other, and the
    database keeps only their HMACs.
    """

    id = models.CharField(primary_key=True, max_length=40, default=unguessable, editable=False)
    purpose = models.CharField(max_length=20, choices=Purpose)
    email = models.EmailField(max_length=254)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="proofs")
    parked = models.ForeignKey("people.Parked", models.SET_NULL, null=True, related_name="proofs")
    go_to = models.TextField(blank=True)
    code_seal = models.CharField(max_length=64)
    link_seal = models.CharField(max_length=64, unique=True)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)

    objects = ProofQuerySet.as_manager()

    personal = {
        "user": Mine("Verstuurde codes", ("purpose", "created_at", "used_at"), "delete"),
        "email": Mine("Verstuurde codes", ("purpose", "created_at", "used_at"), "delete"),
    }

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="proof_by_age")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(purpose__in=Purpose.values),
                name="proof_purpose_known",
            ),
            models.CheckConstraint(condition=models.Q(tries__lte=MOST_TRIES), name="proof_tries_counted"),
            models.CheckConstraint(
                condition=models.Q(used_at=None) | models.Q(refused_at=None),
                name="proof_used_or_refused",
            ),
            models.CheckConstraint(
                condition=models.Q(purpose=Purpose.SIGN_IN, user=None)
                | (~models.Q(purpose=Purpose.SIGN_IN) & models.Q(user__isnull=False)),
                name="proof_sign_in_knows_no_user",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} ({self.created_at:%d-%m %H:%M})"

    @property
    def code_is_alive(self) -> bool:
        return self.is_open and self.tries < MOST_TRIES and timezone.now() < self.created_at + CODE_LIVES

    @property
    def link_is_alive(self) -> bool:
        return self.is_open and timezone.now() < self.created_at + LINK_LIVES

    @property
    def is_open(self) -> bool:
        return self.used_at is None and self.refused_at is None

    @property
    def masked_email(self) -> str:
        """Enough for who owns the address to know it, and for nobody else."""
        return masked(self.email)

    def try_code(self, typed: str) -> bool:
        """Count the try first, then compare; so exactly MOST_TRIES are compared, over all workers together."""
        counted = (
            Proof.objects.open()
            .filter(
                pk=self.pk,
                tries__lt=MOST_TRIES,
                created_at__gt=timezone.now() - CODE_LIVES,
            )
            .update(tries=F("tries") + 1)
        )
        self.refresh_from_db(fields=["tries", "used_at", "refused_at"])
        if not counted:
            return False
        digits = "".join(str(int(sign)) for sign in typed if sign.isdecimal())
        return constant_time_compare(seal("code", self.pk, digits), self.code_seal) and self.use()

    def use(self) -> bool:
        """Once: the second device, tab or press gets False."""
        now = timezone.now()
        return Proof.objects.open().filter(pk=self.pk, created_at__gt=now - LINK_LIVES).update(used_at=now) == 1

    def refuse(self) -> bool:
        """The owner of the address says: this was not me."""
        return Proof.objects.open().filter(pk=self.pk).update(refused_at=timezone.now()) == 1


def masked(address: str) -> str:
    local, _at, domain = address.rpartition("@")
    return f"{local[:1]}•••@{domain}"


def new_code() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def seal(kind: str, *parts: str) -> str:
    return salted_hmac(f"coalitie.people.proof.{kind}", "|".join(parts), algorithm="sha256").hexdigest()
