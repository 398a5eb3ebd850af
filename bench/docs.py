"""Puts figures into docs/performance.md, between two marks."""

from collections.abc import Sequence

from bench.programs import ROOT
from bench.report import Result, as_markdown

PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


def write(results: Sequence[Result]) -> None:
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{as_markdown(results)}\n{END}{after}")
