"""Number blocks: the inventory as the operator brought it in."""

from collections.abc import Iterable, Sequence
from functools import cache

from numberbank.domain.number_blocks import BlockTerms, Capability, NumberBlock, NumberType
from numberbank.storage.pool import Connection, Row

_COLUMNS = (
    "prefix", "free_digits", "first", "last", "region", "type", "capabilities", "setup_price", "monthly_price",
    "currency", "interval_months", "documents_required", "provider", "aging_days", "shuffle", "hidden",
)  # fmt: skip

TERMS = """b.region, b.type, b.capabilities, b.setup_price, b.monthly_price, b.currency, b.interval_months,
           b.documents_required, b.provider, b.aging_days"""
"""the columns that `block_terms` reads, of a table named b"""


async def insert_blocks(connection: Connection, blocks: Iterable[tuple[NumberBlock, float]]) -> int:
    """Writes blocks, each with its place in the walk, and returns how many.

    An overlap with a block that is stored already ends in asyncpg's ExclusionViolationError.
    """
    records = [
        (
            block.prefix, block.free_digits, block.first, block.last, terms.region, terms.type,
            terms.capabilities, terms.setup_price, terms.monthly_price, terms.currency, terms.interval_months,
            terms.documents_required, terms.provider, terms.aging_days, shuffle, block.hidden,
        )
        for block, shuffle in blocks
        for terms in (block.terms,)
    ]  # fmt: skip
    await connection.copy_records_to_table("number_block", records=records, columns=_COLUMNS)
    # Searches are planned once (see pool): what they are planned by should not wait for the autovacuum.
    await connection.execute("analyze number_block")
    return len(records)


async def lock_blocks(connection: Connection) -> None:
    """Keeps other imports out until the end of the transaction; searches go on."""
    await connection.execute("lock table number_block in share row exclusive mode")


async def has_blocks(connection: Connection) -> bool:
    return bool(await connection.fetchval("select exists (select from number_block)"))


async def find_overlaps(connection: Connection, ranges: Sequence[tuple[int, int]]) -> dict[int, str]:
    """For each range (by its index) that meets a stored block, the prefix of one such block."""
    rows = await connection.fetch(
        """
        select r.index - 1 as index, min(b.prefix) as prefix
        from unnest($1::bigint[], $2::bigint[]) with ordinality as r (first, last, index)
        join number_block b on int8range(b.first, b.last, '[]') && int8range(r.first, r.last, '[]')
        group by r.index
        """,
        [first for first, _ in ranges],
        [last for _, last in ranges],
    )
    return {row["index"]: row["prefix"] for row in rows}


async def region_types(connection: Connection) -> dict[str, list[NumberType]]:
    """The regions that have inventory, with the types of each, by code.

    A loose index scan: one step per pair of region and type, however many blocks there are.
    """
    rows = await connection.fetch(
        """
        with recursive pair as (
            (select region, type from number_block where not hidden order by region, type limit 1)
            union all
            select next.region, next.type
            from pair
            cross join lateral (
                select region, type from number_block
                where not hidden and (region, type) > (pair.region, pair.type)
                order by region, type limit 1
            ) next
        )
        select region, array_agg(type order by type) as types from pair group by region order by region
        """
    )
    return {row["region"]: [NumberType(name) for name in row["types"]] for row in rows}


def block_terms(row: Row) -> BlockTerms:
    """From a row that has the columns of TERMS."""
    return BlockTerms(
        region=row["region"],
        type=NumberType[row["type"]],
        capabilities=capabilities(row["capabilities"]),
        setup_price=row["setup_price"],
        monthly_price=row["monthly_price"],
        currency=row["currency"],
        interval_months=row["interval_months"],
        documents_required=row["documents_required"],
        provider=row["provider"],
        aging_days=row["aging_days"],
    )


def capabilities(names: list[str]) -> tuple[Capability, ...]:
    return _capabilities(tuple(names))


@cache
def _capabilities(names: tuple[str, ...]) -> tuple[Capability, ...]:
    """Of few combinations, read for each number of a list."""
    return tuple(Capability(name) for name in names)
