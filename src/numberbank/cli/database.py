"""What commands that work on a platform's database share."""

import click

from numberbank.settings import Settings, SettingsError, read_settings


def settings_with_database() -> Settings:
    try:
        settings = read_settings()
    except SettingsError as error:
        raise click.ClickException(str(error)) from None
    if not settings.database_url:
        raise click.UsageError("DATABASE_URL is not set: write postgresql://user:password@host/database")
    return settings
