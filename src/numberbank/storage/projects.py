"""Projects, their access keys, and the secrets of the installation."""

from datetime import datetime

from asyncpg import UniqueViolationError

from numberbank.domain.errors import Conflict
from numberbank.domain.money import Money
from numberbank.domain.projects import AccessKey, Project
from numberbank.storage.pool import Connection, Row


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


_COLUMNS = (
    "id, display_name, hmac_secret, created_at, strict_links, grace_days, balance, balance_currency, "
    "imported_hmac_secret, import_limit, blanket_loa"
)


def _project(row: Row) -> Project:
    fields = dict(row)
    currency = fields.pop("balance_currency")
    balance = None if fields["balance"] is None else Money(fields["balance"], currency)
    return Project(**fields | {"balance": balance})


async def list_projects(connection: Connection) -> list[Project]:
    rows = await connection.fetch(f"select {_COLUMNS} from project order by created_at, id")
    return [_project(row) for row in rows]


async def get_project(connection: Connection, project_id: str) -> Project | None:
    row = await connection.fetchrow(f"select {_COLUMNS} from project where id = $1", project_id)
    return _project(row) if row else None


async def update_project(
    connection: Connection, project_id: str, strict_links: bool | None, grace_days: int | None
) -> None:
    """None leaves a column alone."""
    await connection.execute(
        """
        update project set strict_links = coalesce($2, strict_links), grace_days = coalesce($3, grace_days)
        where id = $1
        """,
        project_id,
        strict_links,
        grace_days,
    )


async def set_hmac_secret(connection: Connection, project_id: str, secret: str) -> bool:
    """False when there is no such project."""
    status = await connection.execute("update project set hmac_secret = $2 where id = $1", project_id, secret)
    return status == "UPDATE 1"


async def set_imported_hmac_secret(connection: Connection, project_id: str, secret: str) -> bool:
    """False when there is no such project."""
    status = await connection.execute("update project set imported_hmac_secret = $2 where id = $1", project_id, secret)
    return status == "UPDATE 1"


async def set_import_terms(
    connection: Connection, project_id: str, import_limit: int | None, blanket_loa: bool | None
) -> None:
    """None leaves a column alone."""
    await connection.execute(
        """
        update project set import_limit = coalesce($2, import_limit), blanket_loa = coalesce($3, blanket_loa)
        where id = $1
        """,
        project_id,
        import_limit,
        blanket_loa,
    )


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
