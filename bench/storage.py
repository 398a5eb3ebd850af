"""What rows ask the database beside the server."""

from numberbank.storage.pool import Connection


async def connections_of(connection: Connection) -> int:
    """How many connections the server has opened, without the one of this question."""
    count: int = await connection.fetchval(
        """
        select count(*) from pg_stat_activity
        where datname = current_database() and application_name = 'numberbank'
        """
    )
    return count


async def drained(connection: Connection) -> None:
    """Returns when no job is left that links a number."""
    while await connection.fetchval("select exists (select from provisioning_job) from pg_sleep(0.01)"):
        pass


async def held_numbers(connection: Connection) -> int:
    count: int = await connection.fetchval("select count(*) from number")
    return count
