"""Hosting orders, for the operator: their letters, their refusal, and what people report of the registry."""

from starlette.requests import Request

from numberbank.api.bodies import body_of
from numberbank.api.operator.routing import operator_call
from numberbank.domain.e164 import parse_e164
from numberbank.domain.errors import InvalidRequest
from numberbank.domain.hosting_orders import OrderFilter
from numberbank.domain.imported_numbers import TimeOrder
from numberbank.domain.steps import FAILURE_CODES
from numberbank.schemas.hosting_orders import HostingOrdersJson, hosting_order_json
from numberbank.schemas.operator import CompleteJobRequest, ReasonRequest
from numberbank.services import hosting_orders as services
from numberbank.services.context import Context
from numberbank.services.hosted_numbers import complete_update
from numberbank.services.loa import sign_order

MOST = 1000
"""orders in a list"""


async def list_(context: Context, request: Request) -> HostingOrdersJson:
    """The oldest of a project, or those in the `states` that the query names."""
    wanted = OrderFilter(states=tuple(request.query_params.getlist("states")))
    page = await services.list_orders(context, request.path_params["projectId"], wanted, TimeOrder.CREATED, None, MOST)
    provider = context.policy.service_provider
    return HostingOrdersJson([hosting_order_json(order, provider) for order in page.orders], "", page.total)


async def sign(context: Context, request: Request) -> dict[str, str]:
    """For a letter that came signed by another way."""
    await sign_order(context, request.path_params["orderId"])
    return {}


async def reject(context: Context, request: Request) -> dict[str, str]:
    reason = (await body_of(request, ReasonRequest)).reason
    await services.reject_order(context, request.path_params["orderId"], reason or "The operator has refused it")
    return {}


async def complete_osr_update(context: Context, request: Request) -> dict[str, str]:
    asked = await body_of(request, CompleteJobRequest)
    if asked.status == "FAILED" and asked.error_code not in FAILURE_CODES:
        raise InvalidRequest.of("errorCode", f"must be one of {', '.join(FAILURE_CODES)}")
    if asked.status == "SUCCEEDED" and asked.error_code is not None:
        raise InvalidRequest.of("errorCode", "must be absent when status is SUCCEEDED")
    number = parse_e164(request.path_params["phoneNumber"])
    await complete_update(context, request.path_params["orderId"], number, asked.error_code)
    return {}


routes = [
    operator_call("GET", "/projects/{projectId}/hostingOrders", list_),
    operator_call("POST", "/hostingOrders/{orderId}:sign", sign),
    operator_call("POST", "/hostingOrders/{orderId}:reject", reject),
    operator_call("POST", "/hostingOrders/{orderId}/numbers/{phoneNumber}:completeOsrUpdate", complete_osr_update),
]
