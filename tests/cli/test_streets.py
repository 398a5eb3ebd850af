"""`numberbank streets import`, against a running sandbox."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from support.cli import run_command
from support.programs import Sandbox, sandbox

HEADING = "region,postal_code,street"


@pytest.fixture(scope="module")
def server() -> Iterator[Sandbox]:
    """A sandbox of this module's own: imports change what others would find in a shared one."""
    with sandbox() as running:
        yield running


@pytest.fixture(scope="module")
def number(server: Sandbox) -> str:
    body = {"regionCode": "US", "type": "LOCAL"}
    answer = httpx2.post(f"{server.project_url}/availableNumbers:rentAny", json=body, auth=server.auth)
    rented: str = answer.json()["phoneNumber"]
    return rented


def run(server: Sandbox, *arguments: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    return run_command(*arguments, stdin=stdin, NUMBERBANK_URL=server.url, NUMBERBANK_OPERATOR_TOKEN="sandbox-operator")


def validate(server: Sandbox, number: str, street: str, city: str, state: str, postal_code: str) -> Any:
    address = {"streetNumber": "12", "streetInfo": street, "city": city, "state": state, "postalCode": postal_code}
    answer = httpx2.post(
        f"{server.project_url}/activeNumbers/{number}/emergencyAddress:validate",
        json={"displayName": "Head office", "address": address},
        auth=server.auth,
        timeout=30,
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_sandbox_knows_the_streets_of_the_published_cases(server: Sandbox, number: str) -> None:
    near = validate(server, number, "Lenox Road NE", "Atlanta", "GA", "30326")
    none = validate(server, number, "Lenox Road", "Atlanta", "GA", "30326")

    assert near["validationResult"] == "NEAR_MATCH"
    assert near["correctedAddress"]["streetInfo"] == "Lenox Rd NE"
    assert none["validationResult"] == "NO_MATCH"
    assert [candidate["streetInfo"] for candidate in none["candidateAddresses"]] == ["Lenox Rd NE"]


def test_a_good_file_is_imported_and_known(server: Sandbox, number: str, tmp_path: Path) -> None:
    file = tmp_path / "streets.csv"
    file.write_text(f"{HEADING}\nUS,83702,Maple Avenue\nUS,83702,North 8th Street\nCA,m5v3a8,rue Front Ouest\n")
    before = validate(server, number, "Elm St", "Boise", "ID", "83702")

    imported = run(server, "streets", "import", str(file))

    assert (imported.returncode, imported.stderr) == (0, "")
    assert imported.stdout == "Imported 3 streets of 2 postal codes.\n"
    assert before["validationResult"] == "EXACT_MATCH"
    assert validate(server, number, "Elm St", "Boise", "ID", "83702")["validationResult"] == "NO_MATCH"
    assert validate(server, number, "N 8th St", "Boise", "ID", "83702")["validationResult"] == "EXACT_MATCH"


def test_a_file_replaces_the_streets_of_its_postal_codes(server: Sandbox, number: str) -> None:
    run(server, "streets", "import", "-", stdin=f"{HEADING}\nUS,97201,Oak St\nUS,97202,Oak St\n")

    run(server, "streets", "import", "-", stdin=f"{HEADING}\nUS,97201,Pine St\n")

    assert validate(server, number, "Oak St", "Portland", "OR", "97201")["validationResult"] == "NO_MATCH"
    assert validate(server, number, "Pine St", "Portland", "OR", "97201")["validationResult"] == "EXACT_MATCH"
    assert validate(server, number, "Oak St", "Portland", "OR", "97202")["validationResult"] == "EXACT_MATCH"


def test_a_bad_row_keeps_the_whole_file_out(server: Sandbox, number: str, tmp_path: Path) -> None:
    file = tmp_path / "streets.csv"
    rows = [
        "US,10001,W 33rd St",
        "SE,11122,Drottninggatan",
        "US,99999,Oak St",
        "US,1000,Oak St",
        "CA,D5H 2N2,Oak St",
        "US,10001,PO Box 5",
        "US,10001,Oak St Apt 5",
        "US,10001,West 33rd Street",
        "US,10001",
        "US,10001,...",
    ]
    file.write_text("\n".join([HEADING, *rows]))

    refused = run(server, "streets", "import", str(file))

    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.splitlines() == [
        f"{file}:3: region 'SE' is neither US nor CA",
        f"{file}:4: postal_code '99999' is not a ZIP code in use",
        f"{file}:5: postal_code '1000' is not a ZIP code: write five digits, as in 30326",
        f"{file}:6: postal_code 'D5H 2N2' is not a Canadian postal code, as M5H 2N2 is",
        f"{file}:7: street 'PO Box 5' is not a street",
        f"{file}:8: street 'Oak St Apt 5' has a unit behind it: leave Apt 5 out",
        f"{file}:9: repeats line 2 (W 33rd St, 10001)",
        f"{file}:10: the row has another number of fields than the heading",
        f"{file}:11: street '...' is not a street",
        "Nothing was imported: 9 bad rows. Mend them and try again.",
    ]
    assert validate(server, number, "Elm St", "New York", "NY", "10001")["validationResult"] == "EXACT_MATCH"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "<stdin>:1: the heading must be region,postal_code,street"),
        ("street,region\n", "<stdin>:1: the heading must be region,postal_code,street"),
    ],
)
def test_another_file_is_told_what_the_heading_must_be(server: Sandbox, text: str, reason: str) -> None:
    refused = run(server, "streets", "import", "-", stdin=text)

    assert refused.returncode == 1
    assert refused.stderr.splitlines()[0] == reason
