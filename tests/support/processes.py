"""Which processes are alive."""

import subprocess
import time


def processes_with(text: str) -> list[str]:
    """The command lines that contain `text`, without those of processes that have ended and only wait to be reaped."""
    listing = subprocess.run(
        ["ps", "-A", "-ww", "-o", "stat=", "-o", "args="], capture_output=True, text=True, check=True
    )
    return [line for line in listing.stdout.splitlines() if text in line and not line.startswith("Z")]


def assert_gone(text: str, timeout: float = 10.0) -> None:
    deadline = time.monotonic() + timeout
    while left := processes_with(text):
        assert time.monotonic() < deadline, f"left behind: {left}"
        time.sleep(0.05)
