"""Every exit code of the program, as a shell sees it."""

import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from support.cli import credentials, invoke, run_command
from support.client_project import Project, project_of
from support.programs import Sandbox, command, environment, free_port

from numberbank.cli.exit_codes import MEANINGS, ExitCode

Process = subprocess.CompletedProcess[str]
Run = Callable[..., Process]


def ok(run: Run, project: Project) -> Process:
    return run("search", "--region", "US", "--type", "LOCAL")


def failed(run: Run, project: Project) -> Process:
    return run("reviews", "approve", "nothing", NUMBERBANK_OPERATOR_TOKEN="sandbox-operator")


def usage(run: Run, project: Project) -> Process:
    return run("search", "--region", "US")


def settings(run: Run, project: Project) -> Process:
    return run("list", SINCH_KEY_SECRET="another")


def settings_missing(run: Run, project: Project) -> Process:
    return run("list", SINCH_KEY_ID="", SINCH_KEY_SECRET="")


def settings_malformed(run: Run, project: Project) -> Process:
    return run("list", NUMBERBANK_SERVER_TIMEOUT="a minute")


def not_found(run: Run, project: Project) -> Process:
    return run("get", "+15005550000")


def refused(run: Run, project: Project) -> Process:
    return run("rent", "+15005550002", "--yes")


def conflict(run: Run, project: Project) -> Process:
    add = ("imported", "add", "+12085559701", "--region", "US", "--service-plan", "plan", "--yes")
    assert run(*add).returncode == 0
    return run(*add)


def rate_limit(run: Run, project: Project) -> Process:
    project.fault(path="*/availableRegions", when="before", effect="status", status=429, times=10)
    return run("regions")


def server(run: Run, project: Project) -> Process:
    return run("release", "+15005550000", "+15005550007", "--yes", NUMBERBANK_URL=f"http://127.0.0.1:{free_port()}")


def unknown(run: Run, project: Project) -> Process:
    project.fault(path="*:rent", when="before", effect="status", status=500, times=10)
    project.fault(path="*/idempotencyKeys/*", when="before", effect="status", status=500, times=10)
    return run("rent", "+15005550008", "+15005550009", "--yes", NUMBERBANK_SERVER_TIMEOUT="0")


def resolved(run: Run, project: Project) -> Process:
    """Unknown, as long as the server does not tell; then done."""
    project.fault(path="*:rent", when="after_commit", effect="status", status=500, times=10)
    project.fault(path="*/idempotencyKeys/*", when="before", effect="status", status=500, times=10)
    made = run("rent", "+15005550011", "--yes", NUMBERBANK_SERVER_TIMEOUT="0")
    still = run("journal", "resolve")
    project.clear_faults()
    found = run("journal", "resolve", "--output", "jsonl")
    assert (made.returncode, still.returncode) == (ExitCode.UNKNOWN, ExitCode.UNKNOWN)
    assert "Error: 1 call cannot be told yet\n" in still.stderr
    assert json.loads(found.stdout)["state"] == "DONE"
    assert project.held() == ["+15005550011"]
    return found


def declined(run: Run, project: Project) -> Process:
    return run("rent", "+15005550000")


def partial(run: Run, project: Project) -> Process:
    return run("rent", "+15005550001", "+15005550010", "--yes")


CASES: list[tuple[Callable[[Run, Project], Process], ExitCode, str]] = [
    (ok, ExitCode.OK, ""),
    (failed, ExitCode.FAILED, "Error: "),
    (usage, ExitCode.USAGE, "Error: Missing option '--type'"),
    (settings, ExitCode.SETTINGS, "  Look at SINCH_KEY_ID and SINCH_KEY_SECRET: do they belong to http://127.0.0.1:"),
    (settings_missing, ExitCode.SETTINGS, "Error: not set: SINCH_KEY_ID, SINCH_KEY_SECRET\n"),
    (settings_malformed, ExitCode.SETTINGS, "Error: NUMBERBANK_SERVER_TIMEOUT is 'a minute'\n"),
    (not_found, ExitCode.NOT_FOUND, "  `numberbank list` shows the numbers of the project.\n"),
    (refused, ExitCode.REFUSED, "  It was not carried out.\n"),
    (conflict, ExitCode.CONFLICT, "Error: 409 ALREADY_EXISTS"),
    (rate_limit, ExitCode.RATE_LIMIT, "Error: 429 "),
    (server, ExitCode.SERVER, "Error: 0 of 2 done, 1 failed, 1 not tried\n"),
    (unknown, ExitCode.UNKNOWN, "  Do not repeat it: `numberbank journal resolve` finds out"),
    (resolved, ExitCode.OK, "Finding out about 1 call."),
    (declined, ExitCode.DECLINED, "  Give --yes to do it without being asked"),
    (partial, ExitCode.PARTIAL, "Error: 1 of 2 done, 1 failed\n"),
]


def names(case: tuple[Callable[[Run, Project], Process], ExitCode, str]) -> str:
    return case[0].__name__


@pytest.fixture(scope="module")
def ended(running_sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[Process]]]:
    """All cases at once, each in a project of its own: some wait for a server that does not answer."""
    with ExitStack() as stack, ThreadPoolExecutor(len(CASES)) as threads:
        running: dict[str, Future[Process]] = {}
        for case in CASES:
            project = stack.enter_context(project_of(running_sandbox.url))
            variables = credentials(project) | state_in(tmp_path_factory.mktemp(names(case)))

            def run(*arguments: str, _base: dict[str, str] = variables, **more: str) -> Process:
                return run_command(*arguments, **(_base | more))

            running[names(case)] = threads.submit(case[0], run, project)
            stack.callback(project.api.post, "/sandbox/v1/reset", json={})
        yield running


def state_in(folder: Path) -> dict[str, str]:
    return {"XDG_STATE_HOME": str(folder), "HOME": str(folder)}


@pytest.mark.parametrize("case", CASES, ids=names)
def test_a_case(
    ended: dict[str, Future[Process]], case: tuple[Callable[[Run, Project], Process], ExitCode, str]
) -> None:
    process = ended[names(case)].result()

    assert (process.returncode, process.stderr) == (case[1], process.stderr)
    assert case[2] in process.stderr
    assert "Traceback" not in process.stderr


def test_ctrl_c_in_a_call_that_costs_money(project: Project, tmp_path: Path) -> None:
    project.fault(path="*:rent", when="before", effect="delay", seconds=10)
    variables = credentials(project) | state_in(tmp_path)
    with subprocess.Popen(
        command("rent", "+15005550000", "--yes"),
        env=environment(**variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while not invoke("journal", "list", "--state", "open", "--output", "jsonl", **variables).stdout:
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)

    assert process.returncode == ExitCode.INTERRUPTED
    assert errors == (
        "Error: interrupted\n  `numberbank journal resolve` finds out what became of calls that cost money.\n"
    )


def test_each_code_is_seen_and_has_a_meaning() -> None:
    assert {case[1] for case in CASES} | {ExitCode.INTERRUPTED} == set(ExitCode)
    assert set(MEANINGS) == set(ExitCode)
