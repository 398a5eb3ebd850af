"""Row 2: rents of distinct numbers, with all that follows, against the bare minimum of SQL."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice

from bench.bench import Bench, Row
from bench.figures import Budget, Line, Missing, Sample
from bench.inventory import scattered
from bench.load import Load, LoadFailed, interleaved
from bench.pgbench import bare_inserts
from bench.platform import Platform, searchable, working
from bench.receiving import receiving
from bench.requests import RENT
from bench.storage import drained
from numberbank.storage.pool import CONNECTIONS, Connection

_BUDGET = Budget(1 / 3)
_MOST = 6000
"""rents a second that there are numbers for"""


class Renting:
    """Rents on one platform, no number twice; what it should then hold is known."""

    def __init__(self, bench: Bench, served: Platform, callback_url: str) -> None:
        self._bench = bench
        self.served = served
        self._body = RENT.body.replace("CALLBACK", callback_url)
        self._numbers: Iterator[str] = scattered(bench.scale.inventory)
        self.answered = self.loads = 0

    def run(self, seconds: float) -> float:
        """Rents answered per second."""
        count = round(max(seconds, 0.1) * _MOST)
        paths = [self.served.path(RENT, number) for number in islice(self._numbers, count)]
        outcome = self._bench.load(self._load(paths, seconds))
        self.answered += outcome.requests
        self.loads += 1
        return outcome.rate

    def run_until_settled(self, seconds: float) -> float:
        """Rents per second until a worker has made all their links and written all their events."""
        before, started = self.answered, time.perf_counter()
        self.run(seconds)
        self.served.sql(drained)
        return (self.answered - before) / (time.perf_counter() - started)

    def check(self, *, settled: bool) -> None:
        """Raises LoadFailed when a rent lacks something that belongs to it."""
        held, complete = self.served.sql(lambda connection: _count(connection, settled))
        # A load ends with a request of each client under way, which is carried out and not counted.
        most = self.answered + self.loads * self._bench.scale.clients
        if not self.answered <= held <= most or complete != held:
            raise LoadFailed(f"{self.answered} rents were answered, {held} numbers are held, {complete} are complete")

    def _load(self, paths: list[str], seconds: float) -> Load:
        return self.served.load(paths, self._bench.scale.clients, seconds, self._body)


async def _count(connection: Connection, settled: bool) -> tuple[int, int]:
    """Held numbers, and those of them that have their two charges and their job, or the link and event after it."""
    follows = (
        "n.service_plan_id = 'plan' and (select count(*) from event e where e.resource_id = '+' || n.e164) = 1"
        if settled
        else "(select count(*) from provisioning_job j where j.e164 = n.e164) = 1"
    )
    row = await connection.fetchrow(
        f"""
        select count(*) as held, count(*) filter (
            where (select count(*) from charge c where c.e164 = n.e164) = 2 and {follows}
        ) as complete from number n
        """
    )
    assert row is not None
    return row["held"], row["complete"]


def run(bench: Bench) -> list[Line | Missing]:
    with receiving(bench) as receiver, ExitStack() as stack:
        alone = Renting(bench, stack.enter_context(searchable(bench)), receiver.url)
        followed = Renting(bench, stack.enter_context(searchable(bench)), receiver.url)
        stack.enter_context(working(bench, followed.served.dsn))
        alone.run(bench.scale.warm_up)
        followed.run_until_settled(bench.scale.warm_up)
        rates = interleaved(
            bench.scale.rounds,
            lambda: alone.run(bench.scale.seconds),
            lambda: followed.run_until_settled(bench.scale.seconds),
            lambda: bare_inserts(bench, alone.served.dsn, CONNECTIONS),
        )
        alone.check(settled=False)
        followed.check(settled=True)
    answered, settled, bare = map(Sample.of, rates)
    than = f"pgbench, {CONNECTIONS} connections"
    return [
        Line("rent, answered: claim, charges, job", "rents/s", answered, than, bare, _BUDGET),
        Line("rent, with a worker beside it until all events are written", "rents/s", settled, than, bare, _BUDGET),
    ]


ROW = Row(
    2,
    "Rent",
    run,
    limit=(
        "One statement claims the number, writes two charges and the job, and looks after balances: 13 parts, four "
        "tables, nine indexes. PostgreSQL needs three times for it, and the API as much again, what a bare insert "
        "needs in all with its commit and pgbench; for a third of that rate both together would have to need half. "
        "Tried: one statement instead of four round trips, plans kept for a connection, connections that change "
        "hands without asyncpg's pool, URLs judged once. What is left to try is to claim rents that arrive together "
        "by one statement with one commit. With a worker beside it, API, worker, receiver and database share the "
        "cores, and the worker does for each rent as much as the API does."
    ),
    growth="A rent costs the same however many numbers are held: it touches a few pages of each index.",
)
