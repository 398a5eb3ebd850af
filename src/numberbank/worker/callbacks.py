"""Due events: taken under a lease, sent outside of any transaction, then recorded.

Each delivery is a task of its own, and each endpoint has a share of them: one receiver that hangs delays nobody else.
"""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

import structlog

from numberbank.callbacks.sender import CallbackSender, Delivery, Message
from numberbank.domain.callbacks import pause_after
from numberbank.domain.clock import Due
from numberbank.services.context import Context
from numberbank.storage.due import DueKind
from numberbank.storage.events import Attempt, DueEvent, claim_due_events, record_attempts
from numberbank.worker.due_work import DueWork

AT_ONCE = 500
"""deliveries under way"""
PER_ENDPOINT = 8
"""of these, to one endpoint; one that has just failed gets a single one"""
REMEMBERED_FAILING = 10_000

log = structlog.get_logger()


class CallbackWork(DueWork):
    kind = DueKind.EVENT
    grain = timedelta(seconds=1)

    def __init__(self, context: Context, sender: CallbackSender) -> None:
        super().__init__(context)
        self._sender = sender
        self._tasks: dict[asyncio.Task[None], str] = {}
        """deliveries under way, each with its project"""
        self._under_way: Counter[str] = Counter()
        self._failing: set[str] = set()
        self._finished: list[Attempt] = []
        self._recording: asyncio.Task[None] | None = None
        self._room = asyncio.Event()

    async def run_due(self, due: Due) -> int:
        """Starts the delivery of due events and returns how many, without waiting for their ends."""
        if len(self._tasks) >= AT_ONCE:
            self._room.clear()
            await self._room.wait()
        async with self.context.database.connection() as connection:
            events = await claim_due_events(
                connection,
                due,
                self.context.policy.lease,
                room=self._free(),
                per_endpoint=PER_ENDPOINT,
                limit=AT_ONCE - len(self._tasks),
            )
        for event in events:
            self._start(event)
        return len(events)

    async def next_due(self) -> datetime | None:
        """While an endpoint has its full share, its events stay due; the end of a delivery rings the bell."""
        if any(count >= self._share(endpoint) for endpoint, count in self._under_way.items()):
            return None
        return await super().next_due()

    async def settle(self, project_id: str) -> None:
        """Waits for the project's deliveries too: they have a lease on its clock, which may be about to leap."""
        await super().settle(project_id)
        await asyncio.gather(*(task for task, owner in self._tasks.items() if owner == project_id))
        if self._recording:
            await self._recording

    async def finish(self) -> None:
        """Waits for the deliveries that are under way."""
        while self._tasks or self._recording:
            await asyncio.gather(*self._tasks, *filter(None, [self._recording]))

    def _free(self) -> dict[str, int]:
        """How many more deliveries each endpoint may have that has fewer than its share to itself."""
        endpoints = self._under_way.keys() | self._failing
        return {endpoint: max(self._share(endpoint) - self._under_way[endpoint], 0) for endpoint in endpoints}

    def _share(self, endpoint: str) -> int:
        return 1 if endpoint in self._failing else PER_ENDPOINT

    def _start(self, event: DueEvent) -> None:
        self._under_way[event.endpoint] += 1
        task = asyncio.create_task(self._send(event))
        self._tasks[task] = event.project_id
        task.add_done_callback(self._tasks.pop)

    async def _send(self, event: DueEvent) -> None:
        try:
            delivery = await self._sender.deliver(Message(event.url, event.id, event.body, event.secret))
        finally:
            self._under_way[event.endpoint] -= 1
            if not self._under_way[event.endpoint]:
                del self._under_way[event.endpoint]
            self._room.set()
        self._note_health(event.endpoint, delivery)
        self._finished.append(self._attempt(event, delivery))
        if self._recording is None:
            self._recording = asyncio.create_task(self._record())

    def _note_health(self, endpoint: str, delivery: Delivery) -> None:
        if delivery.delivered:
            self._failing.discard(endpoint)
        elif len(self._failing) < REMEMBERED_FAILING:
            self._failing.add(endpoint)

    def _attempt(self, event: DueEvent, delivery: Delivery) -> Attempt:
        pause = None
        if not delivery.delivered:
            jitter = self.context.random.about(event.project_id, "retry", event.id, str(event.attempt)).random()
            pause = pause_after(event.attempt, jitter, delivery.status, delivery.retry_after)
        return Attempt(
            event=event,
            milliseconds=delivery.milliseconds,
            status=delivery.status,
            problem=delivery.problem,
            delivered=delivery.delivered,
            next_due_at=event.moment + pause if pause else None,
        )

    async def _record(self) -> None:
        """Writes what has finished, in as few statements as come together; a lost one is sent again after its lease."""
        try:
            while self._finished:
                attempts, self._finished = self._finished, []
                async with self.context.database.connection() as connection:
                    await record_attempts(connection, attempts)
        except Exception as error:
            log.error("attempts could not be recorded", exc_info=error)
        finally:
            self._recording = None
            self.bell.set()
