"""Claims that arrive together are made together: one statement and one commit for many rents."""

import asyncio
from collections import deque

import asyncpg

from numberbank.domain.e164 import E164
from numberbank.storage.claims import Claim, ClaimOutcome, claim_numbers
from numberbank.storage.pool import Database

_MOST = 16
"""claims of a group; more would all wait for PostgreSQL together, and it for them"""
_LONG = 0.02
"""seconds after which a group has met a lock that somebody keeps, so that others had better go ahead"""
_GROUPS = 4
"""under way at once, when that happens"""
_REFUSED = asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, asyncpg.TransactionRollbackError
"""what undoes a whole group for the sake of one; where a connection breaks, nobody knows what was done"""


class _Waiting:
    """A claim and whoever waits for its outcome."""

    __slots__ = ("claim", "outcome")

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.outcome: asyncio.Future[ClaimOutcome] = asyncio.get_running_loop().create_future()

    def settle(self, outcome: ClaimOutcome) -> None:
        if not self.outcome.done():
            self.outcome.set_result(outcome)

    def fail(self, error: Exception) -> None:
        if not self.outcome.done():
            self.outcome.set_exception(error)


_Line = list[_Waiting]
"""those who want the same number, in the order in which they came"""
_TAKEN = ClaimOutcome()


class Claims:
    """Nobody waits in order that a group grows: it is made of what comes while another one is under way."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: deque[_Waiting] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        """one for each group under way"""
        self._latest: asyncio.Task[None] | None = None
        """the one whose end the next group waits for"""

    async def make(self, claim: Claim) -> ClaimOutcome:
        """Whoever breaks off while it is under way does not learn whether the number was claimed."""
        waiting = _Waiting(claim)
        self._waiting.append(waiting)
        self._start()
        return await waiting.outcome

    async def finish(self) -> None:
        """Waits for all claims that were made."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    def _start(self) -> None:
        if self._waiting and self._latest is None and len(self._tasks) < _GROUPS:
            self._latest = asyncio.create_task(self._make_group())
            self._tasks.add(self._latest)

    async def _make_group(self) -> None:
        task = asyncio.current_task()
        assert task is not None
        overtaking = asyncio.get_running_loop().call_later(_LONG, self._go_on_without, task)
        try:
            results = await self._carry_out(self._next_group())
        finally:
            # The next group begins before anybody hears of this one, so that PostgreSQL need not wait for answers.
            overtaking.cancel()
            self._tasks.remove(task)
            self._go_on_without(task)
        for line, result in results:
            self._settle(line, result, alone=len(results) == 1)
        self._start()

    def _go_on_without(self, task: asyncio.Task[None]) -> None:
        if self._latest is task:
            self._latest = None
        self._start()

    def _next_group(self) -> list[_Line]:
        lines: dict[E164, _Line] = {}
        while self._waiting and len(lines) < _MOST:
            waiting = self._waiting.popleft()
            if not waiting.outcome.done():
                lines.setdefault(waiting.claim.number, []).append(waiting)
        return list(lines.values())

    async def _carry_out(self, group: list[_Line]) -> list[tuple[_Line, ClaimOutcome | Exception]]:
        """Each line with what became of the first in it."""
        try:
            async with self._database.connection() as connection:
                outcomes = await claim_numbers(connection, [line[0].claim for line in group])
        except _REFUSED as error:
            if len(group) == 1:
                return [(group[0], error)]
            return [result for line in group for result in await self._carry_out([line])]
        except Exception as error:
            return [(line, error) for line in group]
        return list(zip(group, outcomes, strict=True))

    def _settle(self, line: _Line, result: ClaimOutcome | Exception, *, alone: bool) -> None:
        """Who could pay and yet got nothing was outrun, perhaps by its own project, and asks once more."""
        first, *others = line
        if isinstance(result, Exception):
            first.fail(result)
            self._put_back(others)
        elif result.number:
            first.settle(result)
            for waiting in others:
                waiting.settle(_TAKEN)
        elif result.payable and not alone:
            self._put_back(line)
        else:
            first.settle(result)
            self._put_back(others)

    def _put_back(self, line: _Line) -> None:
        self._waiting.extendleft(reversed(line))
