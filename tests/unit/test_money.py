"""Amounts as the wire shows them."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numberbank.domain.money import Money, format_amount


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0.5", "0.50"),
        ("0.50", "0.50"),
        ("0.5000", "0.50"),
        ("12", "12.00"),
        ("0", "0.00"),
        ("0.0035", "0.0035"),
        ("0.0350", "0.035"),
        ("1E+3", "1000.00"),
        ("99999999.9999", "99999999.9999"),
    ],
)
def test_an_amount_has_two_decimals_and_more_where_they_carry_something(amount: str, text: str) -> None:
    assert format_amount(Decimal(amount)) == text


@given(st.decimals(min_value=0, max_value=10**8, places=4))
def test_no_amount_changes_its_value(amount: Decimal) -> None:
    text = format_amount(amount)

    assert Decimal(text) == amount
    assert re.fullmatch(r"[0-9]+\.[0-9]{2,4}", text)


def test_money_reads_as_amount_and_currency() -> None:
    assert str(Money(Decimal("0.5"), "USD")) == "0.50 USD"
