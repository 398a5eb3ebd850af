"""A platform with a project of its own: database, `numberbank serve` in one process, and at wish a worker."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from bench.bench import Bench
from bench.inventory import offer
from bench.load import Load
from bench.programs import Process, free_port, python, running, wait_for_answer
from bench.requests import Request
from numberbank.bootstrap import open_context
from numberbank.domain.policy import Policy
from numberbank.domain.projects import IssuedKey
from numberbank.services.callback_configuration import update_hmac_secret
from numberbank.services.projects import ensure_project
from numberbank.storage.migrate import migrate
from numberbank.storage.pool import Connection

T = TypeVar("T")

PROJECT = "bench"
KEY = IssuedKey("bench-key", "bench-secret")
_SECRET = "bench-0123456789-0123456789-0123"
"""with which callbacks are signed"""
_TEMPLATE = "bench_template"
_names = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Platform:
    url: str
    dsn: str
    process: Process
    """the first of its processes"""
    log: Path

    @property
    def key(self) -> tuple[str, str]:
        return KEY.id, KEY.secret

    def load(self, paths: list[str], clients: int, seconds: float, body: str = "") -> Load:
        return Load(self.url, paths, self.key, clients, seconds, body)

    def path(self, request: Request, number: str = "") -> str:
        return request.of(PROJECT).replace("NUMBER", number.replace("+", "%2B"))

    def sql(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        return on_database(self.dsn, work)


def on_database(dsn: str, work: Callable[[Connection], Awaitable[T]]) -> T:
    async def run() -> T:
        connection = await asyncpg.connect(dsn)
        try:
            return await work(connection)
        finally:
            await connection.close()

    return asyncio.run(run())


def make_template(dsn: str) -> None:
    """The database that `database` copies: with the schema, PROJECT and KEY in it."""
    _execute(dsn, f"create database {_TEMPLATE}")
    asyncio.run(_prepare(_with_name(dsn, _TEMPLATE)))


@contextmanager
def database(bench: Bench) -> Iterator[str]:
    """The DSN of a fresh one."""
    name = f"bench_{next(_names)}"
    _execute(bench.dsn, f"create database {name} template {_TEMPLATE} strategy file_copy")
    try:
        yield _with_name(bench.dsn, name)
    finally:
        _execute(bench.dsn, f"drop database {name} with (force)")


async def _prepare(dsn: str) -> None:
    await migrate(dsn)
    async with open_context(dsn, Policy()) as context:
        await ensure_project(context, PROJECT, KEY)
        await update_hmac_secret(context, PROJECT, _SECRET)


def _with_name(dsn: str, name: str) -> str:
    parts = urlsplit(dsn)
    return urlunsplit((parts.scheme, parts.netloc, f"/{name}", parts.query, ""))


def _execute(dsn: str, statement: str) -> None:
    on_database(dsn, lambda connection: connection.execute(statement))


@contextmanager
def serving(bench: Bench, dsn: str) -> Iterator[Platform]:
    port = free_port()
    log = bench.folder / f"serve-{port}.log"
    command = python("numberbank", "serve", "--port", str(port))
    settings = {"DATABASE_URL": dsn, "NUMBERBANK_PRIVATE_CALLBACKS": "true"}
    with running(command, log, bench.cores.measured, **settings) as process:
        url = f"http://127.0.0.1:{port}"
        wait_for_answer(process, log, f"{url}/readyz")
        yield Platform(url, dsn, process, log)


@contextmanager
def platform(bench: Bench) -> Iterator[Platform]:
    with database(bench) as dsn, serving(bench, dsn) as served:
        yield served


@contextmanager
def searchable(bench: Bench) -> Iterator[Platform]:
    """A platform with inventory."""
    with platform(bench) as served:
        served.sql(lambda connection: offer(connection, bench.scale.inventory))
        yield served


@contextmanager
def working(bench: Bench, dsn: str) -> Iterator[Process]:
    """One worker, whose simulated links take no time."""
    settings = {"DATABASE_URL": dsn, "NUMBERBANK_PRIVATE_CALLBACKS": "true", "NUMBERBANK_SIMULATED_DELAY": "0"}
    with running(python("numberbank", "worker"), bench.folder / "worker.log", None, **settings) as process:
        yield process
