"""`numberbank streets`."""

import sys
from typing import BinaryIO

import click

from numberbank.cli.operator import call_operator
from numberbank.cli.wording import counted


@click.group(epilog="Example: numberbank streets import streets.csv")
def streets() -> None:
    """Import the streets that emergency addresses are checked against."""


@streets.command("import", epilog="Example: numberbank streets import streets.csv")
@click.argument("file", type=click.File("rb"))
def import_(file: BinaryIO) -> None:
    """Import all streets of some postal codes from a CSV FILE (- reads standard input); nothing is written unless all
    rows are good."""
    report = call_operator("POST", "/streets:import", content=file.read())
    problems = report["problems"]
    for problem in problems:
        click.echo(f"{file.name}:{problem['line']}: {problem['reason']}", err=True)
    if problems:
        click.echo(f"Nothing was imported: {counted(len(problems), 'bad row')}. Mend them and try again.", err=True)
        sys.exit(1)
    click.echo(f"Imported {counted(report['streets'], 'street')} of {counted(report['postalCodes'], 'postal code')}.")
