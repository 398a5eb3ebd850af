"""The forms in which an export can be written, by the ending of the file's name; a module for each."""

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from numberbank.files.errors import FileProblem

_MODULES = {".json": "json_array", ".jsonl": "json_lines", ".csv": "csv_table", ".parquet": "parquet"}


@dataclass(frozen=True, slots=True)
class Format:
    """A file is `head`, what `encode` makes of each page, and `tail`. `encode` gets True for the first numbers.

    Where `convert` is set, what was written so is only the way to the file, which it makes: (from, to).
    """

    head: bytes
    encode: Callable[[Sequence[msgspec.Raw], bool], bytes]
    tail: bytes
    convert: Callable[[Path, Path], None] | None = None


def format_of(path: Path) -> Format:
    """Raises FileProblem for another ending, or when the format's library is not installed."""
    name = _MODULES.get(path.suffix.lower())
    if name is None:
        raise FileProblem(
            f"{path.name} does not say what to write",
            f"Let its name end in {', '.join(_MODULES)}.".replace(", .parquet", " or .parquet"),
        )
    found = importlib.import_module(f"numberbank.files.formats.{name}").FORMAT
    assert isinstance(found, Format)
    return found
