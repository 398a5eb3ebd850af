"""What must hold of imported numbers, hosting orders and qualified numbers, at any time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg

from numberbank.domain.hosting_orders import TRANSITIONS as ORDER_MOVES
from numberbank.domain.qualified_numbers import TRANSITIONS as QUALIFIED_MOVES

Connection = Any
FITS = {
    "an imported number is held by its project": """
        select i.e164 from imported_number i left join number n using (e164)
        where i.project_id = any ($1) and (n.e164 is null or n.project_id <> i.project_id or n.state <> 'IMPORTED')
    """,
    "what is held as imported is an imported number": """
        select n.e164 from number n left join imported_number i using (e164)
        where n.project_id = any ($1) and n.state = 'IMPORTED' and i.e164 is null
    """,
    "a number is hosted by one order, of its project, that is not over": """
        select n.e164 from number n where n.project_id = any ($1) and n.state = 'HOSTING' and 1 <> (
            select count(*) from hosting_order_number h join hosting_order o on o.id = h.order_id
            where h.e164 = n.e164 and h.ended_at is null and h.project_id = n.project_id
            and o.state in ('SUBMITTED', 'WAITING_FOR_LOA_SIGNATURE', 'IN_PROGRESS')
        )
    """,
    "an order that is not over holds its numbers": """
        select h.e164 from hosting_order_number h left join number n using (e164)
        where h.project_id = any ($1) and h.ended_at is null
        and (n.e164 is null or n.state <> 'HOSTING' or n.project_id <> h.project_id)
    """,
    "an order is over when its numbers are, and not before": """
        select o.id from hosting_order o where o.project_id = any ($1)
        and (o.state in ('COMPLETED', 'REJECTED')) <> not exists (
            select from hosting_order_number h where h.order_id = o.id and h.ended_at is null
        )
    """,
    "a qualified number is being hosted while its order is at work on it": """
        select q.e164 from qualified_number q where q.project_id = any ($1)
        and (q.state = 'HOSTING_IN_PROGRESS') <> exists (
            select from hosting_order_number h join hosting_order o on o.id = h.order_id
            where h.e164 = q.e164 and h.project_id = q.project_id and h.ended_at is null
            and o.type = 'TYPE_TEXT_ENABLE'
        )
    """,
    "a number that was given up is kept for its links alone": """
        select n.e164 from number n where n.project_id = any ($1) and n.state = 'IMPORT_ENDED'
        and not exists (select from provisioning_job j where j.e164 = n.e164 and j.status <> 'FAILED')
    """,
    "a code waits for a number that is being verified": """
        select v.e164 from voice_challenge v left join qualified_number q using (project_id, e164)
        where v.project_id = any ($1)
        and coalesce(q.state, '') not in ('VERIFICATION_PENDING', 'VERIFICATION_FAILED')
    """,
    "the parts of a qualified number say what its state says": """
        select q.e164 from qualified_number q where q.project_id = any ($1) and (
            (q.state in ('VERIFIED', 'HOSTING_IN_PROGRESS', 'HOSTING_DONE', 'HOSTING_FAILED'))
                <> (q.ownership_status = 'DONE')
            or (q.state = 'NOT_ELIGIBLE') <> (q.osr_status = 'FAILED')
            or (q.state = 'HOSTING_DONE') <> (q.hosted_status = 1)
            or (q.state = 'HOSTING_FAILED') <> (q.hosted_status = 2)
        )
    """,
    "a number is hosted, or is not, as its last order has ended": """
        select q.e164 from qualified_number q cross join lateral (
            select h.failure_code from hosting_order_number h join hosting_order o on o.id = h.order_id
            where h.e164 = q.e164 and h.project_id = q.project_id and h.ended_at is not null
            and o.type = 'TYPE_TEXT_ENABLE' order by h.ended_at desc, h.order_id desc limit 1
        ) last
        where q.project_id = any ($1) and (
            (q.state = 'HOSTING_DONE' and last.failure_code is not null)
            or (q.state = 'HOSTING_FAILED' and last.failure_code is null)
        )
    """,
    "a link is of a number that is held": """
        select l.e164 from imported_link l left join number n using (e164)
        where l.project_id = any ($1) and n.e164 is null
    """,
}
"""each finds what does not fit"""


@dataclass(frozen=True)
class States:
    orders: Mapping[str, str]
    qualified: Mapping[tuple[str, int], str]
    holds: Mapping[int, str]


async def read_states(connection: Connection, projects: list[str]) -> States:
    async def rows(sql: str) -> list[asyncpg.Record]:
        found: list[asyncpg.Record] = await connection.fetch(sql, projects)
        return found

    orders = await rows("select id, state from hosting_order where project_id = any ($1)")
    qualified = await rows("select project_id, e164, state from qualified_number where project_id = any ($1)")
    holds = await rows("select e164, state from number where project_id = any ($1)")
    return States(
        {row["id"]: row["state"] for row in orders},
        {(row["project_id"], row["e164"]): row["state"] for row in qualified},
        {row["e164"]: row["state"] for row in holds},
    )


def check_moves(before: States, after: States) -> None:
    """Whatever has moved has moved along the tables of transitions, by one step or by several."""
    for order, state in before.orders.items():
        assert after.orders[order] in _reachable(ORDER_MOVES, state)
    for number, state in before.qualified.items():
        if number in after.qualified:
            assert after.qualified[number] in _reachable(QUALIFIED_MOVES, state)


async def check_fit(connection: Connection, projects: list[str]) -> None:
    assert await connection.fetch(_ALL, projects) == []


_ALL = " union all ".join(f"select '{what}' as rule, found.*::text from ({sql}) found" for what, sql in FITS.items())


def _reachable(moves: Mapping[Any, tuple[frozenset[Any], Any]], state: str) -> set[str]:
    found, new = {state}, {state}
    while new:
        new = {str(after) for before, after in moves.values() if before & new} - found
        found |= new
    return found
