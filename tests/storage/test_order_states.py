"""Any sequence of what people, workers and time do to orders: only the transitions of the table ever happen.

Sequences are made up first and then run, each against an installation that is emptied in between.
"""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.clock import FakeClock
from support.databases import fresh_database
from support.inventory import store, terms
from support.orders import AU_DATA, LETTER, PDF

from numberbank.bootstrap import open_context
from numberbank.domain.errors import Conflict, InvalidRequest, NotFound
from numberbank.domain.number_blocks import NumberBlock, NumberType
from numberbank.domain.number_orders import FINAL, TRANSITIONS, OrderAction, OrderPolicy, OrderState, Verdict
from numberbank.domain.policy import Policy
from numberbank.domain.provisioning import LinkChange
from numberbank.services.attachments import Upload, open_slot, store_upload
from numberbank.services.available_numbers import NumberWish
from numberbank.services.context import Context
from numberbank.services.number_orders import OrderWish, create_order, submit_order
from numberbank.services.order_lifecycle import delete_documents, expire_orders, purge_orders
from numberbank.services.order_reviews import decide_order, review_orders
from numberbank.services.projects import create_project
from numberbank.services.registrations import put_registration
from numberbank.settings import DocumentSettings

REFUSALS = (InvalidRequest, NotFound, Conflict)
POLICY = Policy(orders=OrderPolicy(review_after=timedelta(minutes=1), retention=timedelta(days=3)))
BLOCK = NumberBlock("+614915712", 1, terms("AU", NumberType.MOBILE))
ALLOWED = {(source, each.target) for each in TRANSITIONS.values() for source in each.sources}
MAGIC = ("", "REVIEW_BLOCK", "REVIEW_REJECT", "REVIEW_HOLD")

ORDER = st.integers(0, 5)
STEP = st.one_of(
    st.tuples(st.just("create"), st.integers(1, 4), st.booleans()),
    st.tuples(st.just("put"), ORDER, st.sampled_from(MAGIC)),
    st.tuples(st.just("upload"), ORDER),
    st.tuples(st.just("submit"), ORDER),
    st.tuples(st.just("decide"), ORDER, st.sampled_from([OrderAction.APPROVE, OrderAction.BLOCK, OrderAction.REJECT])),
    st.tuples(st.just("together"), ORDER, st.sampled_from([OrderAction.APPROVE, OrderAction.REJECT])),
    st.tuples(st.just("clock"), st.sampled_from([30, 60, 3600, 48 * 3600, 4 * 86400])),
)


