"""An operator's own system for emergency addresses, asked by real programs."""

import httpx2
import pytest
from support.cli import run_command
from support.programs import platform, running
from support.receiver import Received, Receiver

from numberbank.domain.signing import standard_webhook_signature

SECRET = "secret-of-the-connector"
OPERATOR = {"NUMBERBANK_OPERATOR_TOKEN": "operator-of-the-tests"}
BLOCK = (
    "prefix,region,type,capabilities,setup_price,monthly_price,currency\n+1202555,US,LOCAL,SMS|VOICE,0.50,0.75,USD\n"
)
NUMBER = "+12025550100"
REQUEST = {
    "displayName": "Café Léman",
    "address": {
        "streetNumber": "3500", "streetInfo": "Lenox Road NE", "city": "Atlanta", "state": "GA", "postalCode": "30326",
    },
}  # fmt: skip
STORED = {
    "streetNumber": "3500", "streetInfo": "Lenox Rd NE", "location": "", "city": "Atlanta", "state": "GA",
    "postalCode": "30326", "postalCodePlusFour": "",
}  # fmt: skip

pytestmark = pytest.mark.usefixtures("anyio_backend")


def customer(url: str) -> httpx2.Client:
    variables = {"NUMBERBANK_URL": url, **OPERATOR}
    run_command("projects", "create", "--id", "acme", **variables)
    run_command("blocks", "import", "-", stdin=BLOCK, **variables)
    key = dict(line.split("=", 1) for line in run_command("keys", "create", "acme", **variables).stdout.splitlines())
    auth = (key["SINCH_KEY_ID"], key["SINCH_KEY_SECRET"])
    return httpx2.Client(base_url=f"{url}/v1/projects/acme", auth=auth, timeout=30)


def post(client: httpx2.Client, path: str, body: object = None) -> None:
    answer = client.post(path, json=body)
    assert answer.status_code == 200, answer.text


def assert_signed(call: Received) -> None:
    id_, timestamp = call.headers["webhook-id"], int(call.headers["webhook-timestamp"])
    assert call.headers["webhook-signature"] == standard_webhook_signature(SECRET, id_, timestamp, call.body)
    assert call.headers["idempotency-key"] == call.event["idempotencyKey"] == id_


async def test_changes_reach_the_system_signed_though_it_was_down(database: str, callbacks: Receiver) -> None:
    connector = {"NUMBERBANK_EMERGENCY_CONNECTOR": callbacks.url, "NUMBERBANK_CONNECTOR_SECRET": SECRET}
    callbacks.status = 503
    with (
        platform(database, **OPERATOR) as url,
        running(["worker"], DATABASE_URL=database, **connector),
        customer(url) as client,
    ):
        post(client, f"/availableNumbers/{NUMBER}:rent")
        post(client, f"/activeNumbers/{NUMBER}/emergencyAddress:provision", REQUEST)
        first = callbacks.wait_for(1)[0]
        callbacks.status = 200
        second = callbacks.wait_for(2)[1]
        post(client, f"/activeNumbers/{NUMBER}:release")
        removal = callbacks.wait_for(3)[2]

    told = {
        "number": NUMBER,
        "projectId": "acme",
        "action": "PROVISION",
        "displayName": "Café Léman",
        "address": STORED,
    }
    for attempt, call in enumerate((first, second), 1):
        assert_signed(call)
        assert call.event == {**told, "attempt": attempt, "idempotencyKey": first.headers["webhook-id"]}
    assert_signed(removal)
    assert removal.event == {
        "number": NUMBER, "projectId": "acme", "action": "DEPROVISION", "displayName": None, "address": None,
        "attempt": 1, "idempotencyKey": removal.headers["webhook-id"],
    }  # fmt: skip


async def test_what_was_acknowledged_without_a_worker_is_told_by_the_next_one(
    database: str, callbacks: Receiver
) -> None:
    connector = {"NUMBERBANK_EMERGENCY_CONNECTOR": callbacks.url, "NUMBERBANK_CONNECTOR_SECRET": SECRET}
    with platform(database, **OPERATOR) as url, customer(url) as client:
        post(client, f"/availableNumbers/{NUMBER}:rent")
        post(client, f"/activeNumbers/{NUMBER}/emergencyAddress:provision", REQUEST)

    with running(["worker"], DATABASE_URL=database, **connector):
        (call,) = callbacks.wait_for(1)
        assert call.event["address"] == STORED


def test_a_url_needs_a_secret() -> None:
    refused = run_command("worker", DATABASE_URL="postgresql://x", NUMBERBANK_EMERGENCY_CONNECTOR="http://127.0.0.1:1")

    assert refused.returncode == 1
    assert "NUMBERBANK_EMERGENCY_CONNECTOR needs NUMBERBANK_CONNECTOR_SECRET" in refused.stderr
