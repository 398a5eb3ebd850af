"""The ASGI application: all routes on one port."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute, Route

from numberbank.api import (
    active_numbers,
    auth,
    available_numbers,
    available_regions,
    callback_configuration,
    charges,
    docs,
    emergency_addresses,
    health,
    hosting_orders,
    idempotency_keys,
    imported_callback_configuration,
    imported_numbers,
    loa,
    number_orders,
    qualified_numbers,
)
from numberbank.api.contract import load_contract
from numberbank.api.errors import client_gone, http_exception, server_error
from numberbank.api.imported_host import ImportedHost
from numberbank.api.operator import (
    emergency_updates,
    events,
    link_targets,
    number_blocks,
    numbers,
    outbox,
    projects,
    provisioning_jobs,
    requirements,
    streets,
)
from numberbank.api.operator import hosting_orders as hosting_operations
from numberbank.api.operator import number_orders as operator_number_orders
from numberbank.api.operator import qualified_numbers as qualified_operations
from numberbank.api.sandbox import charges as sandbox_charges
from numberbank.api.sandbox import clock, faults, sample_events, state, voice_challenges
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


CONTRACTS = ("numbers", "imported-numbers")

ROUTES: list[BaseRoute] = [
    *available_numbers.routes,
    *active_numbers.routes,
    *available_regions.routes,
    *emergency_addresses.routes,
    *callback_configuration.routes,
    *number_orders.routes,
    *idempotency_keys.routes,
    *auth.routes,
    *health.routes,
    *projects.routes,
    *number_blocks.routes,
    *link_targets.routes,
    *provisioning_jobs.routes,
    *events.routes,
    *numbers.routes,
    *streets.routes,
    *emergency_updates.routes,
    *operator_number_orders.routes,
    *requirements.routes,
    *charges.routes,
    *imported_numbers.routes,
    *hosting_orders.routes,
    *qualified_numbers.routes,
    *imported_callback_configuration.routes,
    *loa.routes,
    *hosting_operations.routes,
    *qualified_operations.routes,
    *outbox.routes,
    Route("/docs", docs.docs_page, methods=["GET"]),
    Route("/openapi.json", docs.openapi_json, methods=["GET"]),
    Route("/imported/docs", docs.imported_docs_page, methods=["GET"]),
    Route("/imported/openapi.json", docs.imported_openapi_json, methods=["GET"]),
]

SANDBOX_ROUTES: list[BaseRoute] = [
    *sample_events.routes,
    *clock.routes,
    *faults.routes,
    *state.routes,
    *sandbox_charges.routes,
    *voice_challenges.routes,
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
            for name in CONTRACTS:
                load_contract(name)
            yield

    app = Starlette(
        routes=[*ROUTES, *SANDBOX_ROUTES] if sandbox else ROUTES,
        lifespan=lifespan,
        middleware=[Middleware(ImportedHost)],
        exception_handlers={HTTPException: http_exception, ClientDisconnect: client_gone, Exception: server_error},
    )
    # Without this, an empty number (`/activeNumbers/`) is sent on to the list, whose answer is another's.
    app.router.redirect_slashes = False
    return app
