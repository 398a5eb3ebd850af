"""`numberbank reviews` and `numberbank requirements` against a running sandbox."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from support.cli import run_command
from support.orders import AU_DATA, AU_MOBILE, LETTER, PDF
from support.programs import Sandbox, sandbox


@pytest.fixture(scope="module")
def server() -> Iterator[Sandbox]:
    with sandbox() as running:
        yield running


def run(server: Sandbox, *arguments: str) -> tuple[int, str, str]:
    variables = {"NUMBERBANK_URL": server.url, "NUMBERBANK_OPERATOR_TOKEN": "sandbox-operator"}
    done = run_command(*arguments, **variables)
    return done.returncode, done.stdout, done.stderr


def submit_order(server: Sandbox) -> str:
    """An order that the sandbox's reviewer leaves to people."""
    data = [AU_DATA[0], {**AU_DATA[1], "endBusinessAddress2": "REVIEW_HOLD"}, AU_DATA[2]]
    with httpx2.Client(auth=server.auth, base_url=server.project_url, timeout=30) as client:
        wish = {**AU_MOBILE, "quantityOrderOption": {"requestedQuantity": 2}}
        order = client.post("/numberOrders:createNumberOrder", json=wish).json()
        path = f"/numberOrders/{order['idNumberOrder']}"
        client.put(f"{path}/registration", json={"requestDetails": {"data": data}}).raise_for_status()
        document = {"file": ("letter.pdf", PDF, "application/pdf")}
        client.post(f"{path}/attachments/{LETTER}", files=document).raise_for_status()
        client.post(f"{path}/submit").raise_for_status()
    order_id: str = order["idNumberOrder"]
    return order_id


def test_an_order_is_looked_at_blocked_and_rejected(server: Sandbox, tmp_path: Path) -> None:
    order_id = submit_order(server)

    listed = run(server, "reviews", "list", "--state", "IN_REVIEW")
    shown = run(server, "reviews", "show", order_id)
    file = tmp_path / "letter.pdf"
    written = run(server, "reviews", "attachment", order_id, LETTER, "--output", str(file))
    blocked = run(server, "reviews", "block", order_id, "--message", "Whose numbers are they?")
    rejected = run(server, "reviews", "reject", order_id, "--message", "No answer.")
    after = run(server, "reviews", "show", order_id)

    assert [line for line in listed[1].splitlines() if line.startswith(order_id) and "AU MOBILE" in line]
    assert "Example Dental Pty Ltd" in shown[1]
    assert f"document {LETTER}: letter.pdf (application/pdf)" in shown[1]
    assert written == (0, f"Wrote {len(PDF):,} bytes to {file}\n", "")
    assert file.read_bytes() == PDF
    assert blocked == (0, f"Order {order_id} is BLOCKED\n", "")
    assert rejected == (0, f"Order {order_id} is REJECTED\n", "")
    assert after[1].splitlines()[-1].endswith("  No answer.")


def test_an_order_is_approved_once(server: Sandbox) -> None:
    order_id = submit_order(server)

    approved = run(server, "reviews", "approve", order_id)
    again = run(server, "reviews", "approve", order_id)

    assert approved == (0, f"Order {order_id} is COMPLETED\n", "")
    assert again == (
        1,
        "",
        "Error: the order is COMPLETED, and only one that is IN_REVIEW can be decided on so\n",
    )


def test_a_file_is_not_overwritten_with_a_document(server: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "letter.pdf"
    file.write_text("mine")

    refused = run(server, "reviews", "attachment", "any", LETTER, "--output", str(file))

    assert refused[0] == 2
    assert file.read_text() == "mine"


def test_sets_are_exported_changed_and_imported(server: Sandbox, tmp_path: Path) -> None:
    exported = run(server, "requirements", "export", str(tmp_path))
    file = tmp_path / "SE_LOCAL.json"
    changed = json.loads(file.read_text())
    changed["sections"][0]["title"] = "Our own"
    file.write_text(json.dumps(changed))

    imported = run(server, "requirements", "import", str(file), str(tmp_path / "SE_MOBILE.json"))
    body = {"regionCode": "SE", "numberType": "LOCAL"}
    path = f"{server.project_url}/numberOrders:lookupNumberRequirements"
    found = httpx2.post(path, json=body, auth=server.auth).json()
    removed = run(server, "requirements", "remove", "SE", "LOCAL")
    gone = httpx2.post(path, json=body, auth=server.auth)
    reset = run(server, "requirements", "remove", "SE", "LOCAL", "--reset")

    assert exported == (0, f"Exported 24 sets to {tmp_path}\n", "")
    assert imported == (0, "Imported 2 sets.\n", "")
    assert found["fields"]["rules"][0]["template"]["title"] == "Our own"
    assert (removed[1], gone.status_code, reset[1]) == ("Removed SE LOCAL.\n", 404, "Reset SE LOCAL.\n")


def test_the_set_of_the_docs(server: Sandbox, tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "orders.md").read_text()
    file = tmp_path / "norway.yaml"
    file.write_text(text.split("```yaml\n")[1].split("```")[0])

    assert run(server, "requirements", "import", str(file)) == (0, "Imported 1 set.\n", "")

    path = f"{server.project_url}/numberOrders:lookupNumberRequirements"
    found = httpx2.post(path, json={"regionCode": "NO", "numberType": "LOCAL"}, auth=server.auth).json()
    assert [rule["template"]["type"] for rule in found["fields"]["rules"]] == ["object", "array"]
    assert httpx2.get(found["attachments"][0]["template"][0]["url"]).text == "Order: ______"


def test_a_set_in_yaml(server: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("regionCode: NO\nnumberType: LOCAL\nsections:\n- title: Contact\n  fields: [{name: a, label: A}]\n")
    broken = tmp_path / "broken.yaml"
    broken.write_text("regionCode: [")

    imported = run(server, "requirements", "import", str(file))
    refused = run(server, "requirements", "import", str(broken))

    assert imported == (0, "Imported 1 set.\n", "")
    assert refused[0] == 1
    assert refused[2].startswith(f"Error: {broken} is neither JSON nor YAML")
