"""Signals as an exception that cannot come at the moment when a process would be left behind."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Stopped(SystemExit):
    """A signal asks the program to end. Of the kind that nothing takes for a failure, event loops included."""

    def __init__(self, number: int) -> None:
        super().__init__(128 + number)
        self.signal = signal.Signals(number)


class Signals:
    """Raises `Stopped` at the first signal, at once or, while signals are held, when they are let through again."""

    def __init__(self) -> None:
        self._held = False
        self._first: int | None = None

    @contextmanager
    def watched(self, *numbers: signal.Signals) -> Iterator[None]:
        before = {number: signal.signal(number, self._arrive) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def hold(self) -> None:
        self._held = True

    def let_through(self) -> None:
        if self._first is not None:
            raise Stopped(self._first)
        self._held = False

    def _arrive(self, number: int, frame: FrameType | None) -> None:
        if self._first is not None:
            return  # what follows the first one is tidying up
        self._first = number
        if not self._held:
            raise Stopped(number)
