"""The receiver of callbacks, and what it says of them."""

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.bench import Bench
from bench.programs import free_port, python, running, wait_for_answer


@dataclass(frozen=True, slots=True)
class Received:
    count: int
    seconds: float
    """from the first to the last"""

    @property
    def rate(self) -> float:
        return (self.count - 1) / self.seconds


@dataclass(frozen=True, slots=True)
class Receiver:
    url: str

    def take(self) -> Received:
        """What came since the last time."""
        with urllib.request.urlopen(self.url) as answer:
            return Received(**json.load(answer))


@contextmanager
def receiving(bench: Bench) -> Iterator[Receiver]:
    port, log = free_port(), bench.folder / "receiver.log"
    url = f"http://127.0.0.1:{port}/callbacks"
    with running(python("bench.receiver", str(port)), log) as process:
        wait_for_answer(process, log, url)
        yield Receiver(url)
