"""Whether this program and its database fit together."""

from asyncpg import PostgresError

from numberbank.services.context import Context
from numberbank.storage.schema import NEWEST_REVISION, current_revision


async def schema_problem(context: Context) -> str | None:
    """What keeps requests from being served, in words; None when nothing does."""
    try:
        async with context.database.connection() as connection:
            revision = await current_revision(connection)
    except (OSError, PostgresError):
        return "the database does not answer"
    if revision is None or revision < NEWEST_REVISION:
        return f"the database's schema is {revision}, this program needs {NEWEST_REVISION}: run `numberbank migrate`"
    return None
