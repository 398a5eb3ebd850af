"""The ASGI application: all routes on one port."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Route

from numberbank.api import (
    active_numbers,
    auth,
    available_numbers,
    available_regions,
    callback_configuration,
    charges,
    docs,
    health,
    idempotency_keys,
)
from numberbank.api.contract import load_contract
from numberbank.api.errors import http_exception, server_error
from numberbank.api.operator import events, link_targets, number_blocks, numbers, projects, provisioning_jobs
from numberbank.api.sandbox import charges as sandbox_charges
from numberbank.api.sandbox import clock, faults, sample_events, state
from numberbank.api.sandbox.routing import Sandbox
from numberbank.services.access_keys import AccessKeys
from numberbank.services.context import Context


@dataclass(frozen=True, slots=True)
class ServerState:
    """What the routes need; found in `request.app.state`."""

    context: Context
    keys: AccessKeys
    operator_token: str
    sandbox: Sandbox | None = None


ROUTES: list[BaseRoute] = [
    *available_regions.routes,
    *available_numbers.routes,
    *active_numbers.routes,
    *callback_configuration.routes,
    *idempotency_keys.routes,
    *auth.routes,
    *health.routes,
    *projects.routes,
    *number_blocks.routes,
    *link_targets.routes,
    *provisioning_jobs.routes,
    *events.routes,
    *numbers.routes,
    *charges.routes,
    Route("/docs", docs.docs_page, methods=["GET"]),
    Route("/openapi.json", docs.openapi_json, methods=["GET"]),
]

SANDBOX_ROUTES: list[BaseRoute] = [
    *sample_events.routes,
    *clock.routes,
    *faults.routes,
    *state.routes,
    *sandbox_charges.routes,
]


def create_app(
    open_state: Callable[[], AbstractAsyncContextManager[ServerState]], *, sandbox: bool = False
) -> Starlette:
    """`open_state` is entered when the server starts and left when it has answered its last request.

    What only a sandbox has is not there at all without `sandbox`.
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with open_state() as state:
            app.state.context = state.context
            app.state.keys = state.keys
            app.state.operator_token = state.operator_token
            app.state.sandbox = state.sandbox
            app.state.contract = load_contract()
            yield

    return Starlette(
        routes=[*ROUTES, *SANDBOX_ROUTES] if sandbox else ROUTES,
        lifespan=lifespan,
        exception_handlers={HTTPException: http_exception, Exception: server_error},
    )
