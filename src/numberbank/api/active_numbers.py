"""Endpoints 6 to 9 of the reference."""

from numberbank.api.available_numbers import query_capabilities, query_pattern
from numberbank.api.pagination import decode_page_token, encode_page_token
from numberbank.api.routing import Call, operation
from numberbank.domain.active_numbers import NumberFilter, OrderBy
from numberbank.domain.number_blocks import NumberType
from numberbank.schemas.active_numbers import (
    ActiveNumberJson,
    ActiveNumbersJson,
    UpdateNumberRequest,
    active_number_json,
)
from numberbank.schemas.common import given, link_change, number_pattern
from numberbank.services.active_numbers import (
    NumberChange,
    get_active_number,
    list_active_numbers,
    release_number,
    update_number,
)


async def list_(call: Call) -> ActiveNumbersJson:
    query = call.query
    wanted = NumberFilter(
        region=query.get("regionCode"),
        type=NumberType(query["type"]) if "type" in query else None,
        pattern=number_pattern(query_pattern(query)),
        capabilities=query_capabilities(query, "capability"),
    )
    order = OrderBy(query.get("orderBy", OrderBy.PHONE_NUMBER))
    asked = (call.project_id, wanted, order)
    page = await list_active_numbers(
        call.context,
        call.project_id,
        wanted,
        order,
        decode_page_token(asked, query.get("pageToken", "")),
        query["pageSize"],
    )
    return ActiveNumbersJson(
        active_numbers=[active_number_json(number) for number in page.numbers],
        next_page_token=encode_page_token(asked, page.last),
        total_size=page.total,
    )


async def get(call: Call) -> ActiveNumberJson:
    return active_number_json(await get_active_number(call.context, call.project_id, call.number))


async def update(call: Call) -> ActiveNumberJson:
    request = call.body(UpdateNumberRequest)
    change = NumberChange(
        links=link_change(request.sms_configuration, request.voice_configuration),
        display_name=given(request.display_name),
        callback_url=given(request.callback_url),
        protected=request.protected,
    )
    return active_number_json(await update_number(call.context, call.project_id, call.number, change))


async def release(call: Call) -> ActiveNumberJson:
    return active_number_json(await release_number(call.context, call.project_id, call.number))


routes = [
    operation("listActiveNumbers", "GET", "/activeNumbers", list_),
    operation("getActiveNumber", "GET", "/activeNumbers/{phoneNumber}", get),
    operation("releaseNumber", "POST", "/activeNumbers/{phoneNumber}:release", release, once=True),
    operation("updateActiveNumber", "PATCH", "/activeNumbers/{phoneNumber}", update),
]
