"""The commands of an operator, against a running server."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from support.cli import run_command
from support.programs import Sandbox, sandbox

HEADING = "prefix,region,type,capabilities,setup_price,monthly_price,currency"


@pytest.fixture(scope="module")
def server() -> Iterator[Sandbox]:
    """A sandbox of this module's own: imports change what others would find in a shared one."""
    with sandbox() as running:
        yield running


def run(server: Sandbox, *arguments: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    return run_command(*arguments, stdin=stdin, NUMBERBANK_URL=server.url, NUMBERBANK_OPERATOR_TOKEN="sandbox-operator")


def create_project(server: Sandbox) -> str:
    created = run(server, "projects", "create", "--name", "Acme")
    assert created.returncode == 0, created.stderr
    return created.stdout.removeprefix("Created project ").strip()


def create_key(server: Sandbox, project_id: str) -> tuple[str, str]:
    created = run(server, "keys", "create", project_id, "--name", "ci")
    assert created.returncode == 0, created.stderr
    values = dict(line.split("=", 1) for line in created.stdout.splitlines())
    assert values["SINCH_PROJECT_ID"] == project_id
    return values["SINCH_KEY_ID"], values["SINCH_KEY_SECRET"]


def search(server: Sandbox, pattern: str) -> list[str]:
    response = httpx2.get(
        f"{server.project_url}/availableNumbers",
        params={"regionCode": "US", "type": "LOCAL", "numberPattern.pattern": pattern, "size": "5"},
        auth=server.auth,
    )
    assert response.status_code == 200, response.text
    return [number["phoneNumber"] for number in response.json()["availableNumbers"]]


def test_a_project_gets_a_random_id_and_is_listed_by_its_name(server: Sandbox) -> None:
    project_id = create_project(server)

    listed = run(server, "projects", "list").stdout.splitlines()

    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", project_id)
    assert [line for line in listed if line.startswith(project_id) and line.endswith("  Acme")]
    assert [line for line in listed if line.startswith(server.project_id)]


def test_an_id_of_ones_own_can_be_taken_once(server: Sandbox) -> None:
    first = run(server, "projects", "create", "--id", "acme-1")
    second = run(server, "projects", "create", "--id", "acme-1")

    assert (first.returncode, first.stdout) == (0, "Created project acme-1\n")
    assert (second.returncode, second.stderr) == (1, "Error: a project with the id acme-1 exists already\n")


def test_an_id_that_does_not_fit_a_path_is_refused(server: Sandbox) -> None:
    refused = run(server, "projects", "create", "--id", "a/b")

    assert refused.returncode == 1
    assert refused.stderr == "Error: projectId: use 1 to 64 letters, digits, hyphens and underscores\n"


def test_a_key_opens_its_project_until_it_is_revoked(server: Sandbox) -> None:
    project_id = create_project(server)
    auth = create_key(server, project_id)
    regions = f"{server.url}/v1/projects/{project_id}/availableRegions"
    token = httpx2.post(f"{server.url}/oauth2/token", data={"grant_type": "client_credentials"}, auth=auth).json()
    bearer = {"authorization": f"Bearer {token['access_token']}"}
    assert httpx2.get(regions, auth=auth).status_code == 200
    assert httpx2.get(regions, headers=bearer).status_code == 200

    revoked = run(server, "keys", "revoke", project_id, auth[0])

    assert (revoked.returncode, revoked.stdout) == (0, f"Revoked {auth[0]}\n")
    assert httpx2.get(regions, auth=auth).status_code == 401
    refused = httpx2.get(regions, headers=bearer)
    assert refused.status_code == 401
    assert "expired" not in refused.headers["www-authenticate"]
    again = httpx2.post(f"{server.url}/oauth2/token", data={"grant_type": "client_credentials"}, auth=auth)
    assert again.status_code == 401


def test_keys_belong_to_projects_that_exist(server: Sandbox) -> None:
    created = run(server, "keys", "create", "nobody")
    revoked = run(server, "keys", "revoke", server.project_id, "nothing")

    assert (created.returncode, created.stderr) == (1, "Error: There is no project nobody\n")
    assert (revoked.returncode, revoked.stderr) == (1, "Error: The project has no access key nothing\n")


def test_a_good_file_is_imported_and_found(server: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "blocks.csv"
    file.write_text(f"{HEADING}\n+1202555,US,LOCAL,SMS|VOICE,0.50,0.75,USD\n+120355501,US,LOCAL,SMS,1,1,USD\n")

    imported = run(server, "blocks", "import", str(file))

    assert (imported.returncode, imported.stderr) == (0, "")
    assert imported.stdout == "Imported 10,100 numbers in 2 blocks.\n"
    assert len(search(server, "+1202555")) == 5
    assert len(search(server, "+120355501")) == 5


def test_a_bad_row_keeps_the_whole_file_out(server: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "blocks.csv"
    rows = ["+1205555,US,LOCAL,SMS,1,1,USD", "+1205556,US,LOCAL,FAX,1,1,USD", "+1205557,US,LOCAL,SMS,x,1,USD"]
    file.write_text("\n".join([HEADING, *rows]))

    refused = run(server, "blocks", "import", str(file))

    assert (refused.returncode, refused.stdout) == (1, "")
    first, second, summary = refused.stderr.splitlines()
    assert first == f"{file}:3: capabilities 'FAX' is not SMS, VOICE or SMS|VOICE"
    assert second.startswith(f"{file}:4: setup_price 'x' is not an amount")
    assert summary.startswith("Nothing was imported: 2 bad rows.")
    assert search(server, "+1205555") == []


def test_skip_bad_imports_the_good_rows(server: Sandbox) -> None:
    rows = "+1208555,US,LOCAL,SMS,1,1,USD\n+1208556,US,LOCAL,FAX,1,1,USD\n"

    imported = run(server, "blocks", "import", "-", "--skip-bad", stdin=f"{HEADING}\n{rows}")

    assert imported.returncode == 0
    assert imported.stdout == "Imported 10,000 numbers in 1 block, 1 bad row skipped.\n"
    assert imported.stderr == "<stdin>:3: capabilities 'FAX' is not SMS, VOICE or SMS|VOICE\n"
    assert len(search(server, "+1208555")) == 5


def test_overlaps_are_refused(server: Sandbox) -> None:
    good = f"{HEADING}\n+1209555,US,LOCAL,SMS,1,1,USD\n"
    assert run(server, "blocks", "import", "-", stdin=good).returncode == 0

    again = run(server, "blocks", "import", "-", stdin=good)
    within = run(server, "blocks", "import", "-", stdin=f"{good}+12095551,US,LOCAL,SMS,1,1,USD\n".replace("209", "210"))

    assert again.returncode == 1
    assert again.stderr.splitlines()[0] == "<stdin>:2: overlaps the block +1209555 that is stored already"
    assert within.stderr.splitlines()[0] == "<stdin>:3: overlaps line 2 (+12105550000 to +12105559999)"


def test_a_file_that_is_no_text_is_refused(server: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "blocks.csv"
    file.write_bytes(b"\xff\xfe\x00")

    refused = run(server, "blocks", "import", str(file))

    assert (refused.returncode, refused.stderr) == (1, "Error: body: the file is not UTF-8 text\n")


def test_the_token_is_asked_for(server: Sandbox) -> None:
    without = run_command("projects", "list", NUMBERBANK_URL=server.url)
    wrong = run_command("projects", "list", NUMBERBANK_URL=server.url, NUMBERBANK_OPERATOR_TOKEN="guess")

    assert without.returncode == 2
    assert "NUMBERBANK_OPERATOR_TOKEN is not set" in without.stderr
    assert wrong.returncode == 1
    assert "needs the token from NUMBERBANK_OPERATOR_TOKEN" in wrong.stderr


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://[", "no-url"])
def test_a_server_that_is_not_there_is_named(url: str) -> None:
    failed = run_command("projects", "list", NUMBERBANK_URL=url, NUMBERBANK_OPERATOR_TOKEN="x")

    assert failed.returncode == 1
    assert failed.stderr.startswith(f"Error: no answer from {url}: ")
    assert failed.stderr.endswith("Is the server running? See NUMBERBANK_URL\n")
