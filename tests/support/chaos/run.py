"""One run: calls, faults, kills, and then the accounts."""

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.chaos.accounting import Outcome, account
from support.chaos.faults import add_faults
from support.chaos.state import read_state
from support.chaos.traffic import make_calls
from support.client_project import Project
from support.programs import environment

TESTS = Path(__file__).parents[2]


def run(project: Project, mode: str, count: int, kills: int, folder: Path, seed: int) -> Outcome:
    """Makes `count` calls in one of the modes `key`, `marker`, `neither` and `plain`, killing the client."""
    rng = random.Random(seed)
    credentials = {"projectId": project.id, "keyId": project.key_id, "keySecret": project.key_secret}
    job = {"url": project.url, "mode": mode, "calls": make_calls(project, mode, count, rng), **credentials}
    (folder / "job.json").write_text(json.dumps(job))
    before = set(project.held())
    add_faults(project)
    started = time.monotonic()
    for goal in sorted(rng.randrange(count // 10, count * 8 // 10) for _ in range(kills)):
        with _program(folder) as process:
            while _count(folder / "begun") < goal and process.poll() is None:
                time.sleep(0.005)
            process.kill()
    with _program(folder) as process:
        assert process.wait(3600) == 0
    seconds = time.monotonic() - started
    project.clear_faults()
    return account(mode, job["calls"], folder, before, read_state(project), kills, seconds)


@contextmanager
def _program(folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-m", "support.chaos.program", str(folder)]
    process = subprocess.Popen(command, cwd=TESTS, env=environment())
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _count(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0
