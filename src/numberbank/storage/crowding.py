"""Crowded blocks: those with so few available numbers that these are listed one by one, for searches to find.

A search walks through roomy blocks and looks up what is left of crowded ones. That every available number of a crowded
block is listed is kept by a trigger on what is freed (migration 0010) and by the lock that a count takes. That hardly
any other number is listed, and that a block is called crowded soon after it has become so, only makes searches faster:
it is a worker's work, and costs those who take numbers no lock.
"""

from numberbank.storage.pool import Connection

_BATCH = 200
"""blocks"""

NOTED = "not b.hidden and (b.free_digits < 3 or b.e164 % 16 = 0)"
"""whether the block of `b`, a block with one of its numbers, is to be counted because that was taken: of large ones not
for each, since a count goes through all of them"""


async def count_blocks(connection: Connection) -> int:
    """Counts the numbers of a batch of blocks from which some were taken or to which some came back; how many blocks.

    Blocks that somebody is just freeing numbers of are left for the next time, so that nobody waits for anybody.
    """
    rows = await connection.fetch(
        """
        select b.id from number_block b where b.id in (select block_id from block_to_count limit $1)
        order by b.id for no key update skip locked
        """,
        _BATCH,
    )
    blocks = [row["id"] for row in rows]
    if blocks:
        await connection.execute("delete from block_to_count where block_id = any ($1::bigint[])", blocks)
        await _list_or_forget(connection, blocks)
    return len(blocks)


async def _list_or_forget(connection: Connection, blocks: list[int]) -> None:
    """In a statement that begins when the blocks are locked, and so sees all that was freed before."""
    await connection.execute(
        """
        with counted as (
            select b.*, (b.last - b.first + 1 - held.count) as free, (b.last - b.first + 1) as size
            from number_block b
            cross join lateral (select count(*) from number n where n.e164 between b.first and b.last) held
            where b.id = any ($1::bigint[])
        ), crowded as (
            update number_block b set crowded = true from counted c
            where b.id = c.id and not c.crowded and c.free * 50 <= c.size
            returning c.*
        ), listed as (
            insert into remaining_number (e164, block_id, region, type)
            select each.e164, c.id, c.region, c.type
            from crowded c cross join lateral generate_series(c.first, c.last) as each (e164)
            where not exists (select from number n where n.e164 = each.e164)
        ), roomy as (
            update number_block b set crowded = false from counted c
            where b.id = c.id and c.crowded and c.free * 25 > c.size
            returning b.id
        )
        delete from remaining_number r using counted c where r.block_id = c.id and (
            exists (select from number n where n.e164 = r.e164) or exists (select from roomy where roomy.id = c.id)
        )
        """,
        blocks,
    )
