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


def print_results(output: str, view: View, records: Sequence[object]) -> None:
    """What was done to things that were named: a list in every form, but for people one thing in full."""
    if output == "table" and len(records) == 1:
        print_one(output, view, records[0])
    else:
        print_all(output, view, records)


def print_one(output: str, view: View, record: object) -> None:
    """For people, a line for each field that is not empty."""
    plain = _plain(record)
    if output == "table":
        known = {heading: text for path, heading in view.fields.items() if (text := _shown(plain, path))}
        width = max(map(_width, known))
        for heading, text in known.items():
            click.echo(f"{_padded(heading, width)}  {text}")
    elif output == "json":
        print_json(record)
    else:
        _OF_MANY[output](view, [plain])


def print_json(record: object) -> None:
    """For what has no fields that fit a table."""
    click.echo(_json(_plain(record), indent=2))


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
    return _text(_at(record, path.split(".")))


def _at(value: Any, path: Sequence[str]) -> Any:
    """What is there; of a list, that of each item."""
    if isinstance(value, list | tuple):
        return [_at(each, path) for each in value]
    if not path:
        return value
    return _at(value.get(path[0]), path[1:]) if isinstance(value, dict) else None


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return "|".join(map(_text, value))
        case dict():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)


def _shown(record: Record, path: str) -> str:
    """For a terminal: what a name could do to it is taken out, and so are fractions of seconds."""
    text = re.sub(r"(T\d\d:\d\d:\d\d)\.\d+Z$", r"\1Z", _cell(record, path))
    return "".join(character if character.isprintable() else "?" for character in text)


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
