"""`numberbank dev`: what it writes, what it keeps, and how it ends."""

import asyncio
import os
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import httpx2
import pytest
from support.cli import run_command
from support.in_flight import answer_during
from support.processes import assert_gone, processes_with
from support.programs import Sandbox, running, sandbox

from numberbank.sandbox import DEFAULT_KEY, DEFAULT_PROJECT_ID
from numberbank.storage.embedded import embedded_postgres
from numberbank.storage.templates import program_key


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """Short, and where the server's own user may go."""
    with tempfile.TemporaryDirectory(prefix="dev-", ignore_cleanup_errors=True) as name:
        yield Path(name) / "data"


def rent(running_sandbox: Sandbox) -> str:
    response = httpx2.post(
        f"{running_sandbox.project_url}/availableNumbers:rentAny",
        json={"regionCode": "US", "type": "LOCAL"},
        auth=running_sandbox.auth,
    )
    assert response.status_code == 200, response.text
    number: str = response.json()["phoneNumber"]
    return number


def active_numbers(running_sandbox: Sandbox) -> list[str]:
    response = httpx2.get(f"{running_sandbox.project_url}/activeNumbers", auth=running_sandbox.auth)
    assert response.status_code == 200, response.text
    return [number["phoneNumber"] for number in response.json()["activeNumbers"]]


def fetch_row(dsn: str, sql: str) -> tuple[object, ...]:
    async def fetch() -> tuple[object, ...]:
        connection = await asyncpg.connect(dsn)
        try:
            return tuple(await connection.fetchrow(sql))
        finally:
            await connection.close()

    return asyncio.run(fetch())


def test_the_env_file_has_what_clients_need_and_is_private(tmp_path: Path) -> None:
    file = tmp_path / "settings.env"
    file.write_text("what was there before")

    with running(["dev", "--ephemeral", "--port", "0", "--env-file", str(file)]):
        while "NUMBERBANK_URL" not in file.read_text():
            time.sleep(0.02)
        values = dict(line.split("=", 1) for line in file.read_text().splitlines())
        answer = httpx2.get(f"{values['NUMBERBANK_URL']}/readyz")

    assert answer.status_code == 200
    assert values.pop("NUMBERBANK_URL").startswith("http://127.0.0.1:")
    assert values == {
        "SINCH_PROJECT_ID": DEFAULT_PROJECT_ID,
        "SINCH_KEY_ID": DEFAULT_KEY.id,
        "SINCH_KEY_SECRET": DEFAULT_KEY.secret,
    }
    assert file.stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == ["settings.env"]


def test_project_and_key_can_be_chosen() -> None:
    chosen = ["--project-id", "my-project", "--key-id", "my-key", "--key-secret", "my-secret"]

    with sandbox(*chosen) as started:
        assert (started.project_id, started.auth) == ("my-project", ("my-key", "my-secret"))
        assert active_numbers(started) == []
        default = httpx2.get(f"{started.project_url}/activeNumbers", auth=(DEFAULT_KEY.id, DEFAULT_KEY.secret))

    assert default.status_code == 401


def test_a_port_in_use_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        failed = run_command("dev", "--ephemeral", "--port", str(port))

    assert failed.returncode == 1
    assert failed.stderr.startswith(f"Error: cannot listen on 127.0.0.1:{port}: Address already in use")
    assert failed.stderr.endswith("Try --port 0\n")


def test_throw_away_and_kept_exclude_each_other(data_dir: Path) -> None:
    refused = run_command("dev", "--ephemeral", "--data-dir", str(data_dir))

    assert refused.returncode == 2
    assert "--ephemeral and --data-dir exclude each other" in refused.stderr
    assert not data_dir.exists()


def test_a_data_dir_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    failed = run_command("dev", "--port", "0", "--data-dir", str(tmp_path / "file" / "data"))

    assert failed.returncode == 1
    assert str(tmp_path / "file" / "data") in failed.stderr
    assert "--data-dir" in failed.stderr


def test_a_setting_that_cannot_be_used_is_named() -> None:
    failed = run_command("dev", "--ephemeral", "--port", "0", NUMBERBANK_TOKEN_LIFETIME="soon")

    assert failed.returncode == 1
    assert failed.stderr == "Error: NUMBERBANK_TOKEN_LIFETIME is 'soon': write a number of seconds\n"


