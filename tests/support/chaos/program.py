"""A program that makes many calls that cost money, and may be killed at any time: started again, it goes on.

    python -m support.chaos.program FOLDER

The folder has `job.json` and gets `begun` (a line for each call that was begun), `verdicts` and the journal.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from support.chaos.calls import Call
from support.chaos.clients import Maker, plain_client, safe_client

AT_ONCE = 12


class Lines:
    """A file of JSON lines that outlives this process."""

    def __init__(self, path: Path) -> None:
        self.before = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
        self._file = path.open("a")

    def add(self, line: Any) -> None:
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()


async def main(folder: Path) -> None:
    job = json.loads((folder / "job.json").read_text())
    begun, verdicts = Lines(folder / "begun"), Lines(folder / "verdicts")
    calls: asyncio.Queue[tuple[int, Call]] = asyncio.Queue()
    for index in sorted(set(range(len(job["calls"]))) - set(begun.before)):
        calls.put_nowait((index, job["calls"][index]))
    client = plain_client(job) if job["mode"] == "plain" else safe_client(job, folder / "journal.sqlite3", verdicts.add)
    async with client as make:
        await asyncio.gather(*(_work(make, calls, begun, verdicts) for _ in range(AT_ONCE)))


async def _work(make: Maker, calls: asyncio.Queue[tuple[int, Call]], begun: Lines, verdicts: Lines) -> None:
    while not calls.empty():
        index, call = calls.get_nowait()
        begun.add(index)
        verdicts.add({"call": index, "kind": call["kind"], **await make(call)})


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
