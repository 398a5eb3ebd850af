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
_CHANCE = re.compile(r"\+[1-9]\d{7,14}\b|\b01[0-9a-z]{24}\b|\b[0-9a-f]{32}\b|http://127\.0\.0\.1:\d+")
"""numbers, ids of orders and of intents, and where the sandbox is"""
_EXAMPLE = re.compile(r"\+1\d{3}555\d{4}")
"""no number of the sandbox's inventory"""
_REAL_TIME = re.compile(r"(?<=\d{32}  )\S{20}")
"""when an intent was begun"""


def transcript_of(arguments: Sequence[str], ran: Ran) -> str:
    """As it would stand in a terminal, what went to stderr marked."""
    errors = "".join(f"! {line}\n" for line in ran.stderr.splitlines())
    code = f"exit code {ran.exit_code}\n" if ran.exit_code else ""
    return f"$ numberbank {shlex.join(arguments)}\n{ran.stdout}{errors}{code}"


def check_golden(name: str, transcript: str) -> None:
    transcript = _REAL_TIME.sub("2026-01-31T10:11:12Z", _without_chance(transcript))
    file = FOLDER / f"{name}.txt"
    if os.environ.get("RENEW_GOLDEN"):
        file.write_text(transcript)
    assert transcript == file.read_text(), f"{file.name} is not what is printed: see support/golden.py"


def _without_chance(transcript: str) -> str:
    """What was not typed is replaced, by what is as long and counts up: tables stay as they are."""
    typed = set(re.findall(r"\S+", "\n".join(re.findall(r"^\$ .*$", transcript, re.MULTILINE))))
    known: dict[str, str] = {}

    def stand_in(found: "re.Match[str]") -> str:
        value = found[0]
        if value in typed or _EXAMPLE.fullmatch(value):
            return value
        if value.startswith("http"):
            return "http://127.0.0.1:8080"
        kept = value[:3] if value.startswith("+") else ""
        return known.setdefault(value, f"{kept}{len(known) + 1:0{len(value) - len(kept)}d}")

    return _CHANCE.sub(stand_in, transcript)
