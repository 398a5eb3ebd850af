"""What PostgreSQL itself can do: pgbench with one insert and its commit."""

import re

from bench.bench import Bench
from bench.platform import on_database
from bench.programs import run_once

_TABLE = """
    create table if not exists bare_rent (
        id bigint generated always as identity primary key,
        project_id text not null,
        rented_at timestamptz not null
    )
"""
_INSERT = "insert into bare_rent (project_id, rented_at) values ('bench', now());\n"


def bare_inserts(bench: Bench, dsn: str, connections: int) -> float:
    """Commits per second with so many connections, each of which inserts one row at a time."""
    on_database(dsn, lambda connection: connection.execute(_TABLE))
    script = bench.folder / "bare_rent.sql"
    script.write_text(_INSERT)
    seconds = bench.scale.seconds
    length = ["-T", str(round(seconds))] if seconds >= 1 else ["-t", "20"]
    options = ["-n", "-M", "prepared", "-c", str(connections), *length, "-f", str(script)]
    said = run_once([bench.tools.pgbench(), *options, dsn], bench.cores.measured)
    (rate,) = re.findall(r"^tps = ([0-9.]+)", said, re.MULTILINE)
    return float(rate)
