"""`numberbank clock`, against a running sandbox."""

import subprocess
from collections.abc import Iterator
from datetime import datetime

import pytest
from support.cli import run_command
from support.programs import Sandbox, free_port
from support.sandbox_projects import FROZEN, SandboxProject, sandbox_project


@pytest.fixture
def project(running_sandbox: Sandbox) -> Iterator[SandboxProject]:
    with sandbox_project(running_sandbox.url) as project:
        yield project


def clock(project: SandboxProject, *arguments: str) -> "subprocess.CompletedProcess[str]":
    key_id, secret = project.auth
    return run_command("clock", *arguments, NUMBERBANK_URL=project.url, SINCH_KEY_ID=key_id, SINCH_KEY_SECRET=secret)


def test_show_freeze_and_resume(project: SandboxProject) -> None:
    running, frozen, shown, resumed = (clock(project, command) for command in ("show", "freeze", "show", "resume"))

    assert datetime.fromisoformat(running.stdout.strip()) < datetime.fromisoformat(frozen.stdout.split()[0])
    assert frozen.stdout.endswith("Z (frozen)\n")
    assert shown.stdout == frozen.stdout
    assert "frozen" not in resumed.stdout


@pytest.mark.parametrize(
    ("by", "shows"),
    [
        ("P1M", "2026-02-28T10:11:12.345678Z"),
        ("90", "2026-01-31T10:12:42.345678Z"),
        ("0.5", "2026-01-31T10:11:12.845678Z"),
        ("2026-02-03T04:05:06Z", "2026-02-03T04:05:06Z"),
    ],
)
def test_advance_takes_a_duration_seconds_or_a_time(project: SandboxProject, by: str, shows: str) -> None:
    project.reset(time=FROZEN)

    answer = clock(project, "advance", by)

    assert answer.stdout == f"Done on the way: nothing.\n{shows} (frozen)\n"


def test_advance_says_what_was_done_on_the_way(project: SandboxProject) -> None:
    project.reset(time=FROZEN)
    project.rent_any(smsConfiguration={"servicePlanId": "plan"})

    answer = clock(project, "advance", "P2M")

    assert answer.stdout == "Done on the way: 2 charges, 1 job.\n2026-03-31T10:11:12.345678Z (frozen)\n"


@pytest.mark.parametrize(
    ("by", "problem"),
    [
        ("2001-01-01", f"to: lies before the clock's time, {FROZEN}: clocks go forward only"),
        ("P1H", "duration: must be an ISO 8601 duration, as in P1M, P31D or PT90S"),
        ("soon", "to: must be a time, as in 2026-05-04T10:11:12Z"),
    ],
)
def test_what_is_wrong_is_said(project: SandboxProject, by: str, problem: str) -> None:
    project.reset(time=FROZEN)

    answer = clock(project, "advance", by)

    assert (answer.returncode, answer.stdout, answer.stderr) == (1, "", f"Error: {problem}\n")


def test_the_sandboxs_own_key_is_the_default(running_sandbox: Sandbox) -> None:
    answer = run_command("clock", "show", NUMBERBANK_URL=running_sandbox.url)

    assert (answer.returncode, answer.stderr) == (0, "")


def test_without_a_sandbox_it_says_where_it_looked() -> None:
    url = f"http://127.0.0.1:{free_port()}"

    answer = run_command("clock", "show", NUMBERBANK_URL=url)

    assert answer.returncode == 1
    assert answer.stderr.startswith(f"Error: no answer from {url}: ")
    assert answer.stderr.endswith("Is the sandbox running? See NUMBERBANK_URL\n")


def test_a_wrong_key_is_refused(running_sandbox: Sandbox) -> None:
    answer = run_command("clock", "show", NUMBERBANK_URL=running_sandbox.url, SINCH_KEY_SECRET="wrong")

    assert (answer.returncode, answer.stderr) == (1, "Error: the server answered 401\n")
