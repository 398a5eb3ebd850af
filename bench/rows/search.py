"""Row 1: search against a mock server, and against its own ceiling."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from bench.bench import Bench, Row
from bench.figures import Budget, Line, Missing, NotRun
from bench.platform import KEY, Platform, searchable
from bench.programs import free_port, python, running, wait_for_answer
from bench.requests import SEARCH
from bench.tools import Other

WHAT = "search, 10 numbers, US LOCAL"
_AGAINST_PRISM, _AGAINST_CEILING = Budget(2.0), Budget(0.25)


def run(bench: Bench) -> list[Line | Missing]:
    lines: list[Line | Missing] = []
    with searchable(bench) as served, ExitStack() as stack:
        path = served.path(SEARCH)
        rivals: list[tuple[str, str, Budget]] = []
        port = free_port()
        try:
            prism = bench.tools.prism(port)
            rivals.append((prism.name, stack.enter_context(serving(bench, prism, port, path)), _AGAINST_PRISM))
        except NotRun as missing:
            lines.append(Missing(f"{WHAT}, against Prism", str(missing)))
        ceiling = _constant(bench, served, path, port := free_port())
        rivals.append((ceiling.name, stack.enter_context(serving(bench, ceiling, port, path)), _AGAINST_CEILING))

        load = served.load([path], bench.scale.clients, bench.scale.seconds)
        ours, *theirs = bench.rates([load, *(replace(load, url=url) for _, url, _ in rivals)])
        for (name, _, budget), rates in zip(rivals, theirs, strict=True):
            lines.append(Line(WHAT, "requests/s", ours, name, rates, budget))
    return lines


def _constant(bench: Bench, served: Platform, path: str, port: int) -> Other:
    """The constant answer, with the bytes of a real one."""
    file = bench.folder / "constant.json"
    file.write_bytes(wait_for_answer(served.process, served.log, f"{served.url}{path}", served.key))
    return Other("constant answer", python("bench.constant", str(port), str(file)))


@contextmanager
def serving(bench: Bench, other: Other, port: int, path: str) -> Iterator[str]:
    """Its URL, when it has answered once."""
    url, log = f"http://127.0.0.1:{port}", bench.folder / f"{port}.log"
    with running(other.command, log, bench.cores.measured) as process:
        wait_for_answer(process, log, f"{url}{path}", (KEY.id, KEY.secret))
        yield url


ROW = Row(
    1,
    "Search",
    run,
    limit=(
        "One core of Python. The constant answer costs the HTTP server some 60 microseconds, and a SELECT by asyncpg "
        "alone as much again (row 3), so that a quarter of the constant answer leaves as much for all that is ours: "
        "key, query by the contract, connection, rows, JSON. Whole runs on two machines gave 0.30 and 0.22; "
        "side by side, the code of both is equally fast. "
        "Tried: one statement for each kind of pattern, plans kept for a connection, connections that "
        "change hands without asyncpg's pool, a query read without the general validator where it is plain, routes "
        "that are rejected by their resource. Of the profile, ours are the query (9 per cent), rows and JSON (6), the "
        "connection's change of hands (5) and the key (4). What stands in the way is the rest: HTTP server, event "
        "loop, Starlette and asyncpg, all of them in Python's one thread."
    ),
    growth="The inventory does not matter, see row 4; each API process is bound to a core of its own.",
)
