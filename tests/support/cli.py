"""Commands of the program, run to their end."""

import os
import subprocess
from dataclasses import dataclass

from click.testing import CliRunner

from numberbank.cli.main import main
from support.client_project import Project
from support.programs import command, environment


def run_command(*arguments: str, stdin: str = "", **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command(*arguments), env=environment(**variables), input=stdin, capture_output=True, text=True, timeout=60
    )


@dataclass(frozen=True)
class Ran:
    exit_code: int
    stdout: str
    stderr: str


def invoke(*arguments: str, stdin: str = "", **variables: str) -> Ran:
    """The same in this process, without the start of another one; a bug of the command is an error of the test."""
    wanted = environment(COLUMNS="80", **variables)
    gone = {name: None for name in os.environ if name not in wanted}
    result = CliRunner().invoke(
        main, arguments, prog_name="numberbank", input=stdin, env={**wanted, **gone}, catch_exceptions=False
    )
    return Ran(result.exit_code, result.stdout, result.stderr)


def credentials(project: Project) -> dict[str, str]:
    return {
        "NUMBERBANK_URL": project.url,
        "SINCH_PROJECT_ID": project.id,
        "SINCH_KEY_ID": project.key_id,
        "SINCH_KEY_SECRET": project.key_secret,
    }
