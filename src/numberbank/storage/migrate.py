"""Brings a database to the newest schema. Safe to call from several programs at once."""

import asyncpg

from numberbank.storage.schema import NEWEST_REVISION, current_revision


async def migrate(dsn: str) -> list[str]:
    """Applies what is missing, in one transaction, and returns the revisions it applied."""
    connection = await asyncpg.connect(dsn)
    try:
        if await current_revision(connection) == NEWEST_REVISION:
            return []
    finally:
        await connection.close()
    # Not at the top: Alembic takes a quarter of a second to import, and most starts have nothing to apply.
    from numberbank.storage.alembic_upgrade import upgrade

    return await upgrade(dsn)
