"""Emptying sandbox projects, and keeping their states by name."""

import json
from datetime import datetime

from numberbank.domain.clock import real_now
from numberbank.domain.errors import NotFound
from numberbank.domain.faults import FaultBook
from numberbank.services.context import Context
from numberbank.services.sandbox.clock import SandboxClock
from numberbank.services.sandbox.magic_numbers import MagicNumbers
from numberbank.storage import sandbox as storage
from numberbank.storage.documents import abandon_documents
from numberbank.storage.pool import Connection, despite_deadlocks


class SandboxState:
    def __init__(self, context: Context, clock: SandboxClock, faults: FaultBook, magic: MagicNumbers) -> None:
        self._context = context
        self._clock = clock
        self._faults = faults
        self._magic = magic

    async def reset(self, project_id: str, seed: int | None, time: datetime | None) -> None:
        """As if the project were new. With `seed` the same calls give the same ids and the same order of search.

        With `time` the clock stands there, so that they give the same bytes; otherwise it shows real time.
        """
        async with self._clock.exclusive(project_id):
            await despite_deadlocks(lambda: self._empty(project_id))
            await self._forget(project_id)
            self._context.random.seed(project_id, seed)
            if time is not None:
                await self._clock.freeze(project_id, time)

    async def reset_all(self, seed: int | None, time: datetime | None) -> int:
        """How many projects there are."""
        async with self._context.database.connection() as connection:
            project_ids = await storage.project_ids(connection)
        for project_id in project_ids:
            await self.reset(project_id, seed, time)
        return len(project_ids)

    async def save(self, project_id: str, name: str) -> None:
        """Keeps the project's state, its clock and its source of chance under the name."""
        async with self._clock.exclusive(project_id), self._context.database.connection() as connection:
            reading = self._clock.read(project_id)
            clock = {
                "time": reading.time.isoformat(),
                "frozen": reading.frozen,
                "random": self._context.random.state_of(project_id),
            }
            await storage.save_snapshot(connection, project_id, name, json.dumps(clock), real_now())

    async def list_snapshots(self, project_id: str) -> list[tuple[str, datetime]]:
        async with self._context.database.connection() as connection:
            return await storage.list_snapshots(connection, project_id)

    async def restore(self, project_id: str, name: str) -> None:
        """Raises NotFound, or Conflict when somebody else holds one of its numbers by now."""
        async with self._clock.exclusive(project_id):
            clock = json.loads(await despite_deadlocks(lambda: self._empty_and_restore(project_id, name)))
            await self._forget(project_id)
            if clock["random"]:
                seed, version, words, _ = clock["random"]
                self._context.random.restore(project_id, seed, version, words)
            time = datetime.fromisoformat(clock["time"])
            await (self._clock.freeze if clock["frozen"] else self._clock.run_from)(project_id, time)
        self._context.wakeup.ask()

    async def delete(self, project_id: str, name: str) -> None:
        """Raises NotFound."""
        async with self._context.database.connection() as connection:
            if not await storage.delete_snapshot(connection, project_id, name):
                raise _unknown(name)

    async def _empty_and_restore(self, project_id: str, name: str) -> str:
        """What was saved of the clock."""
        async with self._context.database.transaction() as connection:
            await self._empty_within(connection, project_id)
            text = await storage.restore_snapshot(connection, project_id, name)
            if text is None:
                raise _unknown(name)
        return text

    async def _empty(self, project_id: str) -> None:
        async with self._context.database.transaction() as connection:
            await self._empty_within(connection, project_id)

    async def _empty_within(self, connection: Connection, project_id: str) -> None:
        # Due on the clock that the project has now and on the one that it will have.
        due_at = min(real_now(), self._clock.now(project_id))
        await abandon_documents(connection, project_id, due_at)
        await storage.empty_project(connection, project_id)

    async def _forget(self, project_id: str) -> None:
        """What is not in the database."""
        self._faults.clear(project_id)
        self._magic.forget(project_id)
        self._context.random.seed(project_id, None)
        await self._clock.reset(project_id)


def _unknown(name: str) -> NotFound:
    return NotFound("Snapshot", name, f"The project has no snapshot {name}")
