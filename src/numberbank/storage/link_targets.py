"""The registry of service plans, campaigns, voice apps, trunks and fax services."""

from numberbank.domain.e164 import e164_to_int
from numberbank.domain.link_targets import LinkTarget, LinkTargetKind, LinkTargetState
from numberbank.domain.provisioning import ClaimedJob
from numberbank.storage.pool import Connection, Row

_COLUMNS = "kind, id, state, number_limit, mock, toll_free_allowed"


async def put_target(connection: Connection, project_id: str, target: LinkTarget) -> None:
    """Registers a target, or replaces what is registered of that id."""
    await connection.execute(
        f"""
        insert into link_target (project_id, {_COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (project_id, kind, id) do update set state = excluded.state,
            number_limit = excluded.number_limit, mock = excluded.mock, toll_free_allowed = excluded.toll_free_allowed
        """,
        project_id,
        target.kind,
        target.id,
        target.state,
        target.number_limit,
        target.mock,
        target.toll_free_allowed,
    )


async def delete_target(connection: Connection, project_id: str, kind: LinkTargetKind, target_id: str) -> bool:
    status = await connection.execute(
        "delete from link_target where project_id = $1 and kind = $2 and id = $3", project_id, kind, target_id
    )
    return status == "DELETE 1"


async def list_targets(connection: Connection, project_id: str, kind: LinkTargetKind) -> list[LinkTarget]:
    rows = await connection.fetch(
        f"select {_COLUMNS} from link_target where project_id = $1 and kind = $2 order by id", project_id, kind
    )
    return [_target(row) for row in rows]


async def lock_target(
    connection: Connection, project_id: str, kind: LinkTargetKind, target_id: str
) -> LinkTarget | None:
    """The target, which nobody else can then count on until the transaction ends."""
    row = await connection.fetchrow(
        f"select {_COLUMNS} from link_target where project_id = $1 and kind = $2 and id = $3 for update",
        project_id,
        kind,
        target_id,
    )
    return _target(row) if row else None


async def count_on_campaign(connection: Connection, job: ClaimedJob) -> int:
    """How many other numbers are linked to the job's campaign, or were admitted to it."""
    count: int = await connection.fetchval(
        """
        select count(*) from (
            select e164 from number where project_id = $1 and campaign_id = $2 and campaign_id <> ''
            union
            select e164 from provisioning_job
            where project_id = $1 and kind = 'CAMPAIGN' and target = $2 and admitted and status = 'IN_PROGRESS'
        ) linked
        where e164 <> $3
        """,
        job.project_id,
        job.target,
        e164_to_int(job.number),
    )
    return count


def _target(row: Row) -> LinkTarget:
    return LinkTarget(
        kind=LinkTargetKind(row["kind"]),
        id=row["id"],
        state=LinkTargetState(row["state"]),
        number_limit=row["number_limit"],
        mock=row["mock"],
        toll_free_allowed=row["toll_free_allowed"],
    )
