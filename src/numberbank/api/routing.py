"""What all operations have in common: authenticate, check the request against the contract, answer as JSON."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from numberbank.api.auth import authorize
from numberbank.api.contract import load_contract
from numberbank.api.errors import envelope, error_response, flat_error_response
from numberbank.domain.e164 import E164, parse_e164
from numberbank.domain.errors import InvalidRequest
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


@dataclass(frozen=True, slots=True)
class Api:
    """A set of operations with a contract of its own, below a prefix of its own."""

    contract: str
    """its file in openapi/, without the ending"""
    prefix: str = ""
    flat_errors: bool = False


NUMBERS = Api("numbers")
IMPORTED_NUMBERS = Api("imported-numbers", "/imported", flat_errors=True)
IMPORTED_CALLBACKS = Api("imported-numbers", "/imported")
"""the one resource of that API whose errors have the envelope (its reference, 3)"""


def operation(operation_id: str, method: str, path: str, handler: Handler, api: Api = NUMBERS) -> Route:
    """A route below `/v1/projects/{projectId}` that does what the contract calls `operation_id`."""

    async def endpoint(request: Request) -> Response:
        try:
            state = request.app.state
            project_id = await authorize(request, state.keys)
            checks = load_contract(api.contract).operation(operation_id)
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
            if api.flat_errors:
                policy = request.app.state.context.policy
                return flat_error_response(error, with_envelope=policy.imported_error_envelope)
            return error_response(error)

    return Route(f"{api.prefix}/v1/projects/{{projectId}}{path}", endpoint, methods=[method], name=operation_id)


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
