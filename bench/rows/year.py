"""Row 9: a year on the sandbox's clock, and the memory of an API process."""

import json
import time
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager

from bench.bench import Bench, Row
from bench.figures import Line, Missing, Sample
from bench.load import Load, LoadFailed, interleaved
from bench.memory import memory_lines
from bench.programs import free_port, python, running, wait_for_answer
from bench.requests import RENT_ANY
from numberbank.sandbox import DEFAULT_KEY, DEFAULT_PROJECT_ID
from numberbank.storage.due import DueKind

_KEY = (DEFAULT_KEY.id, DEFAULT_KEY.secret)
_BODY = '{"regionCode":"US","type":"LOCAL"}'


def run(bench: Bench) -> list[Line | Missing]:
    return [*_years(bench), *memory_lines(bench)]


class Sandbox:
    def __init__(self, bench: Bench, url: str) -> None:
        self._bench = bench
        self._url = url

    def year_of(self, count: int) -> float:
        """Milliseconds per number of a year's advance, in a project that has so many and nothing else."""
        self._post("/reset", {})
        paths = [RENT_ANY.of(DEFAULT_PROJECT_ID)] * count
        self._bench.load(Load(self._url, paths, _KEY, self._bench.scale.clients, 0, _BODY))
        started = time.perf_counter()
        answer = self._post("/clock/advance", {"duration": "P1Y"})
        elapsed = time.perf_counter() - started
        if answer["done"] != {DueKind.CHARGE: 12 * count}:
            raise LoadFailed(f"a year of {count} numbers brought {answer['done']} instead of 12 charges each")
        return elapsed * 1000 / count

    def _post(self, path: str, body: dict[str, str]) -> dict[str, object]:
        headers = {"Authorization": f"Basic {b64encode(':'.join(_KEY).encode()).decode()}"}
        request = urllib.request.Request(f"{self._url}/sandbox/v1{path}", json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request) as answer:
            said: dict[str, object] = json.load(answer)
            return said


def _years(bench: Bench) -> list[Line]:
    few, many = bench.scale.year
    with _sandbox(bench) as sandbox:
        rounds = interleaved(bench.scale.slow_rounds, lambda: sandbox.year_of(few), lambda: sandbox.year_of(many))
    of_few, of_many = map(Sample.of, rounds)
    return [Line(f"a year's advance, {many:,} numbers", "ms/number", of_many, f"{few:,} numbers", of_few)]


@contextmanager
def _sandbox(bench: Bench) -> Iterator[Sandbox]:
    port, log = free_port(), bench.folder / "year.log"
    command = python("numberbank", "dev", "--port", str(port), "--data-dir", str(bench.folder / "year"))
    with running(command, log) as process:
        url = f"http://127.0.0.1:{port}"
        wait_for_answer(process, log, f"{url}/readyz")
        yield Sandbox(bench, url)


ROW = Row(
    9,
    "A year, and memory",
    run,
    limit=(
        "Round trips to the database: each moment at which something falls due is a step, carried out before the "
        "next one. Memory is that of Python with its libraries."
    ),
    growth=(
        "Numbers that were rented at different moments take steps of their own, twelve a year; requests leave "
        "nothing behind in memory."
    ),
)
