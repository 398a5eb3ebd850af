"""The secrets with which a project's callbacks are signed: each API has one of its own."""

import re

from numberbank.domain.errors import InvalidRequest, NotFound
from numberbank.services.context import Context
from numberbank.storage.projects import get_project, set_hmac_secret, set_imported_hmac_secret

_STRICT = re.compile(r"[a-zA-Z0-9-]{32,64}")


async def get_hmac_secret(context: Context, project_id: str) -> str:
    """Empty when none was set."""
    async with context.database.connection() as connection:
        project = await get_project(connection, project_id)
    if project is None:
        raise _unknown(project_id)
    return project.hmac_secret


async def update_hmac_secret(context: Context, project_id: str, secret: str | None) -> str:
    """Stores the secret, or keeps the one there is when it is None, and returns what then holds."""
    if secret is None:
        return await get_hmac_secret(context, project_id)
    if context.policy.strict_hmac_secret and not _STRICT.fullmatch(secret):
        raise InvalidRequest.of("hmacSecret", "use 32 to 64 letters, digits and hyphens")
    async with context.database.connection() as connection:
        if not await set_hmac_secret(connection, project_id, secret):
            raise _unknown(project_id)
    return secret


async def get_imported_secret(context: Context, project_id: str) -> str:
    """That of the imported numbers' API; empty when none was set."""
    async with context.database.connection() as connection:
        project = await get_project(connection, project_id)
    if project is None:
        raise _unknown(project_id)
    return project.imported_hmac_secret


async def update_imported_secret(context: Context, project_id: str, secret: str | None) -> str:
    """As `update_hmac_secret`, but this API has no rule for what a secret looks like."""
    if secret is None:
        return await get_imported_secret(context, project_id)
    async with context.database.connection() as connection:
        if not await set_imported_hmac_secret(connection, project_id, secret):
            raise _unknown(project_id)
    return secret


def _unknown(project_id: str) -> NotFound:
    return NotFound("CallbackConfiguration", "", f"Could not find project with ID: {project_id}")
