"""The real program, started as people start it."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

START_TIMEOUT = 60


@dataclass(frozen=True)
class Sandbox:
    """A running `numberbank dev`."""

    url: str
    project_id: str
    key_id: str
    key_secret: str
    process: "subprocess.Popen[bytes]"

    @property
    def auth(self) -> tuple[str, str]:
        return (self.key_id, self.key_secret)

    @property
    def project_url(self) -> str:
        return f"{self.url}/v1/projects/{self.project_id}"


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "numberbank", *arguments]


def environment(**variables: str) -> dict[str, str]:
    """This process's variables without those that the program reads, and then `variables`."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("NUMBERBANK_", "SINCH_")) and name != "DATABASE_URL"
    }
    return inherited | variables


@contextmanager
def running(arguments: list[str], stdin: int | None = None, **variables: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Stops it with SIGTERM at the end, and kills it when that does not help."""
    process = subprocess.Popen(command(*arguments), stdin=stdin, env=environment(**variables), start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                raise


@contextmanager
def sandbox(*arguments: str, **variables: str) -> Iterator[Sandbox]:
    """A sandbox on a free port and, unless told otherwise, a throw-away database."""
    with tempfile.TemporaryDirectory() as folder:
        env_file = Path(folder) / "sandbox.env"
        where = () if "--data-dir" in arguments else ("--ephemeral",)
        with running(["dev", "--port", "0", "--env-file", str(env_file), *where, *arguments], **variables) as process:
            deadline = time.monotonic() + START_TIMEOUT
            while not env_file.exists():
                assert process.poll() is None, f"the sandbox ended with {process.returncode}"
                assert time.monotonic() < deadline, "the sandbox did not start"
                time.sleep(0.01)
            values = dict(line.split("=", 1) for line in env_file.read_text().splitlines())
            yield Sandbox(
                values["NUMBERBANK_URL"],
                values["SINCH_PROJECT_ID"],
                values["SINCH_KEY_ID"],
                values["SINCH_KEY_SECRET"],
                process,
            )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def platform(dsn: str, *, workers: int = 1, **variables: str) -> Iterator[str]:
    """A `numberbank serve` on the database at `dsn`; its URL."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    arguments = ["serve", "--port", str(port), "--workers", str(workers)]
    with running(arguments, DATABASE_URL=dsn, **variables) as process:
        deadline = time.monotonic() + START_TIMEOUT
        while True:
            assert process.poll() is None, f"the server ended with {process.returncode}"
            assert time.monotonic() < deadline, "the server did not start"
            try:
                if httpx2.get(f"{url}/readyz").status_code == 200:
                    break
            except httpx2.TransportError:
                time.sleep(0.02)
        yield url
