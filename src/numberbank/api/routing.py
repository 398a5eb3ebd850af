"""What all operations have in common: authenticate, check the request against the contract, answer as JSON."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import msgspec
from msgspec.structs import replace
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import Receive, Scope, Send

from numberbank.api.auth import authorize
from numberbank.api.bodies import MAX_BODY, BodyTooLarge, parse_json, read_body
from numberbank.api.contract import load_contract
from numberbank.api.errors import document_too_large, envelope, error_response, flat_error_response
from numberbank.api.idempotency import answer_once, keyed_request
from numberbank.domain.documents import DocumentTooLarge
from numberbank.domain.e164 import E164, parse_e164
from numberbank.domain.idempotency import OFFER
from numberbank.services.context import Context

T = TypeVar("T")


class Call(msgspec.Struct, frozen=True):
    """A request that was authenticated and that the contract allows."""

    context: Context
    project_id: str
    path: dict[str, str]
    query: dict[str, Any]
    """by the contract's names, with its types; members that were not sent are absent"""
    _body: Any
    _request: Request

    @property
    def base_url(self) -> str:
        """Of this server, as the caller reached it, without a slash at its end."""
        return str(self._request.base_url).rstrip("/")

    @property
    def number(self) -> E164:
        """The number of the path; raises InvalidRequest."""
        return parse_e164(self.path["phoneNumber"])

    def body(self, shape: type[T]) -> T:
        return msgspec.convert(self._body, shape, strict=True)


Handler = Callable[[Call], Awaitable[object]]
RawHandler = Callable[[Call, Request], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Api:
    """A set of operations with a contract of its own, below a prefix of its own."""

    contract: str
    """its file in openapi/, without the ending"""
    prefix: str = ""
    flat_errors: bool = False

    def refuse(self, error: Exception, context: Context) -> Response:
        """The answer to a refusal, in the shape of this API."""
        if self.flat_errors:
            return flat_error_response(error, with_envelope=context.policy.imported_error_envelope)
        return error_response(error)


NUMBERS = Api("numbers")
IMPORTED_NUMBERS = Api("imported-numbers", "/imported", flat_errors=True)
IMPORTED_CALLBACKS = Api("imported-numbers", "/imported")
"""the one resource of that API whose errors have the envelope (its reference, 3)"""


def operation(
    operation_id: str, method: str, path: str, handler: Handler, api: Api = NUMBERS, *, once: bool = False
) -> Route:
    """A route below `/v1/projects/{projectId}` that does what the contract calls `operation_id`.

    With `once` it heeds an Idempotency-Key. Each answer says that this server does (api.idempotency).
    """

    if method == "GET":
        return raw_operation(operation_id, method, path, lambda call, _: handler(call), api)

    async def answer(call: Call, request: Request) -> object:
        body = parse_json(await read_body(request, MAX_BODY))
        load_contract(api.contract).operation(operation_id).check_body(body)
        call = replace(call, _body=body)
        keyed = keyed_request(request, call.project_id, body) if once else None
        if keyed is None:
            return await handler(call)
        return await answer_once(
            call.context,
            keyed,
            act=lambda joined: handler(replace(call, context=joined)),
            refuse=lambda error: api.refuse(error, call.context),
        )

    return raw_operation(operation_id, method, path, answer, api)


def raw_operation(operation_id: str, method: str, path: str, handler: RawHandler, api: Api = NUMBERS) -> Route:
    """The same for an operation that reads the body of its request by itself."""
    endpoint = _Endpoint(operation_id, handler, api)
    full_path = f"{api.prefix}/v1/projects/{{projectId}}{path}"
    return _OperationRoute(full_path, endpoint, methods=[method], name=operation_id)


class _OperationRoute(Route):
    """Routes are tried one after the other. Most that do not match are of another resource, which is seen sooner."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if self._resource in scope.get("path", ""):
            return super().matches(scope)
        return Match.NONE, {}

    @cached_property
    def _resource(self) -> str:
        """`activeNumbers` of `/v1/projects/{projectId}/activeNumbers/{phoneNumber}:release`."""
        _, _, path = self.path.partition("{projectId}")
        return re.split(r"[/:]", path)[1]


@dataclass(frozen=True, slots=True)
class _Endpoint:
    """An operation as an ASGI application: around a plain function Starlette would put a second net for errors."""

    operation_id: str
    handler: RawHandler
    api: Api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self._answer(Request(scope, receive))
        if isinstance(answer, Response):
            answer.raw_headers.append(_OFFERED)
            await answer(scope, receive, send)
        else:
            # As a Response would, which takes longer to put the same headers together.
            headers = [(b"content-length", b"%d" % len(answer)), _JSON, _OFFERED]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": answer})

    async def _answer(self, request: Request) -> Response | bytes:
        """The answer, or the JSON of one that is as most are."""
        try:
            state = request.app.state
            project_id = await authorize(request, state.keys)
            text = request.scope["query_string"].decode("latin-1")
            pairs = parse_qsl(text, keep_blank_values=True) if text else ()
            query = load_contract(self.api.contract).operation(self.operation_id).parse_query(pairs)
            call = Call(state.context, project_id, request.path_params, query, None, request)
            answered = await self.handler(call, request)
            return answered if isinstance(answered, Response) else msgspec.json.encode(answered)
        except BodyTooLarge:
            return envelope(413, f"The body is larger than {MAX_BODY} bytes")
        except DocumentTooLarge as error:
            return document_too_large(error)
        except ClientDisconnect:
            raise
        except Exception as error:
            return self.api.refuse(error, request.app.state.context)


_JSON = (b"content-type", b"application/json")
_OFFERED = (OFFER.lower().encode(), b"?1")
