"""Asking before what costs money or cannot be undone."""

import sys
from collections.abc import Callable
from typing import Any

import click

from numberbank.cli.exit_codes import ExitCode, Failure

Command = Callable[..., Any]


def yes_option(command: Command) -> Command:
    return click.option("--yes", is_flag=True, help="Do not ask; needed without a terminal.")(command)


def dry_run_option(command: Command) -> Command:
    return click.option(
        "--dry-run", is_flag=True, help="Show what would be sent, and change nothing. Prices and state are read."
    )(command)


def confirm(what: str, *, yes: bool) -> None:
    """`what` says what is going to happen and what it costs, as whole sentences.

    Asked on stderr, so that stdout can be a file. Raises Failure when the answer is no, or when nobody can be asked.
    """
    if yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Failure(
            ExitCode.DECLINED,
            f"{what} There is no terminal to ask on.",
            "It was not carried out.",
            "Give --yes to do it without being asked, or --dry-run to see what would be sent.",
        )
    try:
        agreed = click.confirm(f"{what} Go on?", err=True)
    except click.Abort:
        agreed = False
    if not agreed:
        raise Failure(ExitCode.DECLINED, "not carried out: you did not agree")
