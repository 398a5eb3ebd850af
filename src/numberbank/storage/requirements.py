"""What the operator requires of orders, in place of the sets that come with the program."""

from collections.abc import Sequence

from numberbank.domain.number_blocks import NumberType
from numberbank.storage.pool import Connection


async def get_requirement(connection: Connection, region: str, number_type: NumberType) -> tuple[bool, str | None]:
    """Whether the operator has decided, and what: an encoded set, or None for nothing to be asked."""
    row = await connection.fetchrow(
        "select definition from number_requirement where region = $1 and number_type = $2", region, number_type
    )
    return (True, row["definition"]) if row else (False, None)


async def list_requirements(connection: Connection) -> dict[tuple[str, NumberType], str | None]:
    rows = await connection.fetch("select region, number_type, definition from number_requirement")
    return {(row["region"], NumberType(row["number_type"])): row["definition"] for row in rows}


async def put_requirements(connection: Connection, requirements: Sequence[tuple[str, NumberType, str | None]]) -> None:
    """Region, type and definition; each replaces what there was."""
    await connection.execute(
        """
        insert into number_requirement (region, number_type, definition)
        select * from unnest($1::text[], $2::text[], $3::text[])
        on conflict (region, number_type) do update set definition = excluded.definition
        """,
        [region for region, _, _ in requirements],
        [number_type for _, number_type, _ in requirements],
        [definition for _, _, definition in requirements],
    )


async def forget_requirement(connection: Connection, region: str, number_type: NumberType) -> None:
    """What comes with the program holds again."""
    await connection.execute(
        "delete from number_requirement where region = $1 and number_type = $2", region, number_type
    )