@dataclass
class World:
    """The installation, and what is known of its orders."""

    context: Context
    clock: FakeClock
    project_id: str
    orders: list[str] = field(default_factory=list)
    states: dict[str, OrderState] = field(default_factory=dict)

    async def take(self, step: tuple[Any, ...]) -> None:
        name, *arguments = step
        action: Callable[..., Coroutine[Any, Any, None]] = getattr(self, name)
        if name not in ("create", "clock"):
            if not self.orders:
                return
            arguments[0] = self.orders[arguments[0] % len(self.orders)]
        with contextlib.suppress(*REFUSALS):
            await action(*arguments)

    async def create(self, count: int, sequential: bool) -> None:
        wish = NumberWish("AU", NumberType.MOBILE)
        asked = OrderWish("AU", NumberType.MOBILE, LinkChange("plan"), "", None, wish, count, sequential and count > 1)
        self.orders.append((await create_order(self.context, self.project_id, asked)).id)

    async def put(self, order_id: str, magic: str) -> None:
        data = [AU_DATA[0], {**AU_DATA[1], "endBusinessAddress2": magic}, AU_DATA[2]]
        await put_registration(self.context, self.project_id, order_id, {"data": data})

    async def upload(self, order_id: str) -> None:
        slot = await open_slot(self.context, self.project_id, order_id, LETTER)
        slot.file.write(PDF)
        await store_upload(self.context, slot, Upload("letter.pdf", "application/pdf", None, PDF, len(PDF)))
        slot.file.close()

    async def submit(self, order_id: str) -> None:
        await submit_order(self.context, self.project_id, order_id)

    async def decide(self, order_id: str, action: OrderAction) -> None:
        await decide_order(self.context, order_id, Verdict(action, "because"))

    async def together(self, order_id: str, action: OrderAction) -> None:
        """Everybody at once: a person, the customer, and the worker."""
        results = await asyncio.gather(
            decide_order(self.context, order_id, Verdict(action, "because")),
            submit_order(self.context, self.project_id, order_id),
            expire_orders(self.context, self.clock.due()),
            review_orders(self.context, self.clock.due()),
            return_exceptions=True,
        )
        faults = [each for each in results if isinstance(each, BaseException) and not isinstance(each, REFUSALS)]
        assert not faults, faults

    async def let_pass(self, seconds: int) -> None:
        self.clock.advance(timedelta(seconds=seconds))
        for work in (expire_orders, review_orders, purge_orders, delete_documents):
            await work(self.context, self.clock.due())

    async def check(self, *, at_once: bool) -> None:
        """What must hold after each step; where several things happened at once, an order may have moved twice."""
        async with self.context.database.connection() as connection:
            orders = await connection.fetch("select id, state, registration, expire_at, purged_at from number_order")
            items = await connection.fetch("select order_id, e164 from number_order_item")
            numbers = await connection.fetch("select e164, order_id, state from number")
            charges = await connection.fetchval("select count(*) from charge")
        for order in orders:
            self._check_move(order["id"], OrderState(order["state"]), at_once)
            assert (order["purged_at"] is None) or (order["state"] in FINAL and order["registration"] is None)
            assert (order["expire_at"] is None) == (order["state"] in ("IN_REVIEW", "COMPLETED", "REJECTED"))
        # A number has one row, by its key; that row must be what the orders say it is, no more and no less.
        expected = {
            (item["e164"], item["order_id"], "ACTIVE" if self.states[item["order_id"]] == "COMPLETED" else "RESERVED")
            for item in items
            if self.states[item["order_id"]] not in ("REJECTED", "EXPIRED")
        }
        assert {(row["e164"], row["order_id"], row["state"]) for row in numbers} == expected
        assert charges == 2 * len([row for row in numbers if row["state"] == "ACTIVE"])

    def _check_move(self, order_id: str, state: OrderState, at_once: bool) -> None:
        before = self.states.get(order_id, OrderState.CREATED)
        if state is not before and (before, state) not in ALLOWED:
            middle = {target for source, target in ALLOWED if source is before}
            assert at_once, f"{before} -> {state}"
            assert any((each, state) in ALLOWED for each in middle), f"{before} -> {state}"
        self.states[order_id] = state


async def play(dsn: str, folder: Path, steps: list[tuple[Any, ...]]) -> None:
    clock = FakeClock()
    async with open_context(dsn, POLICY, seed=1, documents=DocumentSettings(folder=folder)) as opened:
        context = replace(opened, clock=clock)
        project = await create_project(context, "Any")
        await store(context, BLOCK)
        world = World(context, clock, project.id)
        for step in steps:
            await (world.let_pass(step[1]) if step[0] == "clock" else world.take(step))
            await world.check(at_once=step[0] in ("together", "clock"))


async def empty(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute(
        "truncate project, number_order, number, number_block, charge, document, provisioning_job cascade"
    )
    await connection.close()


def started(steps: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Many sequences start so, that reviews are met often."""
    return [("create", 2, False), ("put", 0, ""), ("upload", 0), ("submit", 0), *steps]


def test_only_the_transitions_of_the_reference_happen(postgres: str, tmp_path: Path) -> None:
    loop = asyncio.new_event_loop()
    manager = fresh_database(postgres)
    dsn = loop.run_until_complete(manager.__aenter__())

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps=st.lists(STEP, max_size=25), hurry=st.booleans())
    def run(steps: list[tuple[Any, ...]], hurry: bool) -> None:
        loop.run_until_complete(empty(dsn))
        loop.run_until_complete(play(dsn, tmp_path, started(steps) if hurry else steps))

    try:
        run()
    finally:
        loop.run_until_complete(manager.__aexit__(None, None, None))
        loop.close()
