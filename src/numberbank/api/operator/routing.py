"""What all operator calls have in common: the operator's token, then a service, then JSON."""

from collections.abc import Awaitable, Callable

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from numberbank.api.auth import check_operator
from numberbank.api.bodies import BodyTooLarge, refuse_nul
from numberbank.api.errors import envelope, error_response
from numberbank.services.context import Context

OperatorHandler = Callable[[Context, Request], Awaitable[object]]


def operator_call(method: str, path: str, handler: OperatorHandler) -> Route:
    """A route below `/operator/v1`."""

    async def endpoint(request: Request) -> Response:
        try:
            check_operator(request, request.app.state.operator_token)
            refuse_nul(request)
            answer = await handler(request.app.state.context, request)
            return Response(msgspec.json.encode(answer), media_type="application/json")
        except BodyTooLarge:
            return envelope(413, "The body is too large")
        except Exception as error:
            return error_response(error)

    return Route(f"/operator/v1{path}", endpoint, methods=[method])
