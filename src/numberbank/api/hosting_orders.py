"""Endpoints 12 to 21 of the imported-numbers reference: orders, by either of their two paths."""

from datetime import datetime

from numberbank.api.bodies import moment_of
from numberbank.api.imported_numbers import number_position, time_order
from numberbank.api.pagination import decode_time_token, encode_time_token
from numberbank.api.routing import IMPORTED_NUMBERS, Call, operation
from numberbank.domain.hosting_orders import HostedFilter, HostingOrder, OrderFilter, OrderType
from numberbank.schemas.hosting_orders import (
    HostedNumberJson,
    HostedNumbersJson,
    HostingOrderIdJson,
    HostingOrderJson,
    HostingOrdersJson,
    ImportNumbersRequest,
    OrderReportJson,
    TextEnableRequest,
    hosted_number_json,
    hosting_order_json,
    loa_of,
    report_json,
)
from numberbank.services import hosting_orders as services
from numberbank.services.hosting_orders import OrderWish

_UNSPECIFIED = "HOSTING_ORDER_STATE_UNSPECIFIED"
_ANY_TYPE = "HOSTING_ORDER_TYPE_UNSPECIFIED"
_ANY_STEP = "STATE_UNSPECIFIED"


async def list_(call: Call) -> HostingOrdersJson:
    query = call.query
    states, type_ = query.get("states", []), query.get("type", _ANY_TYPE)
    wanted = OrderFilter(
        states=() if _UNSPECIFIED in states else tuple(states),
        type=None if type_ == _ANY_TYPE else OrderType(type_),
        service_plan_id=query.get("servicePlanId"),
        campaign_id=query.get("campaignId"),
        region=query.get("regionCode"),
    )
    order = time_order(query)
    asked = (call.project_id, wanted, order)
    position = decode_time_token(asked, query.get("pageToken", ""))
    after = (position[0], position[1]) if position else None
    page = await services.list_orders(call.context, call.project_id, wanted, order, after, query["pageSize"])
    return HostingOrdersJson(
        [_json(call, each) for each in page.orders], encode_time_token(asked, page.last), page.total
    )


async def get(call: Call) -> HostingOrderJson:
    order_id = call.path["hostingOrderId"]
    return _json(call, await services.get_order(call.context, call.project_id, order_id))


async def report(call: Call) -> OrderReportJson:
    return report_json(await services.get_report(call.context, call.project_id, call.path["hostingOrderId"]))


async def list_numbers(call: Call) -> HostedNumbersJson:
    query, order_id = call.query, call.path["hostingOrderId"]
    wanted = HostedFilter(
        _step(query, "osrUpdateState"),
        _step(query, "platformProvisioningState"),
        _step(query, "campaignProvisioningState"),
    )
    order = time_order(query)
    asked = (call.project_id, order_id, wanted, order)
    page = await services.list_hosted_numbers(
        call.context, call.project_id, order_id, wanted, order, number_position(asked, query), query["pageSize"]
    )
    return HostedNumbersJson(
        [hosted_number_json(number) for number in page.numbers], encode_time_token(asked, page.last), page.total
    )


async def get_number(call: Call) -> HostedNumberJson:
    order_id = call.path["hostingOrderId"]
    return hosted_number_json(await services.get_hosted_number(call.context, call.project_id, order_id, call.number))


async def import_numbers(call: Call) -> HostingOrderJson:
    request = call.body(ImportNumbersRequest)
    wish = OrderWish(
        numbers=request.numbers,
        region=request.region_code,
        service_plan_id=request.service_plan_id,
        campaign_id=request.campaign_id or "",
        migrate_to_sinch_tmo=bool(request.migrate_to_sinch_tmo),
        display_name=request.display_name or "",
        callback_url=request.callback_url or "",
    )
    return _json(call, await services.order_import(call.context, call.project_id, wish))


async def text_enable(call: Call) -> HostingOrderJson:
    return _json(call, await _text_enable(call, toll_free=False))


async def text_enable_for_id(call: Call) -> HostingOrderIdJson:
    return HostingOrderIdJson((await _text_enable(call, toll_free=False)).id)


async def text_enable_toll_free(call: Call) -> HostingOrderJson:
    return _json(call, await _text_enable(call, toll_free=True))


async def _text_enable(call: Call, *, toll_free: bool) -> HostingOrder:
    request = call.body(TextEnableRequest)
    info = request.direct_loa_info or request.reseller_loa_info
    # The samples have two members of toll-free orders inside the letter, the schema at the top (reference 13, row 14).
    migrate = request.migrate_to_sinch_tmo or (info.migrate_to_sinch_tmo if info else None)
    scheduled = _time("scheduledOsrUpdateTime", request.scheduled_osr_update_time)
    if toll_free:
        inside = info.scheduled_zipwhip_provisioning_time if info else None
        text = request.scheduled_zipwhip_provisioning_time or inside
        scheduled = _time("scheduledZipwhipProvisioningTime", text)
    wish = OrderWish(
        numbers=request.numbers,
        region=request.region_code,
        service_plan_id=request.service_plan_id,
        campaign_id="" if toll_free else request.campaign_id or "",
        migrate_to_sinch_tmo=bool(migrate),
        display_name=request.display_name or "",
        callback_url=request.callback_url or "",
        loa=loa_of(request),
        nnid="" if toll_free else request.nnid or "",
        scheduled_at=scheduled,
        toll_free=toll_free,
    )
    return await services.order_text_enabling(call.context, call.project_id, wish)


def _time(field: str, text: str | None) -> datetime | None:
    return moment_of(field, text) if text else None


def _step(query: dict[str, str], name: str) -> str | None:
    value = query.get(name, _ANY_STEP)
    return None if value == _ANY_STEP else value


def _json(call: Call, order: HostingOrder) -> HostingOrderJson:
    return hosting_order_json(order, call.context.policy.service_provider)


_ORDER = "/hostingOrders/{hostingOrderId}"

routes = [
    operation("listHostingOrders", "GET", "/hostingOrders", list_, IMPORTED_NUMBERS),
    operation("importNumbers", "POST", "/hostingOrders:importNumbers", import_numbers, IMPORTED_NUMBERS, once=True),
    operation(
        "textEnableNumbers", "POST", "/hostingOrders:textEnableNumbers", text_enable, IMPORTED_NUMBERS, once=True
    ),
    operation(
        "textEnableTollFreeNumbers",
        "POST",
        "/hostingOrders:textEnableTollFreeNumbers",
        text_enable_toll_free,
        IMPORTED_NUMBERS,
        once=True,
    ),
    operation(
        "textEnableQualifiedNumbers",
        "POST",
        "/qualifiedNumbers:textEnableNumbers",
        text_enable_for_id,
        IMPORTED_NUMBERS,
        once=True,
    ),
    operation(
        "textEnableQualifiedTollFreeNumbers",
        "POST",
        "/qualifiedNumbers:textEnableTollFreeNumbers",
        text_enable_toll_free,
        IMPORTED_NUMBERS,
        once=True,
    ),
    operation("getHostingOrder", "GET", _ORDER, get, IMPORTED_NUMBERS),
    operation("getHostingOrderReport", "GET", f"{_ORDER}/report", report, IMPORTED_NUMBERS),
    operation("listHostingOrderNumbers", "GET", f"{_ORDER}/numbers", list_numbers, IMPORTED_NUMBERS),
    operation("getHostingOrderNumber", "GET", f"{_ORDER}/numbers/{{phoneNumber}}", get_number, IMPORTED_NUMBERS),
]
