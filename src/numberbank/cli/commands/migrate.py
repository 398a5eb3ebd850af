"""`numberbank migrate`: the database's schema."""

import asyncio

import click

from numberbank.cli.database import settings_with_database
from numberbank.storage import migrate as storage


@click.command(epilog="Example: DATABASE_URL=postgresql://… numberbank migrate")
def migrate() -> None:
    """Bring the database at DATABASE_URL to the newest schema. Does nothing when it is there already."""
    applied = asyncio.run(storage.migrate(settings_with_database().database_url))
    click.echo(f"Applied {', '.join(applied)}." if applied else "The schema is the newest one already.")
