"""Puts what was measured into docs/performance.md, between marks; `python -m bench.docs`, what is known without it."""

from collections.abc import Iterable, Sequence

from bench import requests
from bench.bench import Row
from bench.programs import ROOT
from bench.report import Result, as_markdown, grid_as_markdown
from bench.requests import Request
from bench.rows import ROWS

PAGE = ROOT / "docs" / "performance.md"


def with_figures(text: str, results: Sequence[Result]) -> str:
    """The page with what was measured; `results` are of all rows."""
    text = put(text, "figures", as_markdown(results))
    return put(text, "grid", "\n\n".join(filter(None, map(grid_as_markdown, results))))


def with_texts(text: str) -> str:
    """The page with what rows and requests say of themselves."""
    return put(put(text, "limits", limits(ROWS.values())), "statements", statements())


def put(text: str, mark: str, content: str) -> str:
    """The text with the content between its two marks."""
    begin, end = f"<!-- {mark} -->", f"<!-- end of {mark} -->"
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n{content}\n{end}{after}"


def limits(rows: Iterable[Row]) -> str:
    return "\n".join(f"- **{row.title}**: {row.limit} *As it grows:* {row.growth}" for row in rows)


def statements() -> str:
    """How many each request of the bench sends to the database."""
    counts = {name: request.statements for name, request in vars(requests).items() if isinstance(request, Request)}
    lines = (f"| {name.replace('_', ' ').lower()} | {count} |" for name, count in counts.items())
    return "\n".join(["| request | statements, BEGIN and COMMIT among them |", "|---|---|", *lines])


if __name__ == "__main__":
    PAGE.write_text(with_texts(PAGE.read_text()))
