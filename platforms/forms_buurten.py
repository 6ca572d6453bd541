"""Buurten as lines of text: what a person can type, read and check anywhere, with or without JavaScript."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from platforms.models import Area
from platforms.models.area import AreaQuerySet, Level

MOST_LINES = 600
WITH_CODE = re.compile(r"(?:.*\()?([A-Z]{2}[0-9]{2})\)?")


def buurten() -> AreaQuerySet:
    """Those that ended too: a platform may have them from before."""
    return Area.objects.filter(level=Level.BUURT)


class BuurtenField(forms.ModelMultipleChoiceField):
    """One on each line: its name, its code, or as this field shows it: ``Weesperbuurt (AB01)``."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Eén buurt per regel: de naam of de code. De lijst staat bij ‘Gebieden’."))
        super().__init__(buurten(), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """What was typed stays as it was typed."""
        if value is None or isinstance(value, str):
            return value
        areas = [one for one in value if isinstance(one, Area)]
        areas += buurten().filter(pk__in=[one for one in value if not isinstance(one, Area)]).order_by("code")
        return "\n".join(f"{area.name} ({area.code})" for area in areas)

    def clean(self, value: Any) -> AreaQuerySet:
        lines = [line for line in (" ".join(line.split()) for line in str(value or "").splitlines()) if line]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(_("Dat zijn meer buurten dan de stad heeft."))
        if self.required and not lines:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        chosen = {area.pk for area in self.named(lines)}
        return buurten().filter(pk__in=chosen)

    def named(self, lines: Iterable[str]) -> list[Area]:
        by_code: dict[str, Area] = {}
        by_name: dict[str, list[Area]] = {}
        for area in buurten():
            by_code[area.code] = area
            if area.ended_at is None:
                by_name.setdefault(area.name.casefold(), []).append(area)
        found, faults = [], []
        for line in lines:
            code = WITH_CODE.fullmatch(line.upper())
            same = [by_code[code[1]]] if code and code[1] in by_code else by_name.get(line.casefold(), [])
            if len(same) == 1:
                found += same
            elif same:
                codes = ", ".join(area.code for area in same)
                faults.append(
                    _("‘%(line)s’ bestaat vaker. Schrijf de code: %(codes)s.") % {"line": line, "codes": codes}
                )
            else:
                faults.append(_("‘%(line)s’ is geen buurt die wij kennen.") % {"line": line[:80]})
        if faults:
            raise forms.ValidationError(faults[:20])
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = {one.pk if isinstance(one, Area) else one for one in initial or ()}
        try:
            return {area.pk for area in self.clean(data)} != before
        except forms.ValidationError:
            return True
