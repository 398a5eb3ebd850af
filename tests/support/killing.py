"""The program, killed by its own hand in the middle of its work: at lines that chance picks.

    python -m support.killing SEED LINES TIMES COMMAND...

The command is run that many times, each time until it has run a random number of lines, of which about LINES are
needed in all, and then to its end. Each run is a process of its own, forked from one that has imported everything.
Prints how many were killed, and the exit code and the lines of the last run.
Only lines of the logic of files and of the client are counted.
"""

import os
import random
import signal
import subprocess
import sys
import threading
from types import FrameType
from typing import Any

from support.programs import environment, python_path

_COUNTED = (f"{os.sep}numberbank{os.sep}files{os.sep}", f"{os.sep}numberbank{os.sep}client{os.sep}")


def run_killed(seed: str, lines: int, times: int, *command: str, **variables: str) -> tuple[int, int]:
    """How many of `times` runs were killed before they had ended, and the lines of the last one, which was not."""
    ran = subprocess.run(
        [sys.executable, "-m", "support.killing", seed, str(lines), str(times), *command],
        env=environment(**variables, PYTHONPATH=python_path()),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    killed, code, last = map(int, ran.stdout.split()[-3:])
    assert code == 0, ran.stderr
    return killed, last


class _Counter:
    def __init__(self, last: int) -> None:
        self.count = 0
        self._last = last

    def enter(self, frame: FrameType, event: str, argument: Any) -> Any:
        return self.line if any(part in frame.f_code.co_filename for part in _COUNTED) else None

    def line(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            self.count += 1
            if self.count == self._last:
                os.kill(os.getpid(), signal.SIGKILL)
        return self.line


def run(arguments: list[str], last: int = 0) -> tuple[int, int]:
    """Exit code, or minus the signal, and how many lines there were; with `last`, it does not get beyond that one."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _program(arguments, last, writing)
    os.close(writing)
    with os.fdopen(reading) as told:
        lines = int(told.read() or "0")
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), lines


def _program(arguments: list[str], last: int, writing: int) -> None:
    from numberbank.cli.main import main as program

    counter = _Counter(last)
    code: Any = 1
    threading.settrace(counter.enter)
    sys.settrace(counter.enter)
    try:
        program(arguments)
    except SystemExit as end:
        code = end.code or 0
    finally:
        sys.settrace(None)
        os.write(writing, str(counter.count).encode())
        sys.stdout.flush()
        os._exit(code)


def main(seed: str, lines: int, times: int, command: list[str]) -> None:
    from numberbank.client import AsyncNumbers  # noqa: F401 - for all that are forked from here
    from numberbank.files import apply, export, sources  # noqa: F401

    rng = random.Random(seed)
    codes = [run(command, rng.randrange(1, max(lines // 5, 2)))[0] for _ in range(times)]
    assert set(codes) <= {0, -signal.SIGKILL}, codes
    print(codes.count(-signal.SIGKILL), *run(command), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
