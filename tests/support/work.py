"""Doing what is due, without a running worker: the clock stands, and is moved from one due time to the next."""

from datetime import timedelta

from numberbank.worker.due_work import DueWork
from support.clock import FakeClock


async def run_all(clock: FakeClock, works: list[DueWork], seconds: float = 5) -> None:
    """Does all that falls due within the next seconds, on the clock of the tests."""
    end = clock.moment + timedelta(seconds=seconds)
    while True:
        found = [await work.run_due(clock.due()) for work in works]
        for work in works:
            await work.finish()
        if any(found):
            continue
        times = [time for work in works if (time := await work.next_due()) is not None]
        first = min(times, default=None)
        if first is None or first > end:
            clock.moment = end
            return
        clock.moment = max(first, clock.moment + timedelta(milliseconds=1))
