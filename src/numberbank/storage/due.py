"""How due work is found: by the clock of the project it belongs to (domain.clock.Due)."""

from datetime import datetime, timedelta
from enum import StrEnum

from numberbank.domain.clock import Due
from numberbank.storage.pool import Connection


class DueKind(StrEnum):
    """The kinds of due work, in the order in which work of the same time is done."""

    ELIGIBILITY = "eligibility_check"
    VOICE_CALL = "voice_call"
    CHALLENGE_EXPIRY = "challenge_expiry"
    HOSTING_ORDER = "hosting_order"
    OSR_UPDATE = "osr_update"
    JOB = "job"
    CHARGE = "charge"
    EXPIRY = "expiry"
    AGING = "aging"
    EMERGENCY = "emergency"
    RESERVATION = "reservation"
    REVIEW = "review"
    RETENTION = "retention"
    DOCUMENT = "document"
    MAIL = "mail"
    EVENT = "event"
    CROWDING = "crowding"
    """never due at a time: it is looked for again and again"""


BEING_UNLINKED = "exists (select from provisioning_job j where j.e164 = t.e164 and j.status <> 'FAILED')"
"""of a number `t`: links are still being removed"""

_SOURCES = {
    DueKind.ELIGIBILITY: ("t.due_at", "qualified_number", "t.due_at is not null"),
    DueKind.VOICE_CALL: ("t.call_at", "voice_challenge", "t.call_at is not null"),
    DueKind.CHALLENGE_EXPIRY: ("t.expires_at", "voice_challenge", "true"),
    DueKind.HOSTING_ORDER: ("t.due_at", "hosting_order", "t.due_at is not null"),
    DueKind.OSR_UPDATE: ("t.due_at", "hosting_order_number", "t.due_at is not null"),
    DueKind.JOB: ("t.due_at", "provisioning_job", "t.due_at is not null"),
    DueKind.CHARGE: ("t.charge_due_at", "number", "t.charge_due_at is not null"),
    DueKind.EXPIRY: ("t.expire_at", "number", "t.state = 'ACTIVE' and t.expire_at is not null"),
    DueKind.AGING: ("t.free_at", "number", f"t.state = 'AGING' and not {BEING_UNLINKED}"),
    DueKind.EMERGENCY: ("t.due_at", "emergency_update", "true"),
    DueKind.RESERVATION: (
        "t.expire_at",
        "number_order",
        "t.state in ('CREATED', 'BLOCKED') and t.expire_at is not null",
    ),
    DueKind.REVIEW: ("t.review_at", "number_order", "t.review_at is not null"),
    DueKind.RETENTION: ("t.purge_at", "number_order", "t.purge_at is not null"),
    DueKind.DOCUMENT: ("t.due_at", "document", "t.due_at is not null"),
    DueKind.MAIL: ("t.due_at", "outbox_mail", "t.due_at is not null"),
    DueKind.EVENT: ("t.due_at", "event", "t.due_at is not null"),
}
"""of each kind of work: when it is due, in which table, and which rows of that"""

# For a table with the alias `t` that has a project_id, joined with `project p`; the column that says when is {due_at}.
# Parameters 1 to 4 are those of `due_arguments`.
_PROJECT_NOW = "coalesce(p.clock_frozen_at, $2::timestamptz + p.clock_offset)"
_IS_DUE = f"""t.{{due_at}} <= $1::timestamptz and case when $3::text is null
        then t.{{due_at}} <= {_PROJECT_NOW} and t.project_id <> all ($4::text[])
        else t.project_id = $3 end"""
_MOMENT = f"case when $3::text is null then {_PROJECT_NOW} else t.{{due_at}} end"


def is_due(due_at: str) -> str:
    """The condition that a row is due."""
    return _IS_DUE.format(due_at=due_at)


def moment(due_at: str) -> str:
    """What the clock of the row's project shows while the row is worked on."""
    return _MOMENT.format(due_at=due_at)


def due_arguments(due: Due) -> tuple[datetime, datetime, str | None, list[str]]:
    return due.horizon, due.real, due.project_id, list(due.excluded)


async def next_due(connection: Connection, kind: DueKind, due: Due, within: timedelta) -> datetime | None:
    """When, in real time, the next work of the kind is due in any project.

    Where clocks were moved, only what is due on the latest one `within` that time is considered.
    """
    due_at, table, is_work = _SOURCES[kind]
    moment: datetime | None
    if not due.moved:
        moment = await connection.fetchval(f"select min({due_at}) from {table} t where {is_work}")
        return moment
    moment = await connection.fetchval(
        f"""
        select $2::timestamptz + min({due_at} - {_PROJECT_NOW}) from {table} t join project p on p.id = t.project_id
        where {is_work} and {due_at} <= $1 and {due_at} <= coalesce(p.clock_frozen_at, {due_at})
        and t.project_id <> all ($3::text[])
        """,
        due.horizon + within,
        due.real,
        list(due.excluded),
    )
    return moment


async def next_due_of_project(connection: Connection, project_id: str) -> dict[DueKind, datetime]:
    """When the next work of each kind is due; kinds that have none are absent."""
    columns = ", ".join(
        f"(select min({due_at}) from {table} t where {is_work} and t.project_id = $1) as {kind}"
        for kind, (due_at, table, is_work) in _SOURCES.items()
    )
    row = await connection.fetchrow(f"select {columns}", project_id)
    assert row is not None
    return {kind: row[kind] for kind in _SOURCES if row[kind] is not None}
