"""Any sequence of calls, by any caller, leaves numbers, orders and qualified numbers in states that fit together."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.clock import FakeClock
from support.databases import TEMPLATE, with_database
from support.hosting_model import check_fit, check_moves, read_states
from support.inventory import terms
from support.work import run_all

from numberbank.bootstrap import open_context, open_work
from numberbank.domain.e164 import E164
from numberbank.domain.errors import NumberbankError
from numberbank.domain.hosting_orders import OrderFilter
from numberbank.domain.imported_numbers import TimeOrder
from numberbank.domain.loa import Address, Loa, LoaKind, Person
from numberbank.domain.number_blocks import NumberBlock
from numberbank.domain.policy import Policy
from numberbank.domain.provisioning import LinkChange
from numberbank.domain.qualified_numbers import QualifiedStep
from numberbank.domain.randomness import Randomness
from numberbank.services import hosting_orders, imported_numbers, qualified_numbers
from numberbank.services.available_numbers import RentTerms, rent_number
from numberbank.services.context import Context
from numberbank.services.hosting_orders import OrderWish
from numberbank.services.imported_numbers import ImportedChange, ImportWish
from numberbank.services.loa import sign_order
from numberbank.services.projects import create_project
from numberbank.services.voice_challenges import list_challenges, send_challenge, verify_challenge
from numberbank.settings import read_settings
from numberbank.storage.number_blocks import insert_blocks
from numberbank.worker.due_work import DueWork

LETTER = Loa(
    LoaKind.DIRECT,
    Person("Alma", "Example", "alma@example.com"),
    Address("12", "Mill Road", "Boise", "ID", "83702", "US"),
    "Example Voice",
)
ENDINGS = ("0142", "9991")
"""the second one is not taken by the simulated registry"""
EMPTY = """truncate project, number, number_block, number_history, charge, provisioning_job, event, link_target,
    imported_number, imported_link, hosting_order, hosting_order_number, qualified_number, voice_challenge,
    outbox_mail cascade"""


@dataclass
class World:
    """Two projects and some numbers, the last of which is in the inventory."""

    context: Context
    clock: FakeClock
    works: list[DueWork]
    projects: list[str]
    numbers: list[E164]
    refusals: list[str] = field(default_factory=list)

    async def orders(self, project: int, *states: str) -> list[str]:
        """Ids of the project's orders, of all when no states are given, the oldest first."""
        page = await hosting_orders.list_orders(
            self.context, self.projects[project], OrderFilter(states), TimeOrder.CREATED, None, 100
        )
        return [order.id for order in page.orders]


@dataclass(frozen=True)
class Step:
    """One call: what, by which project, on which numbers, and a choice that some of them make."""

    action: str
    project: int
    first: int
    second: int
    choice: int


Action = Callable[[World, Step, str, E164], Awaitable[object]]


async def import_(world: World, step: Step, project: str, number: E164) -> None:
    campaign = ("", "CMP", "CAMPAIGN_EXPIRED", "slow-campaign")[step.choice % 4]
    await imported_numbers.import_number(world.context, project, ImportWish(number, "US", "plan", campaign))


async def change(world: World, step: Step, project: str, number: E164) -> None:
    links = (
        LinkChange(service_plan_id=""),
        LinkChange(service_plan_id="other"),
        LinkChange(campaign_id=""),
        LinkChange(campaign_id="CMP"),
    )[step.choice % 4]
    await imported_numbers.update_imported_number(world.context, project, number, ImportedChange(links))


async def delete_imported(world: World, step: Step, project: str, number: E164) -> None:
    await imported_numbers.delete_imported_number(world.context, project, number)


async def add(world: World, step: Step, project: str, number: E164) -> None:
    await qualified_numbers.add_numbers(world.context, project, [number])


async def review(world: World, step: Step, project: str, number: E164) -> None:
    operators = [each for each in QualifiedStep if each not in (QualifiedStep.ORDER, QualifiedStep.HOST,
                                                                QualifiedStep.FAIL_HOSTING)]  # fmt: skip
    chosen = operators[step.choice % len(operators)]
    await qualified_numbers.review_number(world.context, project, number, chosen, "said so")


async def verify(world: World, step: Step, project: str, number: E164) -> None:
    """As the operator may, without a call."""
    await add(world, step, project, number)
    for each in (QualifiedStep.FIND_ELIGIBLE, QualifiedStep.VERIFY):
        await qualified_numbers.review_number(world.context, project, number, each)


async def call(world: World, step: Step, project: str, number: E164) -> None:
    await send_challenge(world.context, project, number)


async def type_code(world: World, step: Step, project: str, number: E164) -> None:
    codes = {each.number: each.code for each in await list_challenges(world.context, project)}
    code = codes.get(number, "0000") if step.choice % 2 else "none"
    await verify_challenge(world.context, project, number, code)


async def delete_qualified(world: World, step: Step, project: str, number: E164) -> None:
    await qualified_numbers.delete_qualified_number(world.context, project, number)


