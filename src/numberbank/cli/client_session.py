"""The client of the project that the environment names, for the length of a command.

The client is imported here and when it is needed: help and completion answer without it.
"""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from numberbank.cli.exit_codes import ExitCode, Failure

if TYPE_CHECKING:
    from numberbank.client import AsyncNumbers, Numbers, Patience


@contextmanager
def session(*, dry_run: bool = False, when_missing: str = "") -> Iterator[Numbers]:
    """Ends the command with a Failure when a call fails or Ctrl-C is pressed.

    With `dry_run`, the first request that would change something is shown instead, and the block ends there.
    `when_missing` says what to do when the server knows no such thing.
    """
    from numberbank.cli.dry_run import WouldSend

    with explained(when_missing), _client(dry_run) as numbers:
        try:
            yield numbers
        except WouldSend as request:
            request.show()
        except KeyboardInterrupt:
            raise _interrupted(len(numbers.journal.open())) from None


@asynccontextmanager
async def async_session(when_missing: str = "") -> AsyncIterator[AsyncNumbers]:
    """The same for commands that do many things at once; they see to Ctrl-C themselves."""
    from numberbank.client import AsyncNumbers

    with explained(when_missing):
        async with AsyncNumbers(patience=_patience()) as numbers:
            yield numbers


@contextmanager
def explained(when_missing: str = "") -> Iterator[None]:
    """Turns an error of the client into the Failure that tells of it."""
    from numberbank.client import NumbersError

    try:
        yield
    except NumbersError as error:
        from numberbank.cli.explanations import failure_of

        raise failure_of(error, when_missing) from error


def _client(dry_run: bool) -> Numbers:
    from numberbank.cli.dry_run import DryRun
    from numberbank.client import Numbers

    if dry_run:
        return Numbers(transport=DryRun(), journal=False, patience=_patience())
    return Numbers(patience=_patience())


def _patience() -> Patience:
    """Raises Failure."""
    from numberbank.client import Patience

    seconds = os.environ.get("NUMBERBANK_SERVER_TIMEOUT", "60")
    if not re.fullmatch(r"\d{1,4}(\.\d+)?", seconds):
        raise Failure(
            ExitCode.SETTINGS,
            f"NUMBERBANK_SERVER_TIMEOUT is {seconds!r}",
            "Write the seconds after which the server gives a request up, as 60.",
        )
    return Patience(server=float(seconds))


def _interrupted(open_calls: int) -> Failure:
    advice = ["`numberbank journal resolve` finds out what became of calls that cost money."] if open_calls else []
    return Failure(ExitCode.INTERRUPTED, "interrupted", *advice)
