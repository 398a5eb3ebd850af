"""The journal of intents: a SQLite file that all processes of a user share, or memory that is gone with the client.

An intent is on the disk before its call leaves. States change by compare-and-set, so that whoever settles an intent
and whoever wants to send it again cannot both succeed. What is settled is forgotten after 30 days.
"""

import json
import sqlite3
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import platformdirs

from numberbank.client.intents import SETTLED, Intent, State
from numberbank.domain.clock import real_now

KEPT = 30 * 24 * 3600.0
"""seconds"""
_SCHEMA = """
create table if not exists intent (
    id text primary key, base text not null, project_id text not null, kind text not null, path text not null,
    body text, number text not null, family text not null, resource text not null, marked integer not null,
    keyed integer not null, before blob, begun_at real not null, busy_until real not null, deadline real not null,
    state text not null, detail text not null default '', candidates text not null default '[]',
    claimed integer not null default 0, settled_at real
) strict;
create index if not exists intent_family on intent (base, project_id, family, state);
create index if not exists intent_settled on intent (settled_at) where settled_at is not null;
"""
_OPEN = "state in ('SENDING', 'UNCERTAIN')"
_NOT_SETTLED = "state not in ('DONE', 'NOT_DONE')"
_COLUMNS = (
    "id, base, project_id, kind, path, body, number, family, resource, marked, keyed, before, begun_at, busy_until,"
    " deadline, state, detail"
)


def default_path() -> Path:
    """In the user's state folder."""
    return platformdirs.user_state_path("numberbank") / "journal.sqlite3"


def now() -> float:
    return real_now().timestamp()


class Journal:
    def __init__(self, path: Path | None) -> None:
        """Without a path it is kept in memory: calls are as safe, until the program ends."""
        self._path = path
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Alone among all threads and processes until the block ends; undone when it raises."""
        with self._lock:
            connection = self._opened()
            connection.execute("begin immediate")
            try:
                yield connection
            except BaseException:
                connection.execute("rollback")
                raise
            connection.execute("commit")

    def begin(self, intent: Intent) -> None:
        row = (
            *(intent.id, intent.base, intent.project_id, intent.kind, intent.path, _json(intent.body)),
            *(intent.number, intent.family, intent.resource, intent.marked, intent.keyed, _packed(intent.before)),
            *(intent.begun_at, intent.busy_until, intent.deadline, intent.state, intent.detail),
        )
        with self.transaction() as connection:
            connection.execute(f"insert into intent ({_COLUMNS}) values ({', '.join('?' * len(row))})", row)

    def move(self, intent_id: str, state: State, busy_until: float, deadline: float) -> bool:
        """Goes on with an open intent; False when somebody has settled it meanwhile."""
        with self.transaction() as connection:
            changed = connection.execute(
                f"update intent set state = ?, busy_until = ?, deadline = ? where id = ? and {_OPEN}",
                (state, busy_until, deadline, intent_id),
            )
            return changed.rowcount == 1

    def settle(
        self, intent_id: str, state: State, resource: str = "", detail: str = "", candidates: tuple[str, ...] = ()
    ) -> State:
        """The state that the intent has then: another one when somebody was faster. An answer of the server, which is
        what DONE rests on, overrules what was read."""
        condition = "true" if state is State.DONE else _NOT_SETTLED
        with self.transaction() as connection:
            connection.execute(
                f"""
                update intent set state = ?, resource = case when ? = '' then resource else ? end, detail = ?,
                    candidates = ?, before = case when ? then null else before end,
                    settled_at = case when ? then ? end
                where id = ? and {condition}
                """,
                (
                    *(state, resource, resource, detail, json.dumps(candidates)),
                    *(state in SETTLED, state in SETTLED, now(), intent_id),
                ),
            )
            (found,) = connection.execute("select state from intent where id = ?", (intent_id,)).fetchone()
            return State(found)

    def get(self, intent_id: str) -> Intent | None:
        with self._lock:
            row = self._opened().execute(f"select {_COLUMNS} from intent where id = ?", (intent_id,)).fetchone()
        return _intent(row) if row else None

    def intents(self, base: str, project_id: str) -> list[Intent]:
        """Of a project, oldest first."""
        return self._select("base = ? and project_id = ?", base, project_id)

    def unsettled(self, base: str, project_id: str) -> list[Intent]:
        """Those that ended neither way, oldest first."""
        return self._select(f"base = ? and project_id = ? and {_NOT_SETTLED}", base, project_id)

    def in_flight(self, intent: Intent, before: float) -> bool:
        """Whether a call without a marker that began before then, and could have left the same traces, still runs."""
        with self._lock:
            row = self._opened().execute(
                """
                select 1 from intent
                where base = ? and project_id = ? and family = ? and id <> ? and state = 'SENDING'
                    and busy_until > ? and begun_at <= ? and not marked and resource in ('', ?) limit 1
                """,
                (intent.base, intent.project_id, intent.family, intent.id, now(), before, intent.resource),
            )
            return row.fetchone() is not None

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _select(self, condition: str, *arguments: object) -> list[Intent]:
        with self._lock:
            rows = self._opened().execute(
                f"select {_COLUMNS} from intent where {condition} order by begun_at, id", arguments
            )
            return [_intent(row) for row in rows]

    def _opened(self) -> sqlite3.Connection:
        """Opened at the first use, for its user's eyes only."""
        if self._connection is not None:
            return self._connection
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._path.touch(mode=0o600, exist_ok=True)
        connection = sqlite3.connect(
            self._path or ":memory:", timeout=60, isolation_level=None, check_same_thread=False
        )
        connection.execute("pragma journal_mode = wal")
        # An intent must outlive a loss of power, too.
        connection.execute("pragma synchronous = full")
        connection.executescript(_SCHEMA)
        connection.execute("delete from intent where settled_at < ?", (now() - KEPT,))
        self._connection = connection
        return connection


def _json(body: object) -> str | None:
    return None if body is None else json.dumps(body, sort_keys=True)


def _packed(value: object) -> bytes | None:
    """What was read beforehand may be a list of all numbers."""
    return None if value is None else zlib.compress(json.dumps(value).encode(), 1)


def unpacked(blob: bytes | None) -> Any:
    return None if blob is None else json.loads(zlib.decompress(blob))


def _intent(row: tuple[Any, ...]) -> Intent:
    (id_, base, project_id, kind, path, body, number, family, resource, marked, keyed, before, *rest) = row
    begun_at, busy_until, deadline, state, detail = rest
    return Intent(
        id_,
        base,
        project_id,
        kind,
        path,
        None if body is None else json.loads(body),
        number,
        family,
        resource,
        bool(marked),
        bool(keyed),
        unpacked(before),
        begun_at,
        busy_until,
        deadline,
        State(state),
        detail,
    )
