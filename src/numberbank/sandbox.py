"""`numberbank dev`: API and worker in one process, with a seeded inventory and credentials that everybody knows."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import uvicorn

from numberbank.api.app import ServerState, create_app
from numberbank.bootstrap import open_context, open_server_state, open_worker
from numberbank.services.number_blocks import seed_sandbox_blocks
from numberbank.services.projects import IssuedKey, ensure_project
from numberbank.settings import Settings
from numberbank.storage.migrate import migrate

DEFAULT_PROJECT_ID = "5a4db0c5-0000-4000-8000-000000000001"
DEFAULT_KEY = IssuedKey("sandbox-key", "sandbox-secret")
DEFAULT_OPERATOR_TOKEN = "sandbox-operator"


@dataclass(frozen=True, slots=True)
class SandboxOptions:
    project_id: str
    key: IssuedKey
    settings: Settings
    seed: int | None


def sandbox_settings(settings: Settings) -> Settings:
    """With the well-known operator token where none is set, and callbacks to this machine allowed."""
    return replace(
        settings,
        operator_token=settings.operator_token or DEFAULT_OPERATOR_TOKEN,
        policy=replace(settings.policy, private_callbacks=True),
    )


def open_listener(host: str, port: int) -> socket.socket:
    """A listening socket; raises OSError. asyncio does not see to it that answers leave at once, so it is done here."""
    listener = socket.create_server(
        (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=1024
    )
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


async def run_sandbox(
    dsn: str, listener: socket.socket, options: SandboxOptions, on_started: Callable[[], None]
) -> None:
    """Serves on `listener` until SIGTERM or SIGINT, then finishes what is in flight."""
    await migrate(dsn)
    async with open_context(dsn, options.settings.policy, options.seed) as context:
        await seed_sandbox_blocks(context, options.seed or 0)
        await ensure_project(context, options.project_id, options.key)

        @asynccontextmanager
        async def open_state() -> AsyncIterator[ServerState]:
            async with open_server_state(context, options.settings.operator_token) as state:
                yield state

        server = _Server(_server_config(create_app(open_state, sandbox=True)), on_started)
        async with open_worker(context, options.settings) as worker, asyncio.TaskGroup() as group:
            group.create_task(worker.run())
            _ignore_signals()
            await server.serve(sockets=[listener])
            worker.stop()


class _Server(uvicorn.Server):
    """Says when it takes connections."""

    def __init__(self, config: uvicorn.Config, on_started: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_started = on_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_started()


def _server_config(app: Callable[..., object]) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )


def _ignore_signals() -> None:
    """uvicorn stops at a signal and then raises it again, which must not cut short what is left to close."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
