"""`numberbank events`: what projects were told, and telling it again."""

import subprocess

import httpx2
import pytest
from support.cli import run_command
from support.programs import Sandbox
from support.receiver import Receiver


def run(sandbox: Sandbox, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return run_command("events", *arguments, NUMBERBANK_URL=sandbox.url, NUMBERBANK_OPERATOR_TOKEN="sandbox-operator")


@pytest.fixture
def event_id(running_sandbox: Sandbox, callbacks: Receiver) -> str:
    """Of an event that the receiver has."""
    wish = {"regionCode": "US", "type": "LOCAL", "voiceConfiguration": {"appId": "app"}, "callbackUrl": callbacks.url}
    rented = httpx2.post(
        f"{running_sandbox.project_url}/availableNumbers:rentAny", json=wish, auth=running_sandbox.auth
    )
    assert rented.status_code == 200, rented.text
    return callbacks.wait_for(1)[0].headers["webhook-id"]


def test_events_are_listed_with_what_became_of_them(
    running_sandbox: Sandbox, callbacks: Receiver, event_id: str
) -> None:
    lines: list[str] = []
    while not lines or "PENDING" in lines[0]:
        listed = run(running_sandbox, "list", running_sandbox.project_id)
        lines = [line for line in listed.stdout.splitlines() if line.startswith(event_id)]

    (line,) = lines
    assert "  DELIVERED    1  +1" in line
    assert line.endswith(f"  {callbacks.url}  200")


def test_one_event_is_sent_again(running_sandbox: Sandbox, callbacks: Receiver, event_id: str) -> None:
    result = run(running_sandbox, "redeliver", running_sandbox.project_id, event_id)
    first, second = callbacks.wait_for(2)

    assert result.stdout == f"Event {event_id} will be sent again.\n"
    assert first.body == second.body
    assert second.headers["webhook-id"] == event_id


def test_events_since_a_time_are_sent_again(running_sandbox: Sandbox, callbacks: Receiver, event_id: str) -> None:
    since = callbacks.received[0].event["timestamp"]

    result = run(running_sandbox, "redeliver", running_sandbox.project_id, "--since", f"{since}Z")
    callbacks.wait_for(2)

    assert result.stdout == "1 event will be sent again.\n"


@pytest.mark.parametrize(
    ("arguments", "exit_code", "message"),
    [
        (["redeliver", "project"], 2, "give either an EVENT_ID or --since"),
        (["redeliver", "project", "event", "--since", "2026-01-01"], 2, "give either an EVENT_ID or --since"),
        (["redeliver", "project", "event"], 1, "The project has no event event"),
        (["redeliver", "project", "--since", "yesterday"], 1, "must be a time, as in"),
        (["list", "project", "--since", "yesterday"], 1, "must be a time, as in"),
    ],
)
def test_mistakes_are_explained(running_sandbox: Sandbox, arguments: list[str], exit_code: int, message: str) -> None:
    result = run(running_sandbox, *arguments)

    assert result.returncode == exit_code
    assert message in result.stderr
