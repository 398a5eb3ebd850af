"""`numberbank apply`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from numberbank.cli.billable import confirm, dry_run_option, yes_option
from numberbank.cli.client_session import async_session
from numberbank.cli.commands.plan import FILE, refuse_mistakes
from numberbank.cli.exit_codes import ExitCode, Failure
from numberbank.cli.progress import progress
from numberbank.cli.wording import counted

if TYPE_CHECKING:
    from numberbank.client import AsyncNumbers
    from numberbank.files.apply import Applied
    from numberbank.files.plan import Plan


@click.command(epilog="Example: numberbank apply numbers.csv --allow-release --yes")
@click.argument("file", type=FILE)
@click.option(
    "--results",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File that gets a line for each row.  [default: FILE with .results.jsonl for its ending]",
)
@click.option("--allow-release", is_flag=True, help="Release the numbers of rows that say so.")
@yes_option
@dry_run_option
def apply(file: Path, results: Path | None, allow_release: bool, yes: bool, dry_run: bool) -> None:
    """Carry out what FILE asks for, as `numberbank plan` shows it.

    After any break, give the same command again: what is done already is seen in the numbers, and left as it is.
    """
    import asyncio

    from numberbank.cli.file_problems import told

    results = results or file.with_suffix(".results.jsonl")
    with told():
        try:
            asyncio.run(_apply(file, results, allow_release, yes, dry_run))
        except KeyboardInterrupt:
            raise Failure(ExitCode.INTERRUPTED, "interrupted", *_advice(results)) from None


async def _apply(file: Path, results: Path, allow_release: bool, yes: bool, dry_run: bool) -> None:
    from numberbank.cli.plan_output import print_plan, summary
    from numberbank.files.plan import make_plan

    async with async_session() as numbers:
        plan = await make_plan(numbers, file)
        if plan.mistakes or dry_run:
            print_plan("table", file, plan)
            refuse_mistakes(file, plan)
            return
        _refuse_releases(plan, allow_release)
        if not (plan.changed or plan.released):
            click.echo(summary(plan))
            return
        confirm(summary(plan), yes=yes)
        applied = await _carried_out(numbers, plan, results)
    _report(applied, plan, results)


async def _carried_out(numbers: AsyncNumbers, plan: Plan, path: Path) -> Applied:
    from numberbank.files.apply import apply as run
    from numberbank.files.results import Results

    with Results(path) as results, progress("Applying", len(plan.changed) + len(plan.released)) as bar:
        return await run(numbers, plan, results, bar.advance)


def _refuse_releases(plan: Plan, allowed: bool) -> None:
    if plan.released and not allowed:
        raise Failure(
            ExitCode.DECLINED,
            f"{counted(len(plan.released), 'row')} would release a number",
            "Nothing was changed. Give --allow-release to let them, or empty their column `release`.",
        )


def _report(applied: Applied, plan: Plan, results: Path) -> None:
    from numberbank.cli.explanations import failure_of

    click.echo(
        f"{applied.changed:,} changed, {applied.released:,} released, {len(plan.unchanged):,} unchanged, "
        f"{applied.failed:,} failed, {applied.unknown:,} unknown; see {results}"
    )
    if not (applied.failed or applied.unknown):
        return
    advice = _advice(results)
    if applied.unknown:
        advice.append("`numberbank journal resolve` finds out what became of releases whose outcome is unknown.")
    if applied.stopped is not None:
        why = failure_of(applied.stopped)
        left = f"{counted(applied.not_tried, 'row')} not tried"
        code = ExitCode.PARTIAL if applied.changed or applied.released else ExitCode(why.exit_code)
        raise Failure(code, f"stopped: {why.message}; {left}", *why.advice, *advice)
    failed = counted(applied.failed + applied.unknown, "row")
    raise Failure(ExitCode.PARTIAL, f"{failed} of {len(plan.steps):,} not carried out", *advice)


def _advice(results: Path) -> list[str]:
    return [f"{results} has a line for each row that was tried.", "The same command does what is left."]
