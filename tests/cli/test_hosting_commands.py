"""`numberbank qualified`, `hosting` and `outbox`, and the sandbox's own calls, on one order from end to end."""

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from support.cli import run_command
from support.hosting import text_enabling
from support.programs import Sandbox, sandbox

ONE, TWO, THREE = "+12085550142", "+12085550143", "+12085550144"


@pytest.fixture(scope="module")
def server() -> Iterator[Sandbox]:
    """With a registry whose entries people change."""
    with sandbox(NUMBERBANK_REGISTRY_CONNECTOR="manual") as running:
        yield running


def run(server: Sandbox, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return run_command(*arguments, NUMBERBANK_URL=server.url, NUMBERBANK_OPERATOR_TOKEN="sandbox-operator")


def api(server: Sandbox, method: str, path: str, body: object = None) -> httpx2.Response:
    url = f"{server.url}/imported/v1/projects/{server.project_id}{path}"
    return httpx2.request(method, url, json=body, auth=server.auth)


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_numbers_are_reviewed_ordered_signed_and_entered(server: Sandbox, tmp_path: Path) -> None:
    project = server.project_id
    api(server, "POST", "/qualifiedNumbers:addNumbers", {"phoneNumbers": [ONE, TWO, THREE]})
    eligible = run(server, "qualified", "eligible", project, ONE, TWO)
    not_eligible = run(server, "qualified", "not-eligible", project, THREE, "--reason", "It is locked")
    accepted = run(server, "qualified", "accept", project, ONE, TWO)
    twice = run(server, "qualified", "accept", project, ONE)
    listed = run(server, "qualified", "list", project, "--state", "VERIFIED")

    assert eligible.stdout == f"{ONE}  ELIGIBLE\n{TWO}  ELIGIBLE\n"
    assert not_eligible.stdout == f"{THREE}  NOT_ELIGIBLE\n"
    assert accepted.stdout == listed.stdout == f"{ONE}  VERIFIED\n{TWO}  VERIFIED\n"
    assert (twice.returncode, "is VERIFIED" in twice.stderr) == (1, True)

    order = api(server, "POST", "/hostingOrders:textEnableNumbers", text_enabling(ONE, TWO)).json()["hostingOrderId"]
    path = f"/hostingOrders/{order}"
    wait_for(lambda: bool(api(server, "GET", path).json()["state"] == "WAITING_FOR_LOA_SIGNATURE"))
    (mail,) = run(server, "outbox", "list", "--project", project).stdout.splitlines()
    letter = tmp_path / "letter.pdf"
    shown = run(server, "outbox", "show", mail.split()[0], "--pdf", str(letter))
    link = re.search(r"http://\S+/loa/\S+", shown.stdout)
    assert " SENT " in mail
    assert link
    assert link[0].startswith(server.url)
    assert httpx2.get(link[0]).status_code == 200
    assert letter.read_bytes().startswith(b"%PDF-")
    assert "  TYPE_TEXT_ENABLE  WAITING_FOR_LOA_SIGNATURE\n" in run(server, "hosting", "list", project).stdout

    assert run(server, "hosting", "sign", order).stdout == f"Order {order} is in progress.\n"
    assert run(server, "hosting", "reject", order).returncode == 1
    wait_for(lambda: bool(api(server, "GET", f"{path}/report").json()["ongoingManualAction"] == 2))
    done = run(server, "hosting", "complete-osr", order, ONE)
    failed = run(server, "hosting", "complete-osr", order, TWO, "--failed", "INVALID_NNID")
    again = run(server, "hosting", "complete-osr", order, TWO)
    wait_for(lambda: bool(api(server, "GET", path).json()["state"] == "COMPLETED"))

    assert done.stdout == f"The registry's entry of {ONE} is changed.\n"
    assert failed.stdout == f"The registry's entry of {TWO} could not be changed.\n"
    assert again.returncode == 1
    assert api(server, "GET", f"/importedNumbers/{ONE}").status_code == 200
    assert api(server, "GET", f"/qualifiedNumbers/{TWO}").json()["hostedNumber"]["status"] == 2


def test_terms_are_set_and_shown(server: Sandbox) -> None:
    shown = run(server, "hosting", "terms", server.project_id, "--import-limit", "7", "--blanket-loa")

    assert shown.stdout == f"{server.project_id}: imports of 7 numbers, blanket letter on file\n"


def test_a_code_is_shown_by_the_sandbox_and_goes_with_the_clock(server: Sandbox) -> None:
    number = "+12085550150"
    calls = f"{server.url}/sandbox/v1/voiceChallenges"
    api(server, "POST", "/qualifiedNumbers:addNumbers", {"phoneNumbers": [number]})
    run(server, "qualified", "eligible", server.project_id, number)
    api(server, "POST", f"/qualifiedNumbers/{number}:sendVoiceChallenge")

    (told,) = httpx2.get(calls, auth=server.auth).json()["voiceChallenges"]
    advanced = run_command("clock", "advance", "PT10M", NUMBERBANK_URL=server.url)

    assert (told["phoneNumber"], len(told["code"])) == (number, 4)
    assert "1 challenge_expiry" in advanced.stdout
    assert httpx2.get(calls, auth=server.auth).json() == {"voiceChallenges": []}
    found = api(server, "GET", f"/qualifiedNumbers/{number}").json()
    assert found["globalProcessState"] == "GLOBAL_PROCESS_STATE_VERIFICATION_FAILED"


def test_a_snapshot_brings_back_imported_numbers(server: Sandbox) -> None:
    number = "+12085550160"
    sms = {"servicePlanId": "plan"}
    body = {"phoneNumber": number, "regionCode": "US", "smsConfiguration": sms}
    assert api(server, "POST", "/importedNumbers", body).status_code == 200
    snapshots = f"{server.url}/sandbox/v1/snapshots"
    httpx2.post(snapshots, json={"name": "imported"}, auth=server.auth)

    reset = httpx2.post(f"{server.url}/sandbox/v1/reset", json={}, auth=server.auth)
    gone = api(server, "GET", f"/importedNumbers/{number}").status_code
    restored = httpx2.post(f"{snapshots}/imported:restore", json={}, auth=server.auth)

    assert (reset.status_code, gone, restored.status_code) == (200, 404, 200)
    assert api(server, "GET", f"/importedNumbers/{number}").status_code == 200
