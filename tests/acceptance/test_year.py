"""A year in the life of 1,000 numbers: however it is stepped through, it is the same, and costs what it should.

The test reckons for itself: nothing here comes from the package but what a client sees.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import asyncpg
import msgspec
import pytest
from support.receiver import Receiver
from support.sandbox_on import sandbox_on
from support.sandbox_projects import SandboxProject, ok, sandbox_project

START = datetime(2027, 10, 20, 10, 11, 12, 345678, tzinfo=UTC)
RENTING = timedelta(days=140)
"""through ends of months of 31, 30 and 29 days, since 2028 is a leap year"""
BEGIN = START + RENTING
END = BEGIN + timedelta(days=365)
STEPS = 1000


@dataclass(frozen=True)
class Kind:
    """A block of 200 numbers."""

    first: int
    setup: Decimal
    monthly: Decimal
    currency: str
    interval: int
    aging: int

    @property
    def numbers(self) -> list[str]:
        return [f"+{self.first + index}" for index in range(200)]


KINDS = [
    Kind(12025550000, Decimal("0.50"), Decimal("0.75"), "USD", 1, 30),
    Kind(12025550200, Decimal("1"), Decimal("1.0035"), "USD", 1, 0),
    Kind(12025550400, Decimal("2.10"), Decimal("5.25"), "EUR", 3, 5),
    Kind(12025550600, Decimal("0"), Decimal("19.99"), "USD", 12, 30),
    Kind(12025550800, Decimal("0.10"), Decimal("0"), "USD", 1, 90),
]


@dataclass(frozen=True)
class Life:
    """What happens to one number, and when."""

    number: str
    kind: Kind
    rented: datetime
    released: datetime | None
    linked: bool
    told: bool
    """has a callback URL"""

    def periods(self) -> list[datetime]:
        """The starts of its periods, as far as the year goes."""
        starts = [self.rented]
        while starts[-1] <= END:
            starts.append(months_after(self.rented, len(starts) * self.kind.interval))
        return starts

    @property
    def expires(self) -> datetime | None:
        """With the period in which it was released."""
        if self.released is None:
            return None
        return next(start for start in self.periods() if start > self.released)

    def charges(self) -> list[tuple[str, str, datetime, datetime, Decimal, str]]:
        kind, starts = self.kind, self.periods()
        last = self.expires or END + timedelta(microseconds=1)
        monthly = [
            (self.number, "MONTHLY", start, end, kind.monthly, kind.currency)
            for start, end in pairwise(starts)
            if start < last
        ]
        return [(self.number, "SETUP", self.rented, self.rented, kind.setup, kind.currency), *monthly]

    def event_types(self) -> list[str]:
        if not (self.linked and self.told):
            return []
        made = ["PROVISIONING_TO_SMS_PLATFORM", "PROVISIONING_TO_CAMPAIGN"]
        gone = ["DEPROVISIONING_FROM_CAMPAIGN", "DEPROVISIONING_FROM_SMS_PLATFORM"]
        return [*made, *gone] if self.expires and self.expires < END else made


def months_after(start: datetime, months: int) -> datetime:
    """On the same day of a later month, or its last, at the same time of day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    first, next_first = date(year, month + 1, 1), date(year + (month == 11), (month + 1) % 12 + 1, 1)
    day = min(first + timedelta(days=start.day - 1), next_first - timedelta(days=1))
    return datetime.combine(day, start.timetz())


def lives() -> list[Life]:
    """One in three is rented at the end of a month, one in four released; the rest is chance, the same each time."""
    rng = random.Random(4)
    moments = sorted(START + rng.random() * RENTING for _ in range(150))
    ends = [moment for moment in moments if moment.day >= 29]
    made = []
    for kind in KINDS:
        for number in kind.numbers:
            rented = rng.choice(ends if rng.random() < 1 / 3 else moments)
            later = [moment for moment in moments if moment > rented]
            released = rng.choice(later) if later and rng.random() < 1 / 4 else None
            made.append(Life(number, kind, rented, released, rng.random() < 0.15, rng.random() < 0.8))
    return made


LIVES = lives()


@dataclass(frozen=True)
class Outcome:
    charges: list[dict[str, Any]]
    history: list[tuple[object, ...]]
    events: list[str]
    """the bodies, as they were stored"""
    received: list[bytes]
    numbers: list[str]


@dataclass(frozen=True)
class Server:
    project: SandboxProject
    dsn: str


