"""What commands print: a table for people, JSON, JSON Lines or CSV for programs.

JSON has the members and names of the wire. CSV and tables have the fields of a View. No cell of a CSV is changed to be
harmless in a spreadsheet: numbers begin with a plus sign, and what is read back must be what was written.
"""

import csv
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import click

FORMATS = ("table", "json", "jsonl", "csv")
Command = Callable[..., Any]
Record = dict[str, Any]
_ROWS = 500
"""of a table that are read before the first is printed; they decide on the widths"""


@dataclass(frozen=True, slots=True)
class View:
    """The fields of a record: heading for people by path on the wire, as `{"monthlyPrice.amount": "monthly price"}`.

    CSV and the view of one record have all of them, a table of many only `columns`.
    """

    fields: Mapping[str, str]
    columns: Sequence[str]


def output_option(command: Command) -> Command:
    return click.option(
        "--output", type=click.Choice(FORMATS), default="table", show_default=True, help="Form of what is printed."
    )(command)


def print_all(output: str, view: View, records: Iterable[object]) -> None:
    """Prints each as it comes; `records` are the client's values or JSON objects."""
    _OF_MANY[output](view, map(_plain, records))


def print_one(output: str, view: View, record: object) -> None:
    plain = _plain(record)
    if output == "table":
        width = max(map(_width, view.fields.values()))
        for path, heading in view.fields.items():
            click.echo(f"{_padded(heading, width)}  {_shown(plain, path)}".rstrip())
    elif output == "json":
        click.echo(_json(plain, indent=2))
    else:
        _OF_MANY[output](view, [plain])


def _print_table(view: View, records: Iterable[Record]) -> None:
    rows = ([_shown(record, path) for path in view.columns] for record in records)
    first = list(islice(rows, _ROWS))
    if not first:
        click.echo("Nothing found.", err=True)
        return
    headings = [view.fields[path].upper() for path in view.columns]
    widths = [max(map(_width, column)) for column in zip(headings, *first, strict=True)]
    amounts = [all(map(_is_amount, column)) for column in zip(*first, strict=True)]
    click.secho(_line(headings, widths, amounts), bold=True)
    for row in _chained(first, rows):
        click.echo(_line(row, widths, amounts))


def _print_json(view: View, records: Iterable[Record]) -> None:
    """An array, one record after the other."""
    before = "[\n"
    for record in records:
        text = _json(record, indent=2).replace("\n", "\n  ")
        click.echo(f"{before}  {text}", nl=False)
        before = ",\n"
    click.echo("[]" if before == "[\n" else "\n]")


def _print_jsonl(view: View, records: Iterable[Record]) -> None:
    for record in records:
        click.echo(_json(record))


def _print_csv(view: View, records: Iterable[Record]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(view.fields)
    for record in records:
        writer.writerow([_cell(record, path) for path in view.fields])


_OF_MANY = {"table": _print_table, "json": _print_json, "jsonl": _print_jsonl, "csv": _print_csv}


def _plain(record: object) -> Record:
    import msgspec

    plain: Record = msgspec.to_builtins(record)
    return plain


def _json(record: Record, indent: int | None = None) -> str:
    return json.dumps(record, indent=indent, ensure_ascii=False)


def _cell(record: Record, path: str) -> str:
    """Lists are joined with `|`; what is absent is empty."""
    value: Any = record
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list() | tuple() if not any(isinstance(each, dict) for each in value):
            return "|".join(map(str, value))
        case dict() | list() | tuple():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)


def _shown(record: Record, path: str) -> str:
    """For a terminal: what a name could do to it is taken out."""
    return "".join(character if character.isprintable() else "?" for character in _cell(record, path))


def _is_amount(text: str) -> bool:
    return re.fullmatch(r"\d[\d,]*(\.\d+)?|", text) is not None


def _line(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    cells = (_padded(text, width, right=side) for text, width, side in zip(row, widths, right, strict=True))
    return "  ".join(cells).rstrip()


def _padded(text: str, width: int, *, right: bool = False) -> str:
    fill = " " * (width - _width(text))
    return fill + text if right else text + fill


def _width(text: str) -> int:
    """Columns that it takes in a terminal: some characters take two, or none."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _chained(first: list[list[str]], rest: Iterator[list[str]]) -> Iterator[list[str]]:
    yield from first
    yield from rest
