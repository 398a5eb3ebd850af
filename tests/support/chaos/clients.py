"""The two clients: ours, and the one that people write, which tries again until it works."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2

from numberbank.client import AsyncNumbers, NumbersError, Patience, Verdict
from support.chaos.calls import Call, make, plain_request

PATIENCE = Patience(connect=1.0, answer=1.0, server=2.5, attempts=5, first_pause=0.05, longest_pause=2.0)

Maker = Callable[[Call], Awaitable[dict[str, Any]]]
"""makes a call; `verdict`, and `resource` where it was carried out"""


@asynccontextmanager
async def safe_client(job: dict[str, Any], journal: Path, tell: Callable[[Any], None]) -> AsyncIterator[Maker]:
    """Before all else it resolves what was left open, and tells of it."""
    async with AsyncNumbers(
        job["projectId"],
        job["keyId"],
        job["keySecret"],
        url=job["url"],
        journal=journal,
        patience=PATIENCE,
        idempotency_keys=job["mode"] == "key",
    ) as client:
        resolution = await client.journal.resolve()
        for settled in (*resolution.done, *resolution.not_done, *resolution.unknown):
            tell({"resolved": settled.intent_id, "state": settled.state, "resource": settled.resource})

        async def made(call: Call) -> dict[str, Any]:
            try:
                return {"verdict": Verdict.DONE, "resource": await make(client, call)}
            except NumbersError as error:
                if error.verdict is None:
                    raise
                return {"verdict": error.verdict, "why": repr(error)}

        yield made


@asynccontextmanager
async def plain_client(job: dict[str, Any]) -> AsyncIterator[Maker]:
    base = f"{job['url']}/v1/projects/{job['projectId']}"
    async with httpx2.AsyncClient(auth=(job["keyId"], job["keySecret"]), timeout=PATIENCE.answer) as client:

        async def made(call: Call) -> dict[str, Any]:
            path, body, name = plain_request(call)
            for _ in range(PATIENCE.attempts):
                try:
                    answer = await client.post(f"{base}{path}", json=body)
                except httpx2.TransportError:
                    continue
                if answer.status_code < 400:
                    return {"verdict": Verdict.DONE, "resource": answer.json()[name]}
            return {"verdict": Verdict.NOT_DONE}

        yield made
