"""CSV in UTF-8, comma-separated (RFC 4180, but for the line feed alone at the end of a line)."""

import csv
import io
from collections.abc import Iterable, Sequence

import msgspec

from numberbank.files.columns import COLUMNS, PROTECTED, Cell, cells_of
from numberbank.files.formats import Format

_PROTECTED = COLUMNS.index(PROTECTED)


def _lines(rows: Iterable[Sequence[Cell]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _cells(number: msgspec.Raw) -> list[Cell]:
    cells = list(cells_of(number))
    cells[_PROTECTED] = "true" if cells[_PROTECTED] else "false"
    return cells


def _encode(numbers: Sequence[msgspec.Raw], first: bool) -> bytes:
    return _lines(map(_cells, numbers))


FORMAT = Format(head=_lines([COLUMNS]), encode=_encode, tail=b"")
