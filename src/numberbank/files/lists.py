"""All numbers of a project, in big pages, as they come."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, cast

import msgspec

from numberbank.client import AsyncNumbers, InvalidRequest
from numberbank.client.pages import Page

_PAGE_SIZES = (1000, None)
"""the most that a Numberbank gives; Sinch publishes no maximum, so that a refusal is answered with the usual size"""


async def number_pages(
    client: AsyncNumbers, token: str = "", region: str | None = None, type_: str | None = None
) -> AsyncGenerator[Page[msgspec.Raw], None]:
    """From the page of `token` on, in the order of the numbers."""
    for size in _PAGE_SIZES:
        begun = False
        pages = client.list_raw(token, region=region, type=type_, order_by="phoneNumber", page_size=size)
        try:
            async with aclosing(cast(AsyncGenerator[Any, None], pages)) as coming:
                async for page in coming:
                    begun = True
                    yield page
            return
        except InvalidRequest:
            if begun or size is _PAGE_SIZES[-1]:
                raise
