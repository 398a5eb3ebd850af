"""Memory of an API process, as Linux counts it."""

import os
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from bench.bench import Bench
from bench.figures import Line, Missing, NotRun, Sample
from bench.load import Outcome
from bench.platform import searchable
from bench.requests import SEARCH


def memory_lines(bench: Bench) -> list[Line | Missing]:
    """Of a new one and of one that searches for many clients: the most it had."""
    try:
        megabytes(os.getpid())
    except NotRun as why:
        return [Missing("memory of an API process", str(why))]
    with searchable(bench) as served:
        process_id = served.process.pid
        idle = megabytes(process_id)
        load = served.load([served.path(SEARCH)], bench.scale.clients, bench.scale.seconds)
        with ThreadPoolExecutor(1) as pool:
            busy = _most(process_id, pool.submit(bench.load, load))
    return [Line("memory of an API process, busy", "MB", Sample.of([busy]), "idle", Sample.of([idle]))]


def _most(process_id: int, load: Future[Outcome]) -> float:
    most = megabytes(process_id)
    while not load.done():
        most = max(most, megabytes(process_id))
        time.sleep(0.05)
    load.result()
    return most


def megabytes(process_id: int) -> float:
    """Proportional set size of a process and those below it: what they share is counted once. Raises NotRun."""
    if not Path("/proc/self/smaps_rollup").exists():
        raise NotRun("only Linux says in /proc what memory processes share")
    return sum(_kilobytes(one) for one in _family(process_id)) / 1024


def _family(process_id: int) -> list[int]:
    children = Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()
    return [process_id, *(one for child in children for one in _family(int(child)))]


def _kilobytes(process_id: int) -> int:
    lines = Path(f"/proc/{process_id}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
