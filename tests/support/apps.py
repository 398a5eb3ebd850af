"""The application in this process, without a socket."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import httpx2
from starlette.applications import Starlette

from numberbank.api.app import ServerState, create_app
from numberbank.bootstrap import access_keys
from numberbank.services.context import Context
from support.contract_check import check_imported_answer

OPERATOR_TOKEN = "test-operator"


@dataclass(frozen=True)
class Api:
    """The application, and a project with a key in it."""

    client: httpx2.AsyncClient
    context: Context
    project_id: str
    key_id: str
    key_secret: str

    def path(self, rest: str) -> str:
        return f"/v1/projects/{self.project_id}{rest}"

    def imported(self, rest: str) -> str:
        """A path of the imported numbers' API."""
        return f"/imported{self.path(rest)}"


@asynccontextmanager
async def started(context: Context, operator_token: str = OPERATOR_TOKEN) -> AsyncIterator[Starlette]:
    """An application on `context`."""

    @asynccontextmanager
    async def open_state() -> AsyncIterator[ServerState]:
        yield ServerState(context, access_keys(context), operator_token)

    app = create_app(open_state)
    async with app.router.lifespan_context(app):
        yield app


@asynccontextmanager
async def served(
    context: Context, auth: tuple[str, str] | None = None, operator_token: str = OPERATOR_TOKEN
) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of an application on `context`."""
    async with (
        started(context, operator_token) as app,
        httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app),
            base_url="http://test",
            auth=auth,
            event_hooks={"response": [check_imported_answer]},
        ) as client,
    ):
        yield client


@asynccontextmanager
async def api_on(context: Context, api: Api) -> AsyncIterator[Api]:
    """The same project and key in an application on another context."""
    async with served(context, (api.key_id, api.key_secret)) as client:
        yield replace(api, client=client, context=context)
