"""Number orders: endpoints 16 to 22 of the reference."""

from collections.abc import Sequence

from numberbank.client import kinds
from numberbank.client.calls import Body, Call, compact, get, segment
from numberbank.client.io import Upload
from numberbank.client.models.common import Json, SmsLink, VoiceLink
from numberbank.client.models.number_orders import NumberOrder, NumberRequirements, Registration
from numberbank.client.resources.base import Resource


class AsyncNumberOrders(Resource):
    async def requirements(self, region: str, type: str) -> NumberRequirements:
        """What a region wants to know. Raises NotFound where it wants nothing (reference 11.1)."""
        body = {"regionCode": region, "numberType": type}
        call = Call("POST", "/numberOrders:lookupNumberRequirements", body=body, repeatable=True)
        return await self._fetch(call, NumberRequirements)

    async def create(
        self,
        region: str,
        type: str,
        number: str,
        *,
        sms: SmsLink | None = None,
        voice: VoiceLink | None = None,
        callback_url: str | None = None,
    ) -> NumberOrder:
        """Orders one number, which is reserved from then on."""
        option = {"numberOrderOption": {"phoneNumbers": [number]}}
        body = _order_body(region, type, sms, voice, callback_url) | option
        return await self._make(kinds.CREATE_ORDER, "/numberOrders:createNumberOrder", body, number)

    async def create_quantity(
        self,
        region: str,
        type: str,
        quantity: int,
        *,
        pattern: str | None = None,
        search_pattern: str | None = None,
        sequential: bool | None = None,
        capabilities: Sequence[str] = (),
        sms: SmsLink | None = None,
        voice: VoiceLink | None = None,
        callback_url: str | None = None,
    ) -> NumberOrder:
        """Orders 1 to 100 numbers that fit; `sequential` ones follow each other."""
        wanted = compact(pattern=pattern, searchPattern=search_pattern)
        option = compact(
            requestedQuantity=quantity,
            numberPattern=wanted or None,
            sequential=sequential,
            capabilities=tuple(capabilities),
        )
        body = _order_body(region, type, sms, voice, callback_url) | {"quantityOrderOption": option}
        return await self._make(kinds.CREATE_ORDER, "/numberOrders:createNumberOrder", body)

    async def get(self, order_id: str) -> NumberOrder:
        return await self._fetch(get(_path(order_id)), NumberOrder)

    async def register(self, order_id: str, details: Json) -> Registration:
        """Replaces the registration by `details`, whose form `requirements` describes."""
        body = {"requestDetails": details}
        call = Call("PUT", f"{_path(order_id)}/registration", body=body, repeatable=True)
        return await self._fetch(call, Registration)

    async def registration(self, order_id: str) -> Registration:
        return await self._fetch(get(f"{_path(order_id)}/registration"), Registration)

    async def upload(
        self,
        order_id: str,
        attachment_id: str,
        content: bytes,
        *,
        file_name: str,
        mime_type: str = "application/octet-stream",
        document_type: str | None = None,
    ) -> None:
        """Sends a document; `attachment_id` is the id of the requirement that it meets."""
        fields = (("documentType", document_type),) if document_type else ()
        path = f"{_path(order_id)}/attachments/{segment(attachment_id)}"
        await self._engine.reply(Call("POST", path, upload=Upload(file_name, content, mime_type, fields)))

    async def submit(self, order_id: str) -> NumberOrder:
        """Hands the order in for review; when that ends well, its numbers are the project's and cost money."""
        return await self._make(kinds.SUBMIT_ORDER, f"{_path(order_id)}/submit")


def _path(order_id: str) -> str:
    return f"/numberOrders/{segment(order_id)}"


def _order_body(region: str, type: str, sms: SmsLink | None, voice: VoiceLink | None, callback_url: str | None) -> Body:
    return compact(
        regionCode=region, numberType=type, smsConfiguration=sms, voiceConfiguration=voice, callbackUrl=callback_url
    )
