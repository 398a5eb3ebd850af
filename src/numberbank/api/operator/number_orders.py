"""Number orders of all projects, for those who review them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from numberbank.api.auth import check_operator
from numberbank.api.bodies import body_of
from numberbank.api.errors import error_response
from numberbank.api.number_orders import order_id_of
from numberbank.api.operator.routing import operator_call
from numberbank.domain.errors import InvalidRequest, NotFound
from numberbank.domain.number_orders import OrderAction, OrderState, Verdict
from numberbank.schemas.number_orders import number_order_json
from numberbank.schemas.operator_orders import (
    NumberOrdersJson,
    ReviewedOrderJson,
    VerdictRequest,
    reviewed_order_json,
)
from numberbank.services import order_reviews as services
from numberbank.services.attachments import open_attachment
from numberbank.services.context import Context

PAGE_SIZE = 100
MAX_MESSAGE = 2000


async def list_(context: Context, request: Request) -> NumberOrdersJson:
    query = request.query_params
    token = query.get("pageToken", "")
    orders, more = await services.list_orders(
        context, query.get("projectId"), _state(query.get("state")), _position(token) if token else None, PAGE_SIZE
    )
    last = f"{orders[-1].created_at.timestamp():.6f}_{orders[-1].id}" if more else ""
    return NumberOrdersJson([number_order_json(order) for order in orders], last)


async def show(context: Context, request: Request) -> ReviewedOrderJson:
    order, registration = await services.read_order(context, order_id_of(request.path_params))
    return reviewed_order_json(order, registration)


def _verdict(
    action: OrderAction, *, message_needed: bool
) -> Callable[[Context, Request], Awaitable[ReviewedOrderJson]]:
    async def call(context: Context, request: Request) -> ReviewedOrderJson:
        message = (await body_of(request, VerdictRequest)).message.strip()
        if message_needed and not message:
            raise InvalidRequest.of("message", "say to the customer why, and what he can do")
        if len(message) > MAX_MESSAGE or "\0" in message:
            raise InvalidRequest.of("message", f"use at most {MAX_MESSAGE} characters, none of them NUL")
        order_id = order_id_of(request.path_params)
        await services.decide_order(context, order_id, Verdict(action, message))
        return reviewed_order_json(*await services.read_order(context, order_id))

    return call


async def attachment(request: Request) -> Response:
    """The document in clear, as a download under its sanitized name."""
    path = request.path_params
    try:
        check_operator(request, request.app.state.operator_token)
        found, document = await open_attachment(request.app.state.context, order_id_of(path), path["attachmentId"])
        first = await anext(document, b"")
    except FileNotFoundError:
        return error_response(NotFound("Attachment", path["attachmentId"], "The document store does not have it"))
    except Exception as error:
        return error_response(error)

    async def pieces() -> AsyncIterator[bytes]:
        yield first
        async for piece in document:
            yield piece

    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(found.file_name, safe='')}",
        "content-length": str(found.size),
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
    return StreamingResponse(pieces(), media_type=found.mime_type, headers=headers)


def _state(text: str | None) -> OrderState | None:
    if text is None:
        return None
    try:
        return OrderState(text)
    except ValueError:
        raise InvalidRequest.of("state", f"is not a valid value; use one of {', '.join(OrderState)}") from None


def _position(token: str) -> tuple[datetime, str]:
    seconds, _, order_id = token.partition("_")
    try:
        return datetime.fromtimestamp(float(seconds), UTC), order_id
    except (ValueError, OverflowError):
        raise InvalidRequest.of("pageToken", "not a token of this list: take nextPageToken as it came") from None


_ORDER = "/numberOrders/{numberOrderId}"

routes = [
    operator_call("GET", "/numberOrders", list_),
    operator_call("POST", f"{_ORDER}:approve", _verdict(OrderAction.APPROVE, message_needed=False)),
    operator_call("POST", f"{_ORDER}:block", _verdict(OrderAction.BLOCK, message_needed=True)),
    operator_call("POST", f"{_ORDER}:reject", _verdict(OrderAction.REJECT, message_needed=True)),
    operator_call("GET", _ORDER, show),
    Route(f"/operator/v1{_ORDER}/attachments/{{attachmentId}}", attachment, methods=["GET"]),
]
