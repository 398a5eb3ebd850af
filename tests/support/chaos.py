"""Chaos: calls that cost money, a server that fails at random, and a client that is killed and started again."""

import json
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support import chaos_client
from support.client_project import Project
from support.programs import environment

LATE = 2.2
"""seconds, past the client's time-out"""
MONEY = ("*/availableNumbers*", "*/activeNumbers/*:release")
FAULTS: tuple[dict[str, Any], ...] = (
    {"when": "before", "effect": "drop"},
    {"when": "before", "effect": "status", "status": 429},
    {"when": "before", "effect": "delay", "seconds": LATE},
    {"when": "after_commit", "effect": "drop"},
    {"when": "after_commit", "effect": "reset"},
    {"when": "after_commit", "effect": "status", "status": 500},
    {"when": "after_commit", "effect": "delay", "seconds": LATE},
)
CHANCE = 0.03
"""of each fault, for each request that costs money"""
CHANCE_OF_READS = 0.01
PATTERNS = ("+1201", "+1202", "+1203", "+1205")


@dataclass(frozen=True)
class Outcome:
    """`done` and `unknown` count intents for numbers; `held` and `charged` are what the server has."""

    mode: str
    calls: int
    kills: int
    done: list[str]
    not_done: int
    unknown: int
    resolved: int
    released: list[str]
    unknown_releases: int
    held: list[str]
    charged: list[str]
    ended: list[str]
    """numbers that are released, on the server"""
    seconds: float

    def __str__(self) -> str:
        share = 100 * (self.unknown + self.unknown_releases) / max(self.calls, 1)
        return (
            f"{self.mode:>8}: {self.calls} calls, {self.kills} kills, {self.resolved} intents resolved after one;"
            f" rented {len(self.held)}, charged {len(self.charged)}, done {len(self.done)},"
            f" not done {self.not_done}, unknown {self.unknown + self.unknown_releases} ({share:.2f} %);"
            f" {self.seconds:.0f} s"
        )


def make_job(project: Project, mode: str, count: int, rng: random.Random) -> dict[str, Any]:
    """A fifth are releases, of numbers that are rented beforehand; of the others a third name their number."""
    releases = count // 5
    callback = {"callbackUrl": "https://hooks.example.com/numbers?tenant=7"} if mode == "marker" else {}
    named = project.free_numbers((count - releases) // 3)
    calls: list[dict[str, Any]] = [{"kind": "rent", "number": number, **callback} for number in named]
    while len(calls) < count - releases:
        pattern = "" if mode != "neither" else rng.choice(PATTERNS[1:])
        calls.append({"kind": "rentAny", "pattern": pattern, **callback})
    for _ in range(releases):
        wish = {"regionCode": "US", "type": "LOCAL", "numberPattern": {"pattern": "+1207"}}
        rented = project.api.post(project.path("/availableNumbers:rentAny"), json=wish).raise_for_status()
        calls.append({"kind": "release", "number": rented.json()["phoneNumber"]})
    rng.shuffle(calls)
    credentials = {"projectId": project.id, "keyId": project.key_id, "keySecret": project.key_secret}
    return {"url": project.url, "mode": mode, "calls": calls, **credentials}


def add_faults(project: Project) -> None:
    for fault in FAULTS:
        for path in MONEY:
            project.fault(method="POST", path=path, probability=CHANCE, **fault)
    for fault in ({"when": "before", "effect": "drop"}, {"when": "before", "effect": "status", "status": 503}):
        project.fault(method="GET", path="*/activeNumbers*", probability=CHANCE_OF_READS, **fault)


def run(project: Project, mode: str, count: int, kills: int, folder: Path, seed: int) -> Outcome:
    """Makes `count` calls in the mode `key`, `marker`, `neither` or `plain`, with faults, killing the client."""
    rng = random.Random(seed)
    job = make_job(project, mode, count, rng)
    before = set(project.held())
    (folder / "job.json").write_text(json.dumps(job))
    add_faults(project)
    started = time.monotonic()
    for goal in sorted(rng.randrange(count // 10, count * 9 // 10) for _ in range(kills)):
        with client(folder) as process:
            while _count(folder / "begun") < goal and process.poll() is None:
                time.sleep(0.005)
            process.kill()
    with client(folder) as process:
        assert process.wait(3600) == 0
    seconds = time.monotonic() - started
    project.clear_faults()
    return _outcome(project, mode, job, kills, folder, before, seconds)


@contextmanager
def client(folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen([sys.executable, chaos_client.__file__, str(folder)], env=environment())
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _outcome(
    project: Project, mode: str, job: dict[str, Any], kills: int, folder: Path, before: set[str], seconds: float
) -> Outcome:
    verdicts = [json.loads(line) for line in (folder / "verdicts").read_text().splitlines()]
    rows = _journal(folder) if mode != "plain" else [("rentAny", v["number"], "DONE") for v in verdicts]
    rents = [(resource, state) for kind, resource, state in rows if kind != "release"]
    releases = [(resource, state) for kind, resource, state in rows if kind == "release"]
    numbers = project.numbers()
    return Outcome(
        mode=mode,
        calls=len(job["calls"]),
        kills=kills,
        done=[resource for resource, state in rents if state == "DONE"],
        not_done=sum(state == "NOT_DONE" for _, _, state in rows),
        unknown=sum(state not in ("DONE", "NOT_DONE") for _, state in rents),
        resolved=sum("resolved" in verdict for verdict in verdicts),
        released=[resource for resource, state in releases if state == "DONE"],
        unknown_releases=sum(state not in ("DONE", "NOT_DONE") for _, state in releases),
        held=[number["phoneNumber"] for number in numbers if number["phoneNumber"] not in before],
        charged=[number for number in project.charged() if number not in before],
        ended=[number["phoneNumber"] for number in numbers if number["expireAt"]],
        seconds=seconds,
    )


def _journal(folder: Path) -> list[tuple[str, str, str]]:
    connection = sqlite3.connect(folder / "journal.sqlite3")
    try:
        return connection.execute("select kind, resource, state from intent").fetchall()
    finally:
        connection.close()


def _count(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0
