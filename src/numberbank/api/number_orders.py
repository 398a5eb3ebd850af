"""Endpoints 16 to 22 of the reference."""

from dataclasses import replace
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from numberbank.api.errors import error_response
from numberbank.api.routing import Call, operation, raw_operation
from numberbank.api.uploads import read_upload
from numberbank.domain.e164 import parse_e164
from numberbank.domain.errors import NotFound
from numberbank.domain.number_blocks import NumberType
from numberbank.domain.regions import is_region
from numberbank.domain.requirements import SCHEMA_PATH
from numberbank.schemas.common import link_change, number_pattern
from numberbank.schemas.number_orders import (
    CreateNumberOrderRequest,
    LookupRequest,
    NumberOrderJson,
    NumberRequirementsJson,
    RegistrationJson,
    number_order_json,
    registration_json,
    requirements_json,
)
from numberbank.services import number_orders as services
from numberbank.services.attachments import open_slot, store_upload
from numberbank.services.available_numbers import NumberWish
from numberbank.services.number_orders import OrderWish
from numberbank.services.registrations import get_registration, put_registration
from numberbank.services.requirements import get_template, lookup_requirements


async def lookup(call: Call) -> NumberRequirementsJson:
    asked = call.body(LookupRequest)
    found = await lookup_requirements(call.context, asked.region_code, asked.number_type)
    return requirements_json(found, call.base_url)


async def create(call: Call) -> NumberOrderJson:
    order = await services.create_order(call.context, call.project_id, _wish(call.body(CreateNumberOrderRequest)))
    return number_order_json(order)


async def get(call: Call) -> NumberOrderJson:
    return number_order_json(await services.get_order(call.context, call.project_id, order_id_of(call.path)))


async def submit(call: Call) -> NumberOrderJson:
    return number_order_json(await services.submit_order(call.context, call.project_id, order_id_of(call.path)))


async def put_details(call: Call) -> RegistrationJson:
    body: dict[str, Any] = call.body(dict)
    return registration_json(await put_registration(call.context, call.project_id, order_id_of(call.path), body))


async def get_details(call: Call) -> RegistrationJson:
    return registration_json(await get_registration(call.context, call.project_id, order_id_of(call.path)))


async def upload(call: Call, request: Request) -> dict[str, str]:
    order_id, attachment_id = order_id_of(call.path), call.path["attachmentId"]
    slot = await open_slot(call.context, call.project_id, order_id, attachment_id)
    try:
        received = await read_upload(request, slot.file, call.context.policy.orders.document_limit)
        await store_upload(call.context, slot, received)
    finally:
        slot.file.close()
    return {}


async def template(request: Request) -> Response:
    """A form to fill in. It is no secret, so that its URL can be given to the end customer."""
    path = request.path_params
    try:
        if not is_region(path["regionCode"]) or path["numberType"] not in list(NumberType):
            raise NotFound("Template", path["name"], "There is no such template")
        kind = (path["regionCode"], NumberType(path["numberType"]))
        found = await get_template(request.app.state.context, *kind, path["attachmentId"], path["name"])
    except Exception as error:
        return error_response(error)
    # As a download, never as a page of this server.
    headers = {"content-disposition": "attachment", "x-content-type-options": "nosniff"}
    return Response(found.text, media_type="text/plain", headers=headers)


async def policy_schema(request: Request) -> Response:
    return Response(msgspec.json.encode(_POLICY_SCHEMA), media_type="application/json")


_POLICY_SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "The member `fields` of number requirements",
    "description": "One rule for each section of `requestDetails.data`, in the same order. Each template is the JSON "
    "Schema of its section; a section that may be repeated is an array.",
    "type": "object",
    "required": ["schema", "rules"],
    "properties": {
        "schema": {"const": SCHEMA_PATH},
        "rules": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["template"],
                "properties": {"template": {"$ref": "https://json-schema.org/draft/2020-12/schema"}},
            },
        },
    },
}


def order_id_of(path: dict[str, str]) -> str:
    """Raises NotFound for what cannot be an id, so that no statement has to bear it."""
    order_id = path["numberOrderId"]
    if not (order_id.isascii() and order_id.isalnum()):
        raise services.no_order(order_id)
    return order_id


def _wish(asked: CreateNumberOrderRequest) -> OrderWish:
    """Of a request that has one of the two options: the contract sees to that."""
    exact, quantity = asked.number_order_option, asked.quantity_order_option
    links = link_change(asked.sms_configuration, asked.voice_configuration)
    links = replace(links, campaign_id=links.campaign_id or None)
    pattern = number_pattern(quantity.number_pattern) if quantity else None
    return OrderWish(
        region=asked.region_code,
        type=asked.number_type,
        links=links,
        callback_url=asked.callback_url or "",
        number=parse_e164(exact.phone_numbers[0], "numberOrderOption.phoneNumbers.0") if exact else None,
        wish=NumberWish(asked.region_code, asked.number_type, pattern, (quantity and quantity.capabilities) or ()),
        quantity=quantity.requested_quantity if quantity else 1,
        sequential=bool(quantity and quantity.sequential and quantity.requested_quantity > 1),
    )


_ORDER = "/numberOrders/{numberOrderId}"

routes = [
    operation("lookupNumberRequirements", "POST", "/numberOrders:lookupNumberRequirements", lookup),
    operation("createNumberOrder", "POST", "/numberOrders:createNumberOrder", create, once=True),
    operation("getNumberOrder", "GET", _ORDER, get),
    operation("updateNumberOrderRegistration", "PUT", f"{_ORDER}/registration", put_details),
    operation("getNumberOrderRegistration", "GET", f"{_ORDER}/registration", get_details),
    raw_operation("uploadAttachment", "POST", f"{_ORDER}/attachments/{{attachmentId}}", upload),
    operation("submitNumberOrder", "POST", f"{_ORDER}/submit", submit, once=True),
    Route("/templates/{regionCode}/{numberType}/{attachmentId}/{name}", template, methods=["GET"]),
    Route(SCHEMA_PATH, policy_schema, methods=["GET"]),
]
