"""`numberbank dev` on a database that the test can look into: a program, and what starts it.

The command has its own database; this is all that differs.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from numberbank.sandbox import DEFAULT_KEY, DEFAULT_PROJECT_ID, SandboxOptions, open_listener, sandbox_settings
from numberbank.sandbox_program import run_sandbox
from numberbank.settings import read_settings
from support.programs import START_TIMEOUT, environment, free_port

TESTS = str(Path(__file__).parents[1])


@contextmanager
def sandbox_on(dsn: str) -> "Iterator[tuple[str, subprocess.Popen[bytes]]]":
    """Its URL and its process; ended with SIGTERM, unless it has ended already."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    program = [sys.executable, "-m", "support.sandbox_on", dsn, str(port)]
    with subprocess.Popen(program, env=environment(PYTHONPATH=TESTS)) as process:
        try:
            _wait_until_ready(url, process)
            yield url, process
        finally:
            process.terminate()
            process.wait(30)


def _wait_until_ready(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while True:
        assert process.poll() is None, f"the sandbox ended with {process.returncode}"
        assert time.monotonic() < deadline, "the sandbox did not start"
        try:
            if httpx2.get(f"{url}/readyz").status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.02)


def main(dsn: str, port: int) -> None:
    settings = sandbox_settings(read_settings(), f"http://127.0.0.1:{port}")
    options = SandboxOptions(DEFAULT_PROJECT_ID, DEFAULT_KEY, settings, None)
    with open_listener("127.0.0.1", port) as listener:
        asyncio.run(run_sandbox(dsn, listener, options, lambda: None))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
