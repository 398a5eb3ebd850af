"""Regions, numbers on offer, and numbers that the project holds: endpoints 1 to 9 of the reference."""

from collections.abc import AsyncIterator, Sequence

import msgspec

from numberbank.client import kinds, lists
from numberbank.client.calls import Api, Call, compact, get, pairs, segment
from numberbank.client.models.common import SmsLink, VoiceLink
from numberbank.client.models.numbers import (
    ActiveNumber,
    ActiveNumbers,
    AvailableNumber,
    AvailableNumbers,
    Region,
    Regions,
)
from numberbank.client.pages import Page
from numberbank.client.resources.base import Resource


class NumberCalls(Resource):
    """Numbers by name are E.164 text, as in +12025550142. `type` is LOCAL, MOBILE or TOLL_FREE, `search_pattern` is
    START, CONTAINS or END and is matched against the whole number with its plus sign (reference 6.1)."""

    async def regions(self, types: Sequence[str] = ()) -> tuple[Region, ...]:
        """Where numbers are on offer; with `types`, where one of them is."""
        return (await self._fetch(get("/availableRegions", types=list(types)), Regions)).available_regions

    async def search(
        self,
        region: str,
        type: str,
        *,
        pattern: str | None = None,
        search_pattern: str | None = None,
        capabilities: Sequence[str] = (),
        size: int | None = None,
    ) -> tuple[AvailableNumber, ...]:
        """Numbers that nobody holds, in no order: `size` of them at most. Capabilities are all needed."""
        query = {
            "regionCode": region,
            "type": type,
            "numberPattern.pattern": pattern,
            "numberPattern.searchPattern": search_pattern,
            "capabilities": [*capabilities],
            "size": size,
        }
        call = Call("GET", "/availableNumbers", query=pairs(query), repeatable=True)
        return (await self._fetch(call, AvailableNumbers)).available_numbers

    async def check(self, number: str) -> AvailableNumber:
        """Raises NotFound for a number that is not on offer."""
        return await self._fetch(get(f"/availableNumbers/{segment(number)}", number=number), AvailableNumber)

    async def rent(
        self,
        number: str,
        *,
        sms: SmsLink | None = None,
        voice: VoiceLink | None = None,
        callback_url: str | None = None,
    ) -> ActiveNumber:
        """Costs money. Raises NotFound when the number is not on offer."""
        body = compact(smsConfiguration=sms, voiceConfiguration=voice, callbackUrl=callback_url)
        return await self._make(kinds.RENT, f"/availableNumbers/{segment(number)}:rent", body, number)

    async def rent_any(
        self,
        region: str,
        type: str,
        *,
        pattern: str | None = None,
        search_pattern: str | None = None,
        capabilities: Sequence[str] = (),
        sms: SmsLink | None = None,
        voice: VoiceLink | None = None,
        callback_url: str | None = None,
    ) -> ActiveNumber:
        """Costs money. Raises NotFound when no number fits."""
        wanted = compact(pattern=pattern, searchPattern=search_pattern)
        body = compact(
            regionCode=region,
            type=type,
            numberPattern=wanted or None,
            capabilities=tuple(capabilities),
            smsConfiguration=sms,
            voiceConfiguration=voice,
            callbackUrl=callback_url,
        )
        return await self._make(kinds.RENT_ANY, "/availableNumbers:rentAny", body)

    def list(
        self,
        *,
        region: str | None = None,
        type: str | None = None,
        pattern: str | None = None,
        search_pattern: str | None = None,
        capabilities: Sequence[str] = (),
        order_by: str | None = None,
        page_size: int | None = None,
    ) -> AsyncIterator[ActiveNumber]:
        """All numbers of the project that fit; the next page is fetched while one is read."""
        query = _list_query(region, type, pattern, search_pattern, capabilities, order_by, page_size)
        return lists.active_numbers(self._engine, query)

    async def list_page(
        self,
        page_token: str = "",
        *,
        region: str | None = None,
        type: str | None = None,
        pattern: str | None = None,
        search_pattern: str | None = None,
        capabilities: Sequence[str] = (),
        order_by: str | None = None,
        page_size: int | None = None,
    ) -> Page[ActiveNumber]:
        """One page, for those who keep the token; the filters must be those that it came with."""
        query = _list_query(region, type, pattern, search_pattern, capabilities, order_by, page_size)
        return await lists.page(
            self._engine, Api.NUMBERS, "/activeNumbers", ActiveNumbers, lists.number_page, query, page_token
        )

    def list_raw(
        self,
        page_token: str = "",
        *,
        region: str | None = None,
        type: str | None = None,
        order_by: str | None = None,
        page_size: int | None = None,
    ) -> AsyncIterator[Page[msgspec.Raw]]:
        """All pages from the one of `page_token` on, with the JSON of each number as it came: for those who pass it on.

        The filters must be those that the token came with.
        """
        query = _list_query(region, type, None, None, (), order_by, page_size)
        return lists.raw_number_pages(self._engine, query, page_token)

    async def get(self, number: str) -> ActiveNumber:
        """Raises NotFound for a number that the project does not have."""
        return await self._fetch(get(f"/activeNumbers/{segment(number)}", number=number), ActiveNumber)

    async def update(
        self,
        number: str,
        *,
        display_name: str | None = None,
        sms: SmsLink | None = None,
        voice: VoiceLink | None = None,
        callback_url: str | None = None,
        protected: bool | None = None,
    ) -> ActiveNumber:
        """Changes what is given. `protected` is Numberbank's own."""
        body = compact(
            displayName=display_name,
            smsConfiguration=sms,
            voiceConfiguration=voice,
            callbackUrl=callback_url,
            protected=protected,
        )
        call = Call("PATCH", f"/activeNumbers/{segment(number)}", body=body, number=number, repeatable=True)
        return await self._fetch(call, ActiveNumber)

    async def release(self, number: str) -> ActiveNumber:
        """Gives the number up at the end of its paid period, `expire_at`; until then it can be used."""
        return await self._make(kinds.RELEASE, f"/activeNumbers/{segment(number)}:release", None, number)


def _list_query(
    region: str | None,
    type: str | None,
    pattern: str | None,
    search_pattern: str | None,
    capabilities: Sequence[str],
    order_by: str | None,
    page_size: int | None,
) -> dict[str, object]:
    query = {
        "regionCode": region,
        "type": type,
        "numberPattern.pattern": pattern,
        "numberPattern.searchPattern": search_pattern,
        "capability": [*capabilities],
        "orderBy": order_by,
    }
    return query | ({"pageSize": page_size} if page_size else {})
