"""Completion, as the script that a shell loads asks for it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.cli import run_command
from support.programs import environment


def completions(line: str) -> list[str]:
    """For the last word of the line."""
    words = line.split(" ")
    asked = run_command(_NUMBERBANK_COMPLETE="bash_complete", COMP_WORDS=line, COMP_CWORD=str(len(words) - 1))
    assert asked.stderr == ""
    return [each.partition(",")[2] for each in asked.stdout.splitlines()]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("numberbank re", ["regions", "rent", "rent-any", "release", "reviews", "requirements"]),
        ("numberbank search --re", ["--region"]),
        (
            "numberbank search --region S",
            [
                "SA",
                "SB",
                "SC",
                "SD",
                "SE",
                "SG",
                "SH",
                "SI",
                "SJ",
                "SK",
                "SL",
                "SM",
                "SN",
                "SO",
                "SR",
                "SS",
                "ST",
                "SV",
                "SX",
                "SY",
                "SZ",
            ],
        ),
        ("numberbank search --region u", ["UA", "UG", "US", "UY", "UZ"]),
        ("numberbank list --type ", ["LOCAL", "MOBILE", "TOLL_FREE"]),
        ("numberbank list --output j", ["json", "jsonl"]),
        ("numberbank imported q", ["qualified"]),
        ("numberbank imported qualified te", ["text-enable", "text-enable-toll-free"]),
    ],
)
def test_what_is_completed(line: str, expected: list[str]) -> None:
    assert completions(line) == expected


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script(shell: str) -> None:
    printed = run_command("completion", shell)

    assert (printed.returncode, printed.stderr) == (0, "")
    assert "_NUMBERBANK_COMPLETE" in printed.stdout


def test_bash_takes_its_script() -> None:
    bash = shutil.which("bash")
    assert bash is not None
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    script = 'eval "$(numberbank completion bash)"; complete -p numberbank'

    ran = subprocess.run(
        [bash, "-c", script], env=environment(PATH=path), capture_output=True, text=True, timeout=30, check=True
    )

    assert ran.stdout == "complete -o nosort -F _numberbank_completion numberbank\n"
