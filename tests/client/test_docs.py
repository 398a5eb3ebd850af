"""The examples in docs/client.md run as they stand there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.client_project import Project
from support.programs import environment

TEXT = (Path(__file__).parents[2] / "docs" / "client.md").read_text()
EXAMPLES = re.findall(r"^```python\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
EXPECTED = [
    r"(\+1201\d{7} 0\.\d+\n){3}\+1201\d{7} Front desk\n",
    r"\+1\d{10} True\n",
    r"done: \+15005550006\n",
    r"",
    r"\+12085550142 PROVISIONING_TO_VOICE_PLATFORM SUCCEEDED 2026-05-04T10:11:12\.12345\d\+00:00\nthe signature .*\n",
]


def test_each_example_is_expected() -> None:
    assert len(EXAMPLES) == len(EXPECTED)


@pytest.mark.parametrize("index", range(len(EXPECTED)))
def test_an_example(project: Project, tmp_path: Path, index: int) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", EXAMPLES[index]],
        env=environment(
            NUMBERBANK_URL=project.url,
            SINCH_PROJECT_ID=project.id,
            SINCH_KEY_ID=project.key_id,
            SINCH_KEY_SECRET=project.key_secret,
            XDG_STATE_HOME=str(tmp_path),
            HOME=str(tmp_path),
        ),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert (ran.returncode, ran.stderr) == (0, "")
    assert re.fullmatch(EXPECTED[index], ran.stdout)
