"""Imported numbers: endpoints 1 to 5 of the API of imported numbers."""

from collections.abc import AsyncIterator

from numberbank.client import kinds, lists
from numberbank.client.calls import Api, Call, compact, get, segment
from numberbank.client.models.common import SmsLink
from numberbank.client.models.imported_numbers import ImportedNumber
from numberbank.client.resources.base import Resource


class AsyncImportedNumbers(Resource):
    def list(
        self,
        *,
        service_plan_id: str | None = None,
        campaign_id: str | None = None,
        region: str | None = None,
        pattern: str | None = None,
        search_pattern: str | None = None,
        order_by: str | None = None,
    ) -> AsyncIterator[ImportedNumber]:
        """The reference calls the first two required, and so may Sinch; a Numberbank does not."""
        query = {
            "servicePlanId": service_plan_id,
            "campaignId": campaign_id,
            "regionCode": region,
            "numberPattern.pattern": pattern,
            "numberPattern.searchPattern": search_pattern,
            "orderBy": order_by,
        }
        return lists.imported_numbers(self._engine, query)

    async def add(
        self,
        number: str,
        region: str,
        sms: SmsLink,
        *,
        display_name: str | None = None,
        callback_url: str | None = None,
    ) -> ImportedNumber:
        """Imports a number that has its own NNID. Raises Conflict when it is imported already."""
        body = compact(
            phoneNumber=number,
            regionCode=region,
            smsConfiguration=sms,
            displayName=display_name,
            callbackUrl=callback_url,
        )
        return await self._make(kinds.IMPORT_NUMBER, "/importedNumbers", body, number)

    async def get(self, number: str) -> ImportedNumber:
        return await self._fetch(get(_path(number), api=Api.IMPORTED, number=number), ImportedNumber)

    async def update(
        self,
        number: str,
        *,
        display_name: str | None = None,
        sms: SmsLink | None = None,
        callback_url: str | None = None,
    ) -> ImportedNumber:
        """Changes what is given. To link to another plan or campaign, unlink first, with an empty id."""
        body = compact(displayName=display_name, smsConfiguration=sms, callbackUrl=callback_url)
        call = Call("PATCH", _path(number), Api.IMPORTED, body=body, number=number, repeatable=True)
        return await self._fetch(call, ImportedNumber)

    async def delete(self, number: str) -> None:
        await self._engine.reply(Call("DELETE", _path(number), Api.IMPORTED, number=number))


def _path(number: str) -> str:
    return f"/importedNumbers/{segment(number)}"
