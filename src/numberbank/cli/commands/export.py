"""`numberbank export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from numberbank.cli.client_session import async_session
from numberbank.cli.exit_codes import ExitCode, Failure
from numberbank.cli.options import TYPES, regions_option
from numberbank.cli.progress import progress
from numberbank.cli.wording import counted

if TYPE_CHECKING:
    from numberbank.files.export import Exported


@click.command(epilog="Example: numberbank export numbers.csv --region US --region CA --type LOCAL")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@regions_option
@click.option(
    "--type",
    "types",
    type=click.Choice(TYPES),
    multiple=True,
    help="Only numbers of this type; may be repeated.",
)
def export(file: Path, regions: tuple[str, ...], types: tuple[str, ...]) -> None:
    """Write all numbers that you hold to FILE.

    Its name says in which form: .json (one array), .jsonl (an object a line), .csv, or .parquet (with the extra
    `parquet`). FILE is replaced when all is there, and stays as it was when something goes wrong; the same command
    then goes on where it stopped.
    """
    import asyncio

    from numberbank.cli.file_problems import told

    with told():
        try:
            done = asyncio.run(_export(file, regions, types))
        except KeyboardInterrupt:
            raise Failure(ExitCode.INTERRUPTED, "interrupted", *_left(file)) from None
        except Failure as failure:
            raise Failure(ExitCode(failure.exit_code), failure.message, *failure.advice, *_left(file)) from failure
    _report(file, done)


async def _export(file: Path, regions: tuple[str, ...], types: tuple[str, ...]) -> Exported:
    from numberbank.files.export import export as run

    with progress("Exporting") as bar:
        shown = 0

        def on_progress(count: int, expected: int) -> None:
            nonlocal shown
            bar.expect(expected)
            bar.advance(count - shown)
            shown = count

        async with async_session() as numbers:
            return await run(numbers, file, on_progress, regions, types)


def _left(file: Path) -> list[str]:
    unchanged = f"{file} is as it was." if file.exists() else f"{file} was not written."
    return [unchanged, "The same command goes on where this one stopped, if you give it within the hour."]


def _report(file: Path, done: Exported) -> None:
    resumed = f", {done.resumed_at:,} of them before the break" if done.resumed_at else ""
    click.echo(f"Wrote {counted(done.count, 'number')} to {file} ({done.size:,} bytes){resumed}")
    click.echo(f"SHA-256 {done.sha256}")
    if done.count != done.expected:
        click.echo(
            f"The server counted {done.expected:,}: numbers were rented or released meanwhile.",
            err=True,
        )
