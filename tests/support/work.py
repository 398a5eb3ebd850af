"""Doing what is due, without a running worker: the clock stands, and is moved a little between batches."""

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
        if clock.moment >= end:
            return
        clock.advance(timedelta(milliseconds=250))
