"""docs/cli.md and the examples in the help are true: they are what the program says, and they work."""

import json
import os
import re
import runpy
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from support.cli import credentials, invoke
from support.client_project import Project
from support.hosting import DIRECT
from support.orders import AU_DATA, PDF
from support.programs import Sandbox, environment

from numberbank.cli.main import SECTIONS, main

REPOSITORY = Path(__file__).parents[2]
ROOT = click.Context(main, info_name="numberbank", **main.context_settings)
PAGE = (REPOSITORY / "docs" / "cli.md").read_text()
FILES = {
    "registration.json": json.dumps({"data": AU_DATA}).encode(),
    "letter.pdf": PDF,
    "loa.json": json.dumps(DIRECT).encode(),
}
RUN = [
    *("regions", "search", "check", "rent", "rent-any", "list", "get", "update", "release"),
    *("callbacks set-secret", "callbacks show", "journal list", "journal resolve"),
    *("orders requirements", "orders create", "orders get", "orders numbers", "orders registration put"),
    *("orders registration get", "orders attachments upload", "orders attachments list", "orders submit"),
    *("emergency validate", "emergency provision", "emergency get", "emergency deprovision"),
    *("imported add", "imported list", "imported get", "imported update", "imported delete"),
    *(
        "imported qualified add",
        "clock advance",
        "imported qualified list",
        "imported qualified get",
        "imported qualified call",
    ),
    *("imported qualified verify", "imported qualified text-enable", "imported hosting list", "imported hosting get"),
    *("imported hosting report", "imported hosting numbers", "imported hosting number"),
]
"""in the order in which each finds what it needs"""
ELSEWHERE = [
    *("imported qualified delete", "imported qualified text-enable-toll-free", "imported hosting import"),
    *("imported hosting text-enable", "imported hosting text-enable-toll-free"),
]
"""those that need numbers in another state; test_transcripts.py runs them, or their like"""


def commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group, parent=ROOT)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        where = f"{path} {name}".strip()
        yield where, command
        if isinstance(command, click.Group):
            yield from commands(command, where)


COMMANDS = dict(commands(main, ""))
CLIENT = [name for title in ("Numbers", "Orders and addresses", "Imported numbers") for name in SECTIONS[title]]


def example_of(path: str) -> list[str]:
    """The words behind `numberbank` in a command's example."""
    found = re.search(r"Example: (?:.* )?numberbank (.*)$", COMMANDS[path].epilog or "")
    assert found, f"{path} has no example"
    return shlex.split(found[1])


def test_the_page_is_what_the_program_says() -> None:
    tool = runpy.run_path(str(REPOSITORY / "tools" / "make_cli_docs.py"))

    assert tool["filled"](PAGE) == PAGE, "run python tools/make_cli_docs.py"


@pytest.mark.parametrize("path", COMMANDS)
def test_an_example_is_one_of_its_command_and_can_be_parsed(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = example_of(path)
    command, rest = COMMANDS[path], words[len(path.split()) :]
    while isinstance(command, click.Group):
        found = command.get_command(click.Context(command, parent=ROOT), rest[0])
        assert found is not None
        command, rest = found, rest[1:]
    for word in rest:
        if re.fullmatch(r"[\w*]+\.(csv|json|yaml|pdf)", word):
            Path(word).touch()

    with command.make_context(path, rest, parent=ROOT):
        assert " ".join(words).startswith(path)


def test_the_examples_of_the_client_work(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    known = {"+12025550100": rent_any(project)}
    for path in RUN:
        ran = invoke(
            *(known.get(word, word) for word in example_of(path)),
            stdin="0123456789abcdef-0123456789ABCDEF\n",
            XDG_STATE_HOME=str(tmp_path),
            HOME=str(tmp_path),
            **credentials(project),
        )
        assert ran.exit_code == 0, f"{path}: {ran.stderr}"
        known |= learned(project, path, ran.stdout)


def test_no_example_is_forgotten() -> None:
    ours = {
        path for path, command in COMMANDS.items() if path.split()[0] in CLIENT and not isinstance(command, click.Group)
    }

    assert ours - {"listen"} == {path for path in RUN if path.split()[0] in CLIENT} | set(ELSEWHERE)


def rent_any(project: Project) -> str:
    body = {"regionCode": "US", "type": "LOCAL"}
    rented: str = project.api.post(project.path("/availableNumbers:rentAny"), json=body).json()["phoneNumber"]
    return rented


def learned(project: Project, path: str, printed: str) -> dict[str, str]:
    """What later examples stand for."""
    if order := re.search(r"^order +(\S+)", printed):
        return {"ORDER_ID": order[1]}
    if path == "imported qualified call":
        (challenge,) = project.api.get("/sandbox/v1/voiceChallenges").json()["voiceChallenges"]
        return {"1234": challenge["code"]}
    return {}


def test_the_commands_of_the_page(running_sandbox: Sandbox, tmp_path: Path) -> None:
    commands, completion = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands.replace("http://127.0.0.1:8080", running_sandbox.url)],
        cwd=tmp_path,
        env=environment(PATH=path, XDG_STATE_HOME=str(tmp_path), HOME=str(tmp_path)),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (ran.returncode, ran.stderr) == (0, "")
    assert re.search(r"^NUMBER .*\n(\+1201\d{7} .*\n){3}number +\+1201\d{7}\n", ran.stdout)
    assert (tmp_path / "numbers.csv").read_text().startswith("phoneNumber,regionCode,type,displayName,")
    assert set(re.findall(r"completion (\w+)", completion)) == {"bash", "zsh", "fish"}
