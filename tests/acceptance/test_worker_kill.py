"""Workers that are killed in the middle of their work, again and again: all of it gets done."""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from support.held_numbers import rent_us, us_numbers, with_private_callbacks
from support.programs import running
from support.receiver import Receiver

from numberbank.domain.provisioning import LinkChange, VoiceTarget
from numberbank.services.context import Context
from numberbank.services.projects import create_project

KILLS = 5
NUMBERS = 134
"""rented in each round, at whose middle a worker is killed"""
JOBS = KILLS * NUMBERS * 3
"""two thousand: the SMS platform, a campaign and voice for each number"""
LINKS = LinkChange("plan", "campaign", VoiceTarget(id="app"))
WORKER = {"NUMBERBANK_PRIVATE_CALLBACKS": "true", "NUMBERBANK_SIMULATED_DELAY": "0.2", "NUMBERBANK_LEASE": "3"}
PENDING_JOBS = "select count(*) from provisioning_job"
PENDING_EVENTS = "select count(*) from event where due_at is not null"


class Workers:
    """Two worker programs, one of which is killed and replaced at a time."""

    def __init__(self, dsn: str, stack: ExitStack) -> None:
        self._dsn = dsn
        self._stack = stack
        self._running = [self._start(), self._start()]

    def kill_one(self) -> None:
        victim = self._running.pop(0)
        assert victim.poll() is None, "it had ended by itself"
        os.killpg(victim.pid, signal.SIGKILL)
        victim.wait()
        self._running.append(self._start())

    def _start(self) -> "subprocess.Popen[bytes]":
        return self._stack.enter_context(running(["worker"], DATABASE_URL=self._dsn, **WORKER))


@contextmanager
def workers(dsn: str) -> Iterator[Workers]:
    with ExitStack() as stack:
        yield Workers(dsn, stack)


async def count(context: Context, sql: str) -> int:
    async with context.database.connection() as connection:
        found: int = await connection.fetchval(sql)
        return found


async def wait_until(context: Context, sql: str, condition: Callable[[int], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition(found := await count(context, sql)):
        assert time.monotonic() < deadline, f"{found} found by: {sql}"
        await asyncio.sleep(0.005)


async def both_work(context: Context) -> None:
    listening = "select count(*) from pg_stat_activity where datname = current_database() and query ilike 'listen %'"
    await wait_until(context, listening, lambda found: found == 2)


async def test_every_job_settles_and_every_event_arrives(context: Context, database: str, callbacks: Receiver) -> None:
    context = with_private_callbacks(context)
    project = await create_project(context, "killed")
    numbers = us_numbers(KILLS * NUMBERS)

    with workers(database) as running_workers:
        for kill in range(KILLS):
            await both_work(context)
            told = await count(context, "select count(*) from event")
            batch = numbers[kill * NUMBERS : (kill + 1) * NUMBERS]
            renting = asyncio.create_task(rent_us(context, project.id, LINKS, callbacks.url, batch))
            await wait_until(context, "select count(*) from event", lambda found, told=told: found > told + NUMBERS)
            running_workers.kill_one()
            assert await count(context, PENDING_JOBS) > 0
            await renting
        await wait_until(context, PENDING_JOBS, lambda found: found == 0)
        await wait_until(context, PENDING_EVENTS, lambda found: found == 0)

    assert await count(context, "select count(*) from event where delivered_at is not null") == JOBS
    assert await count(context, "select count(*) from event where attempts > 1") > 0, "the kills hit nothing"
    linked = "service_plan_id = 'plan' and campaign_id = 'campaign' and voice_id = 'app'"
    assert await count(context, f"select count(*) from number where {linked}") == KILLS * NUMBERS
    async with context.database.connection() as connection:
        stored = {row["id"]: row["body"] for row in await connection.fetch("select id, body from event")}
    # A request of a worker that was killed may have broken off.
    whole = [one for one in callbacks.received if len(one.body) == int(one.headers["content-length"])]
    assert {one.headers["webhook-id"]: one.body for one in whole} == stored
