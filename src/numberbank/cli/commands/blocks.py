"""`numberbank blocks`."""

import sys
from typing import BinaryIO

import click

from numberbank.cli.operator import call_operator
from numberbank.cli.wording import counted


@click.group(epilog="Example: numberbank blocks import blocks.csv")
def blocks() -> None:
    """Import number blocks."""


@blocks.command("import", epilog="Example: numberbank blocks import blocks.csv --skip-bad")
@click.argument("file", type=click.File("rb"))
@click.option("--skip-bad", is_flag=True, help="Write the good rows in spite of bad ones.")
def import_(file: BinaryIO, skip_bad: bool) -> None:
    """Import the number blocks of a CSV FILE (- reads standard input); nothing is written unless all rows are good."""
    report = call_operator(
        "POST", "/blocks:import", content=file.read(), params={"skipBad": "true"} if skip_bad else None
    )
    problems = report["problems"]
    for problem in problems:
        click.echo(f"{file.name}:{problem['line']}: {problem['reason']}", err=True)
    if problems and not skip_bad:
        click.echo(
            f"Nothing was imported: {counted(len(problems), 'bad row')}. "
            "Mend them, or import the good ones with --skip-bad.",
            err=True,
        )
        sys.exit(1)
    skipped = f", {counted(len(problems), 'bad row')} skipped" if problems else ""
    imported = f"{counted(report['numbers'], 'number')} in {counted(report['blocks'], 'block')}"
    click.echo(f"Imported {imported}{skipped}.")
