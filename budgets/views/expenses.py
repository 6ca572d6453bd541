"""What who carries a plan does with its money: hand in a receipt, say that it began, tell how it went."""

from datetime import timedelta

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from budgets import receipts
from budgets.access_requests import of_request
from budgets.actions import books as verbs
from budgets.actions.expenses import hand_in
from budgets.books import of_plan
from budgets.forms.books import EndReportForm, ExpenseForm
from budgets.models import EndReport, Expense
from budgets.views.requests import load
from coalitie.lib.access import require
from coalitie.lib.money import euros
from coalitie.people.access import signed_in
from coalitie.people.models import Limit
from coalitie.people.parked import for_residents

A_DAY = timedelta(days=1)
MOST_A_DAY = 60
OF_CARRIER = for_residents(gettext_lazy("Verder met het geld van je plan"))
NOT_NOW = gettext_lazy("Alleen wie dit plan trekt, kan dit doen, zolang de ronde nog niet is afgesloten.")


@require_http_methods(["GET", "POST"])
@OF_CARRIER
def expense(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    plan = load(request, slug, name)
    require("hand_in", of_request(request.user, plan), str(NOT_NOW))
    tally = of_plan(plan.entries.in_order())
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ExpenseForm(*sent, in_hand=tally.in_hand, to_pay=tally.to_pay)
    by = signed_in(request)
    if form.is_valid() and not Limit.take("expense", by.pk, most=MOST_A_DAY, per=A_DAY):
        form.add_error(None, _("Je leverde vandaag al veel bonnen in. Morgen kan het weer."))
    if not form.is_valid():
        known = Expense.objects.filter(request=plan).order_by("-at", "-pk")[:50]
        sums = {"in_hand": euros(tally.in_hand), "to_pay": euros(tally.to_pay)}
        context = {"round": plan.round, "plan": plan, "form": form, "expenses": known, **sums}
        return render(request, "budgets/expense.html", context, status=422 if form.is_bound else 200)
    hand_in(plan, by=by, **form.cleaned_data)
    messages.success(request, _("Je bon is ingeleverd. Wie de ronde leidt, kijkt hem na. Je krijgt een mail."))
    return redirect("budgets:expense", slug, name)


@require_http_methods(["GET", "POST"])
@OF_CARRIER
def report(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    plan = load(request, slug, name)
    require("tell", of_request(request.user, plan), str(NOT_NOW))
    told = EndReport.objects.filter(request=plan).first()
    initial = {"story": told.story, "achieved": told.achieved, "hours": told.hours} if told else None
    form = EndReportForm(request.POST if request.method == "POST" else None, initial=initial)
    if not form.is_valid():
        context = {"round": plan.round, "plan": plan, "form": form}
        return render(request, "budgets/report.html", context, status=422 if form.is_bound else 200)
    verbs.tell(plan, by=signed_in(request), **form.cleaned_data)
    messages.success(request, _("Je verslag staat op de site. Tot de ronde is afgesloten, kun je het verbeteren."))
    return redirect(plan)


@require_POST
@OF_CARRIER
def start(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Pressed twice it began once."""
    plan = load(request, slug, name)
    may = of_request(request.user, plan)
    if "start" in may or "tell" not in may:
        require("start", may, str(NOT_NOW))
        verbs.start(plan, by=signed_in(request))
        messages.success(request, _("Mooi! Op de pagina staat nu dat jullie zijn begonnen."))
    return redirect(plan)


# --- Receipts: for the desk and for who carries the plan --------------------------------------------------------------
@require_safe
def receipt(request: HttpRequest, slug: str, name: str, number: int) -> FileResponse:
    plan = load(request, slug, name)
    if "receipts" not in of_request(request.user, plan):
        raise Http404
    return receipts.answer(get_object_or_404(plan.entries.exclude(receipt=""), number=number).receipt)


@require_safe
def expense_receipt(request: HttpRequest, slug: str, name: str, pk: int) -> FileResponse:
    plan = load(request, slug, name)
    found = Expense.objects.visible_to(request.user).filter(request=plan).exclude(receipt="").distinct()
    return receipts.answer(get_object_or_404(found, pk=pk).receipt)
