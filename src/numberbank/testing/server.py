"""The sandbox of a run: the first of its processes starts it, the others join it.

Each of them holds an end of a named pipe that the sandbox reads. The kernel closes it for a process that ends, however
it ends, and the sandbox stops when the last one is closed. So there is no list of users that could go stale.
"""

import fcntl
import os
import select
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from numberbank.testing.project import OPERATOR_TOKEN

_PATIENCE = 120.0
"""seconds for the sandbox to start; the first time ever it makes its database"""


class SandboxNotStarted(Exception):
    """The message says why, as far as the sandbox did."""


@contextmanager
def joined_sandbox(folder: Path) -> Iterator[str]:
    """The URL of the sandbox that all processes with the same `folder` share. Raises SandboxNotStarted."""
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "gate.lock").open("a") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        lifeline = _join(folder)
        if lifeline is None:
            lifeline = _start(folder)
    try:
        yield _url(folder)
    finally:
        os.close(lifeline)


def _join(folder: Path) -> int | None:
    """An end of the pipe of a sandbox that is there to stay; None when there is none."""
    try:
        lifeline = os.open(_pipe(folder), os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return None
    if _gone(lifeline):
        os.close(lifeline)
        return None
    return lifeline


def _start(folder: Path) -> int:
    """Returns an end of the new sandbox's pipe when it takes requests."""
    _pipe(folder).unlink(missing_ok=True)
    _settings(folder).unlink(missing_ok=True)
    os.mkfifo(_pipe(folder), 0o600)
    # Opening waits for the other end, unless told not to.
    reader = os.open(_pipe(folder), os.O_RDONLY | os.O_NONBLOCK)
    lifeline = os.open(_pipe(folder), os.O_WRONLY)
    os.set_blocking(reader, True)
    try:
        _spawn(folder, reader)
        os.close(reader)
        _wait(folder, lifeline)
    except BaseException:
        os.close(lifeline)
        raise
    return lifeline


def _spawn(folder: Path, stdin: int) -> None:
    """Not as a subprocess of Python's: those complain when they outlive the test that started them."""
    dev = ("dev", "--ephemeral", "--port", "0", "--until-eof", "--env-file", str(_settings(folder)))
    os.posix_spawn(
        sys.executable,
        [sys.executable, "-P", "-m", "numberbank", *dev],
        os.environ | {"NUMBERBANK_OPERATOR_TOKEN": OPERATOR_TOKEN},
        file_actions=[
            (os.POSIX_SPAWN_DUP2, stdin, 0),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_OPEN, 2, str(_log(folder)), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
        ],
        # Ctrl-C is for pytest, whose tests may use the sandbox until they have been torn down.
        setsid=True,
    )


def _wait(folder: Path, lifeline: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not _settings(folder).exists():
        if _gone(lifeline):
            raise SandboxNotStarted(f"the sandbox did not start: {_log(folder).read_text()[-2000:].strip()}")
        if time.monotonic() > deadline:
            raise SandboxNotStarted(f"the sandbox did not start within {_PATIENCE:g} s: see {_log(folder)}")
        time.sleep(0.01)


def _gone(lifeline: int) -> bool:
    """Whether nobody reads the pipe any more."""
    poll = select.poll()
    poll.register(lifeline, 0)
    return bool(poll.poll(0))


def _url(folder: Path) -> str:
    settings = dict(line.split("=", 1) for line in _settings(folder).read_text().splitlines())
    return settings["NUMBERBANK_URL"]


def _pipe(folder: Path) -> Path:
    return folder / "lifeline"


def _settings(folder: Path) -> Path:
    return folder / "sandbox.env"


def _log(folder: Path) -> Path:
    return folder / "server.log"