@pytest.fixture
def server(anyio_backend: str, database: str) -> Iterator[Server]:
    with sandbox_on(database) as (url, _), sandbox_project(url) as project:
        rows = [
            f"+{kind.first},+{kind.first + 199},US,LOCAL,SMS,{kind.setup},{kind.monthly},{kind.currency},"
            f"{kind.interval},{kind.aging}"
            for kind in KINDS
        ]
        heading = "first,last,region,type,capabilities,setup_price,monthly_price,currency,interval_months,aging_days"
        ok(project.operator.post("/blocks:import", content="\n".join([heading, *rows]).encode()))
        yield Server(project, database)


def rent_and_release(project: SandboxProject, callbacks: Receiver) -> None:
    """As the lives say, until the year begins."""
    project.reset(seed=7, time=START.isoformat())
    happenings = [(life.rented, 0, life) for life in LIVES]
    happenings += [(life.released, 1, life) for life in LIVES if life.released]
    last = START
    for moment, turn, life in sorted(happenings, key=lambda each: each[:2]):
        if moment > last:
            project.advance(to=moment.isoformat())
            last = moment
        if turn:
            project.release(life.number)
        else:
            links = {"smsConfiguration": {"servicePlanId": "plan", "campaignId": "campaign"}} if life.linked else {}
            told = {"callbackUrl": callbacks.url} if life.told else {}
            project.rent(life.number, **links, **told)
    project.advance(to=BEGIN.isoformat())


def outcome(server: Server, callbacks: Receiver) -> Outcome:
    project = server.project
    return Outcome(
        project.charges(),
        asyncio.run(history(server.dsn, project.id)),
        [event["body"] for event in project.events()],
        sorted(one.body for one in callbacks.received),
        project.numbers(),
    )


async def history(dsn: str, project_id: str) -> list[tuple[object, ...]]:
    connection = await asyncpg.connect(dsn)
    try:
        sql = "select e164, rented_at, ended_at from number_history where project_id = $1 order by 1, 2"
        return [tuple(row) for row in await connection.fetch(sql, project_id)]
    finally:
        await connection.close()


def advance_in_random_steps(project: SandboxProject) -> None:
    rng = random.Random(5)
    for moment in sorted(BEGIN + rng.random() * timedelta(days=365) for _ in range(STEPS - 1)):
        project.advance(to=moment.isoformat())
    project.advance(to=END.isoformat())


def read_charge(charge: dict[str, Any]) -> tuple[str, str, datetime, datetime, Decimal, str]:
    start, end = (datetime.fromisoformat(charge[name]) for name in ("periodStart", "periodEnd"))
    money = charge["money"]
    return charge["phoneNumber"], charge["kind"], start, end, Decimal(money["amount"]), money["currencyCode"]


def sums(charges: list[tuple[str, str, datetime, datetime, Decimal, str]]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    for *_, amount, currency in charges:
        totals[currency] = totals.get(currency, Decimal()) + amount
    return totals


def test_a_year_at_once_and_in_1000_steps_is_the_same_year(server: Server, callbacks: Receiver) -> None:
    project = server.project
    rent_and_release(project, callbacks)
    project.sandbox("POST", "/snapshots", name="begin")
    received = len(callbacks.received)

    project.advance(duration="P365D")
    once = outcome(server, callbacks)

    project.sandbox("POST", "/snapshots/begin:restore")
    del callbacks.received[received:]
    advance_in_random_steps(project)
    stepwise = outcome(server, callbacks)

    # The ledger is what it should be, to the cent.
    expected = sorted(charge for life in LIVES for charge in life.charges())
    charged = sorted(read_charge(charge) for charge in once.charges)
    assert charged == expected
    assert sums(charged) == sums(expected)
    # So is the history, and who is left.
    expired = [life for life in LIVES if life.expires and life.expires <= END]
    assert once.history == [(int(life.number[1:]), life.rented, life.expires) for life in expired]
    assert once.numbers == [life.number for life in LIVES if life not in expired]
    # So are the events; each was received.
    types = Counter((event["resourceId"], event["eventType"]) for event in decoded(once))
    assert types == Counter((life.number, type_) for life in LIVES for type_ in life.event_types())
    assert {event["status"] for event in decoded(once)} == {"SUCCEEDED"}
    assert once.received == sorted(body.encode() for body in once.events)
    # And nothing depends on the steps, down to the ids.
    assert stepwise == once


def decoded(outcome: Outcome) -> list[dict[str, Any]]:
    return [msgspec.json.decode(body) for body in outcome.events]


def test_the_lives_have_what_matters() -> None:
    days = Counter(life.rented.day for life in LIVES)
    released = [life for life in LIVES if life.released]

    assert len(LIVES) == 1000
    assert all(days[day] > 30 for day in (29, 30, 31))
    assert any(life.rented.date() == date(2028, 2, 29) for life in LIVES)
    assert len(released) > 200
    assert sum(bool(life.event_types()) for life in released) > 10
