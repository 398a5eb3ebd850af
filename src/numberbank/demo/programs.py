"""The sandbox, as a process that ends with the demo."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from numberbank.demo import DemoFailed
from numberbank.signals import Signals

START_TIMEOUT = 60.0
"""seconds; a cold disk takes a few"""
STOP_TIMEOUT = 20.0


@dataclass(frozen=True, slots=True)
class Sandbox:
    url: str
    project_id: str
    key: tuple[str, str]
    """id and secret"""


@contextmanager
def running_sandbox(signals: Signals) -> Iterator[Sandbox]:
    """Raises DemoFailed when it does not start or does not stop."""
    with ExitStack() as stack:
        signals.hold()
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="numberbank-demo-")))
        env_file, log = folder / "sandbox.env", folder / "sandbox.log"
        process = _start(env_file, log)
        stack.callback(_stop, process)
        stack.callback(signals.hold)
        signals.let_through()
        _wait_for(env_file, process, log)
        values = dict(line.split("=", 1) for line in env_file.read_text().splitlines())
        key = (values["SINCH_KEY_ID"], values["SINCH_KEY_SECRET"])
        yield Sandbox(values["NUMBERBANK_URL"], values["SINCH_PROJECT_ID"], key)


def _start(env_file: Path, log: Path) -> "subprocess.Popen[bytes]":
    """In a session of its own: a Ctrl-C is for the demo, which then stops the sandbox."""
    command = [sys.executable, "-m", "numberbank", "dev", "--ephemeral", "--port", "0", "--env-file", str(env_file)]
    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            env={name: value for name, value in os.environ.items() if not name.startswith("NUMBERBANK_")},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _wait_for(env_file: Path, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """The file appears, whole, when the sandbox takes requests."""
    deadline = time.monotonic() + START_TIMEOUT
    while not env_file.exists():
        if process.poll() is not None:
            raise DemoFailed(f"the sandbox ended with status {process.returncode}: {_end_of(log)}")
        if time.monotonic() > deadline:
            raise DemoFailed(f"the sandbox was not ready within {START_TIMEOUT:.0f} seconds: {_end_of(log)}")
        time.sleep(0.02)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise DemoFailed("the sandbox did not stop by itself and was killed") from None


def _end_of(log: Path) -> str:
    return log.read_text(errors="replace").strip()[-2000:] or "it said nothing"
