"""Running the revisions in migrations/ that a database is missing, with Alembic."""

from importlib.resources import files

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

_LOCK = 7_216_034_811
"""Any number that no other program uses as an advisory lock."""


async def upgrade(dsn: str) -> list[str]:
    """Applies what is missing, in one transaction, and returns the revisions it applied."""
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(dsn), poolclass=NullPool
    )
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()


def _upgrade(connection: Connection) -> list[str]:
    connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    config = _config()
    current = MigrationContext.configure(connection).get_current_revision()
    script = ScriptDirectory.from_config(config)
    missing = [revision.revision for revision in script.iterate_revisions("head", current or "base")]
    if missing:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return missing[::-1]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("numberbank.storage") / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
