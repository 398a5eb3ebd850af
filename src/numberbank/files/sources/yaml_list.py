"""YAML: a list with a mapping for each number, nested as on the wire or flat with the columns as names.

Read as nodes, not as values: nodes know their lines, and the plus sign of a number survives without quotes.
"""

from collections.abc import Iterator

import yaml

from numberbank.files.sources import Sheet

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_TEXTS = {f"{_TAG}{kind}" for kind in ("str", "int", "float", "bool", "timestamp")}


def read(text: str, sheet: Sheet) -> None:
    try:
        documents = list(yaml.compose_all(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        column = f" at character {mark.column + 1}" if mark else ""
        sheet.wrong(line, "", "", f"is no YAML ({error.problem or error.context}{column})", "mend it; no row was read")
        return
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        sheet.wrong(
            line, "", "", f"has a character in it that YAML does not allow (#x{error.character:04x})", "take it out"
        )
        return
    for document in documents:
        if not isinstance(document, yaml.SequenceNode):
            sheet.wrong(_line(document), "", "", "begins no list", 'begin each row with "- phoneNumber:"')
            continue
        for node in document.value:
            _row(node, sheet)


def _row(node: yaml.Node, sheet: Sheet) -> None:
    if not isinstance(node, yaml.MappingNode):
        sheet.wrong(
            _line(node), "", str(node.value), "is no row", 'write names and values, as in "- phoneNumber: +12025550142"'
        )
        return
    cells: dict[str, str] = {}
    for line, column, text in _cells("", node, sheet):
        if column in cells:
            sheet.wrong(line, column, text, "is there twice in this row", "take one of the two out")
        cells[column] = text
    sheet.add(_line(node), cells)


def _cells(path: str, node: yaml.MappingNode, sheet: Sheet) -> Iterator[tuple[int, str, str]]:
    for name, value in node.value:
        line, column = _line(name), f"{path}{name.value}"
        if not isinstance(name, yaml.ScalarNode):
            sheet.wrong(line, "", "", "has a name that is no text", "write the name of a column")
        elif isinstance(value, yaml.MappingNode):
            yield from _cells(f"{column}.", value, sheet)
        elif sheet.knows(line, column):
            yield line, column, _text(line, column, value, sheet)


def _text(line: int, column: str, node: yaml.Node, sheet: Sheet) -> str:
    if isinstance(node, yaml.SequenceNode):
        if all(isinstance(each, yaml.ScalarNode) for each in node.value):
            return "|".join(each.value for each in node.value)
    elif node.tag == f"{_TAG}null":
        return ""
    elif node.tag in _TEXTS:
        return str(node.value).strip()
    sheet.wrong(line, column, "", "is no text", "write a value behind the colon, between quotes")
    return ""


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
