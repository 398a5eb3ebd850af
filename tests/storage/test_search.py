"""Search on random blocks and random held numbers gives what a scan of all their numbers allows."""

from collections.abc import Iterable
from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.inventory import US_LOCAL, hold, store, terms

from numberbank.domain.e164 import E164, e164_to_int
from numberbank.domain.number_blocks import Capability, NumberBlock, NumberType
from numberbank.domain.patterns import NumberPattern, SearchPattern
from numberbank.services.context import Context
from numberbank.storage.available_numbers import NumberSearch, search_numbers
from numberbank.storage.crowding import count_blocks

FEW_DIGITS = "123"
"""short blocks of few digits, so that patterns meet them in many ways"""


@st.composite
def block(draw: st.DrawFn) -> NumberBlock:
    free_digits = draw(st.integers(0, 2))
    digits = draw(st.text(FEW_DIGITS, min_size=8 - free_digits, max_size=9 - free_digits))
    capabilities = draw(st.sampled_from([(Capability.SMS,), (Capability.VOICE,), (Capability.SMS, Capability.VOICE)]))
    return NumberBlock(f"+{digits}", free_digits, terms(capabilities=capabilities))


def without_overlaps(blocks: Iterable[NumberBlock]) -> list[NumberBlock]:
    kept: list[NumberBlock] = []
    for one in blocks:
        if all(one.last < other.first or other.last < one.first for other in kept):
            kept.append(one)
    return kept


blocks = st.lists(block(), min_size=1, max_size=8).map(without_overlaps)
patterns = st.none() | st.builds(
    NumberPattern,
    st.builds(str.__add__, st.sampled_from(["", "+"]), st.text("0123", min_size=1, max_size=6)),
    st.sampled_from(list(SearchPattern)),
)


@dataclass(frozen=True)
class Case:
    """An inventory, what of it is held, and a search."""

    blocks: list[NumberBlock]
    held: set[E164]
    given_up: set[E164]
    taken_late: int
    counted_again: bool
    search: NumberSearch

    def every_number(self) -> dict[E164, NumberBlock]:
        return {number: one for one in self.blocks for number in one.numbers()}

    def allowed(self) -> set[E164]:
        pattern, capabilities = self.search.pattern, set(self.search.capabilities)
        return {
            number
            for number, one in self.every_number().items()
            if number not in self.held
            and (pattern is None or pattern.matches(number))
            and capabilities <= set(one.terms.capabilities)
        }


@st.composite
def cases(draw: st.DrawFn) -> Case:
    inventory = draw(blocks)
    numbers = sorted(number for one in inventory for number in one.numbers())
    search = NumberSearch(
        "US",
        NumberType.LOCAL,
        draw(st.sampled_from([(), (Capability.SMS,), (Capability.SMS, Capability.VOICE)])),
        draw(patterns),
        draw(st.integers(1, 60)),
        draw(st.floats(0, 0.999)),
    )
    available = draw(st.sets(st.sampled_from(numbers), max_size=len(numbers)))
    if draw(st.booleans()):
        available = set(sorted(available)[:3])  # crowded
    held = set(numbers) - available
    given_up = draw(st.sets(st.sampled_from(sorted(available)))) if available else set()
    return Case(inventory, held, given_up, draw(st.integers(0, len(held))), draw(st.booleans()), search)


async def give_up(context: Context, numbers: Iterable[E164]) -> None:
    async with context.database.transaction() as connection:
        digits = [e164_to_int(number) for number in numbers]
        await connection.execute("delete from number where e164 = any ($1::bigint[])", digits)
        await connection.execute("delete from charge where e164 = any ($1::bigint[])", digits)


async def count_all(context: Context) -> None:
    counting = True
    while counting:
        async with context.database.transaction() as connection:
            counting = bool(await count_blocks(connection))


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(case=cases())
async def test_finds_what_a_scan_of_all_numbers_allows(context: Context, case: Case) -> None:
    async with context.database.connection() as connection:
        await connection.execute("truncate number_block, remaining_number, number, charge, block_to_count")
    await store(context, *case.blocks)
    # Some numbers are held when blocks are counted, and given up, or taken, only afterwards.
    await hold(context, "somebody", *sorted(case.held)[: case.taken_late], *sorted(case.given_up))
    await count_all(context)
    await give_up(context, case.given_up)
    await hold(context, "somebody", *sorted(case.held)[case.taken_late :])
    if case.counted_again:
        await count_all(context)

    async with context.database.connection() as connection:
        found = await search_numbers(connection, case.search)

    every, allowed = case.every_number(), case.allowed()
    numbers = [one.number for one in found]
    assert len(numbers) == len(set(numbers)), "a number was offered twice"
    assert set(numbers) <= allowed
    assert len(numbers) == min(case.search.size, len(allowed))
    assert all(one.terms == every[one.number].terms for one in found)


async def test_finds_the_last_free_number_of_a_block(context: Context) -> None:
    await store(context, US_LOCAL)
    last = E164("+12013507777")
    async with context.database.connection() as connection:
        await connection.execute(
            """
            insert into number (e164, project_id, state, region, type, capabilities, price, currency, interval_months,
                aging_days, rented_at, next_charge_at)
            select n, 'somebody', 'ACTIVE', 'US', 'LOCAL', '{}', 1, 'USD', 1, 30, now(), now()
            from generate_series(12013500000, 12013509999) n where n <> $1
            """,
            e164_to_int(last),
        )
        for pattern in (None, NumberPattern("77", SearchPattern.END), NumberPattern("7777", SearchPattern.CONTAINS)):
            found = await search_numbers(
                connection, NumberSearch("US", NumberType.LOCAL, (), pattern, 10, context.random.shared.random())
            )
            assert [one.number for one in found] == [last]


async def test_two_searchers_are_offered_other_numbers(context: Context) -> None:
    await store(context, US_LOCAL)

    async with context.database.connection() as connection:
        first, second = [
            {one.number for one in await search_numbers(connection, search)}
            for search in (
                NumberSearch("US", NumberType.LOCAL, (), None, 10, context.random.shared.random()),
                NumberSearch("US", NumberType.LOCAL, (), None, 10, context.random.shared.random()),
            )
        ]

    assert not first & second
