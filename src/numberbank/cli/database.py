"""What commands that work on a platform's database share."""

import asyncio

import asyncpg
import click

from numberbank.settings import Settings, SettingsError, read_settings
from numberbank.storage.pool import open_database


def settings_with_database() -> Settings:
    """Ends the command when a setting is missing or wrong, or the database does not let us in."""
    try:
        settings = read_settings()
    except SettingsError as error:
        raise click.ClickException(str(error)) from None
    if not settings.database_url:
        raise click.UsageError("DATABASE_URL is not set: write postgresql://user:password@host/database")
    try:
        asyncio.run(_connect(settings.database_url))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise click.ClickException(f"the database at DATABASE_URL cannot be used: {error}") from None
    return settings


async def _connect(dsn: str) -> None:
    async with open_database(dsn):
        pass
