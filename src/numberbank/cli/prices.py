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
_SAMPLE = 20
"""numbers on offer whose prices are asked before any is rented"""


class Priced(Protocol):
    @property
    def setup_price(self) -> Money | None: ...

    @property
    def monthly_price(self) -> Money | None: ...

    @property
    def payment_interval_months(self) -> int: ...


def price_of_all(numbers: Sequence[Priced]) -> str:
    """`1.50 USD to set up and 2.25 USD a month`."""
    setup = _sum(each.setup_price for each in numbers)
    monthly = _sum(each.monthly_price for each in numbers)
    return f"{setup} to set up and {monthly} a month{_interval(numbers)}"


def price_of_one_that_fits(
    client: Numbers,
    region: str,
    type_: str,
    pattern: str | None,
    search_pattern: str | None,
    capabilities: Sequence[str],
) -> str:
    """Which one it will be only the server knows, so this looks at some. Raises Failure when there is none."""
    offered = client.search(
        region, type_, pattern=pattern, search_pattern=search_pattern, capabilities=capabilities, size=_SAMPLE
    )
    if not offered:
        raise Failure(ExitCode.NOT_FOUND, "no number on offer fits", NONE_FIT)
    setup = _dearest(each.setup_price for each in offered)
    monthly = _dearest(each.monthly_price for each in offered)
    return f"{setup} to set up and {monthly} a month{_interval(offered)}, by what is on offer now"


def _sum(prices: Iterable[Money | None]) -> str:
    sums: dict[str, Decimal] = {}
    for price in prices:
        if price is not None:
            sums[price.currency_code] = sums.get(price.currency_code, Decimal()) + price.amount
    return " and ".join(f"{amount} {currency}" for currency, amount in sums.items()) or "an unknown price"


def _dearest(prices: Iterable[Money | None]) -> str:
    known = [price for price in prices if price is not None]
    if not known:
        return "an unknown price"
    dearest = max(known, key=lambda price: price.amount)
    cheaper = any(price.amount < dearest.amount for price in known)
    return f"{'up to ' if cheaper else ''}{dearest.amount} {dearest.currency_code}"


def _interval(numbers: Iterable[Priced]) -> str:
    longest = max((each.payment_interval_months for each in numbers), default=1)
    return f", paid for {longest} months at once" if longest > 1 else ""
