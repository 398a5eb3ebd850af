"""Calls that read out a code: at most one for a number and project."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from numberbank.domain.clock import Due
from numberbank.domain.e164 import E164, e164_from_int, e164_to_int
from numberbank.domain.qualified_numbers import VoiceChallenge
from numberbank.domain.registry import VoiceCall
from numberbank.storage.due import due_arguments, is_due, moment
from numberbank.storage.pool import Connection, Row


@dataclass(frozen=True, slots=True)
class ClaimedCall:
    """A call that a worker has taken on; `moment` is when it did, on the clock of the project."""

    call: VoiceCall
    moment: datetime


@dataclass(frozen=True, slots=True)
class ExpiredChallenge:
    project_id: str
    number: E164
    id: str
    moment: datetime


async def put_challenge(connection: Connection, challenge: VoiceChallenge, call_at: datetime) -> None:
    """In place of an earlier one, whose code is then good for nothing."""
    await connection.execute(
        """
        insert into voice_challenge (project_id, e164, id, code, expires_at, call_at) values ($1, $2, $3, $4, $5, $6)
        on conflict (project_id, e164) do update set id = excluded.id, code = excluded.code,
            expires_at = excluded.expires_at, call_at = excluded.call_at, attempts = 0
        """,
        challenge.project_id,
        e164_to_int(challenge.number),
        challenge.id,
        challenge.code,
        challenge.expires_at,
        call_at,
    )


async def get_challenge(connection: Connection, project_id: str, number: E164) -> VoiceChallenge | None:
    row = await connection.fetchrow(
        "select * from voice_challenge where project_id = $1 and e164 = $2", project_id, e164_to_int(number)
    )
    return _challenge(row) if row else None


async def list_challenges(connection: Connection, project_id: str) -> list[VoiceChallenge]:
    rows = await connection.fetch("select * from voice_challenge where project_id = $1 order by e164", project_id)
    return [_challenge(row) for row in rows]


async def drop_challenge(
    connection: Connection, project_id: str, number: E164, challenge_id: str | None = None
) -> bool:
    """Only the one of that id, if given; False when there is none."""
    status = await connection.execute(
        "delete from voice_challenge where project_id = $1 and e164 = $2 and ($3::text is null or id = $3)",
        project_id,
        e164_to_int(number),
        challenge_id,
    )
    return status == "DELETE 1"


async def claim_due_calls(connection: Connection, due: Due, lease: timedelta, limit: int) -> list[ClaimedCall]:
    """Takes due calls for the length of `lease`; one whose worker dies becomes due again after it."""
    rows = await connection.fetch(
        f"""
        with due as (
            select t.project_id, t.e164, {moment("call_at")} as moment
            from voice_challenge t join project p on p.id = t.project_id
            where {is_due("call_at")} order by t.call_at, t.e164 limit $6 for update of t skip locked
        )
        update voice_challenge v set attempts = v.attempts + 1, call_at = due.moment + $5::interval
        from due where v.project_id = due.project_id and v.e164 = due.e164
        returning v.*, due.moment
        """,
        *due_arguments(due),
        lease,
        limit,
    )
    calls = [
        ClaimedCall(
            VoiceCall(row["id"], row["project_id"], e164_from_int(row["e164"]), row["code"], row["attempts"]),
            row["moment"],
        )
        for row in rows
    ]
    return sorted(calls, key=lambda claimed: (claimed.moment, claimed.call.number))


async def set_call_time(connection: Connection, call: VoiceCall, call_at: datetime | None) -> None:
    """When the call is tried again; None when it was placed. Nothing for one that was replaced."""
    await connection.execute(
        "update voice_challenge set call_at = $4 where project_id = $1 and e164 = $2 and id = $3",
        call.project_id,
        e164_to_int(call.number),
        call.id,
        call_at,
    )


async def find_expired(connection: Connection, due: Due, limit: int) -> list[ExpiredChallenge]:
    """Codes that are too old."""
    rows = await connection.fetch(
        f"""
        select t.project_id, t.e164, t.id, {moment("expires_at")} as moment
        from voice_challenge t join project p on p.id = t.project_id
        where {is_due("expires_at")} order by t.expires_at, t.e164 limit $5
        """,
        *due_arguments(due),
        limit,
    )
    return [ExpiredChallenge(row["project_id"], e164_from_int(row["e164"]), row["id"], row["moment"]) for row in rows]


def _challenge(row: Row) -> VoiceChallenge:
    return VoiceChallenge(row["id"], row["project_id"], e164_from_int(row["e164"]), row["code"], row["expires_at"])
