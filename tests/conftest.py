import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import httpx2
import pytest
from support.clock import FakeClock
from support.contract_check import check_imported_answer
from support.databases import create_template, fresh_database
from support.programs import Sandbox, sandbox
from support.receiver import Receiver, receiver

from numberbank.api.app import ServerState, create_app
from numberbank.bootstrap import access_keys, open_context, open_work
from numberbank.domain.policy import Policy
from numberbank.domain.randomness import Randomness
from numberbank.services.context import Context
from numberbank.services.projects import create_key, create_project
from numberbank.settings import read_settings
from numberbank.storage.embedded import ephemeral_postgres
from numberbank.worker.due_work import DueWork

OPERATOR_TOKEN = "test-operator"


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL with a migrated template database."""
    with ephemeral_postgres() as dsn:
        asyncio.run(create_template(dsn))
        yield dsn


@pytest.fixture
async def database(postgres: str) -> AsyncIterator[str]:
    """The DSN of a fresh database with the schema and nothing in it."""
    async with fresh_database(postgres) as dsn:
        yield dsn


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def context(database: str, clock: FakeClock) -> AsyncIterator[Context]:
    """Services on a fresh database, a clock that stands, and a seeded generator."""
    async with open_context(database, Policy()) as context:
        yield replace(context, clock=clock, random=Randomness(random.Random(1)))


@dataclass(frozen=True)
class Api:
    """The application in this process, and a project with a key in it."""

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


@pytest.fixture
async def api(context: Context) -> AsyncIterator[Api]:
    project = await create_project(context, "Test")
    key = await create_key(context, project.id, "test")

    @asynccontextmanager
    async def open_state() -> AsyncIterator[ServerState]:
        yield ServerState(context, access_keys(context), OPERATOR_TOKEN)

    app = create_app(open_state)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app),
            base_url="http://test",
            auth=(key.id, key.secret),
            event_hooks={"response": [check_imported_answer]},
        ) as client,
    ):
        yield Api(client, context, project.id, key.id, key.secret)


@pytest.fixture
async def works(context: Context) -> AsyncIterator[list[DueWork]]:
    """One of each kind of due work, for `support.work.run_all`."""
    async with open_work(context, read_settings({})) as make:
        yield make()


@pytest.fixture(scope="session")
def running_sandbox() -> Iterator[Sandbox]:
    """One `numberbank dev` for the whole run; tests that need to be alone start their own."""
    with sandbox() as running:
        yield running


@pytest.fixture
def callbacks() -> Iterator[Receiver]:
    with receiver() as receiving:
        yield receiving
