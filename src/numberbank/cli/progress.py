"""How far long work is, on stderr; silent where that is no terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Progress(Protocol):
    def advance(self, count: int = 1) -> None: ...

    def expect(self, total: int) -> None:
        """How much there is, when that is known only later."""


class _Silent:
    def advance(self, count: int = 1) -> None:
        pass

    def expect(self, total: int) -> None:
        pass


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Progress]:
    """`what` names the work, as "Exporting". Shows count, rate and the time that is left."""
    if not sys.stderr.isatty():
        yield _Silent()
        return
    from numberbank.cli.progress_bar import shown

    with shown(what, total) as bar:
        yield bar
