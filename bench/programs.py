"""Programs that a row measures, each in a process of its own that ends with the row."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from bench.cores import on_cores

ROOT = Path(__file__).parents[1]
_PATIENCE = 60.0
"""seconds for a program to answer first; a new data folder on a busy machine takes some"""

Process = subprocess.Popen[bytes]


class ProgramFailed(RuntimeError):
    """It ended, or never answered; the message has the end of what it said."""


def python(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]


def environment(**variables: str) -> dict[str, str]:
    """This process's variables without those that our programs read, and then `variables`."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("NUMBERBANK_", "SINCH_")) and name != "DATABASE_URL"
    }
    return inherited | variables


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def running(
    command: Sequence[str], log: Path, cores: frozenset[int] | None = None, **variables: str
) -> Iterator[Process]:
    """Stops it with SIGTERM at the end, and kills it when that does not help."""
    with log.open("wb") as output, on_cores(cores):
        process = subprocess.Popen(
            command,
            env=environment(**variables),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_for_answer(process: Process, log: Path, url: str, key: tuple[str, str] | None = None) -> bytes:
    """The body of the first answer with status 200, asked for every few milliseconds."""
    parts = urlsplit(url)
    headers = {"Authorization": f"Basic {b64encode(':'.join(key).encode()).decode()}"} if key else {}
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
        try:
            connection.request("GET", f"{parts.path or '/'}?{parts.query}", headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status == 200:
                return body
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.005)
    state = "does not answer" if process.poll() is None else f"ended with {process.returncode}"
    raise ProgramFailed(f"{url}: the program {state}: {log.read_text(errors='replace').strip()[-800:]}")


def run_once(command: Sequence[str], cores: frozenset[int] | None = None, **variables: str) -> str:
    """What the program printed; raises ProgramFailed when it fails."""
    with on_cores(cores):
        done = subprocess.run(
            command, env=environment(**variables), cwd=ROOT, capture_output=True, text=True, check=False
        )
    if done.returncode:
        what = " ".join([Path(command[0]).name, *command[1:4]])
        raise ProgramFailed(f"{what} failed: {(done.stderr or done.stdout).strip()[-800:]}")
    return done.stdout
