"""Amounts of money: Decimal with a currency, never a float."""

from dataclasses import dataclass
from decimal import Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Money:
    """`amount` in units of `currency` (ISO 4217)."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{format_amount(self.amount)} {self.currency}"


def format_amount(amount: Decimal) -> str:
    """At least two decimals, more only where they carry something: `0.50`, `12.00`, `0.0035`."""
    if amount == amount.quantize(CENT):
        return format(amount.quantize(CENT), "f")
    return format(amount.normalize(), "f")
