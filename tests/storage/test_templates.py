"""Throw-away servers that begin with what an earlier one was filled with."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from numberbank.storage.templates import program_key

PROGRAM = """
import asyncio, sys
import asyncpg
from numberbank.storage.embedded import ephemeral_postgres
from numberbank.storage.templates import Template

key, *statements = sys.argv[1:]

def fill(url):
    print("filling", flush=True)
    run(url, "create table what (word text)", "insert into what values ('filled')")

def run(url, *statements):
    async def run():
        connection = await asyncpg.connect(url)
        for statement in statements:
            await connection.execute(statement)
        found = await connection.fetch("select word from what order by word")
        await connection.close()
        return [row["word"] for row in found]
    return asyncio.run(run())

with ephemeral_postgres(Template(key, fill)) as url:
    print(*run(url, *statements))
"""


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "numberbank" / "clusters"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Starts PROGRAM with a cache of the test's own."""
    started = []

    def start(key: str, *statements: str) -> "subprocess.Popen[str]":
        program = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, key, *statements],
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"XDG_CACHE_HOME": str(tmp_path)},
        )
        started.append(program)
        return program

    yield start
    for program in started:
        program.kill()
        program.communicate()


Start = Callable[..., "subprocess.Popen[str]"]


def output(program: "subprocess.Popen[str]") -> list[str]:
    text, _ = program.communicate(timeout=60)
    assert program.returncode == 0
    return text.splitlines()


def test_the_second_server_begins_with_what_the_first_was_filled_with(start: Start) -> None:
    assert output(start("one")) == ["filling", "filled"]
    assert output(start("one")) == ["filled"]


def test_what_a_server_is_given_later_is_thrown_away(start: Start) -> None:
    word = "insert into what values ('later')"

    assert output(start("one", word)) == ["filling", "filled later"]
    assert output(start("one", word)) == ["filled later"]
    assert output(start("one")) == ["filled"]


def test_another_key_is_another_template_and_the_oldest_goes(start: Start, cache: Path) -> None:
    for key in ("one", "two", "three", "four"):
        assert output(start(key)) == ["filling", "filled"]

    assert sorted(path.name for path in cache.iterdir()) == ["four", "three", "two"]


def test_servers_that_start_together_are_all_filled(start: Start, cache: Path) -> None:
    programs = [start("one") for _ in range(3)]

    assert [output(program)[-1] for program in programs] == ["filled"] * 3
    assert [path.name for path in cache.iterdir()] == ["one"]


def test_a_cache_that_cannot_be_written_only_costs_time(start: Start, tmp_path: Path) -> None:
    (tmp_path / "numberbank").write_text("in the way")

    assert output(start("one")) == ["filling", "filled"]
    assert output(start("one")) == ["filling", "filled"]


@pytest.mark.parametrize("delay", [0.0, 0.2])
def test_a_kill_leaves_no_half_of_a_template(start: Start, cache: Path, delay: float) -> None:
    program = start("one")
    assert program.stdout is not None
    assert program.stdout.readline() == "filling\n"
    time.sleep(delay)
    program.send_signal(signal.SIGKILL)
    program.wait()

    whole = (cache / "one").exists()

    assert output(start("one")) == [*([] if whole else ["filling"]), "filled"]


def test_the_key_of_the_program_stays_the_same_while_its_files_do() -> None:
    assert program_key() == program_key()
