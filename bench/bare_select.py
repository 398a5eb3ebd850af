"""asyncpg alone: `python -m bench.bare_select DSN CONNECTIONS SECONDS STATEMENT ARGUMENT...`

Each connection sends the prepared statement again as soon as its rows have come. Prints how many came per second.
"""

import asyncio
import sys
import time

import asyncpg


async def main(dsn: str, connections: int, seconds: float, statement: str, *arguments: str) -> None:
    values = [int(argument) if argument.isdigit() else argument for argument in arguments]
    end = 0.0

    async def ask(connection: "asyncpg.Connection[asyncpg.Record]") -> int:
        prepared = await connection.prepare(statement)
        count = 0
        while time.perf_counter() < end:
            assert await prepared.fetch(*values)
            count += 1
        return count

    opened = [await asyncpg.connect(dsn) for _ in range(connections)]
    started = time.perf_counter()
    end = started + seconds
    counts = await asyncio.gather(*map(ask, opened))
    print(sum(counts) / (time.perf_counter() - started))
    for connection in opened:
        await connection.close()


if __name__ == "__main__":
    dsn, connections, seconds, statement, *arguments = sys.argv[1:]
    asyncio.run(main(dsn, int(connections), float(seconds), statement, *arguments))
