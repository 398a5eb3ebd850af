"""`export`, `plan` and `apply` as a project's owner gives them, in a folder of his own."""

import asyncio
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numberbank.domain.e164 import E164
from support.cli import run_command
from support.held_numbers import hold_many
from support.killing import run_killed
from support.sandbox_projects import SandboxProject


@dataclass(frozen=True)
class Owner:
    project: SandboxProject
    dsn: str
    """of the sandbox's database"""
    folder: Path

    @property
    def variables(self) -> dict[str, str]:
        project = self.project
        return {
            "NUMBERBANK_URL": project.url,
            "SINCH_PROJECT_ID": project.id,
            "SINCH_KEY_ID": project.auth[0],
            "SINCH_KEY_SECRET": project.auth[1],
            "XDG_STATE_HOME": str(self.folder / "state"),
            "HOME": str(self.folder),
        }

    def path(self, name: str) -> Path:
        return self.folder / name

    def hold(self, count: int, region: str = "US", type_: str = "LOCAL", **more: Any) -> list[E164]:
        return asyncio.run(hold_many(self.dsn, self.project.id, count, region, type_, **more))

    def run(self, *arguments: object, stdin: str = "", **variables: str) -> "subprocess.CompletedProcess[str]":
        return run_command(*map(str, arguments), stdin=stdin, **{**self.variables, **variables})

    def done(self, *arguments: object) -> str:
        """What a command prints that must succeed."""
        ran = self.run(*arguments)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    def lines_of(self, *arguments: object) -> int:
        """Runs a command to its end, and counts the lines in which it could have been killed."""
        return run_killed("", 0, 0, *map(str, arguments), **self.variables)[1]

    def killed_ten_times(self, seed: str, lines: int, *arguments: object) -> int:
        """Gives a command until it was killed ten times, unless it ended before, and then once more, to its end; how
        often it was killed. `lines` is how many an unbroken run has."""
        return run_killed(seed, lines, 10, *map(str, arguments), **self.variables)[0]
