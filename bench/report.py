"""The table on the terminal, the same as JSON, and as it stands in docs/performance.md."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

from bench.bench import Row
from bench.figures import Budget, Line, Missing, Sample

_HEAD = ("row", "what", "figure", "compared with", "ratio", "budget", "met")


@dataclass(frozen=True, slots=True)
class Result:
    row: Row
    lines: list[Line | Missing]


def as_text(results: Sequence[Result]) -> str:
    rows = [_HEAD, *_cells(results)]
    # Only a whole row takes part: why something was not run may take a line of its own.
    whole = [row for row in rows if len(row) == len(_HEAD)]
    widths = [max(len(row[column]) for row in whole) for column in range(len(_HEAD))]
    widths[1] = max(len(row[1]) for row in rows)
    rule = "  ".join("-" * width for width in widths)
    text = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip() for row in rows]
    limits = [f"{result.row.number} {result.row.title}: {result.row.limit}" for result in results]
    return "\n".join([text[0], rule, *text[1:], "", "What limits each row", *limits])


def as_markdown(results: Sequence[Result]) -> str:
    lines = [f"| {' | '.join(_HEAD)} |", f"|{'---|' * len(_HEAD)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in _cells(results))])


def _cells(results: Sequence[Result]) -> list[tuple[str, ...]]:
    return [_line(result.row, line) for result in results for line in result.lines if not _in_grid(line)]


def _in_grid(line: Line | Missing) -> TypeGuard[Line]:
    return isinstance(line, Line) and bool(line.column)


def grid_as_markdown(result: Result) -> str:
    """The lines of a row that have a column, as one table; empty when there are none."""
    lines = [line for line in result.lines if _in_grid(line)]
    if not lines:
        return ""
    columns = list(dict.fromkeys(line.column for line in lines))
    figures = {(line.what, line.column): _short(line.ours.median) for line in lines}
    rows = [
        [what, *(figures[what, column] for column in columns)] for what in dict.fromkeys(line.what for line in lines)
    ]
    head = ["", *columns]
    return "\n".join([f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *(f"| {' | '.join(row)} |" for row in rows)])


def _line(row: Row, line: Line | Missing) -> tuple[str, ...]:
    if isinstance(line, Missing):
        return (str(row.number), line.what, f"not run: {' '.join(line.why.split())}")
    theirs = f"{line.than}: {_value(line.theirs, line.unit)}" if line.theirs else ""
    ratio = f"{line.ratio:.2f}" if line.ratio is not None else ""
    met = {True: "yes", False: "no", None: ""}[line.met]
    return (str(row.number), line.what, _value(line.ours, line.unit), theirs, ratio, _budget(line), met)


def _value(sample: Sample, unit: str) -> str:
    spread = f" ±{sample.spread:.0%}" if len(sample.rounds) > 1 else ""
    return f"{_short(sample.median)} {unit}{spread}"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _budget(line: Line) -> str:
    budget: Budget | None = line.budget
    if budget is None:
        return ""
    return f"{'≤' if budget.at_most else '≥'} {budget.bound:.3g}{f' {line.unit}' if budget.on_figure else ''}"


def write_json(file: Path, results: Sequence[Result]) -> None:
    """Every round of every line, and what machine it was."""
    content = {
        "machine": {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()},
        "rows": [
            {
                "row": result.row.number,
                "title": result.row.title,
                "limit": result.row.limit,
                "growth": result.row.growth,
                "lines": [_as_json(line) for line in result.lines],
            }
            for result in results
        ],
    }
    file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def _as_json(line: Line | Missing) -> dict[str, object]:
    if isinstance(line, Missing):
        return {"what": line.what, "notRun": line.why}
    return {
        "what": line.what,
        "column": line.column or None,
        "unit": line.unit,
        "median": line.ours.median,
        "rounds": line.ours.rounds,
        "comparedWith": line.than or None,
        "theirMedian": line.theirs.median if line.theirs else None,
        "theirRounds": line.theirs.rounds if line.theirs else None,
        "ratio": line.ratio,
        "budget": _budget(line) or None,
        "met": line.met,
    }
