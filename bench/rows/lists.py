"""Row 3: a list of 100 active numbers, and one of them, against a SELECT of the same rows."""

from functools import partial

from bench.bench import Bench, Row
from bench.figures import Budget, Line, Missing, Sample
from bench.inventory import FIRST, give_to
from bench.load import interleaved
from bench.platform import PROJECT, Platform, platform
from bench.programs import python, run_once
from bench.requests import GET, LIST
from bench.storage import connections_of
from numberbank.storage.active_numbers import NUMBER_COLUMNS

_BUDGET = Budget(0.4)
_LIST_SQL = f"""select {NUMBER_COLUMNS} from number n
    where n.project_id = $1 and n.state = 'ACTIVE' order by n.e164 limit 100"""
_GET_SQL = f"select {NUMBER_COLUMNS} from number n where n.e164 = $1 and n.project_id = $2 and n.state = 'ACTIVE'"


def run(bench: Bench) -> list[Line | Missing]:
    few, many = 100, bench.scale.held
    digits = FIRST[1:]
    with platform(bench) as served:
        served.sql(lambda connection: give_to(connection, PROJECT, few))
        load = partial(served.load, clients=bench.scale.clients, seconds=bench.scale.seconds)
        listing, getting = load([served.path(LIST)]), load([served.path(GET, FIRST)])
        bench.warm_up(listing)
        bench.warm_up(getting)
        connections = served.sql(connections_of)
        lists, bare_lists, gets, bare_gets = interleaved(
            bench.scale.rounds,
            lambda: bench.load(listing).rate,
            lambda: _bare(bench, served, connections, _LIST_SQL, PROJECT),
            lambda: bench.load(getting).rate,
            lambda: _bare(bench, served, connections, _GET_SQL, digits, PROJECT),
        )
        served.sql(lambda connection: give_to(connection, PROJECT, many))
        bench.warm_up(listing)
        long_lists = interleaved(bench.scale.rounds, lambda: bench.load(listing).rate)[0]
    than = f"asyncpg, {connections} connections"
    listed = Sample.of(lists)
    return [
        Line("list of 100", "requests/s", listed, than, Sample.of(bare_lists), _BUDGET),
        Line("get of one", "requests/s", Sample.of(gets), than, Sample.of(bare_gets), _BUDGET),
        Line(f"list of 100 of {many:,}", "requests/s", Sample.of(long_lists), "list of 100", listed),
    ]


def _bare(bench: Bench, served: Platform, connections: int, statement: str, *arguments: str) -> float:
    seconds = str(bench.scale.seconds)
    command = python("bench.bare_select", served.dsn, str(connections), seconds, statement, *arguments)
    return float(run_once(command, bench.cores.measured))


ROW = Row(
    3,
    "List and get",
    run,
    limit=(
        "One core of Python. Of a list, asyncpg's reading of the rows is a third, as in the bare SELECT; another "
        "third is a hundred numbers as objects of the domain, as shapes of the wire and as text; the rest is the "
        "request, 50 kB through the HTTP server, and the processor's caches, which lists under way at the same time "
        "share. Tried: objects that the garbage collector need not know, columns by place instead of by name, "
        "prices, links and configurations shared between numbers, fewer connections (which changed nothing). What "
        "stands in the way is that rows become objects twice, since storage does not know the wire. Of a get, half is "
        "HTTP server and event loop, a seventh asyncpg, a sixth the number as object and JSON, a sixth the way "
        "through Starlette. With nothing between the constant answer of row 1 and the bare SELECT it would reach 0.56; "
        "whole runs gave 0.31 to 0.40."
    ),
    growth=(
        "A page costs the same wherever it lies; counting the total, which the first page of several needs, grows "
        "with the numbers of the project."
    ),
)
