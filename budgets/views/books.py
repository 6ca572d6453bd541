"""The open books: all money of a round, row by row, on a page and to download; nowhere the name of a person."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from budgets.actions.entries import ACCOUNTS
from budgets.actions.reserves import MOVES_UP
from budgets.books import Books, Tally, add_up, of_plan
from budgets.in_words import money, tenths
from budgets.models import Closing, EndReport, Entry, Expense, Phase, Request, Round, Status
from budgets.models.entry import Kind
from budgets.views.load import load_round
from coalitie.lib.language import cached
from coalitie.lib.money import euros
from coalitie.people.models import Person
from initiatives.models import Photo

COLUMNS = ("number", "date", "kind", "plan", "purpose", "amount", "free", "corrects", "receipt")
# What a plan without money has to say instead of amounts.
INSTEAD = {
    Status.CHOSEN: gettext_lazy("Gekozen. Het geld wordt toegezegd als de uitslag vaststaat."),
    Status.RESERVE: gettext_lazy(
        "Staat op de reservelijst. Komt er genoeg geld vrij, dan gaat de reserve met de meeste stemmen die past voor."
    ),
}
TOO_LATE = gettext_lazy(
    "Stond op de reservelijst. Sinds de verantwoording begon, gaat geld dat vrijkomt over naar een volgende ronde."
)
ABORTED = gettext_lazy("Stond op de reservelijst. De ronde is afgebroken.")
OUTCOME = (Status.CHOSEN, Status.RESERVE, Status.GRANTED, Status.RUNNING, Status.DONE, Status.LAPSED)


@require_safe
def books(request: HttpRequest, slug: str) -> HttpResponse:
    round_ = load_round(request, slug)
    found = books_of(round_)
    total = found.total
    context = {
        "round": round_,
        "total": total,
        "dots": dots_of(total) if total.funded else None,
        "where": where(total),
        "sources": sources_of(found),
        "plans": list(parts(request.user, round_, found)),
        "lines": [row(line.entry, line.free) for line in found.lines],
        "goes_over": over(round_, total),
        "closing": Closing.objects.filter(round=round_).first(),
    }
    return render(request, "budgets/books.html", context)


@require_safe
def books_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """A line for each row. Cells that a spreadsheet would take for a formula begin with an apostrophe."""
    round_ = load_round(request, slug)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for each in data_of(books_of(round_)):
        writer.writerow([cell(each[column], is_number=column in {"amount", "free"}) for column in COLUMNS])
    name = f"kasboek-{round_.slug}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
def books_json(request: HttpRequest, slug: str) -> HttpResponse:
    round_ = load_round(request, slug)
    found = books_of(round_)
    data = {
        "round": round_.slug,
        "title": round_.title,
        "total": amounts(found.total),
        "plans": [
            {
                "plan": each["plan"].slug,
                "title": each["plan"].title,
                "status": each["plan"].status,
                **amounts(each["tally"], of_round=False),
                "hours_promised": text(each["plan"].own_hours),
                "hours_done": text(each["report"].hours if each["report"] else None),
            }
            for each in parts(request.user, round_, found)
        ],
        "entries": data_of(found),
    }
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})


# --- What is in them --------------------------------------------------------------------------------------------------
def books_of(round_: Round) -> Books:
    """With the plans and other rounds that rows name."""
    found = round_.entries.in_order().select_related("request").defer("request__story", "request__reason")
    rows = list(found.prefetch_related("to_round", "carried_from__round"))
    by_pk = {entry.pk: entry for entry in rows}
    for entry in rows:
        if entry.corrects_id is not None:
            entry.corrects = by_pk[entry.corrects_id]
    return add_up(rows)


def parts(user: Person, round_: Round, found: Books) -> Iterator[dict[str, Any]]:
    """Each plan that has or may get money: its sums, its hours, a picture, and how it ended."""
    rows = Request.objects.visible_to(user).filter(round=round_, status__in=OUTCOME).with_money().in_order()
    plans = list(rows.defer("story", "reason"))
    reports = {report.request_id: report for report in EndReport.objects.filter(request__round=round_)}
    waiting: dict[int, Decimal] = {}
    for pk, amount in Expense.objects.open().filter(request__round=round_).values_list("request", "amount"):
        waiting[pk] = waiting.get(pk, Decimal(0)) + amount
    pictures = pictures_of(user, [plan.initiative_id for plan in plans if plan.initiative_id and plan.pk in reports])
    for plan in plans:
        plan.round = round_
        tally = found.plans.get(plan.pk, Tally())
        report = reports.get(plan.pk)
        yield {
            "plan": plan,
            "tally": tally,
            "words": instead_of(plan) or words_of(tally),
            "reach": reach_of(tally),
            "hours": "" if plan.status in INSTEAD else hours_of(plan.own_hours, report),  # type: ignore[attr-defined]
            "report": report,
            "waiting": euros(waiting[plan.pk]) if plan.pk in waiting else "",
            "picture": pictures.get(plan.initiative_id or 0),
        }


def pictures_of(user: Person, initiatives: list[int]) -> dict[int, Photo]:
    """The newest photo of each initiative that this person may see."""
    if not initiatives:
        return {}
    found: dict[int, Photo] = {}
    for name in ("update", "result"):
        rows = Photo.objects.visible_to(user).filter(made_at__isnull=False, **{f"{name}__initiative__in": initiatives})
        for photo in rows.select_related(name).order_by("pk").distinct():
            found[getattr(photo, name).initiative_id] = photo
    return found


def money_on_page(plan: Request) -> dict[str, Any]:
    """For the page of a plan its own part of the books; nothing before it was granted."""
    if plan.status not in ACCOUNTS:
        return {}
    entries = list(plan.entries.in_order().select_related("to_round", "carried_from__round", "corrects"))
    for entry in entries:
        entry.request = plan
    tally = of_plan(entries)
    told = EndReport.objects.filter(request=plan).first()
    waiting = [each.amount for each in Expense.objects.open().filter(request=plan)]
    return {
        "words": words_of(tally),
        "reach": reach_of(tally),
        "hours": hours_of(plan.own_hours, told),  # type: ignore[attr-defined]
        "report": told,
        "waiting": euros(sum(waiting, Decimal(0))) if waiting else "",
        "lines": [{**row(entry), "plan": ""} for entry in entries],
    }


def where(total: Tally) -> list[dict[str, str]]:
    """Where all money is, so that everybody can add it up."""
    return [
        {"term": _("Nog vrij"), "text": euros(total.free)},
        {"term": _("Toegezegd, nog niet uitbetaald"), "text": euros(total.to_pay)},
        {"term": _("Uitbetaald, nog niet verantwoord"), "text": euros(total.in_hand)},
        {"term": _("Uitgegeven, met bon"), "text": euros(total.spent)},
        {"term": _("Naar een andere ronde"), "text": euros(total.carried)},
    ]


def over(round_: Round, total: Tally) -> str:
    """What becomes of money that is free once no other plan can be begun any more."""
    if round_.phase not in (Phase.ACCOUNTING, Phase.CLOSED):
        return ""
    if total.free > 0:
        words = _("De %(free)s die nog vrij is, gaat over naar een volgende ronde van dezelfde platforms.")
        return words % {"free": euros(total.free)}
    return "" if round_.is_over else _("Geld dat nu nog vrijkomt, gaat over naar een volgende ronde.")


def sources_of(found: Books) -> list[str]:
    """Where the money came from, when that is more than one place."""
    funded = [line.entry for line in found.lines if line.entry.kind == Kind.FUNDED]
    return [f"{euros(entry.amount)}: {entry.purpose}" for entry in funded] if len(funded) > 1 else []


def instead_of(plan: Request) -> str:
    """What is said of a plan that has no money, in place of its sums."""
    if plan.status == Status.RESERVE and plan.round.phase not in (*MOVES_UP, Phase.PROVISIONAL):
        return str(ABORTED if plan.round.phase == Phase.ABORTED else TOO_LATE)
    return str(INSTEAD.get(Status(plan.status), ""))


def words_of(tally: Tally) -> str:
    if not tally.promised and not tally.spent:
        return _("Er staat nu niets toegezegd.")
    said = _("%(promised)s toegezegd, %(paid)s uitbetaald, %(spent)s uitgegeven.") % {
        "promised": euros(tally.promised),
        "paid": euros(tally.paid),
        "spent": euros(tally.spent),
    }
    left = tally.to_pay + tally.in_hand
    return f"{said} " + _("Over: %(left)s.") % {"left": euros(left)} if left else said


def dots_of(total: Tally) -> dict[str, Any]:
    """All money of the round as dots, full for what has a place to go."""
    used = total.to_pay + total.in_hand + total.spent + total.carried
    worth = _("Vol is wat is toegezegd, uitgegeven of overgezet: %(used)s. Open is nog vrij: %(free)s.")
    words = money(total.funded, Decimal(0))["words"] + " " + worth % {"used": euros(used), "free": euros(total.free)}
    return {**money(total.funded, used), "words": words}


def reach_of(tally: Tally) -> int | None:
    """How far the full dots go among twenty, one each 16 wide: the share of what it got that is spent."""
    if tally.promised <= 0:
        return None
    full = min(int(tally.spent * 20 / tally.promised), 20)
    return full * 16 - 9 if full else 0


def hours_of(promised: Decimal, report: EndReport | None) -> str:
    if report is not None and promised:
        words = _("Eigen werk: %(done)s uur gedaan van %(promised)s beloofd.")
        return words % {"done": tenths(report.hours), "promised": tenths(promised)}
    if report is not None and report.hours:
        return _("Eigen werk: %(done)s uur gedaan.") % {"done": tenths(report.hours)}
    return _("Eigen werk: %(promised)s uur beloofd.") % {"promised": tenths(promised)} if promised else ""


def row(entry: Entry, free: Decimal | None = None) -> dict[str, Any]:
    """What a row of the table shows. Words are made here: three hundred rows of template tags cost more."""
    return {
        "number": str(entry.number),
        "on": f"{entry.on:%d-%m-%Y}",
        "kind": labels()[entry.kind],
        "plan": entry.request.title if entry.request else "",
        "purpose": "" if entry.request and entry.purpose == entry.request.title else entry.purpose,
        "to": entry.to_round if entry.to_round and entry.to_round.is_public else None,
        "from": entry.carried_from.round if entry.carried_from else None,
        "corrects": str(entry.corrects.number) if entry.corrects else "",
        "amount": euros(entry.amount),
        "free": euros(free),
        "has_receipt": bool(entry.receipt),
    }


@cached(4)
def labels() -> dict[str, str]:
    """For thousands of rows, so that each asks no catalogue."""
    return {kind.value: str(kind.label) for kind in Kind}


def data_of(found: Books) -> list[dict[str, Any]]:
    return [
        {
            "number": line.entry.number,
            "date": line.entry.on.isoformat(),
            "kind": line.entry.kind,
            "plan": line.entry.request.slug if line.entry.request else None,
            "purpose": line.entry.purpose,
            "amount": text(line.entry.amount),
            "free": text(line.free),
            "corrects": line.entry.corrects.number if line.entry.corrects else None,
            "receipt": bool(line.entry.receipt),
        }
        for line in found.lines
    ]


def amounts(tally: Tally, *, of_round: bool = True) -> dict[str, str | None]:
    own = ("promised", "paid", "to_pay", "in_hand", "spent")
    names = ("funded", "free", "to_pay", "in_hand", "spent", "carried") if of_round else own
    return {name: text(getattr(tally, name)) for name in names}


def text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def cell(value: Any, *, is_number: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    plain = str(value)
    return f"'{plain}" if not is_number and plain.startswith(("=", "+", "-", "@", "\t", "\r")) else plain
