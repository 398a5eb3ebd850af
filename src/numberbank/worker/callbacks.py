"""Due events: taken under a lease, sent outside of any transaction, then recorded.

Each delivery is a task of its own; which are sent, worker.lanes decides. What waits there is made due again when its
endpoint fails or is too slow for it, and when the worker stops.
"""

import asyncio
import time
from datetime import datetime, timedelta

import structlog

from numberbank.callbacks.sender import LONGEST_ATTEMPT, CallbackSender, Delivery, Message
from numberbank.domain.callbacks import pause_after
from numberbank.domain.clock import Due
from numberbank.services.context import Context
from numberbank.storage.due import DueKind
from numberbank.storage.events import Attempt, DueEvent, claim_due_events, give_up_events, record_attempts
from numberbank.worker.due_work import DueWork
from numberbank.worker.lanes import PER_ENDPOINT, Lanes

AT_ONCE = 500
"""deliveries under way"""

log = structlog.get_logger()


class CallbackWork(DueWork):
    kind = DueKind.EVENT
    grain = timedelta(seconds=1)

    def __init__(self, context: Context, sender: CallbackSender) -> None:
        super().__init__(context)
        self._sender = sender
        self._tasks: dict[asyncio.Task[None], str] = {}
        """deliveries under way, each with its project"""
        self._lanes = Lanes(context.policy.lease.total_seconds(), LONGEST_ATTEMPT)
        self._finished: list[Attempt] = []
        self._given_up: list[DueEvent] = []
        self._recording: asyncio.Task[None] | None = None
        self._room = asyncio.Event()
        self._took_all = True
        """at the last look"""

    async def run_due(self, due: Due) -> int:
        """Takes on due events and returns how many, without waiting for their deliveries."""
        while self._lanes.under_way >= AT_ONCE:
            self._room.clear()
            await self._room.wait()
        begun = time.monotonic()
        limit = AT_ONCE - self._lanes.under_way
        async with self.context.database.connection() as connection:
            events = await claim_due_events(
                connection,
                due,
                self.context.policy.lease,
                room=self._lanes.room,
                per_endpoint=PER_ENDPOINT,
                limit=limit,
            )
        self._took_all = len(events) < limit
        self._give_up([event for event in events if not self._lanes.put(event, begun)])
        self._lanes.close_empty()
        for endpoint in {event.endpoint for event in events}:
            self._start(endpoint)
        return len(events)

    def looks_again(self, found: int) -> bool:
        """A look takes all that is due and may be taken on; of what comes later, the bell tells."""
        return not self._took_all

    async def next_due(self) -> datetime | None:
        """While an endpoint has all it may have, its events stay due; the end of a delivery rings the bell."""
        if self._lanes.any_full:
            return None
        return await super().next_due()

    async def settle(self, project_id: str) -> None:
        """Waits for the project's deliveries too: they have a lease on its clock, which may be about to leap."""
        await super().settle(project_id)
        self._give_up(self._lanes.give_up(lambda event: event.project_id == project_id))
        await asyncio.gather(*(task for task, owner in self._tasks.items() if owner == project_id))
        if self._recording:
            await self._recording

    async def finish(self) -> None:
        """Waits for the deliveries that are under way, and leaves the others to whoever comes next."""
        self._give_up(self._lanes.give_up(lambda event: True))
        while self._tasks or self._recording:
            await asyncio.gather(*self._tasks, *filter(None, [self._recording]))
        self._lanes.close_empty()

    def _start(self, endpoint: str) -> None:
        for event in self._lanes.startable(endpoint):
            task = asyncio.create_task(self._send(event))
            self._tasks[task] = event.project_id
            task.add_done_callback(self._tasks.pop)

    async def _send(self, event: DueEvent) -> None:
        delivery = await self._sender.deliver(Message(event.url, event.id, event.body, event.secret))
        self._finished.append(self._attempt(event, delivery))
        was_full = not self._lanes.room_of(event.endpoint)
        self._give_up(self._lanes.end(event.endpoint, delivered=delivery.delivered))
        self._give_up(self._lanes.too_late(event.endpoint, time.monotonic()))
        self._start(event.endpoint)
        self._room.set()
        if was_full and self._lanes.room_of(event.endpoint):
            self.bell.set()
        self._record_soon()

    def _give_up(self, events: list[DueEvent]) -> None:
        if events:
            self._given_up += events
            self._record_soon()

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

    def _record_soon(self) -> None:
        if self._recording is None:
            self._recording = asyncio.create_task(self._record())

    async def _record(self) -> None:
        """Writes what has finished, in as few statements as come together; a lost one is sent again after its lease."""
        failed = False
        try:
            while self._finished or self._given_up:
                attempts, self._finished = self._finished, []
                given_up, self._given_up = self._given_up, []
                failed |= bool(given_up) or not all(attempt.delivered for attempt in attempts)
                async with self.context.database.connection() as connection:
                    if attempts:
                        await record_attempts(connection, attempts)
                    if given_up:
                        await give_up_events(connection, given_up)
        except Exception as error:
            log.error("attempts could not be recorded", exc_info=error)
        finally:
            self._recording = None
            if failed:
                self.bell.set()
