import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.apps import Api, served
from support.clock import FakeClock
from support.databases import create_template, fresh_database
from support.programs import Sandbox, sandbox
from support.receiver import Receiver, receiver

from numberbank.bootstrap import open_context, open_work
from numberbank.domain.policy import Policy
from numberbank.domain.randomness import Randomness
from numberbank.services.context import Context
from numberbank.services.projects import create_key, create_project
from numberbank.settings import DocumentSettings, read_settings
from numberbank.storage.embedded import ephemeral_postgres
from numberbank.worker.due_work import DueWork


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
async def context(database: str, clock: FakeClock, tmp_path: Path) -> AsyncIterator[Context]:
    """Services on a fresh database, a clock that stands, and a seeded generator."""
    documents = DocumentSettings(folder=tmp_path / "documents")
    async with open_context(database, Policy(), documents=documents) as context:
        yield replace(context, clock=clock, random=Randomness(random.Random(1)))


@pytest.fixture
async def api(context: Context) -> AsyncIterator[Api]:
    project = await create_project(context, "Test")
    key = await create_key(context, project.id, "test")
    async with served(context, (key.id, key.secret)) as client:
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
