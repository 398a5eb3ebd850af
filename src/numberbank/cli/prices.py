"""What numbers cost, in words for whoever is asked before he rents them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from numberbank.cli.exit_codes import ExitCode, Failure

if TYPE_CHECKING:
    from numberbank.client import Numbers
    from numberbank.client.models.common import Money

NONE_FIT = "Another pattern may fit; `numberbank search` shows what is on offer."


class Priced(Protocol):
    @property
    def setup_price(self) -> Money | None: ...

    @property
    def monthly_price(self) -> Money | None:
        """It is charged every `payment_interval_months`."""
        ...

    @property
    def payment_interval_months(self) -> int: ...


def price_of_all(numbers: Sequence[Priced]) -> str:
    """`1.50 USD to set up and 2.25 USD a month`."""
    setup = _sum(each.setup_price for each in numbers)
    intervals = sorted({each.payment_interval_months for each in numbers})
    periods = [
        f"{_sum(each.monthly_price for each in numbers if each.payment_interval_months == months)} {_every(months)}"
        for months in intervals
    ]
    return " and ".join([f"{setup} to set up", *periods])


def price_of_one_that_fits(
    client: Numbers,
    region: str,
    type_: str,
    pattern: str | None,
    search_pattern: str | None,
    capabilities: Sequence[str],
) -> str:
    """That of one on offer: which it will be, only the server knows. Raises Failure when there is none."""
    offered = client.search(
        region, type_, pattern=pattern, search_pattern=search_pattern, capabilities=capabilities, size=1
    )
    if not offered:
        raise Failure(ExitCode.NOT_FOUND, "no number on offer fits", NONE_FIT)
    price = price_of_all(offered)
    return f"{price}, as {offered[0].phone_number} does; the server may pick one at another price"


def _sum(prices: Iterable[Money | None]) -> str:
    sums: dict[str, Decimal] = {}
    for price in prices:
        if price is not None:
            sums[price.currency_code] = sums.get(price.currency_code, Decimal()) + price.amount
    return " plus ".join(f"{amount} {currency}" for currency, amount in sums.items()) or "an unknown price"


def _every(months: int) -> str:
    return f"every {months} months" if months > 1 else "a month"
