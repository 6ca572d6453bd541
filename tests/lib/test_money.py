"""Amounts as people type them, and as the site writes them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from coalitie.lib.money import MoneyField, euros, typed


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1250", "1250"),
        ("1.250", "1250"),
        ("1 250", "1250"),
        ("1.250.000", "1250000"),
        ("12,50", "12.50"),
        ("12,5", "12.50"),
        ("12.50", "12.50"),
        ("1.250,75", "1250.75"),
        ("€ 1.250,-", "1250"),
        ("€\N{NO-BREAK SPACE}12,50", "12.50"),
        ("12,50 euro", "12.50"),
        ("0", "0"),
        ("9.999.999.999,99", "9999999999.99"),
    ],
)
def test_what_people_type(text: str, amount: str) -> None:
    assert MoneyField().clean(text) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NaN", "not_money"),
        ("Infinity", "not_money"),
        ("1e309", "not_money"),
        ("1e3", "not_money"),
        ("0x10", "not_money"),
        ("12,505", "not_money"),
        ("1,250.00", "not_money"),
        ("1.25.0", "not_money"),
        ("1..250", "not_money"),
        ("٣٤", "not_money"),
        ("tien", "not_money"),
        ("-5", "negative"),
        ("€ -5", "negative"),
        ("1000000000000", "too_much"),
        ("9" * 39, "too_much"),
        ("1" * 41, "max_length"),
    ],
)
def test_what_is_no_amount(text: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        MoneyField().clean(text)
    assert refused.value.error_list[0].code == code


def test_nothing_is_not_known() -> None:
    assert MoneyField(required=False).clean(" ") is None


@pytest.mark.parametrize(
    ("amount", "text"),
    [("1250", "€ 1.250"), ("12.5", "€ 12,50"), ("0.05", "€ 0,05"), ("-3", "−€ 3"), ("1234567.89", "€ 1.234.567,89")],
)
def test_as_the_site_writes_it(amount: str, text: str) -> None:
    assert euros(Decimal(amount)).replace("\N{NO-BREAK SPACE}", " ") == text


def test_what_a_form_shows_it_reads_again() -> None:
    for amount in ("0", "12.50", "1250", "9999999999.99"):
        assert MoneyField().clean(typed(Decimal(amount))) == Decimal(amount)
