"""The inventory of a new sandbox."""

from importlib.resources import files
from random import Random

from numberbank.domain.block_file import read_block_file
from numberbank.domain.street_file import known_streets
from numberbank.services.context import Context
from numberbank.services.sandbox.magic_numbers import magic_block
from numberbank.storage import number_blocks as storage
from numberbank.storage import streets


async def seed_inventory(context: Context, seed: int) -> bool:
    """Gives an empty inventory that of the sandbox; the same `seed` gives the same order of search."""
    async with context.database.transaction() as connection:
        await storage.lock_blocks(connection)
        if await storage.has_blocks(connection):
            return False
        rng = Random(seed)
        text = (files("numberbank.data") / "sandbox_blocks.csv").read_text("utf-8")
        rows, problems = read_block_file(text.splitlines(), known_good=True)
        assert not problems, problems[:3]
        blocks = [block for row in rows for block in row.blocks()]
        await storage.insert_blocks(connection, ((block, rng.random()) for block in [*blocks, magic_block()]))
    return True


async def seed_streets(context: Context) -> None:
    """Gives a sandbox that knows no streets those of a few well-known postal codes."""
    async with context.database.transaction() as connection:
        await streets.lock_streets(connection)
        if not await streets.has_streets(connection):
            text = (files("numberbank.data") / "sandbox_streets.csv").read_text("utf-8")
            await streets.replace_streets(connection, known_streets(text.splitlines()))
