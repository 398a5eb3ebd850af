"""A sandbox that is killed in the middle of an advance: nothing is charged twice, nothing skipped."""

import asyncio
import contextlib
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import msgspec
import pytest
from support.programs import Sandbox, sandbox
from support.receiver import Receiver
from support.sandbox_projects import SandboxProject, opened_project, sandbox_project

from numberbank.storage.embedded import embedded_postgres

START = datetime.fromisoformat("2026-01-29T10:00:00Z")
GOAL = "2027-03-01T00:00:00Z"
LEASE = timedelta(seconds=60)
"""work that was under way when the process died is done again when its lease is over"""


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """Short, and where the server's own user may go."""
    with tempfile.TemporaryDirectory(prefix="kill-", ignore_cleanup_errors=True) as name:
        yield Path(name) / "data"


@dataclass(frozen=True)
class Outcome:
    charges: list[dict[str, Any]]
    history: list[tuple[object, ...]]
    numbers: list[str]
    told: dict[tuple[str, str], datetime]
    """when what happened to which number"""
    event_ids: set[str]


def prepare(project: SandboxProject, callbacks: Receiver, count: int = 80) -> None:
    """Numbers that are rented an hour apart; every second one is linked, every third one released."""
    project.reset(seed=3, time=START.isoformat())
    offered = sorted(project.search(size=count))
    for index, number in enumerate(offered):
        links = {"smsConfiguration": {"servicePlanId": "plan"}} if index % 2 else {}
        project.rent(number, callbackUrl=callbacks.url, **links)
        project.advance(duration="PT1H")
        if index % 3 == 0:
            project.release(number)


def outcome(project: SandboxProject, data_dir: Path) -> Outcome:
    bodies = [msgspec.json.decode(event["body"]) for event in project.events()]
    assert max(Counter((body["resourceId"], body["eventType"]) for body in bodies).values()) == 1
    return Outcome(
        project.charges(),
        asyncio.run(history(data_dir, project.id)),
        project.numbers(),
        {(body["resourceId"], body["eventType"]): datetime.fromisoformat(body["timestamp"]) for body in bodies},
        {body["eventId"] for body in bodies},
    )


async def history(data_dir: Path, project_id: str) -> list[tuple[object, ...]]:
    with embedded_postgres(data_dir) as dsn:
        connection = await asyncpg.connect(dsn)
        try:
            sql = "select e164, rented_at, ended_at from number_history where project_id = $1 order by 1, 2"
            return [tuple(row) for row in await connection.fetch(sql, project_id)]
        finally:
            await connection.close()


def kill_during_an_advance(running: Sandbox, project: SandboxProject, after: str, goal: str = GOAL) -> None:
    """Kills the sandbox as soon as the project's clock shows a time after `after`, on the way to `goal`."""

    def advance() -> None:
        with contextlib.suppress(httpx2.TransportError):
            project.advance(to=goal)

    advancing = threading.Thread(target=advance)
    advancing.start()
    while project.now() <= after:
        time.sleep(0.005)
    running.process.kill()
    running.process.wait()
    advancing.join()


def test_after_a_kill_the_advance_goes_on_where_it_was(data_dir: Path, callbacks: Receiver) -> None:
    where = ("--data-dir", str(data_dir))
    with sandbox(*where) as running, sandbox_project(running.url) as project:
        prepare(project, callbacks)
        project.advance(to=GOAL)
        expected = outcome(project, data_dir)
        callbacks.received.clear()
        prepare(project, callbacks)
        kill_during_an_advance(running, project, "2026-03-01T12:00:00Z")

    with sandbox(*where) as running, opened_project(running.url, project.id, project.auth) as project:
        left = project.sandbox("GET", "/clock")
        kill_during_an_advance(running, project, "2026-07")

    with sandbox(*where) as running, opened_project(running.url, project.id, project.auth) as project:
        project.advance(to=GOAL)
        result = outcome(project, data_dir)

    assert left["frozen"] is True
    assert "2026-03-01T12" <= left["time"] < GOAL
    assert result.charges == expected.charges
    assert result.history == expected.history
    assert result.numbers == expected.numbers
    assert result.told.keys() == expected.told.keys()
    assert all(timedelta() <= moment - expected.told[key] <= 2 * LEASE for key, moment in result.told.items())
    assert {str(one.event["eventId"]) for one in callbacks.received} == result.event_ids


def test_a_running_clock_runs_on_after_a_kill(data_dir: Path, callbacks: Receiver) -> None:
    where = ("--data-dir", str(data_dir))
    with sandbox(*where) as running, sandbox_project(running.url) as project:
        prepare(project, callbacks, count=10)
        project.sandbox("POST", "/clock/resume")
        kill_during_an_advance(running, project, "2026-07", goal="2040-01-01T00:00:00Z")

    with sandbox(*where) as running, opened_project(running.url, project.id, project.auth) as project:
        first, second = (project.sandbox("GET", "/clock") for _ in range(2))

    assert (first["frozen"], second["frozen"]) == (False, False)
    assert "2026-07" < first["time"] < second["time"] < "2040"
