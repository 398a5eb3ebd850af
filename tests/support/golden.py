"""Transcripts of commands, held against files in tests/cli/golden.

`RENEW_GOLDEN=1 pytest tests/cli` writes the files anew; look at what changed before you commit it.
"""

import os
import re
import shlex
from collections.abc import Sequence
from pathlib import Path

from support.cli import Ran

FOLDER = Path(__file__).parents[1] / "cli" / "golden"
_PASSING = (
    (re.compile(r"\b[0-9a-f]{32}\b"), "INTENT00000000000000000000000000"),
    (re.compile(r"(?<=INTENT00000000000000000000000000  )\S{20}"), "2026-01-31T10:11:12Z"),
    (re.compile(r"http://127\.0\.0\.1:\d+"), "http://127.0.0.1:8080"),
)
"""what differs from run to run, and has the same length wherever it stands in a table"""


def transcript_of(arguments: Sequence[str], ran: Ran) -> str:
    """As it would stand in a terminal, what went to stderr marked."""
    errors = "".join(f"! {line}\n" for line in ran.stderr.splitlines())
    code = f"exit code {ran.exit_code}\n" if ran.exit_code else ""
    return f"$ numberbank {shlex.join(arguments)}\n{ran.stdout}{errors}{code}"


def check_golden(name: str, transcript: str) -> None:
    for pattern, stands_for in _PASSING:
        transcript = pattern.sub(stands_for, transcript)
    file = FOLDER / f"{name}.txt"
    if os.environ.get("RENEW_GOLDEN"):
        file.write_text(transcript)
    assert transcript == file.read_text(), f"{file.name} is not what is printed: see support/golden.py"
