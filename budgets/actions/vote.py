"""Getting the right to vote with an account, and casting: one ballot for each right, the last one counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from budgets.actions.box import address_of, keep_open, key_of, locator_of, receipt_of
from budgets.models import BoxKey, Credential, Request, Round, Voter
from coalitie.lib.refused import Refused
from coalitie.people.models import Person, User
from platforms.models import Area, Membership

State = Credential.State
ATTEMPTS = 5


class BoxClosed(Exception):
    """Too late, or too early, by the clock of the database."""


class Withdrawn(Exception):
    """The code was taken back while its voter was choosing."""


@dataclass(frozen=True)
class Vote:
    """What goes into the box: numbers on the list, and the points of each."""

    choices: tuple[int, ...]
    points: tuple[int, ...]


# --- Who --------------------------------------------------------------------------------------------------------------
def is_member(round_: Round, user: Person) -> bool:
    if not isinstance(user, User):
        return False
    return Membership.objects.current().filter(person=user, platform__in=round_.platforms.all()).exists()


def buurten_of(round_: Round) -> Sequence[Area]:
    """Where somebody can say to live: the areas of the round, else those of its platforms."""
    whole = round_.areas.all() or Area.objects.filter(platforms__in=round_.platforms.all()).distinct()
    found = {buurt.pk: buurt for area in whole for buurt in area.buurten().current().alphabetical()}
    return sorted(found.values(), key=lambda buurt: buurt.name.lower())


def right_of(round_: Round, user: Person) -> Credential | None:
    """The right that this person got in this round."""
    if not isinstance(user, User):
        return None
    return Credential.objects.filter(round=round_, person=user).first()


@transaction.atomic
def admit(round_: Round, *, by: User, lives_here: bool = False) -> Credential:
    """The right to one ballot, as a member or as somebody who says to live here. Twice is once.

    Kept is that this person may vote in this round: not where somebody lives. And, until the box closes, a keyed hash
    of the address, so that throwing the account away and beginning anew gives back the same right, not a second one.
    """
    keep_open(round_)
    if not Round.objects.voting().filter(pk=round_.pk).exists():
        raise Refused(_("Je kunt in deze ronde nu niet stemmen."))
    if Voter.MEMBER in round_.voters and is_member(round_, by):
        way = Voter.MEMBER
    elif Voter.BUURT in round_.voters and lives_here:
        way = Voter.BUURT
    else:
        raise Refused(_("Volgens de regels van deze ronde kun je met je account niet stemmen."))
    right = right_of(round_, by)
    if right is not None:
        return right
    address = address_of(bytes(key_of(round_).key), by)
    right, _new = Credential.objects.get_or_create(
        round=round_, code_hmac=address, defaults={"by_way_of": way, "person": by}
    )
    if right.person_id is None:
        Credential.objects.filter(pk=right.pk, person=None).update(person=by)
        right.person = by
    elif right.person_id != by.pk:
        raise Refused(_("Met dit e-mailadres is in deze ronde al een stembiljet gegeven, aan een ander account."))
    return right


# --- A voter who comes back -------------------------------------------------------------------------------------------
def fields_of(model: type[Model], *names: str) -> list[str]:
    """In the order in which ``from_db`` wants their values."""
    return [field.attname for field in model._meta.concrete_fields if field.attname in names]


OF_ROUND = fields_of(Round, "id", "slug", "title", "ballot_form", "most_choices", "with_help", "amount", "counting_at")
OF_RIGHT = fields_of(Credential, "id", "person_id", "round_id")
OF_PLAN = fields_of(Request, "id", "round_id", "list_number", "title", "slug", "status")
# One statement for the right, its round, the key of the box and the list in short: asking is most of what casting
# costs. Who was blocked in the meantime has none; codes and paper have no person.
HOLDING = f"""
SELECT {", ".join(f"c.{name}" for name in OF_RIGHT)}, {", ".join(f"r.{name}" for name in OF_ROUND)}, k.key,
    (SELECT json_agg(json_build_array(p.fixed_total::text, {", ".join(f"p.{name}" for name in OF_PLAN)})
        ORDER BY p.list_number)
    FROM budgets_request p WHERE p.round_id = r.id AND p.list_number IS NOT NULL)
FROM budgets_credential c
JOIN budgets_round r ON r.id = c.round_id
LEFT JOIN budgets_boxkey k ON k.round_id = r.id
LEFT JOIN people_user u ON u.id = c.person_id
WHERE r.slug = %s AND u.blocked_at IS NULL AND (c.id = %s OR c.person_id = %s)
"""  # noqa: S608 (names of our own columns)


def holding(slug: str, *, right: int | None = None, by: User | None = None) -> tuple[Credential, list[Request]] | None:
    """The right that a proof or an account gives in a round, with ``round.box_key``, and the plans on its list."""
    with connection.cursor() as cursor:
        cursor.execute(HOLDING, [slug, right, None if by is None else by.pk])
        row = cursor.fetchone()
    if row is None:
        return None
    *values, key, listed = row
    found = Credential.from_db(connection.alias, OF_RIGHT, values[: len(OF_RIGHT)])
    found.round = Round.from_db(connection.alias, OF_ROUND, values[len(OF_RIGHT) :])
    found.round._state.fields_cache["box_key"] = key and BoxKey(round=found.round, key=key)
    return found, [_plan(*each) for each in listed or []]


def _plan(total: str | None, *values: object) -> Request:
    plan = Request.from_db(connection.alias, OF_PLAN, values)
    plan.fixed_total = None if total is None else Decimal(total)
    return plan


# --- Casting ----------------------------------------------------------------------------------------------------------
# One statement, for ten thousand people may vote in one minute. Its first half locks the right, so that of two at once
# the later one stays, and a right that was taken back casts nothing.
PUT_IN = """
WITH held AS (
    UPDATE budgets_credential SET state = 'used', used_on = coalesce(used_on, %s)
    WHERE id = %s AND state <> 'void' RETURNING id
)
INSERT INTO budgets_ballot (locator, round_id, choices, points, receipt)
SELECT %s, %s, %s::smallint[], %s::smallint[], %s FROM held
ON CONFLICT (locator) DO UPDATE
    SET choices = excluded.choices, points = excluded.points, receipt = excluded.receipt
"""


def cast(credential: Credential, vote: Vote, *, once: str) -> str:
    """Put it in the box, over an earlier one. Returns the receipt: the same when the same form (``once``) comes twice.

    Raises BoxClosed and Withdrawn. When it returns, the ballot is on disk.
    """
    for attempt in range(ATTEMPTS):
        try:
            return _cast(credential, vote, once, attempt)
        except IntegrityError as error:
            # Two voters with the same three words: one of them gets three others.
            if constraint_of(error) != "ballot_receipt_once":
                raise
    raise AssertionError("no free receipt")


def _cast(right: Credential, vote: Vote, once: str, attempt: int) -> str:
    if not hasattr(right.round, "box_key"):
        raise BoxClosed
    key = bytes(right.round.box_key.key)
    locator = locator_of(key, right)
    receipt = receipt_of(key, locator, once, attempt)
    ballot = (locator, right.round_id, list(vote.choices), list(vote.points), receipt)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(PUT_IN, [timezone.localdate(), right.pk, *ballot])
            if not cursor.rowcount:
                raise Withdrawn
    except IntegrityError as error:
        if constraint_of(error) == "box_closed":
            raise BoxClosed
        raise
    return receipt


def constraint_of(error: IntegrityError) -> str:
    diag = getattr(error.__cause__, "diag", None)
    return getattr(diag, "constraint_name", None) or ""
