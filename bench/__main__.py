"""`python -m bench [ROW...]`: measures, prints one table, and writes it as JSON."""

import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from bench import docs
from bench.bench import Bench, Row
from bench.cores import Cores, on_cores
from bench.figures import Missing, NotRun
from bench.load import LoadFailed
from bench.platform import make_template
from bench.programs import ProgramFailed
from bench.report import Result, as_text, write_json
from bench.rows import ROWS
from bench.scale import FULL, SHORT
from bench.tools import FOLDER, StandIns, Tools
from numberbank.signals import Signals
from numberbank.storage.embedded import embedded_postgres, ephemeral_postgres


@click.command(epilog="Example: python -m bench 1 3 --json figures.json")
@click.argument("numbers", metavar="[ROW]...", nargs=-1, type=click.Choice([str(number) for number in ROWS]))
@click.option("--short", is_flag=True, help="Only show that the rows run, in seconds and without the network.")
@click.option("--json", "file", type=click.Path(path_type=Path, dir_okay=False), default=FOLDER / "figures.json")
@click.option("--write-docs", is_flag=True, help="Put the figures into docs/performance.md.")
def main(numbers: tuple[str, ...], short: bool, file: Path, write_docs: bool) -> None:
    """Measure the rows with these numbers, or all of them. Exits with 1 when one could not be run."""
    if write_docs and (numbers or short):
        raise click.UsageError("--write-docs wants all rows in full: leave out their numbers and --short")
    wanted = [ROWS[int(number)] for number in numbers] or list(ROWS.values())
    with Signals().watched(signal.SIGINT, signal.SIGTERM), _bench(short) as bench:
        make_template(bench.dsn)
        with ThreadPoolExecutor(bench.scale.rows_at_once) as pool:
            # A single row at a time runs in this thread, where a signal can end it.
            each = pool.map if bench.scale.rows_at_once > 1 else map
            results = list(each(partial(_measure, bench), wanted))
    click.echo(as_text(results))
    file.parent.mkdir(parents=True, exist_ok=True)
    write_json(file, results)
    click.echo(f"\nEvery round is in {file}")
    if write_docs:
        docs.PAGE.write_text(docs.with_figures(docs.with_texts(docs.PAGE.read_text()), results))
    if any(isinstance(line, Missing) for result in results for line in result.lines):
        sys.exit(1)


@contextmanager
def _bench(short: bool) -> Iterator[Bench]:
    with TemporaryDirectory(prefix="numberbank-bench-") as name:
        folder = Path(name)
        cores = Cores.shared() if short else Cores.apart()
        with ExitStack() as stack:
            with on_cores(cores.others):
                database = ephemeral_postgres() if short else embedded_postgres(folder / "postgres")
                dsn = stack.enter_context(database)
            yield Bench(SHORT if short else FULL, StandIns() if short else Tools(), dsn, folder, cores)


def _measure(bench: Bench, row: Row) -> Result:
    click.echo(f"row {row.number}: {row.title} ...", err=True)
    folder = bench.folder / str(row.number)
    folder.mkdir()
    try:
        return Result(row, row.run(replace(bench, folder=folder)))
    except (NotRun, LoadFailed, ProgramFailed) as error:
        return Result(row, [Missing(row.title, str(error))])


if __name__ == "__main__":
    main()
