"""What only a sandbox does with its projects: moves their clocks, empties them, keeps and restores their states."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg

from numberbank.domain.errors import Conflict
from numberbank.storage.pool import Connection


@dataclass(frozen=True, slots=True)
class ProjectClock:
    """`offset` ahead of real time, or standing at `frozen_at`."""

    offset: timedelta
    frozen_at: datetime | None

    @property
    def moved(self) -> bool:
        return self.frozen_at is not None or self.offset != timedelta()

    def now(self, real: datetime) -> datetime:
        return self.frozen_at or real + self.offset


async def load_clocks(connection: Connection) -> dict[str, ProjectClock]:
    """Of the projects whose clocks were moved."""
    rows = await connection.fetch(
        "select id, clock_offset, clock_frozen_at from project where clock_offset <> '0' or clock_frozen_at is not null"
    )
    return {row["id"]: ProjectClock(row["clock_offset"], row["clock_frozen_at"]) for row in rows}


async def set_clock(connection: Connection, project_id: str, clock: ProjectClock) -> None:
    await connection.execute(
        "update project set clock_offset = $2, clock_frozen_at = $3 where id = $1",
        project_id,
        clock.offset,
        clock.frozen_at,
    )


_TABLES = (
    *(
        "number",
        "provisioning_job",
        "uncertain_link",
        "event",
        "charge",
        "number_history",
        "link_target",
        "idempotency_key",
    ),
    *("emergency_address", "emergency_update"),
    *("number_order", "number_order_item", "number_order_log", "number_order_attachment"),
    *("imported_number", "imported_link", "hosting_order", "hosting_order_number"),
    *("qualified_number", "voice_challenge", "outbox_mail"),
)
"""what belongs to a project, each with a project_id, and after what it refers to"""

_STATE_OF_PROJECT = (
    "hmac_secret", "strict_links", "balance", "balance_currency", "grace_days", "imported_hmac_secret", "import_limit",
    "blanket_loa",
)  # fmt: skip


_LOCKED_FIRST = {"number": "e164", "event": "id"}
"""tables of which workers lock many rows at once, in the order of this column"""


async def empty_project(connection: Connection, project_id: str) -> None:
    """Takes everything from the project but its keys and snapshots."""
    for table in _TABLES:
        if key := _LOCKED_FIRST.get(table):
            await connection.execute(f"select from {table} where project_id = $1 order by {key} for update", project_id)
        await connection.execute(f"delete from {table} where project_id = $1", project_id)
    defaults = ", ".join(f"{column} = default" for column in _STATE_OF_PROJECT)
    await connection.execute(f"update project set {defaults} where id = $1", project_id)


async def project_ids(connection: Connection) -> list[str]:
    return [row["id"] for row in await connection.fetch("select id from project order by id")]


async def save_snapshot(connection: Connection, project_id: str, name: str, clock: str, taken_at: datetime) -> None:
    """Keeps the project's rows under the name, in place of an older snapshot; `clock` is JSON that goes with them."""
    tables = ", ".join(
        f"'{table}', (select coalesce(jsonb_agg(to_jsonb(t)), '[]') from {table} t where t.project_id = $1)"
        for table in _TABLES
    )
    columns = ", ".join(f"'{column}', p.{column}" for column in _STATE_OF_PROJECT)
    await connection.execute(
        f"""
        insert into sandbox_snapshot (project_id, name, taken_at, state)
        select $1, $2, $3, jsonb_build_object({tables}, 'project', jsonb_build_object({columns}), 'clock', $4::jsonb)
        from project p where p.id = $1
        on conflict (project_id, name) do update set taken_at = excluded.taken_at, state = excluded.state
        """,
        project_id,
        name,
        taken_at,
        clock,
    )


async def list_snapshots(connection: Connection, project_id: str) -> list[tuple[str, datetime]]:
    rows = await connection.fetch(
        "select name, taken_at from sandbox_snapshot where project_id = $1 order by name", project_id
    )
    return [(row["name"], row["taken_at"]) for row in rows]


async def delete_snapshot(connection: Connection, project_id: str, name: str) -> bool:
    status = await connection.execute(
        "delete from sandbox_snapshot where project_id = $1 and name = $2", project_id, name
    )
    return status == "DELETE 1"


async def restore_snapshot(connection: Connection, project_id: str, name: str) -> str | None:
    """Puts the rows back into an empty project and returns the `clock` that was saved; None without such a snapshot.

    Raises Conflict when somebody else holds one of its numbers by now.
    """
    clock: str | None = await connection.fetchval(
        "select state->'clock' from sandbox_snapshot where project_id = $1 and name = $2", project_id, name
    )
    if clock is None:
        return None
    try:
        for table in _TABLES:
            await connection.execute(
                f"""
                insert into {table} select r.* from sandbox_snapshot s
                cross join lateral jsonb_populate_recordset(null::{table}, s.state->'{table}') r
                where s.project_id = $1 and s.name = $2
                """,
                project_id,
                name,
            )
    except asyncpg.UniqueViolationError as error:
        raise Conflict(f"somebody else holds a number of the snapshot by now: {error.detail}") from None
    columns = ", ".join(f"{column} = r.{column}" for column in _STATE_OF_PROJECT)
    await connection.execute(
        f"""
        update project p set {columns} from sandbox_snapshot s
        cross join lateral jsonb_populate_record(null::project, s.state->'project') r
        where p.id = $1 and s.project_id = $1 and s.name = $2
        """,
        project_id,
        name,
    )
    return clock
