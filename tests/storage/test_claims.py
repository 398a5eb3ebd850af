"""Claims of several projects by one statement, and claims that are gathered for one."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal

import asyncpg
import pytest
from support.inventory import SE_MOBILE, US_LOCAL, hold, store
from support.round_trips import RoundTrips

from numberbank.domain.e164 import E164, e164_to_int
from numberbank.domain.money import Money
from numberbank.domain.number_blocks import Capability, NumberType
from numberbank.domain.provisioning import (
    PendingJob,
    ProvisioningAction,
    ProvisioningKind,
    ProvisioningStatus,
    VoiceType,
)
from numberbank.services.claims import Claims
from numberbank.services.context import Context
from numberbank.services.projects import ProjectChange, create_project, update_project
from numberbank.storage.claims import Claim, ClaimOutcome, ClaimRules, claim_numbers
from numberbank.storage.pool import Connection, Database, open_database

US_RULES = ClaimRules("US", NumberType.LOCAL, (Capability.SMS,))
SWEDISH = E164("+46701740000")
NOWHERE = E164("+12125550000")
COST = Decimal("1.00")
"""of a number of US_LOCAL: its setup and its first month"""


@pytest.fixture(autouse=True)
async def _inventory(context: Context) -> None:
    await store(context, US_LOCAL, SE_MOBILE)


def us(place: int) -> E164:
    return E164(f"+1201350{place:04}")


def job(context: Context, id_: str) -> PendingJob:
    link = ProvisioningKind.SMS_PLATFORM, ProvisioningAction.LINK
    moment = context.clock.now("")
    return PendingJob(id_, *link, "plan", VoiceType.RTC, ProvisioningStatus.WAITING, (), moment, held=False)


def claim(context: Context, number: E164, project_id: str = "free", url: str = "", *jobs: PendingJob) -> Claim:
    return Claim(number, project_id, url, context.clock.now(project_id), US_RULES, jobs)


async def prepaid(context: Context, project_id: str, numbers: int, currency: str = "USD") -> None:
    """A project with a balance for so many numbers of US_LOCAL."""
    await create_project(context, project_id, project_id)
    change = ProjectChange(set_balance=True, balance=Money(COST * numbers, currency))
    await update_project(context, project_id, change)


async def balance(context: Context, project_id: str) -> Decimal:
    async with context.database.connection() as connection:
        amount: Decimal = await connection.fetchval("select balance from project where id = $1", project_id)
    return amount


async def spent(context: Context, project_id: str) -> Decimal:
    async with context.database.connection() as connection:
        total = "select coalesce(sum(amount), 0) from charge where project_id = $1"
        amount: Decimal = await connection.fetchval(total, project_id)
    return amount


async def holders(context: Context) -> dict[int, str]:
    async with context.database.connection() as connection:
        rows = await connection.fetch("select e164, project_id from number")
    return {row["e164"]: row["project_id"] for row in rows}


async def at_once(context: Context, *claims: Claim) -> list[ClaimOutcome]:
    async with context.database.connection() as connection:
        return await claim_numbers(connection, claims)


async def until_somebody_waits(connection: Connection) -> None:
    while not await connection.fetchval("select exists (select from pg_locks where not granted)"):  # noqa: ASYNC110
        await asyncio.sleep(0.01)


def claimed(outcomes: list[ClaimOutcome]) -> list[E164 | None]:
    return [outcome.number.number if outcome.number else None for outcome in outcomes]


class TestOneStatement:
    async def test_outcomes_stand_in_the_order_of_claims(self, context: Context) -> None:
        await hold(context, "somebody", us(1))
        numbers = [us(9), NOWHERE, us(1), SWEDISH, us(3)]

        outcomes = await at_once(context, *(claim(context, number) for number in numbers))

        assert claimed(outcomes) == [us(9), None, None, None, us(3)]
        assert [outcome.terms and outcome.terms[0] for outcome in outcomes[1:4]] == [None, None, "SE"]

    async def test_each_number_gets_its_holder_its_url_its_charges_and_its_jobs(self, context: Context) -> None:
        two = [job(context, "b1")]

        first, second = await at_once(
            context, claim(context, us(2), "a", "https://a/"), claim(context, us(1), "b", "https://b/", *two)
        )

        assert first.number
        assert second.number
        assert (first.number.project_id, first.number.callback_url, first.number.pending) == ("a", "https://a/", {})
        assert (second.number.project_id, second.number.callback_url) == ("b", "https://b/")
        assert list(second.number.pending.values()) == two
        assert await spent(context, "a") == await spent(context, "b") == COST
        async with context.database.connection() as connection:
            jobs = await connection.fetch("select e164, project_id, job_id from provisioning_job")
        assert [tuple(row) for row in jobs] == [(e164_to_int(us(1)), "b", "b1")]

    async def test_a_balance_pays_for_as_many_as_it_covers(self, context: Context) -> None:
        await prepaid(context, "poor", 2)
        await prepaid(context, "broke", 0)
        claims = [claim(context, us(place), project) for place, project in enumerate(["poor", "broke", "free"] * 3)]

        outcomes = await at_once(context, *claims)

        assert claimed(outcomes) == [us(0), None, us(2), us(3), None, us(5), None, None, us(8)]
        assert [outcome.payable for outcome in outcomes if not outcome.number] == [False, False, True, False]
        assert [await balance(context, "poor"), await balance(context, "broke")] == [0, 0]
        assert [await spent(context, project) for project in ("poor", "broke", "free")] == [2, 0, 3]

    async def test_what_is_not_to_be_had_is_not_paid_for(self, context: Context) -> None:
        await prepaid(context, "poor", 1)
        await hold(context, "somebody", us(1))

        outcomes = await at_once(context, *(claim(context, each, "poor") for each in (SWEDISH, us(1), us(2))))

        assert claimed(outcomes) == [None, None, us(2)]
        assert (await balance(context, "poor"), await spent(context, "poor")) == (0, COST)

    async def test_a_balance_in_another_currency_pays_for_nothing(self, context: Context) -> None:
        await prepaid(context, "swede", 9, "SEK")

        outcomes = await at_once(context, claim(context, us(1), "swede"), claim(context, us(2)))

        assert claimed(outcomes) == [None, us(2)]
        assert not outcomes[0].payable

    async def test_statements_that_want_the_same_share_them_and_spend_a_balance_once(self, context: Context) -> None:
        """In orders that are the reverse of each other, and with balances that both lock."""
        for project in ("x", "y"):
            await prepaid(context, project, 30)

        async def take(order: int) -> None:
            for start in range(0, 100, 20):
                places = [*range(start, start + 20)][::order]
                await at_once(context, *(claim(context, us(place), "xy"[place % 2]) for place in places))

        await asyncio.gather(*(take(order) for order in (1, -1) * 4))

        held = list((await holders(context)).values())
        assert {project: held.count(project) for project in "xy"} == {"x": 30, "y": 30}
        assert [(await balance(context, project), await spent(context, project)) for project in "xy"] == [(0, 30)] * 2


@pytest.fixture
def round_trips() -> RoundTrips:
    return RoundTrips()


@pytest.fixture
async def pool(database: str, round_trips: RoundTrips) -> AsyncIterator[Database]:
    """With a single connection, so that claims gather while one is under way."""
    async with open_database(database, max_size=1) as pool:
        async with pool.connection() as connection:
            await claim_numbers(connection, [])  # asyncpg asks for types the first time
            connection.add_query_logger(round_trips.log)
        yield pool


@pytest.fixture
async def claims(pool: Database) -> AsyncIterator[Claims]:
    claims = Claims(pool)
    yield claims
    await claims.finish()


class TestGathered:
    async def test_claims_that_come_together_share_statements(
        self, context: Context, claims: Claims, round_trips: RoundTrips
    ) -> None:
        numbers = [us(place) for place in range(40)]

        outcomes = await asyncio.gather(*(claims.make(claim(context, number)) for number in numbers))

        assert claimed(outcomes) == numbers
        assert len(round_trips) == 3

    async def test_one_of_those_that_want_the_same_number_gets_it(
        self, context: Context, claims: Claims, round_trips: RoundTrips
    ) -> None:
        wishes = [claim(context, us(place % 4), f"project-{place}") for place in range(100)]

        outcomes = await asyncio.gather(*(claims.make(wish) for wish in wishes))

        assert claimed(outcomes) == [us(0), us(1), us(2), us(3), *[None] * 96]
        assert all(outcome.terms is None for outcome in outcomes[4:])
        assert len(round_trips) == 1

    async def test_whoever_stands_behind_one_who_cannot_have_it_gets_it(self, context: Context, claims: Claims) -> None:
        await prepaid(context, "broke", 0)

        projects = ["broke", "broke", "free", "late"]
        outcomes = await asyncio.gather(*(claims.make(claim(context, us(1), each)) for each in projects))

        assert claimed(outcomes) == [None, None, us(1), None]
        assert [outcome.terms is not None for outcome in outcomes if not outcome.number] == [True, True, False]

    async def test_a_project_gets_what_its_balance_covers_in_any_company(
        self, context: Context, claims: Claims
    ) -> None:
        await prepaid(context, "poor", 7)

        wishes = [claim(context, us(place), "poor" if place % 2 else "free") for place in range(40)]
        outcomes = await asyncio.gather(*(claims.make(wish) for wish in wishes))

        refused = [outcome for outcome in outcomes if outcome.number is None]
        assert len(refused) == 13
        assert all(outcome.terms and not outcome.payable for outcome in refused)
        assert (await balance(context, "poor"), await spent(context, "poor")) == (0, 7)

    async def test_one_that_the_database_refuses_fails_alone(self, context: Context, claims: Claims) -> None:
        wishes = [claim(context, us(place), url="\0" if place == 3 else "") for place in (1, 2, 3, 3, 4)]
        wishes[3] = claim(context, us(3))

        outcomes = await asyncio.gather(*(claims.make(wish) for wish in wishes), return_exceptions=True)

        assert isinstance(outcomes.pop(2), asyncpg.DataError)
        assert claimed([each for each in outcomes if isinstance(each, ClaimOutcome)]) == [us(1), us(2), us(3), us(4)]

    async def test_a_broken_connection_fails_all_and_is_not_tried_again(
        self, context: Context, pool: Database, claims: Claims, round_trips: RoundTrips
    ) -> None:
        async with pool.connection() as connection:
            backend = await connection.fetchval("select pg_backend_pid()")
        async with context.database.transaction() as blocking:
            await blocking.execute("lock table number in exclusive mode")
            tasks = [asyncio.create_task(claims.make(claim(context, us(place)))) for place in range(5)]
            await until_somebody_waits(blocking)
            await blocking.execute("select pg_terminate_backend($1)", backend)
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)

        assert all(isinstance(outcome, (asyncpg.PostgresError, OSError)) for outcome in outcomes)
        assert await holders(context) == {}
        assert claimed([await claims.make(claim(context, us(0)))]) == [us(0)]

    async def test_others_overtake_those_who_wait_for_a_lock(self, context: Context) -> None:
        await prepaid(context, "locked", 1)
        async with context.database.transaction() as blocking:
            await blocking.execute("select from project where id = 'locked' for update")
            stuck = asyncio.create_task(context.claim(claim(context, us(0), "locked")))
            await until_somebody_waits(blocking)
            for place in (1, 2):
                async with asyncio.timeout(10):
                    assert claimed([await context.claim(claim(context, us(place)))]) == [us(place)]
            assert not stuck.done()

        assert claimed([await stuck]) == [us(0)]

    async def test_whoever_breaks_off_disturbs_nobody(self, context: Context, pool: Database, claims: Claims) -> None:
        async with pool.connection():
            tasks = [asyncio.create_task(claims.make(claim(context, us(place)))) for place in range(4)]
            await asyncio.sleep(0)
            tasks[1].cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)

        assert isinstance(outcomes.pop(1), asyncio.CancelledError)
        assert claimed([each for each in outcomes if isinstance(each, ClaimOutcome)]) == [us(0), us(2), us(3)]

    async def test_none_is_forgotten_that_comes_when_another_ends(self, context: Context, claims: Claims) -> None:
        for place in range(50):
            await claims.make(claim(context, us(place)))
            later = [asyncio.create_task(claims.make(claim(context, us(place + 50 * k)))) for k in (1, 2, 3)]
            async with asyncio.timeout(10):
                await asyncio.gather(*later)

        assert len(await holders(context)) == 200
