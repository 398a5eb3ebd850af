"""Commands of the program, run to their end."""

import subprocess

from support.programs import command, environment


def run_command(*arguments: str, stdin: str = "", **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command(*arguments), env=environment(**variables), input=stdin, capture_output=True, text=True, timeout=60
    )
