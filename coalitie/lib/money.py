"""Amounts as readers write and read them: ``€ 1.250``, ``€ 12,50``; in English ``€1,250``, ``€12.50``.

Decimal throughout; None is "not known". On an English page ``12,505`` is twelve thousand, on a Dutch one a slip.
"""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

MOST = Decimal("9999999999.99")  # what Decimal(12, 2) holds
CENT = Decimal("0.01")
# "1250", "1.250", "1 250", each with or without ",5" or ",50"; and "12.50" as a keyboard without a comma gives it.
IN_DUTCH = re.compile(r"([0-9]{1,3}(?:[. ][0-9]{3})+|[0-9]+)(?:,([0-9]{1,2}|--?))?")
IN_ENGLISH = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]{1,2}))?")
WITH_POINT = re.compile(r"([0-9]+)\.([0-9]{1,2})")
SIGN = re.compile(r"^(?:€|euro?)\s*|\s*(?:€|euro?)$", re.IGNORECASE)


def euros(amount: Decimal | None) -> str:
    """``€ 1.250``; cents only where there are some; empty for None. A no-break space keeps it on one line."""
    if amount is None:
        return ""
    whole, cents = divmod(abs(amount.quantize(CENT)), 1)
    sign = "−" if amount < 0 else ""
    words = f"{int(whole):,}"
    if get_language() == "en":
        return f"{sign}€{words}" + (f".{int(cents * 100):02d}" if cents else "")
    words = words.replace(",", ".")
    return f"{sign}€\N{NO-BREAK SPACE}{words}" + (f",{int(cents * 100):02d}" if cents else "")


def typed(amount: Decimal | None) -> str:
    """The same without the sign, as it stands in a form."""
    return euros(amount).replace("€", "").replace("\N{NO-BREAK SPACE}", "")


def read(text: str) -> Decimal:
    """The amount that somebody typed; ValueError for anything that is not one."""
    bare = SIGN.sub("", text.replace("\N{NO-BREAK SPACE}", " ").strip())
    if found := WITH_POINT.fullmatch(bare):
        return Decimal(f"{found[1]}.{found[2]}")
    if get_language() == "en" and (found := IN_ENGLISH.fullmatch(bare)):
        return Decimal(f"{found[1].replace(',', '')}.{found[2] or '0'}")
    if found := IN_DUTCH.fullmatch(bare):
        cents = (found[2] or "").strip("-")
        return Decimal(f"{re.sub(r'[. ]', '', found[1])}.{cents or '0'}")
    raise ValueError(text)


class MoneyField(forms.CharField):
    """An amount in euros, typed with a comma or a point. Empty is None."""

    default_error_messages = {
        "not_money": _("Vul een bedrag in met cijfers, bijvoorbeeld 1.250 of 12,50."),
        "negative": _("Vul een bedrag in zonder minteken."),
        "too_much": _("Dit bedrag is te groot. Vul een bedrag onder de tien miljard euro in."),
    }

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(max_length=40, **kwargs)  # type: ignore[arg-type]

    def prepare_value(self, value: object) -> object:
        return typed(value) if isinstance(value, Decimal) else value

    def clean(self, value: object) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        if text.startswith(("-", "−", "€ -", "€-")):
            raise ValidationError(self.error_messages["negative"], code="negative")
        try:
            amount = read(text).quantize(CENT) if len(text) <= 20 else MOST + 1
        except ValueError:
            raise ValidationError(self.error_messages["not_money"], code="not_money")
        if amount > MOST:
            raise ValidationError(self.error_messages["too_much"], code="too_much")
        return amount

    def has_changed(self, initial: object, data: object) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
