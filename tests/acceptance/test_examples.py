"""The workflows of the imported numbers' API, each as its script in examples/, over a real socket."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.programs import Sandbox, environment, sandbox

EXAMPLES = Path(__file__).parents[2] / "examples"
SCRIPTS = sorted(EXAMPLES.glob("[a-z]_*.py"))


@pytest.fixture(scope="module")
def server() -> Iterator[Sandbox]:
    with sandbox() as running:
        yield running


def run(server: Sandbox, script: Path) -> "subprocess.CompletedProcess[str]":
    variables = environment(
        NUMBERBANK_URL=server.url,
        SINCH_PROJECT_ID=server.project_id,
        SINCH_KEY_ID=server.key_id,
        SINCH_KEY_SECRET=server.key_secret,
    )
    return subprocess.run(
        [sys.executable, str(script)], env=variables, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_workflow_runs(server: Sandbox, script: Path) -> None:
    ran = run(server, script)

    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout + ran.stderr
    assert ran.stdout.startswith("- ")


def test_every_workflow_has_its_script_and_its_line() -> None:
    text = (EXAMPLES / "README.md").read_text()

    assert [script.name[0] for script in SCRIPTS] == list("abcdef")
    assert all(f"`{script.name}`" in text for script in SCRIPTS)
