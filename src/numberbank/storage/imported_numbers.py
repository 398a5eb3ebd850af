"""Imported numbers: what their owners asked for, beside the row that holds the number and the jobs on its links."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from numberbank.domain.e164 import E164, e164_from_int, e164_to_int
from numberbank.domain.imported_numbers import FinishedLink, ImportedFilter, ImportedNumber, TimeOrder
from numberbank.domain.number_blocks import NumberType
from numberbank.domain.provisioning import Links, ProvisioningAction, ProvisioningKind
from numberbank.storage.pool import Connection, Row
from numberbank.storage.provisioning_jobs import JOBS_OF_NUMBER, jobs_by_kind

_COLUMNS = f"""n.e164, n.project_id, n.region, n.type, n.display_name, n.callback_url,
    n.service_plan_id as linked_plan, n.campaign_id as linked_campaign, i.service_plan_id, i.campaign_id,
    i.migrate_to_sinch_tmo, i.created_at, i.updated_at, {JOBS_OF_NUMBER} as jobs,
    array(select row (l.kind, l.action, l.target, l.updated_at) from imported_link l where l.e164 = n.e164) as finished
"""
_TIME_COLUMNS = {TimeOrder.CREATED: "created_at", TimeOrder.UPDATED: "updated_at"}

Position = tuple[datetime, int]
"""where a list goes on: time and digits of the last number seen"""


@dataclass(frozen=True, slots=True)
class NewImport:
    """A number that is held, and what it is to be linked to."""

    number: E164
    service_plan_id: str
    campaign_id: str
    migrate_to_sinch_tmo: bool


async def insert_imported(
    connection: Connection, project_id: str, numbers: Sequence[NewImport], moment: datetime
) -> None:
    await connection.execute(
        """
        insert into imported_number
            (e164, project_id, service_plan_id, campaign_id, migrate_to_sinch_tmo, created_at, updated_at)
        select e164, $1, service_plan_id, campaign_id, migrate, $2, $2
        from unnest($3::bigint[], $4::text[], $5::text[], $6::bool[]) as n (e164, service_plan_id, campaign_id, migrate)
        """,
        project_id,
        moment,
        [e164_to_int(new.number) for new in numbers],
        [new.service_plan_id for new in numbers],
        [new.campaign_id for new in numbers],
        [new.migrate_to_sinch_tmo for new in numbers],
    )


async def get_imported(connection: Connection, project_id: str, number: E164) -> ImportedNumber | None:
    row = await connection.fetchrow(
        f"""
        select {_COLUMNS} from imported_number i join number n using (e164)
        where i.e164 = $1 and i.project_id = $2 and n.state = 'IMPORTED'
        """,
        e164_to_int(number),
        project_id,
    )
    return _imported(row) if row else None


async def list_imported(
    connection: Connection,
    project_id: str,
    wanted: ImportedFilter,
    order: TimeOrder,
    after: Position | None,
    limit: int,
) -> list[ImportedNumber]:
    column = _TIME_COLUMNS[order]
    rows = await connection.fetch(
        f"""
        select {_COLUMNS} from imported_number i join number n using (e164)
        where {_FILTER} and ($6::timestamptz is null or (i.{column}, i.e164) > ($6, $7))
        order by i.{column}, i.e164 limit $8
        """,
        *_filter_arguments(project_id, wanted),
        after[0] if after else None,
        after[1] if after else 0,
        limit,
    )
    return [_imported(row) for row in rows]


async def count_imported(connection: Connection, project_id: str, wanted: ImportedFilter) -> int:
    count: int = await connection.fetchval(
        f"select count(*) from imported_number i join number n using (e164) where {_FILTER}",
        *_filter_arguments(project_id, wanted),
    )
    return count


async def update_imported(
    connection: Connection,
    number: E164,
    moment: datetime,
    wish: tuple[str, str, bool],
    display_name: str | None,
    callback_url: str | None,
) -> None:
    """`wish` is plan, campaign and the leave to take the number from another aggregator; None leaves names alone."""
    await connection.execute(
        """
        with wish as (
            update imported_number set service_plan_id = $2, campaign_id = $3, migrate_to_sinch_tmo = $4,
                updated_at = $5
            where e164 = $1
        )
        update number set display_name = coalesce($6, display_name), callback_url = coalesce($7, callback_url)
        where e164 = $1
        """,
        e164_to_int(number),
        *wish,
        moment,
        display_name,
        callback_url,
    )


async def delete_imported(connection: Connection, project_id: str, number: E164) -> bool:
    """False when the project has no such imported number. Its hold is another matter."""
    status = await connection.execute(
        "delete from imported_number where e164 = $1 and project_id = $2", e164_to_int(number), project_id
    )
    return status == "DELETE 1"


async def record_links(connection: Connection, project_id: str, links: Sequence[tuple[E164, FinishedLink]]) -> None:
    """What was made or removed last; the target of what was removed is that of what was made before."""
    await connection.execute(
        """
        with done as (
            select * from unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
                as l (e164, kind, action, target, updated_at)
        ), touched as (
            update imported_number i set updated_at = done.updated_at from done where i.e164 = done.e164
        )
        insert into imported_link as l (e164, kind, project_id, action, target, updated_at)
        select e164, kind, $1, action, target, updated_at from done
        on conflict (e164, kind) do update set action = excluded.action, updated_at = excluded.updated_at,
            project_id = excluded.project_id,
            target = case excluded.target when '' then l.target else excluded.target end
        """,
        project_id,
        [e164_to_int(number) for number, _ in links],
        [link.kind for _, link in links],
        [link.action for _, link in links],
        [link.target for _, link in links],
        [link.updated_at for _, link in links],
    )


_FILTER = """i.project_id = $1 and n.state = 'IMPORTED'
        and ($2::text is null or i.service_plan_id = $2) and ($3::text is null or i.campaign_id = $3)
        and ($4::text is null or n.region = $4) and ($5::text is null or '+' || n.e164 like $5)"""


def _filter_arguments(project_id: str, wanted: ImportedFilter) -> tuple[object, ...]:
    pattern = wanted.pattern.like() if wanted.pattern else None
    return project_id, wanted.service_plan_id, wanted.campaign_id, wanted.region, pattern


def _imported(row: Row) -> ImportedNumber:
    finished = (
        FinishedLink(ProvisioningKind(kind), ProvisioningAction(action), target, updated_at)
        for kind, action, target, updated_at in row["finished"]
    )
    return ImportedNumber(
        number=e164_from_int(row["e164"]),
        project_id=row["project_id"],
        region=row["region"],
        type=NumberType(row["type"]),
        display_name=row["display_name"],
        callback_url=row["callback_url"],
        service_plan_id=row["service_plan_id"],
        campaign_id=row["campaign_id"],
        migrate_to_sinch_tmo=row["migrate_to_sinch_tmo"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        links=Links(row["linked_plan"], row["linked_campaign"]),
        pending=jobs_by_kind(row["jobs"]),
        finished={link.kind: link for link in finished},
    )
