"""CSV with a header. Its columns may stand in any order, and most of them may be missing."""

import csv
import io
from collections.abc import Iterator

from numberbank.files.columns import NUMBER
from numberbank.files.sources import Sheet


def read(text: str, sheet: Sheet) -> None:
    rows = _rows(text, sheet)
    line, header = next(rows, (1, []))
    if not header:
        return
    columns = _columns(line, header, sheet)
    if columns is None:
        return
    for line, row in rows:
        if len(row) != len(columns):
            sheet.wrong(
                line,
                "",
                "",
                f"has {len(row)} cells where the header has {len(columns)}",
                "put text with commas in it between double quotes, and leave no cell out",
            )
            continue
        sheet.add(line, {column: cell.strip() for column, cell in zip(columns, row, strict=True) if column})


def _rows(text: str, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """With the line that each begins in; without those that have nothing in them."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            sheet.wrong(line, "", "", f"is no CSV ({error})", "write a double quote inside of text twice, and close it")
            continue
        if row:
            yield line, row


def _columns(line: int, header: list[str], sheet: Sheet) -> list[str] | None:
    """Their names; empty for those that are not to be read. None when no row can be."""
    names = [name.strip() for name in header]
    if NUMBER not in names:
        separator = next((each for each in ";\t|" if each in header[0]), "")
        if separator and len(header) == 1:
            sheet.wrong(line, "", "", f"separates columns by {separator!r}", "save the file with commas between them")
        else:
            sheet.wrong(
                line, NUMBER, "", "is no column of this file", "let the first line name the columns, this one too"
            )
        return None
    known: list[str] = []
    for index, name in enumerate(names, 1):
        if not name:
            sheet.wrong(line, "", "", f"gives column {index} no name", "name it, or take it out")
        elif name in known:
            sheet.wrong(line, name, "", "is there twice", "take one of the two out")
        known.append(name if name and name not in known and sheet.knows(line, name) else "")
    return known
