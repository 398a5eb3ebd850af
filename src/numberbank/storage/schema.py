"""Which revision of the schema a database has, and which one this program needs."""

import asyncpg

from numberbank.storage.pool import Connection

NEWEST_REVISION = "0010"
"""a test holds it to the newest file in migrations/; reading those takes Alembic, which costs start-up time"""


async def current_revision(connection: Connection) -> str | None:
    """None for a database that was never migrated."""
    try:
        revision: str | None = await connection.fetchval("select version_num from alembic_version")
    except asyncpg.UndefinedTableError:
        return None
    return revision
