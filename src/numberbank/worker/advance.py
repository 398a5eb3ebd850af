"""Moving a sandbox clock forward: everything that falls due in between is done, in order, each at its own time."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from numberbank.domain.clock import Due, real_now
from numberbank.services.context import Context
from numberbank.services.sandbox.clock import SandboxClock
from numberbank.storage.due import DueKind, next_due_of_project
from numberbank.worker.due_work import DueWork

_INSTANT = timedelta(microseconds=1)


class ClockAdvance:
    """`open_work` makes the works that an advance runs; `background` are those of the worker beside it."""

    def __init__(
        self,
        context: Context,
        clock: SandboxClock,
        background: Sequence[DueWork],
        open_work: Callable[[], Sequence[DueWork]],
    ) -> None:
        self._context = context
        self._clock = clock
        self._background = background
        self._open_work = open_work

    async def advance(self, project_id: str, target: Callable[[datetime], datetime]) -> dict[str, int]:
        """Moves the project's clock to `target` of its time now, and says how many items of each kind fell due.

        What was due already is done first, and not counted: how much of it the worker beside this had left is chance.
        The clock stands at the time of each step while it is done. A process that is killed in between leaves the clock
        at that time, running or not as it was, with everything before it done.
        """
        async with self._clock.exclusive(project_id), self._clock.advancing(project_id) as reading:
            goal = target(reading.time)
            for work in self._background:
                await work.settle(project_id)
            await self._run_until(project_id, reading.time)
            done = await self._run_until(project_id, goal)
            await self._clock.step(project_id, goal)
        if not reading.frozen:
            for work in self._background:
                work.bell.set()
        return done

    async def _run_until(self, project_id: str, goal: datetime) -> dict[str, int]:
        works = {work.kind: work for work in self._open_work()}
        done: Counter[str] = Counter()
        while True:
            async with self._context.database.connection() as connection:
                times = await next_due_of_project(connection, project_id)
            first = min(times, key=lambda kind: times[kind], default=None)
            if first is None or times[first] > goal:
                return dict(done)
            await self._clock.step(project_id, max(times[first], self._clock.now(project_id)))
            work = works[first]
            horizon = _horizon(work, times, goal)
            found = await work.run_due(Due(horizon=horizon, real=real_now(), project_id=project_id))
            await work.finish()
            done[first] += found
            if not found:
                # A request holds what is due; it will not for long.
                await asyncio.sleep(0.01)


def _horizon(work: DueWork, times: dict[DueKind, datetime], goal: datetime) -> datetime:
    """How far work of one kind may run ahead in one step without overtaking other work or its own consequences.

    Of work that is due at the same time, that of the earlier kind goes first.
    """
    kinds = list(DueKind)
    turn = kinds.index(work.kind)
    others = [
        time if kinds.index(kind) > turn else time - _INSTANT for kind, time in times.items() if kind is not work.kind
    ]
    return max(min([*others, goal, times[work.kind] + work.grain]), times[work.kind])
