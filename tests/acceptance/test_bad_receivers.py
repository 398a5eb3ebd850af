"""A receiver that fails harms nobody else: deliveries to others keep their usual delay."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from support.bad_receivers import (
    Behaviour,
    answers_500,
    bad_receiver,
    drips_a_body,
    drips_a_head,
    hangs,
    resets,
    sends_a_gigabyte,
    sends_an_endless_head,
    speaks_no_http,
)
from support.callbacks import callback_work, put_events
from support.due_work import do_due
from support.programs import free_port
from support.receiver import Receiver

from numberbank.domain.clock import SystemClock, real_now
from numberbank.services.context import Context
from numberbank.services.projects import create_project
from numberbank.worker.loop import Worker

SAMPLES = 40
TIMEOUT = 2.0
"""seconds for an attempt, instead of 15, so that the end of a test need not wait for those that hang"""


@pytest.fixture
async def project_id(context: Context) -> str:
    return (await create_project(context, "Test")).id


@asynccontextmanager
async def running_worker(context: Context) -> AsyncIterator[None]:
    real = replace(context, clock=SystemClock())
    async with callback_work(real, TIMEOUT) as work:
        worker = Worker(real, [work])
        running = asyncio.create_task(worker.run())
        try:
            yield
        finally:
            worker.stop()
            await running


async def delays(context: Context, project_id: str, callbacks: Receiver) -> list[float]:
    """Seconds from the commit of an event to its arrival, for events one after the other, shortest first."""
    measured = []
    for _ in range(SAMPLES):
        arrived = len(callbacks.received)
        started = time.perf_counter()
        await put_events(context, project_id, callbacks.url, real_now())
        await asyncio.to_thread(callbacks.wait_for, arrived + 1)
        measured.append(time.perf_counter() - started)
    return sorted(measured)


@pytest.mark.parametrize(
    "behave",
    [
        answers_500,
        hangs,
        resets,
        sends_a_gigabyte,
        drips_a_body,
        drips_a_head,
        sends_an_endless_head,
        speaks_no_http,
    ],
)
async def test_others_keep_their_usual_delay(
    context: Context, callbacks: Receiver, project_id: str, behave: Behaviour
) -> None:
    with bad_receiver(behave) as bad:
        async with running_worker(context):
            usual = await delays(context, project_id, callbacks)
            await put_events(context, project_id, bad.url, real_now(), count=500)
            beside = await delays(context, project_id, callbacks)

    assert bad.connections > 0
    assert beside[SAMPLES // 2] < 3 * usual[SAMPLES // 2] + 0.1
    assert beside[-1] < 3 * usual[-1] + 0.3


async def test_a_receiver_that_nobody_listens_for_delays_nobody(
    context: Context, callbacks: Receiver, project_id: str
) -> None:
    async with running_worker(context):
        usual = await delays(context, project_id, callbacks)
        await put_events(context, project_id, f"http://127.0.0.1:{free_port()}/", real_now(), count=500)
        beside = await delays(context, project_id, callbacks)

    assert beside[-1] < 3 * usual[-1] + 0.3


async def test_an_hour_of_500_costs_others_nothing_and_itself_only_time(
    context: Context, callbacks: Receiver, project_id: str
) -> None:
    start = context.clock.now(project_id)
    with bad_receiver(answers_500) as bad:
        async with callback_work(context, TIMEOUT) as work:
            await put_events(context, project_id, bad.url, start, count=20)
            for minute in range(60):
                moment = start + timedelta(minutes=minute)
                (event_id,) = await put_events(context, project_id, callbacks.url, moment)

                await do_due(work, moment)

                assert callbacks.received[-1].headers["webhook-id"] == event_id
                assert len(callbacks.received) == minute + 1
        attempts = bad.connections

    # At 0 s, 5 s, 35 s, about 3, 14, 46 minutes: looked at once a minute that makes about six attempts an event.
    assert 20 * 5 < attempts <= 20 * 6
    async with context.database.connection() as connection:
        pending = await connection.fetchval("select count(*) from event where due_at is not null")
    assert pending == 20


async def test_of_a_long_answer_little_is_read(context: Context, project_id: str) -> None:
    moment = context.clock.now(project_id)
    with bad_receiver(sends_a_gigabyte) as bad:
        async with callback_work(context, TIMEOUT) as work:
            await put_events(context, project_id, bad.url, moment)
            await do_due(work, moment)

    assert bad.sent < 20_000_000, "more than what the system's buffers hold"
    async with context.database.connection() as connection:
        assert await connection.fetchval("select delivered_at is not null from event")


async def test_an_answer_that_never_ends_is_an_answer(context: Context, project_id: str) -> None:
    moment = context.clock.now(project_id)
    with bad_receiver(drips_a_body) as bad:
        async with callback_work(context, timeout=15) as work:
            await put_events(context, project_id, bad.url, moment)
            started = time.perf_counter()
            await do_due(work, moment)

    assert time.perf_counter() - started < 5
    async with context.database.connection() as connection:
        assert await connection.fetchval("select delivered_at is not null from event")
