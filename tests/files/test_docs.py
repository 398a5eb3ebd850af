"""docs/files.md: its commands run as they stand there, on its files, and print what it shows."""

import re
import subprocess
import sys
from pathlib import Path

from support.file_commands import Owner
from support.programs import environment

from numberbank.files.sources import WRITABLE

TEXT = (Path(__file__).parents[2] / "docs" / "files.md").read_text()
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


def blocks(language: str) -> list[str]:
    return [text for name, text in BLOCKS if name == language]


def script(owner: Owner, text: str) -> str:
    program = f'numberbank() {{ {sys.executable} -m numberbank "$@"; }}\nset -eu\n{text}'
    ran = subprocess.run(
        ["bash", "-c", program],
        cwd=owner.folder,
        env=environment(**owner.variables),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def undated(text: str) -> str:
    return re.sub(r"\d{4}-\d\d-\d\d", "DATE", text)


def test_its_commands(owner: Owner) -> None:
    wishes, wrong = blocks("csv")
    first, exports, changes, other_changes = blocks("sh")
    unchanged, plan, mistakes = blocks("text")
    owner.path("wishes.csv").write_text(wishes)
    owner.path("wrong.csv").write_text(wrong)
    owner.path("wishes.yaml").write_text(blocks("yaml")[0])

    assert script(owner, first).endswith(unchanged)
    assert script(owner, exports).count("SHA-256") == 4
    assert undated(script(owner, changes)).startswith(undated(plan))
    assert '"wanted": "Back office"' in script(owner, other_changes)
    refused = owner.run("plan", owner.path("wrong.csv"))

    assert owner.project.get("+15005550000")["displayName"] == "Back office"
    assert owner.project.get("+15005550008")["protected"] is True
    assert refused.stdout == mistakes.replace("wrong.csv", str(owner.path("wrong.csv")))
    assert refused.returncode == 2


def test_it_names_every_column_that_can_be_written() -> None:
    table = TEXT.replace("`.trunkId`", "`voiceConfiguration.trunkId`").replace(
        "`.serviceId`", "`voiceConfiguration.serviceId`"
    )
    assert [column for column in WRITABLE if f"`{column}`" not in table] == []
