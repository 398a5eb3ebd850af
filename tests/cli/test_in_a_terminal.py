"""What only happens in a terminal: questions, hidden input, colours, progress."""

import re
import subprocess
import sys

import pytest
from support.cli import credentials
from support.client_project import Project
from support.programs import environment
from support.terminal import run_in_terminal

from numberbank.cli.exit_codes import ExitCode

NUMBER = "+15005550020"
QUESTION = f"Renting {NUMBER} costs 0.50 USD to set up and 0.50 USD a month. Go on? [y/N]: "
SECRET = "0123456789abcdef-0123456789ABCDEF"
WORK = """
from numberbank.cli.progress import progress
with progress("Exporting") as bar:
    bar.expect(2000)
    for _ in range(2000):
        bar.advance()
"""


@pytest.mark.parametrize(
    ("answer", "exit_code", "held"),
    [
        ("y\n", ExitCode.OK, [NUMBER]),
        ("n\n", ExitCode.DECLINED, []),
        ("\n", ExitCode.DECLINED, []),
        ("\x04", ExitCode.DECLINED, []),
    ],
    ids=["yes", "no", "nothing", "end-of-input"],
)
def test_the_price_is_asked_about(project: Project, answer: str, exit_code: ExitCode, held: list[str]) -> None:
    ended, shown = run_in_terminal("rent", NUMBER, typed=[(QUESTION, answer)], **credentials(project))

    assert QUESTION in shown
    assert (ended, project.held()) == (exit_code, held)


def test_of_one_that_fits_the_price_of_one_on_offer_is_told(project: Project) -> None:
    ended, shown = run_in_terminal(
        "rent-any", "--region", "US", "--type", "LOCAL", typed=[("[y/N]: ", "n\n")], **credentials(project)
    )

    assert ended == ExitCode.DECLINED
    assert re.search(
        r"Renting a number costs 0\.50 USD to set up and 0\.50 USD a month, as \+1\d{10} does; "
        r"the server may pick one at another price\. Go on\?",
        shown,
    )


def test_a_secret_is_asked_for_and_not_shown(project: Project) -> None:
    typed = [("Secret: ", f"{SECRET}\n"), ("Repeat for confirmation: ", f"{SECRET}\n")]
    ended, shown = run_in_terminal("callbacks", "set-secret", typed=typed, **credentials(project))

    assert ended == ExitCode.OK
    assert SECRET not in shown
    for prefix in ("", "/imported"):
        assert project.api.get(f"{prefix}{project.path('/callbackConfiguration')}").json()["hmacSecret"] == SECRET


def test_headings_are_bold_unless_no_color_is_set(project: Project) -> None:
    arguments = ("search", "--region", "US", "--type", "LOCAL", "--size", "1")

    _, bold = run_in_terminal(*arguments, **credentials(project))
    _, plain = run_in_terminal(*arguments, NO_COLOR="1", **credentials(project))

    assert bold.startswith("\x1b[1mNUMBER")
    assert plain.startswith("NUMBER")
    assert "\x1b" not in plain


def test_progress_is_shown_in_a_terminal_alone() -> None:
    program = [sys.executable, "-c", WORK]

    ended, shown = run_in_terminal(program=program)
    silent = subprocess.run(program, env=environment(), capture_output=True, text=True, timeout=30, check=False)

    assert ended == 0
    assert "Exporting" in shown
    assert "2000/2000" in shown
    assert "/s" in shown
    assert (silent.returncode, silent.stdout, silent.stderr) == (0, "", "")
