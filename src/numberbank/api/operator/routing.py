"""What all operator calls have in common: the operator's token, then a service, then JSON."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from numberbank.api.auth import check_operator
from numberbank.api.errors import envelope, error_response
from numberbank.api.routing import MAX_BODY, BodyTooLarge, parse_json, read_body
from numberbank.domain.errors import InvalidRequest
from numberbank.services.context import Context

T = TypeVar("T")

OperatorHandler = Callable[[Context, Request], Awaitable[object]]


def operator_call(method: str, path: str, handler: OperatorHandler) -> Route:
    """A route below `/operator/v1`."""

    async def endpoint(request: Request) -> Response:
        try:
            check_operator(request, request.app.state.operator_token)
            answer = await handler(request.app.state.context, request)
            return Response(msgspec.json.encode(answer), media_type="application/json")
        except BodyTooLarge:
            return envelope(413, "The body is too large")
        except Exception as error:
            return error_response(error)

    return Route(f"/operator/v1{path}", endpoint, methods=[method])


async def body_of(request: Request, shape: type[T]) -> T:
    """The JSON body in its shape; raises InvalidRequest with the member's path."""
    try:
        return msgspec.convert(parse_json(await read_body(request, MAX_BODY)), shape)
    except msgspec.ValidationError as error:
        problem, _, path = str(error).partition(" - at `$")
        raise InvalidRequest.of(path.strip(".`") or "body", problem) from None
