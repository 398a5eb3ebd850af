"""Projects, their access keys, and the secrets of the installation."""

from datetime import datetime

from asyncpg import UniqueViolationError

from numberbank.domain.errors import Conflict
from numberbank.domain.projects import AccessKey, Project
from numberbank.storage.pool import Connection


async def insert_project(connection: Connection, project: Project) -> None:
    """Raises Conflict when the id is taken."""
    try:
        await connection.execute(
            "insert into project (id, display_name, hmac_secret, created_at) values ($1, $2, $3, $4)",
            project.id,
            project.display_name,
            project.hmac_secret,
            project.created_at,
        )
    except UniqueViolationError:
        raise Conflict(f"a project with the id {project.id} exists already") from None


async def list_projects(connection: Connection) -> list[Project]:
    rows = await connection.fetch(
        "select id, display_name, hmac_secret, created_at, strict_links from project order by created_at, id"
    )
    return [Project(**row) for row in rows]


async def get_project(connection: Connection, project_id: str) -> Project | None:
    row = await connection.fetchrow(
        "select id, display_name, hmac_secret, created_at, strict_links from project where id = $1", project_id
    )
    return Project(**row) if row else None


async def set_strict_links(connection: Connection, project_id: str, strict: bool) -> bool:
    """False when there is no such project."""
    status = await connection.execute("update project set strict_links = $2 where id = $1", project_id, strict)
    return status == "UPDATE 1"


async def set_hmac_secret(connection: Connection, project_id: str, secret: str) -> bool:
    """False when there is no such project."""
    status = await connection.execute("update project set hmac_secret = $2 where id = $1", project_id, secret)
    return status == "UPDATE 1"


async def insert_key(connection: Connection, key: AccessKey, display_name: str, created_at: datetime) -> None:
    """Raises Conflict when the id is taken."""
    try:
        await connection.execute(
            """
            insert into access_key (id, project_id, display_name, secret_hash, created_at)
            values ($1, $2, $3, $4, $5)
            """,
            key.id,
            key.project_id,
            display_name,
            key.secret_hash,
            created_at,
        )
    except UniqueViolationError:
        raise Conflict(f"an access key with the id {key.id} exists already") from None


async def get_key(connection: Connection, key_id: str) -> AccessKey | None:
    row = await connection.fetchrow(
        "select id, project_id, secret_hash, revoked_at is not null as revoked from access_key where id = $1",
        key_id,
    )
    return AccessKey(**row) if row else None


async def revoke_key(connection: Connection, project_id: str, key_id: str, moment: datetime) -> bool:
    """False when the project has no such key; revoking twice keeps the first time."""
    status = await connection.execute(
        "update access_key set revoked_at = coalesce(revoked_at, $3) where project_id = $1 and id = $2",
        project_id,
        key_id,
        moment,
    )
    return status == "UPDATE 1"


async def server_secret(connection: Connection, name: str, fresh: bytes) -> bytes:
    """The installation's secret of that name; `fresh` becomes it when there is none yet."""
    await connection.execute(
        "insert into server_secret (name, value) values ($1, $2) on conflict do nothing", name, fresh
    )
    value: bytes = await connection.fetchval("select value from server_secret where name = $1", name)
    return value
