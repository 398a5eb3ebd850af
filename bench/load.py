"""Requests from a separate process: by wrk, or by `bench.client` where that is not wanted or not there."""

import base64
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TypeVar

T = TypeVar("T")
_LONGEST = 60.0
"""seconds in which some answer must come"""
_SCRIPT = Path(__file__).with_name("walk.lua")


@dataclass(frozen=True, slots=True)
class Load:
    """What to ask for: the paths in turn, and from the first again after the last one."""

    url: str
    paths: Sequence[str]
    key: tuple[str, str]
    """id and secret"""
    clients: int
    seconds: float
    """0 asks for each path once, which wrk cannot"""
    body: str = ""
    """in one line; with one, requests are POSTs"""

    def job(self) -> str:
        """As walk.lua and bench.client read it: method, credentials, body and paths, each in a line."""
        credentials = base64.b64encode(":".join(self.key).encode()).decode()
        return "\n".join(["POST" if self.body else "GET", f"Basic {credentials}", self.body, *self.paths, ""])


@dataclass(frozen=True, slots=True)
class Outcome:
    """`bad` counts answers from 400 on and requests without an answer."""

    requests: int
    seconds: float
    bad: int
    p50: float
    """milliseconds, like the next two"""
    p99: float
    worst: float

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


class LoadFailed(RuntimeError):
    """Answers were not what the row is about, so that there is nothing to measure."""


def run_load(load: Load, wrk: str | None, folder: Path, *, all_good: bool = True) -> Outcome:
    """Raises LoadFailed when an answer is an error, unless those are expected.

    Where nothing was answered in its time, the load is run anew for longer.
    """
    with NamedTemporaryFile("w", dir=folder, suffix=".job") as job:
        job.write(load.job())
        job.flush()
        command = _with_wrk(wrk, load, job.name) if wrk and load.seconds else _with_client(load, job.name)
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[1])
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not lines:
        raise LoadFailed(f"the load on {load.url} failed: {(done.stderr or done.stdout).strip()[-500:]}")
    outcome = Outcome(**json.loads(lines[-1]))
    if not outcome.requests and load.seconds < _LONGEST:
        return run_load(replace(load, seconds=load.seconds * 5), wrk, folder, all_good=all_good)
    if not outcome.requests or (all_good and outcome.bad):
        raise LoadFailed(f"{outcome.bad} of {outcome.requests} answers of {load.url}{load.paths[0]} were errors")
    return outcome


def _with_wrk(wrk: str, load: Load, job: str) -> list[str]:
    # wrk counts in whole seconds, but takes what it is told at the end from the script.
    seconds = f"{max(round(load.seconds), 1)}s"
    return [
        wrk,
        "-t1",
        f"-c{load.clients}",
        f"-d{seconds}",
        "--timeout",
        f"{_LONGEST:.0f}s",
        "-s",
        str(_SCRIPT),
        load.url,
        "--",
        job,
    ]


def _with_client(load: Load, job: str) -> list[str]:
    return [sys.executable, "-m", "bench.client", load.url, job, str(load.clients), str(load.seconds)]


def interleaved(rounds: int, *measures: Callable[[], T]) -> list[list[T]]:
    """The results of each measure, all of them taken in turn, so that a slow minute of the machine is everybody's."""
    results: list[list[T]] = [[] for _ in measures]
    for _ in range(rounds):
        for measure, taken in zip(measures, results, strict=True):
            taken.append(measure())
    return results
