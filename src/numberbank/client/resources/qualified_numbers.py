"""Qualified numbers: endpoints 6 to 13 of the API of imported numbers."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from numberbank.client import kinds, lists
from numberbank.client.calls import Api, Call, get, segment
from numberbank.client.models.imported_numbers import HostingOrder, Loa, QualifiedNumber, QualifiedNumbers
from numberbank.client.resources.base import Resource
from numberbank.client.resources.text_enabling import local_body, toll_free_body


class AsyncQualifiedNumbers(Resource):
    """The way to prove that one owns numbers, and then to enable them for SMS."""

    def list(
        self, *, states: Sequence[str] = (), region: str | None = None, order_by: str | None = None
    ) -> AsyncIterator[QualifiedNumber]:
        query = {"states": [*states], "regionCode": region, "orderBy": order_by}
        return lists.qualified_numbers(self._engine, query)

    async def add(self, numbers: Sequence[str]) -> tuple[QualifiedNumber, ...]:
        """Starts the check of each; one that is there already stays as it is."""
        body = {"phoneNumbers": [*numbers]}
        call = Call("POST", "/qualifiedNumbers:addNumbers", Api.IMPORTED, body=body, repeatable=True)
        return (await self._fetch(call, QualifiedNumbers)).qualified_numbers

    async def get(self, number: str) -> QualifiedNumber:
        return await self._fetch(get(_path(number), api=Api.IMPORTED, number=number), QualifiedNumber)

    async def delete(self, number: str) -> None:
        await self._engine.reply(Call("DELETE", _path(number), Api.IMPORTED, number=number))

    async def send_voice_challenge(self, number: str) -> QualifiedNumber:
        """Calls the number and reads a code to whoever answers; so it is never sent twice."""
        call = Call("POST", f"{_path(number)}:sendVoiceChallenge", Api.IMPORTED, number=number)
        return await self._fetch(call, QualifiedNumber)

    async def verify_voice_challenge(self, number: str, code: str) -> QualifiedNumber:
        """A wrong code is no error: `global_process_state` tells. Tries are limited."""
        body = {"code": code}
        call = Call("POST", f"{_path(number)}:verifyVoiceChallenge", Api.IMPORTED, body=body, number=number)
        return await self._fetch(call, QualifiedNumber)

    async def text_enable(
        self,
        region: str,
        numbers: Sequence[str],
        service_plan_id: str,
        loa: Loa | None = None,
        *,
        campaign_id: str | None = None,
        nnid: str | None = None,
        scheduled_osr_update_time: datetime | None = None,
        migrate_to_sinch_tmo: bool | None = None,
        display_name: str | None = None,
        callback_url: str | None = None,
    ) -> HostingOrder:
        """Of the order only its id is answered. Without an LOA the blanket one is meant."""
        body = local_body(
            region,
            numbers,
            service_plan_id,
            loa,
            campaign_id,
            nnid,
            scheduled_osr_update_time,
            migrate_to_sinch_tmo,
            display_name,
            callback_url,
        )
        return await self._make(kinds.HOST_NUMBERS, "/qualifiedNumbers:textEnableNumbers", body)

    async def text_enable_toll_free(
        self,
        region: str,
        numbers: Sequence[str],
        service_plan_id: str,
        loa: Loa,
        *,
        scheduled_zipwhip_provisioning_time: datetime | None = None,
        display_name: str | None = None,
        callback_url: str | None = None,
    ) -> HostingOrder:
        body = toll_free_body(
            region, numbers, service_plan_id, loa, scheduled_zipwhip_provisioning_time, display_name, callback_url
        )
        return await self._make(kinds.HOST_NUMBERS, "/qualifiedNumbers:textEnableTollFreeNumbers", body)


def _path(number: str) -> str:
    return f"/qualifiedNumbers/{segment(number)}"
