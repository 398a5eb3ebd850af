"""Events that a worker takes on ahead of their delivery: none is lost, delayed or counted as tried for it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from support.apps import Api
from support.callbacks import callback_work, put_events
from support.due_work import do_due, due_at
from support.receiver import Receiver

from numberbank.services.context import Context
from numberbank.worker.callbacks import CallbackWork
from numberbank.worker.lanes import AHEAD, PER_ENDPOINT

MANY = 3 * (PER_ENDPOINT + AHEAD)


@pytest.fixture
async def work(context: Context) -> AsyncIterator[CallbackWork]:
    async with callback_work(context, timeout=2) as work:
        yield work


@pytest.fixture
def start(api: Api) -> datetime:
    return api.context.clock.now(api.project_id)


async def take_on_ahead(work: CallbackWork, receiver: Receiver, moment: datetime) -> None:
    """The first share is delivered; then more are taken on than can be sent."""
    assert await work.run_due(due_at(moment)) == PER_ENDPOINT
    await asyncio.to_thread(receiver.wait_for, 1)
    async with asyncio.timeout(10):
        while not await work.run_due(due_at(moment)):
            await work.bell.wait()
            work.bell.clear()


async def states(context: Context) -> dict[str, int]:
    async with context.database.connection() as connection:
        row = await connection.fetchrow(
            """
            select count(*) filter (where delivered_at is not null and due_at is null) as delivered,
                count(*) filter (where due_at = created_at and attempts = 0) as untouched,
                count(*) filter (where due_at > created_at and attempts = 1) as tried
            from event
            """
        )
    assert row is not None
    return dict(row)


async def test_all_are_delivered_once(api: Api, work: CallbackWork, callbacks: Receiver, start: datetime) -> None:
    await put_events(api.context, api.project_id, callbacks.url, start, MANY)

    assert await do_due(work, start) == MANY

    assert sorted(one.headers["webhook-id"] for one in callbacks.received) == sorted(
        {one.headers["webhook-id"] for one in callbacks.received}
    )
    assert await states(api.context) == {"delivered": MANY, "untouched": 0, "tried": 0}


async def test_few_looks_at_the_database_are_enough(
    api: Api, work: CallbackWork, callbacks: Receiver, start: datetime
) -> None:
    await put_events(api.context, api.project_id, callbacks.url, start, MANY)
    looks = []

    async with asyncio.timeout(20):
        while sum(looks) < MANY:
            work.bell.clear()
            looks.append(await work.run_due(due_at(start)))
            if not looks[-1]:
                await work.bell.wait()
    await work.finish()

    assert len([look for look in looks if look]) <= MANY / PER_ENDPOINT, looks


async def test_what_waits_for_an_endpoint_that_fails_is_due_as_before(
    api: Api, work: CallbackWork, callbacks: Receiver, start: datetime
) -> None:
    await put_events(api.context, api.project_id, callbacks.url, start, MANY)
    callbacks.pause = 0.1
    await take_on_ahead(work, callbacks, start + timedelta(seconds=5))
    callbacks.status = 500
    await asyncio.to_thread(callbacks.wait_until, lambda: len(callbacks.received) >= PER_ENDPOINT * 2)
    await work.finish()

    after = await states(api.context)
    assert after["untouched"] + after["tried"] + after["delivered"] == MANY
    assert after["tried"] <= PER_ENDPOINT
    assert len(callbacks.received) == after["tried"] + after["delivered"]

    callbacks.status, callbacks.pause = 200, 0.0
    await do_due(work, start + timedelta(days=1))
    assert (await states(api.context))["delivered"] == MANY


async def test_a_worker_that_stops_leaves_what_waits_to_the_next(
    api: Api, work: CallbackWork, callbacks: Receiver, start: datetime
) -> None:
    await put_events(api.context, api.project_id, callbacks.url, start, MANY)
    callbacks.pause = 0.2
    await take_on_ahead(work, callbacks, start + timedelta(seconds=5))

    await work.finish()

    after = await states(api.context)
    assert after["untouched"] + after["delivered"] == MANY
    assert after["delivered"] == len(callbacks.received) < MANY


async def test_a_clock_that_is_about_to_leap_waits_for_deliveries_alone(
    api: Api, work: CallbackWork, callbacks: Receiver, start: datetime
) -> None:
    await put_events(api.context, api.project_id, callbacks.url, start, MANY)
    callbacks.pause = 0.2
    await take_on_ahead(work, callbacks, start + timedelta(seconds=5))

    await work.settle(api.project_id)

    after = await states(api.context)
    assert after["untouched"] + after["delivered"] == MANY
    assert after["untouched"] > 0