def test_the_next_run_finds_what_the_last_one_left(data_dir: Path) -> None:
    schema = "select xmin::text, version_num from alembic_version"
    blocks = "select count(*), max(id), max(xmin::text::bigint) from number_block"
    with sandbox("--data-dir", str(data_dir)) as first:
        number = rent(first)
        operator = {"NUMBERBANK_URL": first.url, "NUMBERBANK_OPERATOR_TOKEN": "sandbox-operator"}
        assert run_command("projects", "create", "--id", "kept", **operator).returncode == 0
        token = httpx2.post(
            f"{first.url}/oauth2/token", data={"grant_type": "client_credentials"}, auth=first.auth
        ).json()["access_token"]
    with embedded_postgres(data_dir) as dsn:
        before = (fetch_row(dsn, schema), fetch_row(dsn, blocks))

    with sandbox("--data-dir", str(data_dir)) as second:
        assert active_numbers(second) == [number]
        with_token = httpx2.get(f"{second.project_url}/activeNumbers", headers={"authorization": f"Bearer {token}"})
        assert with_token.status_code == 200
        operator["NUMBERBANK_URL"] = second.url
        assert "kept" in run_command("projects", "list", **operator).stdout

    with embedded_postgres(data_dir) as dsn:
        after = (fetch_row(dsn, schema), fetch_row(dsn, blocks))
    assert after == before, "the schema or the inventory was written again"


def test_a_throw_away_sandbox_is_kept_as_a_template_of_the_next(tmp_path: Path) -> None:
    with sandbox(XDG_CACHE_HOME=str(tmp_path)) as started:
        number = rent(started)
    (template,) = (tmp_path / "numberbank" / "clusters").iterdir()
    assert template.name == program_key()

    with sandbox(XDG_CACHE_HOME=str(tmp_path)) as started:
        assert active_numbers(started) == []
        assert number.startswith("+1")


def test_two_programs_on_one_folder_share_its_data(data_dir: Path) -> None:
    with sandbox("--data-dir", str(data_dir)) as one:
        with sandbox("--data-dir", str(data_dir)) as other:
            number = rent(other)
            assert active_numbers(one) == [number]
        assert active_numbers(one) == [number]
    assert_gone(str(data_dir))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_well_and_stops_the_database(data_dir: Path, number: signal.Signals) -> None:
    with sandbox("--data-dir", str(data_dir)) as started:
        assert processes_with(f"postgres -D {data_dir}")

        started.process.send_signal(number)

        assert started.process.wait(30) == 0
        assert_gone(str(data_dir))


@pytest.mark.parametrize("delay", [0.0, 0.2, 0.6])
def test_a_signal_during_the_start_leaves_no_database(data_dir: Path, delay: float) -> None:
    with running(["dev", "--port", "0", "--data-dir", str(data_dir)]) as process:
        while not data_dir.exists():
            time.sleep(0.01)
        time.sleep(delay)

        process.send_signal(signal.SIGTERM)

        assert process.wait(30) == 0
        assert_gone(str(data_dir))


@pytest.mark.parametrize("delay", [0.0, 0.6, None])
def test_the_end_of_standard_input_ends_it_on_request(data_dir: Path, tmp_path: Path, delay: float | None) -> None:
    reader, writer = os.pipe()
    with running(
        ["dev", "--port", "0", "--data-dir", str(data_dir), "--env-file", str(tmp_path / "env"), "--until-eof"],
        stdin=reader,
    ) as process:
        os.close(reader)
        until = tmp_path / "env" if delay is None else data_dir
        while not until.exists():
            time.sleep(0.01)
        time.sleep(delay or 0)
        assert process.poll() is None

        os.close(writer)

        assert process.wait(30) == 0
        assert_gone(str(data_dir))


def test_a_request_in_flight_is_answered_before_it_ends(data_dir: Path) -> None:
    with sandbox("--data-dir", str(data_dir)) as started, embedded_postgres(data_dir) as dsn:
        number = rent(started)

        def rename() -> httpx2.Response:
            url = f"{started.project_url}/activeNumbers/{number}"
            return httpx2.patch(url, json={"displayName": "kept"}, auth=started.auth, timeout=30)

        answer = asyncio.run(answer_during(dsn, number, rename, started.process.terminate))

        assert (answer.status_code, answer.json()["displayName"]) == (200, "kept")
        assert started.process.wait(30) == 0
        assert fetch_row(dsn, "select display_name from number") == ("kept",)
