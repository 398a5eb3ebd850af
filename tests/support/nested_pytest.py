"""pytest, run as users of the plugin run it: in a folder of theirs, in a process of its own."""

import re
import subprocess
import sys
import textwrap
from pathlib import Path

from support.programs import environment

_LEAVE_OUT = ("cacheprovider", "hypothesispytest", "schemathesis")
"""plugins that these runs do not need; the last two take long to load"""


class NestedPytest:
    """Writes files of tests into `folder` and runs them there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.basetemp = folder / "basetemp"

    def write(self, **files: str) -> None:
        for name, text in files.items():
            (self.folder / f"{name}.py").write_text(textwrap.dedent(text))

    def start(self, *arguments: str, **variables: str) -> "subprocess.Popen[str]":
        """Keeps what the run writes below `basetemp`, which also tells its sandbox from others."""
        leave_out = [word for name in _LEAVE_OUT for word in ("-p", f"no:{name}")]
        inherited = {name: value for name, value in environment().items() if not name.startswith("PYTEST_")}
        return subprocess.Popen(
            [sys.executable, "-m", "pytest", *leave_out, f"--basetemp={self.basetemp}", *arguments],
            cwd=self.folder,
            env=inherited | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str, **variables: str) -> str:
        """The output of a run, whatever became of it."""
        output, _ = self.start(*arguments, **variables).communicate(timeout=120)
        return output

    def notes(self, name: str) -> list[str]:
        """The lines that tests wrote into a file of theirs."""
        return (self.folder / name).read_text().splitlines()


def outcome(output: str) -> dict[str, int]:
    """How many tests passed, failed, and so on."""
    last = output.strip().splitlines()[-1]
    return {word.rstrip("s"): int(count) for count, word in re.findall(r"(\d+) (passed|failed|errors?)", last)}
