"""`numberbank plan`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from numberbank.cli.client_session import async_session
from numberbank.cli.exit_codes import ExitCode, Failure
from numberbank.cli.output import output_option
from numberbank.cli.wording import counted

if TYPE_CHECKING:
    from numberbank.files.plan import Plan

FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command(epilog="Example: numberbank plan numbers.csv")
@click.argument("file", type=FILE)
@output_option
def plan(file: Path, output: str) -> None:
    """Show what FILE would change, and all that is wrong in it; nothing is changed.

    FILE has a row for each number: .csv, .yaml, or what `numberbank export` wrote as .csv, .json or .jsonl. An empty
    cell leaves things as they are, and (none) takes away what is there.
    """
    import asyncio

    from numberbank.cli.file_problems import told
    from numberbank.cli.plan_output import print_plan

    with told():
        made = asyncio.run(_made(file))
    print_plan(output, file, made)
    refuse_mistakes(file, made)


async def _made(file: Path) -> Plan:
    from numberbank.files.plan import make_plan

    async with async_session() as numbers:
        return await make_plan(numbers, file)


def refuse_mistakes(file: Path, plan: Plan) -> None:
    if plan.mistakes:
        found = counted(len(plan.mistakes), "mistake")
        raise Failure(ExitCode.USAGE, f"{found} in {file}", "Mend them: until then nothing of it can be applied.")
