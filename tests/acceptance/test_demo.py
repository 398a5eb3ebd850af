"""`make demo` runs `python -m numberbank.demo`: the real program, and nothing of it may stay."""

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.processes import assert_gone, processes_with
from support.programs import environment


@pytest.fixture
def folder() -> Iterator[Path]:
    """Working and temporary folder of the demo, so that its path betrays every process that belongs to it."""
    with tempfile.TemporaryDirectory(prefix="demo-") as name:
        yield Path(name)


@contextmanager
def demo(folder: Path) -> "Iterator[subprocess.Popen[str]]":
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "numberbank.demo"],
        cwd=folder,
        env=environment(TMPDIR=str(folder)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_it_walks_the_whole_road_and_leaves_nothing_but_the_file(folder: Path) -> None:
    with demo(folder) as process:
        output, errors = process.communicate(timeout=90)

    assert (process.returncode, errors) == (0, "")
    assert [line for line in output.splitlines() if line[:1].isdigit()][-1].startswith("11. Release")
    assert output.count(": verified") == 2
    numbers = json.loads((folder / "numberbank-demo-numbers.json").read_text())
    assert len({number["phoneNumber"] for number in numbers}) == 3
    assert any(number["displayName"] == "Front desk" for number in numbers)
    assert_gone(str(folder))
    assert [path.name for path in folder.iterdir()] == ["numberbank-demo-numbers.json"]


@pytest.mark.parametrize(
    ("number", "moment"),
    [
        (signal.SIGINT, "Starting a sandbox"),
        (signal.SIGTERM, "Starting a sandbox"),
        (signal.SIGTERM, "It answers at"),
        (signal.SIGINT, "5. Rent"),
        (signal.SIGHUP, "10. List"),
    ],
)
def test_a_signal_stops_everything(folder: Path, number: signal.Signals, moment: str) -> None:
    with demo(folder) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith(moment):
                break
        process.send_signal(number)
        _, errors = process.communicate(timeout=60)

    assert process.returncode == 128 + number
    assert errors.strip() == f"Stopped by {number.name}; the sandbox is stopped too."
    assert_gone(str(folder))
    assert list(folder.iterdir()) == []


def test_a_step_that_fails_is_named(folder: Path) -> None:
    (folder / "numberbank-demo-numbers.json").mkdir()

    with demo(folder) as process:
        _, errors = process.communicate(timeout=90)

    assert process.returncode == 1
    assert "The demo failed: " in errors
    assert "numberbank-demo-numbers.json cannot be written: Is a directory" in errors
    assert processes_with(str(folder)) == []
