"""Going through all pages of a list; the next one is on its way while this one is read."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from typing import Any, Generic, TypeVar

import msgspec

from numberbank.client.io import Ahead, Io

T = TypeVar("T")


class Page(msgspec.Struct, Generic[T], frozen=True):
    """A part of a list; `next_page_token` is empty on the last one, `total_size` counts all pages."""

    items: tuple[T, ...]
    next_page_token: str = ""
    total_size: int = 0


async def each_page(
    io: Io, page_at: Callable[[str], Coroutine[Any, Any, Page[T]]], token: str = ""
) -> AsyncGenerator[Page[T], None]:
    """The page of `token` and all that follow it. Ends too when a server gives the same token again."""
    coming: Ahead[Page[T]] | None = io.ahead(page_at(token))
    seen = {token}
    try:
        while coming is not None:
            page = await coming.result()
            token = page.next_page_token
            coming = io.ahead(page_at(token)) if token and token not in seen else None
            seen.add(token)
            yield page
    finally:
        if coming is not None:
            await coming.drop()


async def each_item(io: Io, page_at: Callable[[str], Coroutine[Any, Any, Page[T]]]) -> AsyncIterator[T]:
    """All items of all pages."""
    pages = each_page(io, page_at)
    try:
        async for page in pages:
            for item in page.items:
                yield item
    finally:
        await pages.aclose()
