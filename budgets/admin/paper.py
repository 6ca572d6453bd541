"""The desk for ballots on paper: type one in, and see which readings differ. Nobody sees totals."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from budgets.actions.codes import BadCode, grouped, withdraw_codes
from budgets.actions.paper import type_in
from budgets.forms.vote import Choice, from_paper
from budgets.models import PaperEntry, Round
from coalitie.lib.scoped_admin import ScopedAdmin
from coalitie.people.models import User

DIFFERS = _(
    "Een ander las iets anders op dit biljet. Wat jij typte, is bewaard. Kijk nog eens op het papier: vergiste je je, "
    "typ het dan opnieuw. Klopt het wel, laat de ander dan opnieuw kijken, of een derde."
)


def read_sheet(round_: Round, *, by: User, sheet: str, numbers: str, helps: str) -> None:
    """What stands on the paper, judged as any other ballot."""
    plans = list(round_.requests.filter(list_number__isnull=False))
    choice = Choice(round_, plans, from_paper(round_, numbers, helps))
    if not choice.is_whole():
        raise ValidationError({"numbers": choice.errors})
    try:
        agrees = type_in(round_, by=by, sheet=sheet, vote=choice.vote)
    except BadCode as bad:
        raise ValidationError({"sheet": str(bad)})
    if not agrees:
        raise ValidationError({"numbers": str(DIFFERS)})


def take_back(round_: Round, *, by: User, batch: str, code: str, reason: str) -> None:
    try:
        withdraw_codes(round_, by=by, batch=batch, code=code, reason=reason)
    except BadCode as bad:
        raise ValidationError({"code": str(bad)})


@admin.register(PaperEntry)
class PaperEntryAdmin(ScopedAdmin):
    """Sheets that were typed in once, or differently by several people. In the box they are gone from here."""

    list_display = ["sheet_shown", "round_shown", "by", "waits_for"]
    list_select_related = ["credential__round", "by"]
    ordering = ["sheet", "at"]
    fields = readonly_fields = ("sheet_shown", "round_shown", "by", "waits_for")
    actions = None

    def scope(self, rows: QuerySet, user: Any) -> QuerySet:
        return rows.moderated_by(user).with_readers()  # type: ignore[attr-defined]

    def allowed(self, user: Any, obj: PaperEntry) -> set[str]:
        return {"read"}

    def in_log(self, obj: Any) -> str:
        return now("een papieren biljet")

    @admin.display(description=_("biljet"))
    def sheet_shown(self, obj: PaperEntry) -> str:
        return grouped(obj.sheet)

    @admin.display(description=_("ronde"))
    def round_shown(self, obj: PaperEntry) -> str:
        return str(obj.credential.round)

    @admin.display(description=_("waar het op wacht"))
    def waits_for(self, obj: Any) -> str:
        """Never what was read: whoever knows that does not read for themselves."""
        if obj.readers == 1:
            return now("een tweede mens")
        words = now("%(number)d mensen lazen iets anders: zij kijken opnieuw, of een ander leest mee")
        return words % {"number": obj.readers}
