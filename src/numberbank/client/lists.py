"""The lists of both APIs, page by page and item by item."""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import TypeVar

import msgspec

from numberbank.client.calls import Api, Call, pairs
from numberbank.client.engine import Engine
from numberbank.client.models.common import Answer
from numberbank.client.models.imported_numbers import (
    HostingOrder,
    HostingOrderNumber,
    HostingOrderNumbers,
    HostingOrders,
    ImportedNumber,
    ImportedNumbers,
    QualifiedNumber,
    QualifiedNumbers,
)
from numberbank.client.models.numbers import ActiveNumber, ActiveNumbers
from numberbank.client.pages import Page, each_item, each_page

S = TypeVar("S")
T = TypeVar("T")

PAGE_SIZE = 100
"""what Sinch's own script asks for; no maximum is published"""
Query = Mapping[str, object]


async def page(
    engine: Engine, api: Api, path: str, shape: type[S], items: Callable[[S], Page[T]], query: Query, token: str
) -> Page[T]:
    wanted = {"pageSize": PAGE_SIZE, **query, "pageToken": token}
    return items(await engine.fetch(Call("GET", path, api, pairs(wanted), repeatable=True), shape))


def _iterator(
    engine: Engine, api: Api, path: str, shape: type[S], items: Callable[[S], Page[T]], query: Query
) -> AsyncIterator[T]:
    return each_item(engine.io, lambda token: page(engine, api, path, shape, items, query, token))


def number_page(answer: ActiveNumbers) -> Page[ActiveNumber]:
    return Page(answer.active_numbers, answer.next_page_token or "", answer.total_size)


def active_numbers(engine: Engine, query: Query) -> AsyncIterator[ActiveNumber]:
    return _iterator(engine, Api.NUMBERS, "/activeNumbers", ActiveNumbers, number_page, query)


class RawNumbers(Answer, frozen=True):
    """A page of active numbers whose items are still as they came."""

    active_numbers: tuple[msgspec.Raw, ...] = ()
    next_page_token: str | None = ""
    total_size: int = 0


def raw_number_pages(engine: Engine, query: Query, token: str) -> AsyncIterator[Page[msgspec.Raw]]:
    def items(answer: RawNumbers) -> Page[msgspec.Raw]:
        return Page(answer.active_numbers, answer.next_page_token or "", answer.total_size)

    return each_page(
        engine.io,
        lambda token: page(engine, Api.NUMBERS, "/activeNumbers", RawNumbers, items, query, token),
        token,
    )


def imported_numbers(engine: Engine, query: Query) -> AsyncIterator[ImportedNumber]:
    def items(answer: ImportedNumbers) -> Page[ImportedNumber]:
        return Page(answer.imported_numbers, answer.next_page_token or "", answer.total_size)

    return _iterator(engine, Api.IMPORTED, "/importedNumbers", ImportedNumbers, items, query)


def qualified_numbers(engine: Engine, query: Query) -> AsyncIterator[QualifiedNumber]:
    def items(answer: QualifiedNumbers) -> Page[QualifiedNumber]:
        return Page(answer.qualified_numbers, answer.next_page_token or "", answer.total_size)

    return _iterator(engine, Api.IMPORTED, "/qualifiedNumbers", QualifiedNumbers, items, query)


def hosting_orders(engine: Engine, query: Query) -> AsyncIterator[HostingOrder]:
    def items(answer: HostingOrders) -> Page[HostingOrder]:
        return Page(answer.hosting_orders, answer.next_page_token or "", answer.total_size)

    return _iterator(engine, Api.IMPORTED, "/hostingOrders", HostingOrders, items, query)


def hosting_order_numbers(engine: Engine, path: str, query: Query) -> AsyncIterator[HostingOrderNumber]:
    def items(answer: HostingOrderNumbers) -> Page[HostingOrderNumber]:
        return Page(answer.numbers, answer.next_page_token or "", answer.total_size)

    return _iterator(engine, Api.IMPORTED, path, HostingOrderNumbers, items, query)
