"""Amounts of money: Decimal with a currency, never a float."""

from decimal import Decimal
from functools import lru_cache

from msgspec import Struct

CENT = Decimal("0.01")


class Money(Struct, frozen=True, gc=False):
    """`amount` in units of `currency` (ISO 4217)."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{format_amount(self.amount)} {self.currency}"


@lru_cache(maxsize=1024)
def format_amount(amount: Decimal) -> str:
    """At least two decimals, more only where they carry something: `0.50`, `12.00`, `0.0035`."""
    if amount == amount.quantize(CENT):
        return format(amount.quantize(CENT), "f")
    return format(amount.normalize(), "f")
