"""Each kind of call that costs money, made by the client: what a call is about is in the JSON that describes it."""

from collections.abc import Awaitable, Callable
from typing import Any

from numberbank.client import AsyncNumbers, SmsLink

Call = dict[str, Any]
"""`kind`, and what the kind needs; `callbackUrl` where the call is to carry a marker"""
PLAN = "plan"


async def make(client: AsyncNumbers, call: Call) -> str:
    """The number or order that the call was carried out on."""
    return await _MAKERS[call["kind"]](client, call, call.get("callbackUrl"))


async def _rent(client: AsyncNumbers, call: Call, url: str | None) -> str:
    return (await client.rent(call["number"], callback_url=url)).phone_number


async def _rent_any(client: AsyncNumbers, call: Call, url: str | None) -> str:
    return (await client.rent_any("US", "LOCAL", pattern=call["pattern"], callback_url=url)).phone_number


async def _release(client: AsyncNumbers, call: Call, url: str | None) -> str:
    return (await client.release(call["number"])).phone_number


async def _order(client: AsyncNumbers, call: Call, url: str | None) -> str:
    order = await client.orders.create("US", "LOCAL", call["number"], sms=SmsLink(call["tag"]), callback_url=url)
    return order.id_number_order


async def _order_several(client: AsyncNumbers, call: Call, url: str | None) -> str:
    order = await client.orders.create_quantity(
        "US", "LOCAL", call["quantity"], sms=SmsLink(call["tag"]), callback_url=url
    )
    return order.id_number_order


async def _submit(client: AsyncNumbers, call: Call, url: str | None) -> str:
    return (await client.orders.submit(call["order"])).id_number_order


async def _import_number(client: AsyncNumbers, call: Call, url: str | None) -> str:
    return (await client.imported.add(call["number"], "US", SmsLink(PLAN), callback_url=url)).phone_number


async def _import_numbers(client: AsyncNumbers, call: Call, url: str | None) -> str:
    return (await client.hosting.import_numbers("US", call["numbers"], PLAN, callback_url=url)).hosting_order_id


async def _text_enable(client: AsyncNumbers, call: Call, url: str | None) -> str:
    return (await client.hosting.text_enable("US", call["numbers"], PLAN, callback_url=url)).hosting_order_id


_MAKERS: dict[str, Callable[[AsyncNumbers, Call, str | None], Awaitable[str]]] = {
    "rent": _rent,
    "rentAny": _rent_any,
    "release": _release,
    "order": _order,
    "orderSeveral": _order_several,
    "submit": _submit,
    "importNumber": _import_number,
    "importNumbers": _import_numbers,
    "textEnable": _text_enable,
}


def plain_request(call: Call) -> tuple[str, dict[str, Any], str]:
    """Path and body for those that use no client, and the member of the answer that names what was made."""
    if call["kind"] == "rentAny":
        return "/availableNumbers:rentAny", {"regionCode": "US", "type": "LOCAL"}, "phoneNumber"
    body = {
        "regionCode": "US",
        "numberType": "LOCAL",
        "smsConfiguration": {"servicePlanId": call["tag"]},
        "quantityOrderOption": {"requestedQuantity": call["quantity"]},
    }
    return "/numberOrders:createNumberOrder", body, "idNumberOrder"
