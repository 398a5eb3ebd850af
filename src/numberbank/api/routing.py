"""What all operations have in common: authenticate, check the request against the contract, answer as JSON."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from numberbank.api.auth import authorize
from numberbank.api.bodies import MAX_BODY, BodyTooLarge, parse_json, read_body
from numberbank.api.contract import Contract
from numberbank.api.errors import envelope, error_response
from numberbank.domain.e164 import E164, parse_e164
from numberbank.services.context import Context

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call:
    """A request that was authenticated and that the contract allows."""

    context: Context
    project_id: str
    path: dict[str, str]
    query: dict[str, Any]
    """by the contract's names, with its types; members that were not sent are absent"""
    _body: Any

    @property
    def number(self) -> E164:
        """The number of the path; raises InvalidRequest."""
        return parse_e164(self.path["phoneNumber"])

    def body(self, shape: type[T]) -> T:
        return msgspec.convert(self._body, shape, strict=True)


Handler = Callable[[Call], Awaitable[object]]


def operation(operation_id: str, method: str, path: str, handler: Handler) -> Route:
    """A route below `/v1/projects/{projectId}` that does what the contract calls `operation_id`."""

    async def endpoint(request: Request) -> Response:
        try:
            state = request.app.state
            project_id = await authorize(request, state.keys)
            contract: Contract = state.contract
            checks = contract.operation(operation_id)
            query = checks.parse_query(request.query_params.multi_items())
            body = None
            if method != "GET":
                body = parse_json(await read_body(request, MAX_BODY))
                checks.check_body(body)
            answer = await handler(Call(state.context, project_id, request.path_params, query, body))
            return Response(msgspec.json.encode(answer), media_type="application/json")
        except BodyTooLarge:
            return envelope(413, f"The body is larger than {MAX_BODY} bytes")
        except ClientDisconnect:
            raise
        except Exception as error:
            return error_response(error)

    return Route(f"/v1/projects/{{projectId}}{path}", endpoint, methods=[method], name=operation_id)
