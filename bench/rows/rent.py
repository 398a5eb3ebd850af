"""Row 2: rents of distinct numbers, with all that follows, against the bare minimum of SQL."""

import time
from collections.abc import Callable, Iterator
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
    with receiving(bench) as receiver:
        return [_alone(bench, receiver.url), _with_worker(bench, receiver.url)]


def _alone(bench: Bench, callback_url: str) -> Line:
    with searchable(bench) as served:
        renting = Renting(bench, served, callback_url)
        renting.run(bench.scale.warm_up)
        rates = _beside_bare_inserts(bench, served, lambda: renting.run(bench.scale.seconds))
        renting.check(settled=False)
    return _line("rent, answered: claim, charges, job", rates)


def _with_worker(bench: Bench, callback_url: str) -> Line:
    with searchable(bench) as served, working(bench, served.dsn):
        renting = Renting(bench, served, callback_url)
        renting.run_until_settled(bench.scale.warm_up)
        rates = _beside_bare_inserts(bench, served, lambda: renting.run_until_settled(bench.scale.seconds))
        renting.check(settled=True)
    return _line("rent, with a worker beside it until all events are written", rates)


def _beside_bare_inserts(bench: Bench, served: Platform, rent: Callable[[], float]) -> tuple[Sample, Sample]:
    rents, bare = interleaved(bench.scale.rounds, rent, lambda: bare_inserts(bench, served.dsn, CONNECTIONS))
    return Sample.of(rents), Sample.of(bare)


def _line(what: str, rates: tuple[Sample, Sample]) -> Line:
    rents, bare = rates
    return Line(what, "rents/s", rents, f"pgbench, {CONNECTIONS} connections", bare, _BUDGET)


ROW = Row(
    2,
    "Rent",
    run,
    limit=(
        "The API's one core of Python: a third of its time is HTTP server and event loop, half the request (routes, "
        "key, contract, job, answer), the rest the statement. Tried, each with its gain: one statement instead of four "
        "round trips, connections that change hands without asyncpg's pool, URLs judged once, and claims that arrive "
        "together made by one statement with one commit, up to 16 at a time, which doubled the rate; PostgreSQL's "
        "core is half idle since. Larger groups, and several at once, gave less. With a worker beside it the figure is "
        "the worker's: API, worker, receiver and database share the cores, and to link a number, write the event "
        "and deliver it takes a worker longer than a rent takes the API. What stands in the way is Python's time for "
        "each callback (row 8); more workers on other cores would share it."
    ),
    growth="A rent costs the same however many numbers are held: it touches a few pages of each index.",
)
