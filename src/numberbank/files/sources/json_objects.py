"""JSON: an array of objects, or an object a line, as an export writes them, or flat with the columns as names."""

import json
import re
from collections.abc import Iterator
from typing import Any

from numberbank.files.sources import Sheet

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")


def read(text: str, sheet: Sheet) -> None:
    begin = _after_space(text, 0)
    values = _array(text, begin + 1, sheet) if text[begin : begin + 1] == "[" else _objects(text, begin, sheet)
    for line, value in values:
        if isinstance(value, dict):
            sheet.add(line, dict(_cells(line, "", value, sheet)))
        else:
            sheet.wrong(line, "", json.dumps(value), "is no object", "write an object for each number")


def _array(text: str, position: int, sheet: Sheet) -> Iterator[tuple[int, Any]]:
    """The values of an array, with the line that each begins in."""
    line, counted = 1, 0
    position = _after_space(text, position)
    if text[position : position + 1] == "]":
        return
    while True:
        line += text.count("\n", counted, position)
        counted = position
        try:
            value, end = _DECODER.raw_decode(text, position)
        except json.JSONDecodeError as error:
            _no_json(error, sheet)
            return
        yield line, value
        end = _after_space(text, end)
        if text[end : end + 1] != ",":
            if text[end : end + 1] != "]" or text[end + 1 :].strip():
                _no_json(json.JSONDecodeError("a comma or the end of the array should stand there", text, end), sheet)
            return
        position = _after_space(text, end + 1)


def _objects(text: str, position: int, sheet: Sheet) -> Iterator[tuple[int, Any]]:
    """One a line: what is wrong in one of them is wrong in that one only."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except json.JSONDecodeError as error:
            sheet.wrong(
                number, "", "", f"is no JSON ({error.msg} at character {error.pos + 1})", "write an object a line"
            )


def _no_json(error: json.JSONDecodeError, sheet: Sheet) -> None:
    sheet.wrong(
        error.lineno,
        "",
        "",
        f"is no JSON ({error.msg} at character {error.colno})",
        "mend it; what follows was not read",
    )


def _cells(line: int, path: str, value: dict[str, Any], sheet: Sheet) -> Iterator[tuple[str, str]]:
    for name, member in value.items():
        column = f"{path}{name}"
        if isinstance(member, dict):
            yield from _cells(line, f"{column}.", member, sheet)
        elif sheet.knows(line, column):
            yield column, _text(line, column, member, sheet)


def _text(line: int, column: str, value: Any, sheet: Sheet) -> str:
    match value:
        case None:
            return ""
        case str():
            return value.strip()
        case bool():
            return "true" if value else "false"
        case int() if column == "paymentIntervalMonths":
            return str(value)
        case list() if all(isinstance(each, str) for each in value):
            return "|".join(value)
        case _:
            sheet.wrong(line, column, json.dumps(value), "is no text", "write it between double quotes")
            return ""


def _after_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position
