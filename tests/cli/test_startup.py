"""The program answers at once: what it loads before it has to."""

import subprocess
import sys

import pytest
from support.programs import environment

CLIENT = {"httpx2", "msgspec", "sqlite3"}
SERVER = {"asyncpg", "jsonschema_rs", "phonenumbers", "sqlalchemy", "starlette", "uvicorn", "yaml"}
REST = {"asyncio", "rich"}
PROGRAM = """
import sys
from numberbank.cli.main import main
try:
    main(sys.argv[1:], prog_name="numberbank")
finally:
    print("loaded", *sys.modules, file=sys.stderr)
"""


def loaded(*arguments: str, **variables: str) -> set[str]:
    """The modules that a command has loaded at its end."""
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return set(ran.stderr.splitlines()[-1].split()[1:])


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["rent", "--help"], ["imported", "qualified", "text-enable", "--help"], ["completion", "bash"]],
)
def test_help_needs_neither_client_nor_server(arguments: list[str]) -> None:
    assert loaded(*arguments) & (CLIENT | SERVER | REST) == set()


def test_a_command_of_the_client_loads_nothing_of_the_server_before_its_first_request(tmp_path: str) -> None:
    settings = {"SINCH_PROJECT_ID": "p", "SINCH_KEY_ID": "k", "SINCH_KEY_SECRET": "s", "XDG_STATE_HOME": str(tmp_path)}

    modules = loaded("journal", "list", **settings)

    assert "httpx2" in modules
    assert modules & (SERVER | REST) == set()
    assert {name for name in modules if name.startswith("numberbank.")} & {
        f"numberbank.{part}" for part in ("api", "services", "storage", "sandbox", "worker", "settings")
    } == set()
