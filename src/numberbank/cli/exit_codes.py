"""What the exit code of a command says, and the error that ends a command with one."""

from enum import IntEnum
from typing import IO, Any

import click


class ExitCode(IntEnum):
    OK = 0
    FAILED = 1
    USAGE = 2
    SETTINGS = 3
    NOT_FOUND = 4
    REFUSED = 5
    CONFLICT = 6
    RATE_LIMIT = 7
    SERVER = 8
    UNKNOWN = 9
    DECLINED = 10
    PARTIAL = 11
    INTERRUPTED = 130


MEANINGS = {
    ExitCode.OK: "done",
    ExitCode.FAILED: "anything that has no code of its own; what an operator's command was refused",
    ExitCode.USAGE: "the command was written wrongly, or a file cannot be read",
    ExitCode.SETTINGS: "project or key are not set, or the server does not know them",
    ExitCode.NOT_FOUND: "the project has no such thing, or the number is not on offer",
    ExitCode.REFUSED: "the server found the request wrong, or does not allow it",
    ExitCode.CONFLICT: "the state of the thing does not allow it, or somebody else was faster",
    ExitCode.RATE_LIMIT: "too many requests, also after waiting as long as the server asked",
    ExitCode.SERVER: "the server cannot be reached, or failed; nothing that costs money was done",
    ExitCode.UNKNOWN: "a call that costs money may have been carried out: `numberbank journal resolve` finds out",
    ExitCode.DECLINED: "the question was answered with no, or could not be asked: give `--yes`",
    ExitCode.PARTIAL: "of several things some were done and some were not; each is told",
    ExitCode.INTERRUPTED: "interrupted with Ctrl-C",
}


class Failure(click.ClickException):
    """Ends the command: says on stderr what happened and, line by line, what to do about it."""

    def __init__(self, code: ExitCode, message: str, *advice: str) -> None:
        super().__init__(message)
        # Click declares it for the class, and reads it from the error.
        self.exit_code = code  # type: ignore[misc]
        self.advice = advice

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(f"Error: {self.message}", file=file, err=True)
        for line in self.advice:
            click.echo(f"  {line}", file=file, err=True)
