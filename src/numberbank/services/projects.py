"""Projects and their access keys, as the operator manages them."""

import uuid
from dataclasses import dataclass

from numberbank.domain.clock import real_now
from numberbank.domain.credentials import hash_secret
from numberbank.domain.errors import NotFound
from numberbank.domain.money import Money
from numberbank.domain.projects import AccessKey, IssuedKey, Project
from numberbank.services.context import Context
from numberbank.storage import projects as storage
from numberbank.storage.ledger import retry_unpaid, set_balance
from numberbank.storage.pool import Connection


async def create_project(context: Context, display_name: str, project_id: str | None = None) -> Project:
    """With a random UUID unless an id is given; raises Conflict when that is taken."""
    new_id = project_id or str(uuid.UUID(int=context.random.shared.getrandbits(128), version=4))
    project = Project(new_id, display_name, "", real_now())
    async with context.database.connection() as connection:
        await storage.insert_project(connection, project)
    return project


async def list_projects(context: Context) -> list[Project]:
    async with context.database.connection() as connection:
        return await storage.list_projects(connection)


@dataclass(frozen=True, slots=True)
class ProjectChange:
    """None leaves a member alone. `balance` counts only with `set_balance`: None then lets the project spend freely."""

    strict_links: bool | None = None
    grace_days: int | None = None
    set_balance: bool = False
    balance: Money | None = None
    import_limit: int | None = None
    blanket_loa: bool | None = None


async def update_project(context: Context, project_id: str, change: ProjectChange) -> Project:
    """Raises NotFound."""
    async with context.database.transaction() as connection:
        await storage.set_import_terms(connection, project_id, change.import_limit, change.blanket_loa)
        if change.set_balance:
            # Numbers are locked before projects, as in renewals.
            await retry_unpaid(connection, project_id, context.clock.now(project_id))
            await set_balance(connection, project_id, change.balance)
        await storage.update_project(connection, project_id, change.strict_links, change.grace_days)
        project = await storage.get_project(connection, project_id)
    if project is None:
        raise NotFound("Project", project_id, f"There is no project {project_id}")
    return project


async def create_key(context: Context, project_id: str, display_name: str) -> IssuedKey:
    """Raises NotFound when there is no such project."""
    key = IssuedKey(str(uuid.UUID(int=context.random.shared.getrandbits(128), version=4)), context.random.secret())
    async with context.database.transaction() as connection:
        if await storage.get_project(connection, project_id) is None:
            raise NotFound("Project", project_id, f"There is no project {project_id}")
        await _insert_key(connection, key, project_id, display_name)
    return key


async def revoke_key(context: Context, project_id: str, key_id: str) -> None:
    """Raises NotFound when the project has no such key."""
    async with context.database.connection() as connection:
        if not await storage.revoke_key(connection, project_id, key_id, real_now()):
            raise NotFound("AccessKey", key_id, f"The project has no access key {key_id}")


async def ensure_project(context: Context, project_id: str, key: IssuedKey) -> None:
    """Makes sure that the sandbox's own project and key exist; leaves alone what is there."""
    async with context.database.transaction() as connection:
        if await storage.get_project(connection, project_id) is None:
            await storage.insert_project(connection, Project(project_id, "Sandbox", "", real_now()))
        if await storage.get_key(connection, key.id) is None:
            await _insert_key(connection, key, project_id, "Sandbox")


async def _insert_key(connection: Connection, key: IssuedKey, project_id: str, display_name: str) -> None:
    await storage.insert_key(
        connection, AccessKey(key.id, project_id, hash_secret(key.secret), False), display_name, real_now()
    )
