"""Which cores a program runs on.

What is measured has the first core to itself; PostgreSQL and the load have the others. Where the scheduler decides, it
moves them to and fro, and the same figure differs by a third from round to round.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cores:
    measured: frozenset[int]
    others: frozenset[int]

    @classmethod
    def apart(cls) -> "Cores":
        first, *others = sorted(_ours())
        return cls(frozenset({first}), frozenset(others)) if others else cls.shared()

    @classmethod
    def shared(cls) -> "Cores":
        return cls(_ours(), _ours())


@contextmanager
def on_cores(cores: frozenset[int] | None) -> Iterator[None]:
    """Programs that this thread starts meanwhile run there; None changes nothing."""
    before = _ours()
    if cores:
        _move(cores)
    try:
        yield
    finally:
        if cores:
            _move(before)


# Other systems than Linux have no such calls: there the scheduler decides.
def _ours() -> frozenset[int]:
    return frozenset(os.sched_getaffinity(0)) if sys.platform == "linux" else frozenset({0})


def _move(cores: frozenset[int]) -> None:
    if sys.platform == "linux":
        os.sched_setaffinity(0, cores)
