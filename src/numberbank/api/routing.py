"""What all operations have in common: authenticate, check the request against the contract, answer as JSON."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from numberbank.api.auth import authorize
from numberbank.api.contract import Contract
from numberbank.api.errors import envelope, error_response
from numberbank.api.idempotency import answer_once, keyed_request
from numberbank.domain.e164 import E164, parse_e164
from numberbank.domain.errors import InvalidRequest
from numberbank.domain.idempotency import OFFER
from numberbank.services.context import Context

MAX_BODY = 1024 * 1024
"""bytes of a JSON body"""

T = TypeVar("T")


class BodyTooLarge(Exception):
    """The body is longer than the operation takes."""


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


def operation(operation_id: str, method: str, path: str, handler: Handler, *, once: bool = False) -> Route:
    """A route below `/v1/projects/{projectId}` that does what the contract calls `operation_id`.

    With `once` it heeds an Idempotency-Key. Each answer says that this server does (api.idempotency).
    """

    async def endpoint(request: Request) -> Response:
        response = await answer(request)
        response.headers[OFFER] = "?1"
        return response

    async def answer(request: Request) -> Response:
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
            call = Call(state.context, project_id, request.path_params, query, body)
            keyed = keyed_request(request, project_id, body) if once else None
            if keyed is not None:
                return await answer_once(state.context, keyed, lambda joined: handler(replace(call, context=joined)))
            return Response(msgspec.json.encode(await handler(call)), media_type="application/json")
        except BodyTooLarge:
            return envelope(413, f"The body is larger than {MAX_BODY} bytes")
        except ClientDisconnect:
            raise
        except Exception as error:
            return error_response(error)

    return Route(f"/v1/projects/{{projectId}}{path}", endpoint, methods=[method], name=operation_id)


async def read_body(request: Request, limit: int) -> bytes:
    """The whole body; raises BodyTooLarge as soon as it is longer than `limit` bytes."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise BodyTooLarge
        chunks.append(chunk)
    return b"".join(chunks)


def parse_json(body: bytes) -> Any:
    """The JSON in `body`, whatever its Content-Type says; an empty body is an empty object (reference 1)."""
    if not body.strip():
        return {}
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidRequest([], f"The request body is not valid JSON: {str(error)[:100]}") from None
