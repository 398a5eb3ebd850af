"""`numberbank dev`: API and worker in one process, with a seeded inventory."""

import asyncio
import socket
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace

from numberbank.api.app import ServerState, create_app
from numberbank.api.sandbox.fault_injection import FaultInjection
from numberbank.api.sandbox.routing import Sandbox
from numberbank.bootstrap import access_keys, open_context, open_work
from numberbank.domain.faults import FaultBook
from numberbank.domain.policy import Policy
from numberbank.sandbox import SandboxOptions
from numberbank.sandbox_server import SandboxServer
from numberbank.services.context import Context
from numberbank.services.projects import ensure_project
from numberbank.services.sandbox.clock import SandboxClock
from numberbank.services.sandbox.inventory import seed_inventory, seed_streets
from numberbank.services.sandbox.magic_numbers import MagicNumbers
from numberbank.services.sandbox.state import SandboxState
from numberbank.storage.migrate import migrate
from numberbank.telemetry import configure_logs
from numberbank.worker.advance import ClockAdvance
from numberbank.worker.loop import Worker


async def fill_database(dsn: str) -> None:
    """Gives an empty one what a sandbox without a seed begins with: the schema and the inventory."""
    await migrate(dsn)
    async with open_context(dsn, Policy()) as context:
        await _give_inventory(context, None)


async def _give_inventory(context: Context, seed: int | None) -> None:
    await seed_inventory(context, seed or 0)
    await seed_streets(context)


async def run_sandbox(
    dsn: str, listener: socket.socket, options: SandboxOptions, on_started: Callable[[], None]
) -> None:
    """Serves on `listener` until SIGTERM or SIGINT, then finishes what is in flight."""
    configure_logs()
    await migrate(dsn)
    async with open_context(dsn, options.settings.policy, options.seed, options.settings.documents) as platform:
        magic = MagicNumbers()
        clock = await SandboxClock.open(platform.database)
        context = replace(platform, clock=clock, before_rent=magic.before_rent)
        await _give_inventory(context, options.seed)
        await ensure_project(context, options.project_id, options.key)
        async with open_work(context, options.settings) as make_work:
            worker = Worker(context, make_work())
            advance = ClockAdvance(context, clock, worker.work, make_work)
            app = _application(context, options, clock, magic, advance)
            async with asyncio.TaskGroup() as group:
                group.create_task(worker.run())
                await SandboxServer(app, on_started).serve(sockets=[listener])
                worker.stop()


def _application(
    context: Context, options: SandboxOptions, clock: SandboxClock, magic: MagicNumbers, advance: ClockAdvance
) -> FaultInjection:
    keys, faults = access_keys(context), FaultBook()
    sandbox = Sandbox(clock, faults, SandboxState(context, clock, faults, magic), advance.advance)
    state = ServerState(context, keys, options.settings.operator_token, sandbox)
    return FaultInjection(create_app(lambda: nullcontext(state), sandbox=True), faults, context, keys)
