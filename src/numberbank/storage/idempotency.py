"""Answers kept under the caller's key. All of it happens in the transaction of the act that the answer tells of."""

import hashlib
from datetime import datetime

from numberbank.domain.errors import KeyInUse
from numberbank.domain.idempotency import KEPT, KeptAnswer, KeyedRequest
from numberbank.storage.pool import Connection, Row

_COLUMNS = "path, fingerprint, status, body, k.created_at"
_ENDED = "kept_until <= $2 and expire_at <= coalesce(clock_frozen_at, $2::timestamptz + clock_offset)"
"""of a key joined with its project; $2 is the machine's time"""
_CLEAN_UP = 100


async def lock_key(connection: Connection, request: KeyedRequest) -> bool:
    """Keeps the key for this transaction; False while another one has it.

    A statement of its own: what the next one reads is then what the last holder of the lock has left.
    """
    name = f"{request.project_id}\n{request.key}\n{request.path}".encode()
    number = int.from_bytes(hashlib.blake2b(name, digest_size=8).digest(), "big", signed=True)
    locked: bool = await connection.fetchval("select pg_try_advisory_xact_lock($1)", number)
    return locked


async def find_answer(connection: Connection, request: KeyedRequest, real: datetime) -> KeptAnswer | None:
    """None for a key that is new, or whose time is over. `real` is the machine's time."""
    row = await connection.fetchrow(
        f"""
        select {_COLUMNS} from idempotency_key k join project p on p.id = k.project_id
        where k.project_id = $1 and key = $3 and path = $4 and not ({_ENDED})
        """,
        request.project_id,
        real,
        request.key,
        request.path,
    )
    return _answer(row) if row else None


async def list_answers(connection: Connection, project_id: str, key: str, real: datetime) -> list[KeptAnswer]:
    """What became of the key, on each path that it was used on."""
    rows = await connection.fetch(
        f"""
        select {_COLUMNS} from idempotency_key k join project p on p.id = k.project_id
        where k.project_id = $1 and key = $3 and not ({_ENDED})
        order by k.created_at, path
        """,
        project_id,
        real,
        key,
    )
    return [_answer(row) for row in rows]


async def keep_answer(
    connection: Connection, request: KeyedRequest, status: int, body: str, moment: datetime, real: datetime
) -> None:
    """Keeps the answer for as long as `KEPT`, and forgets some whose time is over, of any project.

    `moment` is the project's time. Raises KeyInUse for a key that has an answer, which `lock_key` rules out.
    """
    kept: bool | None = await connection.fetchval(
        f"""
        with ended as (
            select k.project_id, k.key, k.path from idempotency_key k join project p on p.id = k.project_id
            where {_ENDED} and (k.project_id, k.key, k.path) <> ($1, $3, $4)
            limit {_CLEAN_UP} for update of k skip locked
        ), forgotten as (
            delete from idempotency_key k using ended e
            where (k.project_id, k.key, k.path) = (e.project_id, e.key, e.path)
        )
        insert into idempotency_key as k (
            project_id, path, key, fingerprint, status, body, created_at, expire_at, kept_until
        )
        values ($1, $4, $3, $5, $6, $7, $8, $9, $10)
        on conflict (project_id, key, path) do update set
            fingerprint = excluded.fingerprint, status = excluded.status, body = excluded.body,
            created_at = excluded.created_at, expire_at = excluded.expire_at, kept_until = excluded.kept_until
        where k.kept_until <= $2
        returning true
        """,
        request.project_id,
        real,
        request.key,
        request.path,
        request.fingerprint,
        status,
        body,
        moment,
        moment + KEPT,
        real + KEPT,
    )
    if not kept:
        raise KeyInUse


def _answer(row: Row) -> KeptAnswer:
    return KeptAnswer(row["path"], row["fingerprint"], row["status"], row["body"], row["created_at"])
