"""Whose is a new number that nobody's answer has named? Decided in the journal, so that two calls never claim one.

A call without a marker leaves a trace that any other call could have left: a number that was not there before. What
the journal knows rules most of that out: numbers that other calls got by an answer or claimed, and numbers that calls
for this very number are about. What is left is compared with the calls that may have left it. Calls with the same
wish are as good as each other: it does not matter which of them takes which number, as long as each finds one. So a
call takes the number that has been there for longest: the lists that later calls took beforehand have it already, and
so it is of no use to them. Everything else is for nobody to decide.
"""

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from numberbank.client.calls import Body
from numberbank.client.intents import Intent
from numberbank.client.journal import Journal, now, unpacked
from numberbank.client.proofs.findings import CannotTell, Finding, Happened, Nothing

T = TypeVar("T")
Fits = Callable[[Body, T], bool]


def claim_new(journal: Journal, intent: Intent, new: Mapping[str, T], fits: Fits[T], seen_at: float) -> Finding[T]:
    """Claims for `intent` one of the resources that are `new` since it began and fit its wish, or says why not.

    `seen_at` is when the list was taken. No call that began before then may still be under way.
    """
    with journal.transaction() as connection:
        free = {name: item for name, item in new.items() if name not in _explained(connection, intent)}
        rivals = _rivals(connection, intent)
        same = [rival.before for rival in rivals if rival.wish == (intent.path, intent.body or {})]
        if not free:
            return Nothing(not_before=_last_claim(connection, intent, seen_at))
        if disputed := _disputed(connection, intent) & free.keys():
            return CannotTell("it was not to be told before whose these are", tuple(disputed))
        others = [rival.wish[1] for rival in rivals if rival.wish != (intent.path, intent.body or {})]
        if any(fits(wish, item) for wish in others for item in free.values()):
            return CannotTell("calls with other wishes have an unknown end too", tuple(free))
        useless = {name: sum(name in before for before in same) for name in free}
        only_mine = sum(count == len(same) for count in useless.values())
        if len(free) > 1 + len(same) or only_mine > 1:
            return CannotTell("there are more new ones than this journal's calls explain", tuple(free))
        name = max(sorted(free), key=lambda each: useless[each])
        _claim(connection, intent, name)
        return Happened(free[name], name)


def claim_exact(journal: Journal, intent: Intent, item: T) -> Finding[T]:
    """Claims the one resource that the intent is about, unless another call of this journal has it."""
    with journal.transaction() as connection:
        if intent.resource in _explained(connection, intent):
            return Nothing(final=True)
        _claim(connection, intent, intent.resource)
        return Happened(item, intent.resource)


def _explained(connection: sqlite3.Connection, intent: Intent) -> set[str]:
    """What others have got since this one began, or are about by name."""
    rows = connection.execute(
        """
        select resource from intent
        where base = ? and project_id = ? and family = ? and id <> ? and resource <> ''
            and ((state = 'DONE' and settled_at >= ?) or (state in ('SENDING', 'UNCERTAIN') and resource <> ?))
        """,
        (intent.base, intent.project_id, intent.family, intent.id, intent.begun_at, intent.resource),
    )
    return {resource for (resource,) in rows}


def _disputed(connection: sqlite3.Connection, intent: Intent) -> set[str]:
    """What other calls were given up over."""
    rows = connection.execute(
        "select candidates from intent where base = ? and project_id = ? and family = ? and id <> ?"
        " and state = 'UNKNOWN'",
        (intent.base, intent.project_id, intent.family, intent.id),
    )
    return {name for (candidates,) in rows for name in json.loads(candidates)}


@dataclass(frozen=True, slots=True)
class _Rival:
    """Another call whose end is unknown: its path and body, and what was there before it."""

    wish: tuple[str, Body]
    before: frozenset[str]


def _rivals(connection: sqlite3.Connection, intent: Intent) -> list[_Rival]:
    rows = connection.execute(
        """
        select path, body, before from intent
        where base = ? and project_id = ? and family = ? and id <> ? and not marked and resource = ''
            and (state = 'UNCERTAIN' or (state = 'SENDING' and busy_until <= ?))
        """,
        (intent.base, intent.project_id, intent.family, intent.id, now()),
    )
    return [_Rival((path, json.loads(body or "{}")), frozenset(unpacked(before) or ())) for path, body, before in rows]


def _last_claim(connection: sqlite3.Connection, intent: Intent, seen_at: float) -> float:
    """Another call may have claimed what is this one's, and its own comes late: until then nothing is proved."""
    (deadline,) = connection.execute(
        """
        select coalesce(max(deadline), 0) from intent
        where base = ? and project_id = ? and family = ? and claimed and deadline > ? and settled_at >= ?
        """,
        (intent.base, intent.project_id, intent.family, seen_at, intent.begun_at),
    ).fetchone()
    return float(deadline)


def _claim(connection: sqlite3.Connection, intent: Intent, name: str) -> None:
    connection.execute(
        "update intent set state = 'DONE', resource = ?, claimed = 1, settled_at = ?, before = null where id = ?",
        (name, now(), intent.id),
    )
