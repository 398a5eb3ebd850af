"""How due work is found: by the clock of the project it belongs to (domain.clock.Due)."""

from datetime import datetime
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
    MAIL = "mail"
    EVENT = "event"


BEING_UNLINKED = "exists (select from provisioning_job j where j.e164 = t.e164 and j.status <> 'FAILED')"
"""of a number `t`: links are still being removed"""

_NEXT = {
    DueKind.ELIGIBILITY: "select min(t.due_at) from qualified_number t where t.due_at is not null",
    DueKind.VOICE_CALL: "select min(t.call_at) from voice_challenge t where t.call_at is not null",
    DueKind.CHALLENGE_EXPIRY: "select min(t.expires_at) from voice_challenge t where true",
    DueKind.HOSTING_ORDER: "select min(t.due_at) from hosting_order t where t.due_at is not null",
    DueKind.OSR_UPDATE: "select min(t.due_at) from hosting_order_number t where t.due_at is not null",
    DueKind.MAIL: "select min(t.due_at) from outbox_mail t where t.due_at is not null",
    DueKind.JOB: "select min(t.due_at) from provisioning_job t where t.due_at is not null",
    DueKind.CHARGE: "select min(t.charge_due_at) from number t where t.charge_due_at is not null",
    DueKind.EXPIRY: "select min(t.expire_at) from number t where t.state = 'ACTIVE' and t.expire_at is not null",
    DueKind.AGING: f"select min(t.free_at) from number t where t.state = 'AGING' and not {BEING_UNLINKED}",
    DueKind.EVENT: "select min(t.due_at) from event t where t.due_at is not null",
}

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


async def next_due(connection: Connection, kind: DueKind) -> datetime | None:
    """When the next work of the kind is due in any project, on its own clock."""
    moment: datetime | None = await connection.fetchval(_NEXT[kind])
    return moment


async def next_due_of_project(connection: Connection, project_id: str) -> dict[DueKind, datetime]:
    """When the next work of each kind is due; kinds that have none are absent."""
    columns = ", ".join(f"({sql} and t.project_id = $1) as {kind}" for kind, sql in _NEXT.items())
    row = await connection.fetchrow(f"select {columns}", project_id)
    assert row is not None
    return {kind: row[kind] for kind in DueKind if row[kind] is not None}
