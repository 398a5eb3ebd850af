"""Commands of the program in a terminal of their own, with somebody who types."""

import os
import pty
import subprocess
from collections.abc import Sequence
from contextlib import suppress

from support.programs import command, environment


def run_in_terminal(
    *arguments: str, typed: Sequence[tuple[str, str]] = (), program: Sequence[str] = (), **variables: str
) -> tuple[int, str]:
    """The exit code, and all that the terminal showed.

    `typed` has pairs: what to wait for, and what to type then. `program` runs instead of a command of numberbank.
    """
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        program or command(*arguments),
        env=environment(TERM="xterm", COLUMNS="120", **variables),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        shown = ""
        waiting = list(typed)
        # Reading fails when the other end is closed.
        with suppress(OSError):
            while read := os.read(ours, 65536):
                shown += read.decode()
                if waiting and shown.endswith(waiting[0][0]):
                    os.write(ours, waiting.pop(0)[1].encode())
        os.close(ours)
        return process.wait(30), shown.replace("\r\n", "\n")
