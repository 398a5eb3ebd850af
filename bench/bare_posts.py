"""httpx2 alone: `python -m bench.bare_posts URL FILE AT_ONCE` posts each line of a file, so many at once."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2


async def main(url: str, bodies: Iterator[bytes], at_once: int) -> None:
    async with httpx2.AsyncClient(headers={"content-type": "application/json"}) as client:

        async def post() -> None:
            for body in bodies:
                (await client.post(url, content=body)).raise_for_status()

        await asyncio.gather(*(post() for _ in range(at_once)))


if __name__ == "__main__":
    url, file, at_once = sys.argv[1:]
    asyncio.run(main(url, iter(Path(file).read_bytes().splitlines()), int(at_once)))
