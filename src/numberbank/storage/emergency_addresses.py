"""Emergency addresses of held numbers. Each change of one is written together with what is to be told of it."""

from datetime import datetime

from numberbank.domain.e164 import E164, e164_to_int
from numberbank.domain.emergency_addresses import EmergencyAddress, ProvisionedAddress
from numberbank.storage.pool import Connection, Row

ADDRESS_COLUMNS = """a.display_name, a.street_number, a.street_info, a.location, a.city, a.state, a.postal_code,
            a.postal_code_plus_four"""

# The newest update replaces the one before. While that is being told, the new one waits for its end, or its lease.
_REPLACE = """on conflict (e164) do update set id = excluded.id, project_id = excluded.project_id, attempts = 0,
            due_at = case when u.calling_id is null then excluded.due_at else u.due_at end,
            last_status = null, last_problem = ''"""


def removing(chosen: str, moment: str) -> str:
    """Members of a `with` that remove addresses and have it told at `moment`; `chosen` is a condition on their e164.

    For statements that end the holding of numbers, which are locked already.
    """
    return f"""removed_address as (
            delete from emergency_address where {chosen} returning e164, project_id, removal_id
        ), told_removal as (
            insert into emergency_update as u (e164, id, project_id, due_at)
            select r.e164, r.removal_id, r.project_id, {moment} from removed_address r
            {_REPLACE}
        )"""


async def get_address(connection: Connection, project_id: str, number: E164) -> ProvisionedAddress | None:
    row = await connection.fetchrow(
        f"select {ADDRESS_COLUMNS} from emergency_address a where a.e164 = $1 and a.project_id = $2",
        e164_to_int(number),
        project_id,
    )
    return provisioned_address(row) if row else None


async def put_address(
    connection: Connection,
    project_id: str,
    number: E164,
    provisioned: ProvisionedAddress,
    moment: datetime,
    update_id: str,
    removal_id: str,
) -> None:
    """Sets or replaces the address of a locked number. The ids are those of this update and of the one that ends it."""
    await connection.execute(
        f"""
        with address as (
            insert into emergency_address (
                e164, project_id, provisioned_at, removal_id, display_name, street_number, street_info, location, city,
                state, postal_code, postal_code_plus_four
            )
            values ($1, $2, $3, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            on conflict (e164) do update set
                project_id = excluded.project_id, provisioned_at = excluded.provisioned_at,
                removal_id = excluded.removal_id, display_name = excluded.display_name,
                street_number = excluded.street_number, street_info = excluded.street_info,
                location = excluded.location, city = excluded.city, state = excluded.state,
                postal_code = excluded.postal_code, postal_code_plus_four = excluded.postal_code_plus_four
        )
        insert into emergency_update as u (e164, id, project_id, due_at) values ($1, $4, $2, $3)
        {_REPLACE}
        """,
        e164_to_int(number),
        project_id,
        moment,
        update_id,
        removal_id,
        provisioned.display_name,
        *provisioned.address.parts,
    )


async def remove_address(connection: Connection, number: E164, moment: datetime) -> bool:
    """Of a locked number; False when it had none."""
    removed: bool = await connection.fetchval(
        f"with {removing('e164 = $1', '$2::timestamptz')} select exists (select from removed_address)",
        e164_to_int(number),
        moment,
    )
    return removed


def provisioned_address(row: Row) -> ProvisionedAddress:
    """From a row that has the columns of ADDRESS_COLUMNS."""
    return ProvisionedAddress(
        row["display_name"],
        EmergencyAddress(
            street_number=row["street_number"],
            street_info=row["street_info"],
            location=row["location"],
            city=row["city"],
            state=row["state"],
            postal_code=row["postal_code"],
            postal_code_plus_four=row["postal_code_plus_four"],
        ),
    )
