"""Row 8: callbacks that one worker delivers, against a loop that does nothing but post the same bodies."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count, islice

from bench.bench import Bench, Row
from bench.figures import Budget, Line, Missing, Sample
from bench.inventory import scattered
from bench.load import LoadFailed, interleaved
from bench.platform import PROJECT, database, on_database, working
from bench.programs import python, run_once
from bench.receiving import Receiver, receiving
from numberbank.domain.callbacks import endpoint_of
from numberbank.domain.e164 import E164
from numberbank.domain.events import provisioning_event
from numberbank.domain.provisioning import ProvisioningAction, ProvisioningKind
from numberbank.storage.events import NewEvent, insert_events
from numberbank.storage.pool import Connection
from numberbank.worker.lanes import PER_ENDPOINT

_BUDGET = Budget(0.5)
_PATIENCE = 300.0
"""seconds for all callbacks of a round"""


class Deliveries:
    def __init__(self, bench: Bench, dsn: str, receiver: Receiver) -> None:
        self._bench = bench
        self._dsn = dsn
        self._receiver = receiver
        self._ids: Iterator[str] = (f"{number:026}" for number in count())

    def by_worker(self) -> float:
        """Callbacks per second, from the first to the last that arrived; the worker starts with all of them due."""
        events = list(islice(self._events(), self._bench.scale.events))
        on_database(self._dsn, lambda connection: insert_events(connection, events))
        with working(self._bench, self._dsn):
            self._wait()
        return self._rate()

    def by_loop(self) -> float:
        """The same bodies, as many at once, by httpx2 alone."""
        file = self._bench.folder / "bodies.jsonl"
        file.write_bytes(b"\n".join(event.body for event in islice(self._events(), self._bench.scale.events)))
        command = python("bench.bare_posts", self._receiver.url, str(file), str(PER_ENDPOINT))
        run_once(command)
        return self._rate()

    def _events(self) -> Iterator[NewEvent]:
        url, now = self._receiver.url, datetime.now(UTC)
        link = ProvisioningKind.SMS_PLATFORM, ProvisioningAction.LINK
        for id_, number in zip(self._ids, scattered(self._bench.scale.inventory), strict=False):
            body = provisioning_event(id_, now, PROJECT, E164(number), *link, None)
            yield NewEvent(id_, PROJECT, number, url, endpoint_of(url), body, now)

    def _wait(self) -> None:
        """Until all are delivered and recorded. Raises LoadFailed."""
        deadline = time.monotonic() + _PATIENCE
        while on_database(self._dsn, _any_due):
            if time.monotonic() > deadline:
                raise LoadFailed(f"the worker did not deliver all callbacks within {_PATIENCE:.0f} seconds")
            time.sleep(0.1)
        if unrecorded := on_database(self._dsn, _unrecorded):
            raise LoadFailed(f"{unrecorded} callbacks were settled and are not in the log as delivered")

    def _rate(self) -> float:
        received = self._receiver.take()
        if received.count != self._bench.scale.events:
            raise LoadFailed(f"{received.count} callbacks arrived instead of {self._bench.scale.events}")
        return received.rate


async def _any_due(connection: Connection) -> bool:
    """A question that costs as much however many events there were before: it must not slow down what is measured."""
    due: bool = await connection.fetchval("select exists (select from event where due_at is not null)")
    return due


async def _unrecorded(connection: Connection) -> int:
    """Events that are not delivered, or whose attempt is not in the log."""
    left: int = await connection.fetchval(
        """
        select count(*) from event e left join callback_attempt a on a.event_id = e.id
        where e.delivered_at is null or e.due_at is not null or a.status is distinct from 204
        """
    )
    return left


def run(bench: Bench) -> list[Line | Missing]:
    with database(bench) as dsn, receiving(bench) as receiver:
        deliveries = Deliveries(bench, dsn, receiver)
        deliveries.by_loop()
        rounds = interleaved(bench.scale.rounds, deliveries.by_worker, deliveries.by_loop)
    by_worker, by_loop = map(Sample.of, rounds)
    than = f"httpx2 loop, {PER_ENDPOINT} at once"
    return [Line("callbacks by one worker to one receiver", "callbacks/s", by_worker, than, by_loop, _BUDGET)]


ROW = Row(
    8,
    "Callbacks",
    run,
    limit=(
        "One core of Python: three quarters are the HTTP client, which the bare loop has too, the rest two signatures, "
        "the statements that take events on, up to 64 at a time, and those that log the attempts."
    ),
    growth=(
        "In proportion to the events; each receiver adds its own 8 at once, up to 500 in all, and workers share "
        "the events."
    ),
)
