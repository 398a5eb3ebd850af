"""A program that makes many calls that cost money, and may be killed at any time: started again, it goes on.

    python chaos_client.py FOLDER

The folder has `job.json` and gets `begun` (a line for each call that was begun), `verdicts` and the journal.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import httpx2

from numberbank.client import AsyncNumbers, NumbersError, Patience, Verdict

PATIENCE = Patience(connect=2.0, answer=1.5, server=4.0, attempts=5, first_pause=0.05, longest_pause=2.0)
AT_ONCE = 12


class Lines:
    """A file of JSON lines that outlives this process."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a")

    def add(self, line: Any) -> None:
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()


async def make(client: AsyncNumbers, call: dict[str, Any]) -> str:
    """The number that the call was carried out on."""
    if call["kind"] == "release":
        return (await client.release(call["number"])).phone_number
    callback_url = call.get("callbackUrl")
    if call["kind"] == "rent":
        return (await client.rent(call["number"], callback_url=callback_url)).phone_number
    wanted = {"pattern": call["pattern"]} if call["pattern"] else {}
    return (await client.rent_any("US", "LOCAL", callback_url=callback_url, **wanted)).phone_number


async def safely(job: dict[str, Any], folder: Path, calls: asyncio.Queue[Any], begun: Lines, verdicts: Lines) -> None:
    async with AsyncNumbers(
        job["projectId"],
        job["keyId"],
        job["keySecret"],
        url=job["url"],
        journal=folder / "journal.sqlite3",
        patience=PATIENCE,
        idempotency_keys=job["mode"] == "key",
    ) as client:
        resolution = await client.journal.resolve()
        for settled in (*resolution.done, *resolution.not_done, *resolution.unknown):
            verdicts.add({"resolved": settled.intent_id, "state": settled.state, "number": settled.resource})

        async def work() -> None:
            while not calls.empty():
                index, call = calls.get_nowait()
                begun.add(index)
                try:
                    verdict, number, why = Verdict.DONE, await make(client, call), ""
                except NumbersError as error:
                    verdict, number, why = error.verdict or Verdict.DONE, "", repr(error)
                verdicts.add({"call": index, "verdict": verdict, "number": number, "why": why})

        await asyncio.gather(*(work() for _ in range(AT_ONCE)))


async def plainly(job: dict[str, Any], calls: asyncio.Queue[Any], begun: Lines, verdicts: Lines) -> None:
    """What people write: try again until it works."""
    base = f"{job['url']}/v1/projects/{job['projectId']}"
    async with httpx2.AsyncClient(auth=(job["keyId"], job["keySecret"]), timeout=PATIENCE.answer) as client:

        async def work() -> None:
            while not calls.empty():
                index, call = calls.get_nowait()
                begun.add(index)
                if call["kind"] != "rentAny":
                    continue
                body = {"regionCode": "US", "type": "LOCAL"}
                for _ in range(5):
                    try:
                        answer = await client.post(f"{base}/availableNumbers:rentAny", json=body)
                    except httpx2.TransportError:
                        continue
                    if answer.status_code < 400:
                        number = answer.json()["phoneNumber"]
                        verdicts.add({"call": index, "verdict": Verdict.DONE, "number": number, "why": ""})
                        break

        await asyncio.gather(*(work() for _ in range(AT_ONCE)))


async def main(folder: Path) -> None:
    job = json.loads((folder / "job.json").read_text())
    begun_before = {json.loads(line) for line in _lines(folder / "begun")}
    calls: asyncio.Queue[Any] = asyncio.Queue()
    for index, call in enumerate(job["calls"]):
        if index not in begun_before:
            calls.put_nowait((index, call))
    begun, verdicts = Lines(folder / "begun"), Lines(folder / "verdicts")
    if job["mode"] == "plain":
        await plainly(job, calls, begun, verdicts)
    else:
        await safely(job, folder, calls, begun, verdicts)


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
