"""The bench in its short form: every row runs, with nothing but this project. No test says how long anything takes."""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench import docs
from bench.bench import Row
from bench.figures import Budget, Line, Missing, NotRun, Sample
from bench.load import Load, LoadFailed, run_load
from bench.programs import ROOT, free_port, python, running, wait_for_answer
from bench.report import Result, as_text
from bench.rows import ROWS
from bench.tools import Tools


@dataclass(frozen=True)
class ShortRun:
    said: str
    rows: list[dict[str, object]]


@pytest.fixture(scope="module")
def short_run(tmp_path_factory: pytest.TempPathFactory) -> ShortRun:
    file = tmp_path_factory.mktemp("bench") / "figures.json"
    command = [sys.executable, "-m", "bench", "--short", "--json", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return ShortRun(done.stdout, json.loads(file.read_text())["rows"])


def test_every_row_has_figures(short_run: ShortRun) -> None:
    assert [row["row"] for row in short_run.rows] == list(ROWS) == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    for row in short_run.rows:
        assert row["lines"], row["title"]
        for line in row["lines"]:
            assert line["median"] > 0, line


def test_every_row_says_what_limits_it_and_how_it_grows(short_run: ShortRun) -> None:
    for row in short_run.rows:
        assert row["limit"] in short_run.said
        assert row["limit"]
        assert row["growth"]


def test_the_table_is_aligned(short_run: ShortRun) -> None:
    head, rule, *lines = short_run.said.split("\n\n")[0].splitlines()

    columns = [index for index in range(1, len(rule)) if rule[index - 1 : index + 1] == " -"]
    assert head.split()[:3] == ["row", "what", "figure"]
    for line in lines:
        assert all(line.ljust(len(rule))[column - 2 : column] == "  " for column in columns), line


def test_the_page_says_what_the_rows_say() -> None:
    """`python -m bench.docs` mends it."""
    text = docs.PAGE.read_text()

    assert docs.with_texts(text) == text
    for row in ROWS.values():
        assert f"\n### {row.number} {row.title}\n" in text


def test_figures_take_the_place_of_older_ones() -> None:
    row = Row(4, "Growth", lambda bench: [], "limit", "growth")
    text = "a\n<!-- figures -->\nold\n<!-- end of figures -->\nb\n<!-- grid -->\n<!-- end of grid -->\nc\n"
    lines = [Line("search", "ms", Sample.of([2, 2])), Line("START 2", "ms", Sample.of([3]), column="10^5 numbers")]

    written = docs.with_figures(text, [Result(row, lines)])

    assert "old" not in written
    assert "| 4 | search | 2 ms ±0% |" in written.partition("\nb\n")[0]
    assert "|  | 10^5 numbers |\n|---|---|\n| START 2 | 3 |" in written.partition("\nb\n")[2]
    assert written.startswith("a\n")
    assert written.endswith("\nc\n")


def test_what_could_not_be_run_is_said() -> None:
    row = Row(1, "Search", lambda bench: [], "limit", "growth")

    text = as_text([Result(row, [Missing("search, against Prism", "npm is not there:\ninstall it")])])

    assert text.splitlines()[2] == "1    search, against Prism  not run: npm is not there: install it"


@pytest.mark.parametrize("tool", ["wrk", "prism", "node_sdk"])
def test_a_missing_tool_is_named_with_the_remedy(tool: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(NotRun, match="is not there: install"):
        getattr(Tools(), tool)(*{"prism": [1], "node_sdk": [Path("x.mjs")]}.get(tool, []))


@pytest.mark.parametrize(
    ("ours", "theirs", "budget", "ratio", "met"),
    [
        ([2, 4, 6], [1, 2, 2], Budget(2), 2, True),
        ([2, 4, 6], [2, 2, 2], Budget(2.1), 2, False),
        ([3, 3], [2, 2], Budget(1.5, at_most=True), 1.5, True),
        ([3, 3], [2, 1, 1], Budget(2, at_most=True), 3, False),
        ([21], [1], Budget(20, at_most=True, on_figure=True), 21, False),
    ],
    ids=["at least", "less", "at most", "more", "on the figure"],
)
def test_ratio_and_budget(ours: list[float], theirs: list[float], budget: Budget, ratio: float, met: bool) -> None:
    line = Line("x", "ms", Sample.of(ours), "y", Sample.of(theirs), budget)

    assert (line.ratio, line.met) == (ratio, met)


@pytest.mark.parametrize("wrk", sorted({None, shutil.which("wrk")}, key=str))
def test_load_walks_paths_and_counts_errors(wrk: str | None, tmp_path: Path) -> None:
    """By the client of the short form, and by wrk where that is installed."""
    port, log = free_port(), tmp_path / "log"
    url = f"http://127.0.0.1:{port}"
    with running(python("bench.constant", str(port)), log) as process:
        wait_for_answer(process, log, url)

        good = run_load(Load(url, ["/a", "/b"], ("id", "secret"), 2, 0.2), wrk, tmp_path)
        with pytest.raises(LoadFailed, match="were errors"):
            run_load(Load(url, ["/a"], ("id", "secret"), 2, 0.2, body="{}"), wrk, tmp_path)

    assert good.requests > 0
    assert good.bad == 0
    assert 0 < good.p50 <= good.p99 <= good.worst