async def text_enable(world: World, step: Step, project: str, number: E164) -> None:
    numbers = list(dict.fromkeys([number, world.numbers[step.second]]))[: 1 + step.choice % 2]
    blanket = step.choice % 3 == 0
    later = world.clock.moment + timedelta(minutes=step.choice - 3)
    wish = OrderWish(
        numbers,
        "US",
        "plan",
        ("", "CMP", "CAMPAIGN_MNO_REJECTED")[step.choice % 3],
        loa=Loa(LoaKind.BLANKET) if blanket else LETTER,
        scheduled_at=later if step.choice % 2 else None,
        callback_url="http://127.0.0.1:9/",
    )
    await hosting_orders.order_text_enabling(world.context, project, wish)


async def order_import(world: World, step: Step, project: str, number: E164) -> None:
    numbers = list(dict.fromkeys([number, world.numbers[step.second]]))
    campaign = "CMP" if step.choice % 2 else ""
    await hosting_orders.order_import(world.context, project, OrderWish(numbers, "US", "plan", campaign))


async def sign(world: World, step: Step, project: str, number: E164) -> None:
    for order_id in await world.orders(step.project, "WAITING_FOR_LOA_SIGNATURE"):
        await sign_order(world.context, order_id)


async def reject(world: World, step: Step, project: str, number: E164) -> None:
    orders = await world.orders(step.project)
    for order_id in orders[-1 - step.choice :][:1]:
        await hosting_orders.reject_order(world.context, order_id, "refused")


async def rent(world: World, step: Step, project: str, number: E164) -> None:
    await rent_number(world.context, project, number, RentTerms())


async def wait(world: World, step: Step, project: str, number: E164) -> None:
    await run_all(world.clock, world.works, seconds=(0, 1, 3, 700)[step.choice % 4])


ACTIONS: dict[str, Action] = {
    "import": import_,
    "change": change,
    "delete imported": delete_imported,
    "add": add,
    "review": review,
    "verify": verify,
    "call": call,
    "type code": type_code,
    "delete qualified": delete_qualified,
    "text-enable": text_enable,
    "order import": order_import,
    "sign": sign,
    "reject": reject,
    "rent": rent,
    "wait": wait,
}
STEPS = st.builds(
    Step,
    # What leads somewhere comes more often than it would by chance.
    st.sampled_from([*ACTIONS, *["verify", "text-enable", "sign", "wait"] * 4]),
    st.sampled_from([0, 0, 0, 1]),
    st.integers(0, len(ENDINGS)),
    st.integers(0, len(ENDINGS) - 1),
    st.integers(0, 7),
)


@pytest.fixture(scope="module")
def machine_database(postgres: str) -> Iterator[str]:
    """One for all examples, each of which empties it."""
    with fresh(postgres) as dsn:
        yield dsn


@contextmanager
def fresh(postgres: str) -> Iterator[str]:
    async def execute(sql: str) -> None:
        connection = await asyncpg.connect(postgres)
        await connection.execute(sql)
        await connection.close()

    asyncio.run(execute(f"create database hosting_machine template {TEMPLATE} strategy file_copy"))
    yield with_database(postgres, "hosting_machine")
    asyncio.run(execute("drop database hosting_machine with (force)"))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(STEPS, min_size=8, max_size=30), seed=st.integers(0, 2**32))
def test_states_fit_together_whatever_is_called(machine_database: str, steps: list[Step], seed: int) -> None:
    asyncio.run(walk(machine_database, steps, seed))


async def walk(dsn: str, steps: list[Step], seed: int) -> None:
    policy = Policy(blanket_loa=True, private_callbacks=True, rent_everywhere=True)
    async with open_context(dsn, policy) as plain:
        clock = FakeClock()
        context = replace(plain, clock=clock, random=Randomness(random.Random(seed)))
        async with open_work(context, read_settings({})) as make, context.database.connection() as connection:
            await connection.execute(EMPTY)
            projects = [(await create_project(context, name)).id for name in ("One", "Two")]
            await insert_blocks(connection, [(NumberBlock("+1209555", 4, terms()), 0.5)])
            numbers = [E164(f"+1208555{ending}") for ending in ENDINGS]
            # Callbacks lead nowhere here: their work is that of other tests.
            works = [work for work in make() if work.kind not in ("event", "mail")]
            world = World(context, clock, works, projects, [*numbers, E164("+12095550007")])
            await take(world, steps)
            await settle(world)


async def take(world: World, steps: list[Step]) -> None:
    async with world.context.database.connection() as connection:
        before = await read_states(connection, world.projects)
        for step in steps:
            try:
                await ACTIONS[step.action](world, step, world.projects[step.project], world.numbers[step.first])
            except NumberbankError as refusal:
                world.refusals.append(refusal.code)
            after = await read_states(connection, world.projects)
            check_moves(before, after)
            await check_fit(connection, world.projects)
            before = after
    assert "INTERNAL" not in world.refusals


async def settle(world: World) -> None:
    """In the end, every order has ended and nothing is on its way any more."""
    await run_all(world.clock, world.works)
    world.clock.advance(timedelta(days=31))
    await run_all(world.clock, world.works, seconds=700)
    async with world.context.database.connection() as connection:
        await check_fit(connection, world.projects)
        states = await read_states(connection, world.projects)
    assert set(states.orders.values()) <= {"COMPLETED", "REJECTED"}
    assert set(states.holds.values()) <= {"IMPORTED", "ACTIVE"}
    assert not {"ELIGIBLE_CHECK_PENDING", "HOSTING_IN_PROGRESS"} & set(states.qualified.values())
