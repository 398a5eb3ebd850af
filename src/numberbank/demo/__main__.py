"""Starts a sandbox, takes a number through its life, and shows each request and answer.

Everything that it starts ends with it: also when a step fails, and at Ctrl-C or SIGTERM.
"""

import signal
import sys
import time
from contextlib import ExitStack

import httpx2
from rich.console import Console

from numberbank.demo import DemoFailed
from numberbank.demo.programs import running_sandbox
from numberbank.demo.receiver import receiver
from numberbank.demo.steps import STEP_TIMEOUT, Steps
from numberbank.demo.story import tell
from numberbank.signals import Signals, Stopped


def main() -> int:
    """The exit status of the demo."""
    try:
        _run(Console(highlight=False, soft_wrap=True), Signals())
    except DemoFailed as failure:
        print(f"The demo failed: {failure}", file=sys.stderr)
        return 1
    except Stopped as stopped:
        print(f"\nStopped by {stopped.signal.name}; the sandbox is stopped too.", file=sys.stderr)
        return 128 + stopped.signal
    return 0


def _run(console: Console, signals: Signals) -> None:
    started = time.monotonic()
    with ExitStack() as stack:
        stack.enter_context(signals.watched(signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
        console.print("Starting a sandbox with a throw-away database …")
        sandbox = stack.enter_context(running_sandbox(signals))
        client = stack.enter_context(httpx2.Client(base_url=sandbox.url, timeout=STEP_TIMEOUT, trust_env=False))
        inbox = stack.enter_context(receiver())
        prefix = f"/v1/projects/{sandbox.project_id}"
        console.print(f"It answers at {sandbox.url}. Below, … stands for {prefix}")
        tell(Steps(console, client, prefix), sandbox.key, inbox)
    console.print(f"\nDone in {time.monotonic() - started:.1f} seconds; everything that was started is stopped again.")


if __name__ == "__main__":
    sys.exit(main())
