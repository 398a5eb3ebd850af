"""`numberbank migrate`, `serve` and `worker`: a platform on a database of its own."""

import asyncio
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager

import asyncpg
import httpx2
import pytest
from support.cli import run_command
from support.databases import with_database
from support.in_flight import answer_during
from support.processes import assert_gone
from support.programs import command, environment, free_port, platform, running

OPERATOR = {"NUMBERBANK_OPERATOR_TOKEN": "operator-of-the-tests"}
BLOCK = (
    "prefix,region,type,capabilities,setup_price,monthly_price,currency\n+1202555,US,LOCAL,SMS|VOICE,0.50,0.75,USD\n"
)

pytestmark = pytest.mark.usefixtures("anyio_backend")


@pytest.fixture
async def empty_database(postgres: str) -> AsyncIterator[str]:
    """A database without a schema."""
    connection = await asyncpg.connect(postgres)
    try:
        await connection.execute("create database empty")
        yield with_database(postgres, "empty")
        await connection.execute("drop database empty with (force)")
    finally:
        await connection.close()


@contextmanager
def serving(dsn: str, *arguments: str, **variables: str) -> Iterator[str]:
    """A `numberbank serve` that answers, ready or not; its URL."""
    port = free_port()
    with running(["serve", "--port", str(port), *arguments], DATABASE_URL=dsn, **variables):
        url = f"http://127.0.0.1:{port}"
        wait_until(lambda: answers(url))
        yield url


def answers(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/healthz").status_code == 200
    except httpx2.TransportError:
        return False


def wait_until(condition: Callable[[], bool], timeout: float = 30) -> None:
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def create_customer(url: str) -> tuple[str, str]:
    """A key of the new project `acme` on a platform that gets a block."""
    variables = {"NUMBERBANK_URL": url, **OPERATOR}
    run_command("projects", "create", "--id", "acme", **variables)
    run_command("blocks", "import", "-", stdin=BLOCK, **variables)
    key = dict(line.split("=", 1) for line in run_command("keys", "create", "acme", **variables).stdout.splitlines())
    return key["SINCH_KEY_ID"], key["SINCH_KEY_SECRET"]


def client_of(url: str, key: tuple[str, str]) -> httpx2.Client:
    return httpx2.Client(base_url=f"{url}/v1/projects/acme", auth=key, timeout=30)


def rent(client: httpx2.Client) -> str:
    body = {"regionCode": "US", "type": "LOCAL", "smsConfiguration": {"servicePlanId": "plan"}}
    response = client.post("/availableNumbers:rentAny", json=body)
    assert response.status_code == 200, response.text
    number: str = response.json()["phoneNumber"]
    return number


def sms_configuration(client: httpx2.Client, number: str) -> dict[str, object]:
    configuration: dict[str, object] = client.get(f"/activeNumbers/{number}").json()["smsConfiguration"]
    return configuration


def test_migrating_twice_does_nothing_the_second_time(empty_database: str) -> None:
    first = run_command("migrate", DATABASE_URL=empty_database)
    second = run_command("migrate", DATABASE_URL=empty_database)

    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.startswith("Applied 0001")
    assert (second.returncode, second.stdout) == (0, "The schema is the newest one already.\n")


@pytest.mark.parametrize("command", ["migrate", "serve", "worker"])
def test_the_database_is_asked_for(command: str) -> None:
    without = run_command(command)
    unreachable = run_command(command, DATABASE_URL=f"postgresql://nobody@127.0.0.1:{free_port()}/nothing")
    malformed = run_command(command, DATABASE_URL="a database")

    assert without.returncode == 2
    assert "DATABASE_URL is not set: write postgresql://user:password@host/database" in without.stderr
    for failed in (unreachable, malformed):
        assert failed.returncode == 1
        assert failed.stderr.startswith("Error: the database at DATABASE_URL cannot be used: ")
        assert failed.stderr.count("\n") == 1


def test_a_server_is_ready_when_the_schema_is_there(empty_database: str) -> None:
    with serving(empty_database) as url:
        before = httpx2.get(f"{url}/readyz")
        assert run_command("migrate", DATABASE_URL=empty_database).returncode == 0
        after = httpx2.get(f"{url}/readyz")

        assert before.status_code == 503
        assert before.json()["status"] == "unavailable"
        assert "run `numberbank migrate`" in before.json()["reason"]
        assert (after.status_code, after.json()) == (200, {"status": "ok"})


def test_a_number_is_provisioned_once_a_worker_runs(database: str) -> None:
    with platform(database, workers=2, **OPERATOR) as url, client_of(url, create_customer(url)) as client:
        number = rent(client)
        assert sms_configuration(client, number)["servicePlanId"] == ""

        with running(["worker"], DATABASE_URL=database):
            wait_until(lambda: sms_configuration(client, number)["servicePlanId"] == "plan")

        assert sms_configuration(client, number)["scheduledProvisioning"] is None


def test_the_operator_api_is_closed_without_a_token(database: str) -> None:
    with platform(database) as url:
        answer = httpx2.get(f"{url}/operator/v1/projects", headers={"authorization": "Bearer guess"})

    assert answer.status_code == 401


def test_a_key_revoked_in_one_process_is_refused_by_the_others_within_5_seconds(database: str) -> None:
    with platform(database, **OPERATOR) as one, platform(database, **OPERATOR) as other:
        key = create_customer(one)
        with client_of(one, key) as here, client_of(other, key) as elsewhere:
            assert here.get("/availableRegions").status_code == 200
            assert elsewhere.get("/availableRegions").status_code == 200

            run_command("keys", "revoke", "acme", key[0], NUMBERBANK_URL=one, **OPERATOR)

            assert here.get("/availableRegions").status_code == 401
            time.sleep(5)
            assert elsewhere.get("/availableRegions").status_code == 401


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_answers_what_is_in_flight_before_it_ends(database: str, number: signal.Signals) -> None:
    port = free_port()
    arguments = ["serve", "--port", str(port)]
    with running(arguments, DATABASE_URL=database, **OPERATOR) as process:
        url = f"http://127.0.0.1:{port}"
        wait_until(lambda: answers(url))
        with client_of(url, create_customer(url)) as client:
            rented = rent(client)

            def rename() -> httpx2.Response:
                return client.patch(f"/activeNumbers/{rented}", json={"displayName": "kept"})

            answer = asyncio.run(answer_during(database, rented, rename, lambda: process.send_signal(number)))

        assert (answer.status_code, answer.json()["displayName"]) == (200, "kept")
        assert process.wait(30) == 0
        assert_gone(f"serve --port {port}")


def test_a_worker_ends_at_once_when_it_has_nothing_to_do(database: str) -> None:
    variables = environment(DATABASE_URL=database, PYTHONUNBUFFERED="1")
    with subprocess.Popen(command("worker"), env=variables, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        process.terminate()

        assert said == "The worker runs. Stop it with Ctrl-C.\n"
        assert process.wait(15) == 0


def test_a_server_can_be_stopped_while_its_processes_start(database: str) -> None:
    arguments = command("serve", "--port", str(free_port()), "--workers", "2")
    with subprocess.Popen(arguments, env=environment(DATABASE_URL=database), stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        while b"Spawning worker-2" not in server.stdout.readline():
            assert server.poll() is None
        server.send_signal(signal.SIGTERM)
        try:
            assert server.wait(15) == 0
        finally:
            server.kill()
