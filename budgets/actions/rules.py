"""What the rules are, opening a round with them, and changing them until the list is fixed."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from budgets.models import CheckPoint, Entry, Kind, Phase, Request, Revision, Round, Voter, canonical
from budgets.models.entry import Kind as EntryKind
from budgets.models.revision import RULES, sha256
from budgets.notices import round as notices
from coalitie.activity.models import Reach, Subject, record
from coalitie.lib.language import kept
from coalitie.lib.refused import Refused
from coalitie.people.models import User
from platforms.models import Platform

# The dates that each kind of round must have before it opens; other dates do not belong to it.
DATES = {
    Kind.VOTE: ("elaboration_at", "listed_at", "voting_at", "counting_at", "final_at"),
    Kind.PLATFORM: ("accounting_at",),
    Kind.AWARD: ("elaboration_at",),
}
ALL_DATES = (
    *("ideas_at", "elaboration_at", "listed_at", "voting_at"),
    *("counting_at", "final_at", "accounting_at", "closes_at"),
)
RESERVED = {"nieuw", "trekken"}


@transaction.atomic
def begin(*, by: User, platforms: Iterable[Platform], title: str, **fields: Any) -> Round:
    """A draft that only the desks of its platforms see."""
    subject = Subject.objects.create(kind="round")
    made = Round.objects.create(title=title, slug=free_slug(title), subject=subject, made_by=by, **fields)
    made.platforms.set(platforms)
    record(subject, "round_made", by=by)
    return made


def free_slug(title: str) -> str:
    base = slugify(title)[:90].strip("-") or "ronde"
    taken = RESERVED | set(Round.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


# --- Opening ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def open_round(round_: Round, *, by: User) -> None:
    """Publish it: from here on the checklist stands, and each change of the rules is written down with a reason."""
    held = hold(round_)
    if held.phase != Phase.DRAFT:
        raise Refused(_("Deze ronde is al open."))
    lacks = missing(held)
    if lacks:
        raise Refused(" ".join(lacks))
    first = Kind(held.kind).path[1]
    Round.objects.filter(pk=held.pk, phase=Phase.DRAFT).update(phase=first)
    held.phase = first
    held.subject.place_in([platform.subject for platform in held.platforms.select_related("subject")])
    write_down(held, by=by, reason=_("De ronde gaat open."))
    if held.kind != Kind.VOTE:
        fund(held, held.amount, by=by)
    record(held.subject, "round_phase", by=by, reach=Reach.AROUND, phase=first)
    round_.refresh_from_db()


def missing(round_: Round) -> list[str]:
    """What must still be done before it can open, as sentences."""
    now = timezone.now()
    kind = Kind(round_.kind)
    dates = [(name, getattr(round_, name)) for name in ALL_DATES]
    found = [
        _("Vul bij ‘%(date)s’ een datum in.") % {"date": label(name)}
        for name, value in dates
        if name in DATES[kind] and value is None
    ]
    found += [
        _("De datum bij ‘%(date)s’ is al voorbij.") % {"date": label(name)}
        for name, value in dates
        if name != "ideas_at" and value is not None and value <= now
    ]
    known = [value for name, value in dates if value is not None]
    if any(later <= earlier for earlier, later in pairwise(known)):
        found.append(_("De data staan niet op volgorde."))
    if not round_.checklist.exists():
        found.append(_("Zet eerst de vragen van de toets erbij. Indieners moeten weten waarop ze worden beoordeeld."))
    if kind == Kind.VOTE and not round_.voters:
        found.append(_("Kies wie er mag stemmen."))
    if not round_.platforms.filter(hidden_at=None).exists():
        found.append(_("Kies een platform dat op de site te zien is."))
    return found


def label(name: str) -> str:
    return str(getattr(Round._meta.get_field(name), "verbose_name", name))


# --- Changing ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def change_rules(round_: Round, *, by: User, reason: str, **changes: Any) -> None:
    """Other rules in an open round, as a new version with a reason. Whoever has a plan in it is told."""
    held = hold(round_)
    if held.is_frozen or held.is_over or held.phase not in (Phase.IDEAS, Phase.ELABORATION, Phase.RUNNING):
        raise Refused(_("De regels van deze ronde staan vast."))
    before = rules_of(held)
    for name, value in changes.items():
        setattr(held, name, value)
    more = held.amount - Decimal(before["rules"]["amount"])
    if held.kind != Kind.VOTE and more < 0:
        raise Refused(_("Het bedrag staat in het kasboek. Het kan hoger worden, niet lager."))
    Round.objects.filter(pk=held.pk).update(**changes)
    held.refresh_from_db()
    if canonical(rules_of(held)) == canonical(before):
        return
    late = [name for name in changes if name in ALL_DATES and (at := getattr(held, name)) and at <= timezone.now()]
    if late:
        raise Refused(_("De datum bij ‘%(date)s’ is al voorbij.") % {"date": label(late[0])})
    if held.kind != Kind.VOTE and more > 0:
        fund(held, more, by=by)
    revision = write_down(held, by=by, reason=reason)
    record(held.subject, "round_rules", by=by, reason=reason, reach=Reach.THING, revision=revision.number)
    notices.rules_changed(held, revision, by=by)
    round_.refresh_from_db()


def fund(round_: Round, amount: Decimal, *, by: User | None) -> None:
    """Money that a panel may promise from now on. That of a vote is funded when its outcome stands."""
    with kept():
        purpose = _("Budget van de ronde")
    today = timezone.localdate()
    Entry.objects.create(round=round_, kind=EntryKind.FUNDED, amount=amount, purpose=purpose, on=today, by=by)


def hold(round_: Round) -> Round:
    """The round as it is now, and nobody else changes it, its list or its rules before this transaction ends."""
    return Round.objects.select_for_update(no_key=True).get(pk=round_.pk)


# --- Writing down -----------------------------------------------------------------------------------------------------
def write_down(round_: Round, *, by: User | None, reason: str, frozen: bool = False) -> Revision:
    text = canonical(rules_of(round_))
    last = round_.revisions.newest().first()
    return Revision.objects.create(
        round=round_,
        number=last.number + 1 if last else 1,
        text=text,
        sha256=sha256(text),
        reason=reason,
        by=by,
        is_frozen=frozen,
    )


def rules_of(round_: Round) -> dict[str, Any]:
    """All that was agreed, in words and numbers that need nothing else to be read."""
    rules = {name: getattr(round_, name) for name in RULES}
    rules["voters"] = [way for way in Voter.values if way in round_.voters]
    rules["platforms"] = sorted(round_.platforms.values_list("slug", flat=True))
    rules["areas"] = sorted(round_.areas.values_list("code", flat=True))
    return {
        "rules": rules,
        "checklist": list(CheckPoint.objects.filter(round=round_).values("position", "question", "explained")),
        "list": list_of(round_),
    }


def list_of(round_: Round) -> list[dict[str, Any]]:
    """The plans on the list with their lines; empty until it is fixed."""
    listed = Request.objects.filter(round=round_, list_number__isnull=False).order_by("list_number")
    return [
        {
            "number": plan.list_number,
            "name": plan.slug,
            "title": plan.title,
            "summary": plan.summary,
            "group": plan.group,
            "total": plan.fixed_total,
            "lines": [
                {"kind": line.kind, "what": line.what, "amount": line.amount, "hours": tenths(line.hours)}
                for line in plan.lines.all()
            ],
        }
        for plan in listed.prefetch_related("lines")
    ]


def tenths(hours: Decimal | None) -> str | None:
    return None if hours is None else f"{hours:.1f}"
