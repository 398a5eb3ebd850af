"""Streets that an operator has loaded, by region and postal code, in their normal forms."""

from collections.abc import Iterable, Sequence

from numberbank.domain.street_file import StreetRow
from numberbank.storage.pool import Connection, Database


class StoredStreets:
    """A `StreetSource` on the table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def streets_of(self, region: str, postal_code: str) -> Sequence[str]:
        async with self._database.connection() as connection:
            rows = await connection.fetch(
                "select name from street where region = $1 and postal_code = $2 order by name", region, postal_code
            )
        return [row["name"] for row in rows]


async def lock_streets(connection: Connection) -> None:
    """Keeps other imports out until the end of the transaction; look-ups go on."""
    await connection.execute("lock table street in share row exclusive mode")


async def has_streets(connection: Connection) -> bool:
    return bool(await connection.fetchval("select exists (select from street)"))


async def replace_streets(connection: Connection, rows: Iterable[StreetRow]) -> int:
    """Writes streets in place of all others of their postal codes, and returns how many."""
    records = [(row.region, row.postal_code, row.name) for row in rows]
    codes = sorted({(region, postal_code) for region, postal_code, _ in records})
    await connection.execute(
        """
        delete from street s using unnest($1::text[], $2::text[]) as c (region, postal_code)
        where s.region = c.region and s.postal_code = c.postal_code
        """,
        [region for region, _ in codes],
        [postal_code for _, postal_code in codes],
    )
    await connection.copy_records_to_table("street", records=records, columns=("region", "postal_code", "name"))
    return len(records)
