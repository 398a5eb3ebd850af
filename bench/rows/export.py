"""Row 6: export of all numbers of a project, against the iterators of the official SDKs."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.bench import Bench, Row
from bench.figures import Budget, Line, Missing, NotRun, Sample
from bench.inventory import give_to
from bench.load import LoadFailed, interleaved
from bench.platform import PROJECT, Platform, platform
from bench.programs import python, run_once
from bench.tools import Other

_BUDGET = Budget(5.0)
_USUAL_PAGE, _BIGGEST_PAGE = 100, 1000
"""what the iterators bring when nobody asks for more, and the most that the server gives"""
_NODE_SCRIPT = Path(__file__).parents[1] / "sdk_export.mjs"


def run(bench: Bench) -> list[Line | Missing]:
    count = bench.scale.held
    missing: list[Line | Missing] = []
    sdks = [Other("Python SDK", python("bench.sdk_export"))]
    try:
        sdks.append(bench.tools.node_sdk(_NODE_SCRIPT))
    except NotRun as why:
        missing.append(Missing(f"export of {count:,} numbers, against the Node SDK", str(why)))
    rivals = [(sdk, page_size) for page_size in (_USUAL_PAGE, _BIGGEST_PAGE) for sdk in sdks]
    with platform(bench) as served:
        served.sql(lambda connection: give_to(connection, PROJECT, count))
        ours = partial(_timed, served, count, partial(_export, bench.folder / "numbers.jsonl"))
        theirs = [partial(_timed, served, count, partial(_walk, *rival)) for rival in rivals]
        exported, *walked = map(Sample.of, interleaved(bench.scale.slow_rounds, ours, *theirs))
    lines = [
        Line(
            f"export of {count:,} numbers",
            "numbers/s",
            exported,
            f"{sdk.name}, pages of {page_size:,}",
            rates,
            _BUDGET if page_size == _USUAL_PAGE else None,
        )
        for (sdk, page_size), rates in zip(rivals, walked, strict=True)
    ]
    return [*lines, *missing]


Export = Callable[[dict[str, str]], int]
"""one whole run of a program with these variables: the numbers it saw"""


def _timed(served: Platform, count: int, export: Export) -> float:
    """Numbers per second of the whole program, from its start to its end."""
    key_id, secret = served.key
    variables = {
        "SINCH_PROJECT_ID": PROJECT,
        "SINCH_KEY_ID": key_id,
        "SINCH_KEY_SECRET": secret,
        "NUMBERBANK_URL": served.url,
    }
    started = time.perf_counter()
    seen = export(variables)
    elapsed = time.perf_counter() - started
    if seen != count:
        raise LoadFailed(f"{seen:,} of {count:,} numbers were exported")
    return count / elapsed


def _export(file: Path, variables: dict[str, str]) -> int:
    file.unlink(missing_ok=True)
    run_once(python("numberbank", "export", str(file)), None, **variables)
    with file.open() as lines:
        return sum(1 for _ in lines)


def _walk(sdk: Other, page_size: int, variables: dict[str, str]) -> int:
    return int(run_once(sdk.command, None, PAGE_SIZE=str(page_size), **variables))


ROW = Row(
    6,
    "Export",
    run,
    limit="One core of Python in the server, which makes the pages, and one in the client, which reads them.",
    growth=(
        "In proportion to the numbers: each page goes on where the last one ended, and is dropped when it is written."
    ),
)
