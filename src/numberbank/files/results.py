"""What became of each row, in a file that only grows: JSON Lines, one for each row of each run."""

import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from numberbank.domain.clock import real_now
from numberbank.files.plan import Step
from numberbank.schemas.common import timestamp

_SYNC_EVERY = 0.5
"""seconds; what a loss of power may take from the file, no run needs: state tells what is done"""


class Result(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """`result` is `changed`, `released`, `unchanged`, `failed`, or, of a release, `unknown`."""

    line: int
    phone_number: str
    result: str
    changes: dict[str, str] = {}
    """what columns are now; empty for nothing"""
    expire_at: str = ""
    reason: str = ""
    time: str = ""


class Results:
    """Opened to be added to; raises OSError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("ab+", buffering=0)
        if self._file.tell():
            self._file.seek(-1, os.SEEK_END)
            if self._file.read(1) != b"\n":
                self._file.write(b"\n")
        self._synced = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.fsync(self._file.fileno())
        self._file.close()

    def add(self, step: Step, result: str, *, expire_at: str = "", reason: str = "") -> None:
        changes = {change.column: change.new for change in step.changes} if result == "changed" else {}
        moment = timestamp(real_now())
        line = Result(step.line, step.number, result, changes, expire_at, reason, moment)
        self._file.write(msgspec.json.encode(line) + b"\n")
        if time.monotonic() - self._synced > _SYNC_EVERY:
            os.fsync(self._file.fileno())
            self._synced = time.monotonic()
