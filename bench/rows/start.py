"""Row 7: from the start of a program to its first answer."""

import time
from collections.abc import Callable
from functools import partial

from bench.bench import Bench, Row
from bench.figures import Budget, Line, Missing, NotRun, Sample
from bench.load import interleaved
from bench.programs import free_port, python, running, wait_for_answer
from bench.requests import SEARCH
from bench.tools import Other
from numberbank.sandbox import DEFAULT_KEY, DEFAULT_PROJECT_ID

_KEY = (DEFAULT_KEY.id, DEFAULT_KEY.secret)
_BUDGET = Budget(1.0, at_most=True)
_WARM = "dev to its first search, warm data folder"
_NEW = "dev to its first search, new data folder"


class Starts:
    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._folders = 0

    def new(self) -> float:
        """Of a sandbox with a data folder that it has to make."""
        self._folders += 1
        return self.warm()

    def warm(self) -> float:
        """Of one with the folder that the last one has left."""
        port = free_port()
        folder = self._bench.folder / f"sandbox-{self._folders}"
        dev = python("numberbank", "dev", "--port", str(port), "--data-dir", str(folder))
        return self._seconds(Other("dev", dev), port, SEARCH.of(DEFAULT_PROJECT_ID))

    def of(self, find: Callable[[int], Other], path: str) -> float:
        """Of a program of somebody else, until it answers there."""
        port = free_port()
        return self._seconds(find(port), port, path)

    def _seconds(self, program: Other, port: int, path: str) -> float:
        log = self._bench.folder / "start.log"
        started = time.perf_counter()
        with running(program.command, log) as process:
            wait_for_answer(process, log, f"http://127.0.0.1:{port}{path}", _KEY)
            return time.perf_counter() - started


def run(bench: Bench) -> list[Line | Missing]:
    starts = Starts(bench)
    rivals: list[tuple[str, Callable[[], float], Budget | None]] = []
    missing: list[Line | Missing] = []
    for find, path, budget in (
        (bench.tools.prism, SEARCH.of(DEFAULT_PROJECT_ID), _BUDGET),
        (bench.tools.moto_server, "/moto-api/", None),
    ):
        try:
            rivals.append((find(0).name, partial(starts.of, find, path), budget))
        except NotRun as why:
            missing.append(Missing(f"{_WARM}, against {find.__name__}", str(why)))
    rounds = interleaved(bench.scale.rounds, starts.new, starts.warm, *(start for _, start, _ in rivals))
    new, warm, *theirs = map(Sample.of, rounds)
    lines = [
        Line(_WARM, "s", warm, name, times, budget) for (name, _, budget), times in zip(rivals, theirs, strict=True)
    ]
    return [*lines, *missing, Line(_NEW, "s", new, "warm data folder", warm)]


ROW = Row(
    7,
    "Start",
    run,
    limit=(
        "Python's imports, then the start of PostgreSQL; with a new folder, initdb, the schema and the blocks of "
        "88 countries."
    ),
    growth="Held numbers do not matter: nothing is loaded at the start.",
)
