"""Verbs that span several objects: sending a code, entering with it, forgetting what has had its time."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from coalitie.lib.language import full
from coalitie.lib.mail import absolute, compose, said
from coalitie.lib.refused import Refused
from coalitie.people.erase import forget
from coalitie.people.models import Limit, Parked, Proof, User, clean_address
from coalitie.people.models.parked import unguessable
from coalitie.people.models.proof import Purpose, masked, new_code, seal

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
UNUSED = 30 * DAY
CODES_PER_HOUR, CODES_PER_DAY, CODES_PER_NETWORK = 5, 15, 60

WHY = {
    Purpose.SIGN_IN: gettext_lazy("iemand dit adres invulde om zich aan te melden"),
    Purpose.NEW_ADDRESS: gettext_lazy("iemand dit adres invulde als nieuw e-mailadres van een account"),
    Purpose.STILL_YOU: gettext_lazy("er iets aan je account veranderd gaat worden"),
}


class TooMany(Exception):
    """More codes were asked for than one address or network gets."""


@transaction.atomic
def send_code(
    purpose: Purpose,
    address: str,
    *,
    network: str,
    user: User | None = None,
    parked: Parked | None = None,
    go_to: str = "",
) -> Proof:
    """Mail a code to an address, and answer what its owner can prove with it.

    Whether the address has an account is not even looked up when signing in: known and unknown are one path.
    What was parked is not in the mail, as a stranger could have it sent to anybody; the page behind the link tells.
    """
    address = clean_address(address)
    if not (
        Limit.take("code.network", network, most=CODES_PER_NETWORK, per=HOUR)
        and Limit.take("code.hour", address, most=CODES_PER_HOUR, per=HOUR)
        and Limit.take("code.day", address, most=CODES_PER_DAY, per=DAY)
    ):
        raise TooMany
    code, token, pk = new_code(), unguessable(), unguessable()
    proof = Proof.objects.create(
        id=pk,
        purpose=purpose,
        email=address,
        user=user,
        parked=parked,
        go_to=go_to,
        code_seal=seal("code", pk, code),
        link_seal=seal("link", token),
    )
    context = {"code": f"{code[:4]} {code[4:]}", "link": absolute("people:go_on", token)}
    # Whose address it is, we do not know; the page they are at we do.
    compose(purpose, to=address, context=context, reason=WHY[purpose], language=get_language()).send()
    return proof


def account_of(address: str) -> User:
    """The account of an address that was just proven; made when there is none. Two devices at once make one."""
    try:
        with transaction.atomic():
            return User.objects.create_user(address, language=full())
    except IntegrityError:
        return User.objects.with_address(address).get()


@transaction.atomic
def move_to(user: User, proof: Proof) -> None:
    """Another address, proven by its code. The old one is told."""
    old = user.email
    try:
        with transaction.atomic():
            user.move_to(proof.email)
    except IntegrityError:
        user.refresh_from_db(fields=["email"])
        raise Refused(
            _("Er is al een account met dit e-mailadres. Meld je daarmee aan, of kies een ander adres.")
        ) from None
    compose(
        "address_changed",
        to=old,
        context={"masked": masked(proof.email), "contact": settings.CONTACT_EMAIL},
        reason=said("dit het oude adres van je account is"),
        language=user.language,
    ).send()


@transaction.atomic
def block(user: User, *, by: User, reason: str) -> None:
    if not user.block(by=by, reason=reason):
        raise Refused(_("Deze persoon is al geblokkeerd."))
    tell(user, "blocked", reason)


@transaction.atomic
def unblock(user: User, *, by: User, reason: str) -> None:
    if not user.unblock():
        raise Refused(_("Deze persoon is niet geblokkeerd."))
    tell(user, "unblocked", reason)


@transaction.atomic
def clear_name(user: User, *, by: User, reason: str) -> None:
    user.rename("")
    tell(user, "name_cleared", reason)


@transaction.atomic
def drop_second_step(user: User, *, by: User, reason: str) -> None:
    """For who lost the telephone and the recovery codes. The mail still stands between a stranger and the account."""
    Authenticator.objects.filter(user=user).delete()
    user.end_sessions()
    tell(user, "second_step_dropped", reason)


def tell(user: User, name: str, reason: str) -> None:
    """What was decided about somebody, why, and the way to object."""
    context = {"reason": reason, "contact": settings.CONTACT_EMAIL, "link": absolute("people:profile")}
    compose(
        name, to=user.email, context=context, reason=said("dit over jouw account gaat"), language=user.language
    ).send()


def forget_stale() -> int:
    """Codes and parked choices after 48 hours, counters after two days, accounts nobody came in with after a month."""
    proofs, _proofs = Proof.objects.stale().delete()
    parked, _parked = Parked.objects.stale().delete()
    limits, _limits = Limit.objects.filter(starts_at__lt=timezone.now() - 2 * DAY).delete()
    unused = User.objects.never_welcomed().filter(joined_at__lt=timezone.now() - UNUSED)
    for user in unused:
        forget(user)
    return proofs + parked + limits + len(unused)
