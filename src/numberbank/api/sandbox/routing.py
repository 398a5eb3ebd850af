"""What all sandbox calls have in common: they are about the project of the caller."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from numberbank.api.auth import authenticate
from numberbank.api.bodies import BodyTooLarge, refuse_nul
from numberbank.api.errors import envelope, error_response
from numberbank.domain.faults import FaultBook
from numberbank.services.sandbox.clock import SandboxClock
from numberbank.services.sandbox.state import SandboxState


@dataclass(frozen=True, slots=True)
class Sandbox:
    """What the sandbox's routes need; found in `request.app.state.sandbox`."""

    clock: SandboxClock
    faults: FaultBook
    state: SandboxState
    advance: Callable[[str, Callable[[datetime], datetime]], Awaitable[dict[str, int]]]
    """project and, from its time now, the time to go to; what was done on the way, by kind"""


SandboxHandler = Callable[[Sandbox, str, Request], Awaitable[object]]


def sandbox_call(method: str, path: str, handler: SandboxHandler) -> Route:
    """A route below `/sandbox/v1`; the handler gets the caller's project."""

    async def endpoint(request: Request) -> Response:
        try:
            project_id = await authenticate(request, request.app.state.keys)
            refuse_nul(request)
            answer = await handler(request.app.state.sandbox, project_id, request)
            return Response(msgspec.json.encode(answer), media_type="application/json")
        except BodyTooLarge:
            return envelope(413, "The body is too large")
        except Exception as error:
            return error_response(error)

    return Route(f"/sandbox/v1{path}", endpoint, methods=[method])
