"""Number orders against real programs: the tutorial, uploads that break off, and many who want the last numbers."""

import asyncio
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import httpx2
import pytest
from support.inventory import AU_MOBILE, store, terms
from support.orders import AU_DATA, LETTER, PDF, Orders, exactly, quantity
from support.programs import Sandbox, environment, platform, sandbox

from numberbank.domain.number_blocks import NumberBlock, NumberType
from numberbank.services.context import Context
from numberbank.services.projects import create_key, create_project

EXAMPLE = Path(__file__).parents[2] / "examples" / "au_mobile_order.py"
MIB = 1024 * 1024


@pytest.fixture
def server() -> Iterator[Sandbox]:
    with sandbox() as running:
        yield running


def test_the_tutorial_runs_as_a_script(server: Sandbox) -> None:
    variables = {
        "NUMBERBANK_URL": server.url,
        "SINCH_PROJECT_ID": server.project_id,
        "SINCH_KEY_ID": server.key_id,
        "SINCH_KEY_SECRET": server.key_secret,
    }

    ran = subprocess.run(
        [sys.executable, str(EXAMPLE)], env=environment(**variables), capture_output=True, text=True, timeout=60
    )

    assert (ran.returncode, ran.stderr) == (0, "")
    assert "   IN_REVIEW\n" in ran.stdout
    assert "   a minute of the sandbox's clock has passed\n   COMPLETED\n" in ran.stdout
    assert ran.stdout.splitlines()[-2] == "8. The number is ours"


def test_a_year_of_the_clock_runs_what_falls_due_in_order(server: Sandbox) -> None:
    with httpx2.Client(auth=server.auth, base_url=server.project_url, timeout=60) as client:
        wish = {"regionCode": "AU", "numberType": "MOBILE", "quantityOrderOption": {"requestedQuantity": 2}}
        left = client.post("/numberOrders:createNumberOrder", json=wish).json()
        done = client.post("/numberOrders:createNumberOrder", json=wish).json()
        path = f"/numberOrders/{done['idNumberOrder']}"
        client.put(f"{path}/registration", json={"requestDetails": {"data": AU_DATA}})
        client.post(f"{path}/attachments/{LETTER}", files={"file": ("l.pdf", PDF, "application/pdf")})
        client.post(f"{path}/submit").raise_for_status()

        advance = {"duration": "P1Y"}
        report = httpx2.post(f"{server.url}/sandbox/v1/clock/advance", json=advance, auth=server.auth, timeout=60)

        assert report.status_code == 200, report.text
        counts = report.json()["done"]
        states = [client.get(f"/numberOrders/{each['idNumberOrder']}").json()["state"] for each in (left, done)]
        registration = client.get(f"{path}/registration").json()
    assert (counts["reservation"], counts["review"], counts["retention"]) == (1, 1, 2)
    assert (counts["document"], counts["charge"]) == (1, 2 * 11)
    assert states == ["EXPIRED", "COMPLETED"]
    assert registration["requestDetails"] == {}


def test_a_reset_and_a_snapshot_take_orders_and_documents_along(server: Sandbox) -> None:
    def sandbox_call(path: str, body: object = None) -> None:
        httpx2.post(f"{server.url}/sandbox/v1{path}", json=body or {}, auth=server.auth, timeout=60).raise_for_status()

    with httpx2.Client(auth=server.auth, base_url=server.project_url, timeout=60) as client:
        wish = {"regionCode": "AU", "numberType": "MOBILE", "quantityOrderOption": {"requestedQuantity": 1}}
        order_id = client.post("/numberOrders:createNumberOrder", json=wish).json()["idNumberOrder"]
        path = f"/numberOrders/{order_id}"
        client.post(f"{path}/attachments/{LETTER}", files={"file": ("l.pdf", PDF, "application/pdf")})
        sandbox_call("/snapshots", {"name": "with a letter"})

        sandbox_call("/reset")
        gone = client.get(path)
        sandbox_call("/snapshots/with a letter:restore")
        back = client.get(f"{path}/registration").json()
    operator = {"authorization": "Bearer sandbox-operator"}
    letter = httpx2.get(f"{server.url}/operator/v1{path}/attachments/{LETTER}", headers=operator)

    assert gone.status_code == 404
    assert back["attachments"][0]["fileName"] == "l.pdf"
    assert letter.content == PDF


def test_kyc_data_is_in_no_log(capfd: pytest.CaptureFixture[str]) -> None:
    with sandbox() as server, httpx2.Client(auth=server.auth, base_url=server.project_url, timeout=60) as client:
        wish = {"regionCode": "AU", "numberType": "MOBILE", "quantityOrderOption": {"requestedQuantity": 1}}
        path = f"/numberOrders/{client.post('/numberOrders:createNumberOrder', json=wish).json()['idNumberOrder']}"
        secret = "Marker-of-a-private-life"
        good = [AU_DATA[0], {**AU_DATA[1], "endBusinessName": secret}, AU_DATA[2]]
        for data in (good, [secret], [[{"senderId": secret * 10}], secret, {secret: secret}]):
            client.put(f"{path}/registration", json={"requestDetails": {"data": data}})
        for content, kind in ((PDF + secret.encode(), "application/pdf"), (secret.encode(), "application/pdf")):
            client.post(f"{path}/attachments/{LETTER}", files={"file": (f"{secret}.pdf", content, kind)})
        client.post(f"{path}/submit").raise_for_status()

    captured = capfd.readouterr()
    assert secret not in captured.out + captured.err


# Uploads


@pytest.fixture
async def project(context: Context) -> tuple[str, tuple[str, str]]:
    """Its id and a key; the server is for the test to start."""
    await store(context, AU_MOBILE)
    created = await create_project(context, "Uploads")
    key = await create_key(context, created.id, "")
    return created.id, (key.id, key.secret)


async def test_an_upload_that_breaks_off_leaves_nothing(
    project: tuple[str, tuple[str, str]], database: str, tmp_path: Path
) -> None:
    project_id, key = project
    folder = tmp_path / "store"
    with platform(database, NUMBERBANK_DOCUMENT_STORE=str(folder)) as url:
        async with httpx2.AsyncClient(auth=key, timeout=60) as client:
            orders = Orders(client, f"{url}/v1/projects/{project_id}")
            order_id = await orders.created(exactly("+61491570006"))
            path = f"/v1/projects/{project_id}/numberOrders/{order_id}/attachments/{LETTER}"

            await asyncio.to_thread(break_off, url, path, key)
            await asyncio.sleep(0.5)

            assert (await orders.registration(order_id))["attachments"] == []
            assert [each for each in folder.rglob("*") if each.is_file()] == []
            assert (await orders.upload(order_id)).status_code == 200
            assert len([each for each in folder.rglob("*") if each.is_file()]) == 1
    connection = await asyncpg.connect(database)
    assert await connection.fetchval("select count(*) from document") == 1
    await connection.close()


def break_off(url: str, path: str, key: tuple[str, str]) -> None:
    """Says that a megabyte comes, sends half of it, and hangs up."""
    address = urlsplit(url)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Length: {MIB}\r\n"
        f"Authorization: Basic {b64encode(':'.join(key).encode()).decode()}\r\n"
        "Content-Type: multipart/form-data; boundary=edge\r\n\r\n--edge\r\n"
        'Content-Disposition: form-data; name="file"; filename="l.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
    )
    with socket.create_connection((address.hostname or "", address.port or 0)) as connection:
        connection.sendall(head.encode() + PDF + bytes(MIB // 2))
        time.sleep(0.5)


@pytest.mark.parametrize("size", [11 * MIB, 30 * MIB])
async def test_one_that_is_too_large_is_told_so(
    project: tuple[str, tuple[str, str]], database: str, tmp_path: Path, size: int
) -> None:
    project_id, key = project
    folder = tmp_path / "store"
    with platform(database, NUMBERBANK_DOCUMENT_STORE=str(folder)) as url:
        async with httpx2.AsyncClient(auth=key, timeout=60) as client:
            orders = Orders(client, f"{url}/v1/projects/{project_id}")
            order_id = await orders.created(exactly("+61491570006"))

            refused = await orders.upload(order_id, content=PDF + bytes(size))

            assert refused.status_code == 413
            assert refused.json()["error"]["status"] == "CONTENT_TOO_LARGE"
            assert [each for each in folder.rglob("*") if each.is_file()] == []


# Contention


@pytest.mark.parametrize("sequential", [False, True])
async def test_30_orders_for_the_last_100_numbers(context: Context, database: str, sequential: bool) -> None:
    await store(context, NumberBlock("+614915712", 2, terms("AU", NumberType.MOBILE)))
    projects = [await create_project(context, str(number)) for number in range(30)]
    keys = [await create_key(context, project.id, "") for project in projects]
    with platform(database, workers=2) as url:
        clients = [
            httpx2.AsyncClient(base_url=f"{url}/v1/projects/{project.id}", auth=(key.id, key.secret), timeout=60)
            for project, key in zip(projects, keys, strict=True)
        ]
        wishes = [quantity(4 + index % 5, sequential=sequential) for index in range(30)]

        answers = await asyncio.gather(
            *(
                client.post("/numberOrders:createNumberOrder", json=wish)
                for client, wish in zip(clients, wishes, strict=True)
            )
        )
        for client in clients:
            await client.aclose()

    assert set(Counter(answer.status_code for answer in answers)) == {200, 400}
    given = [each["phoneNumber"] for answer in answers if answer.is_success for each in answer.json()["orderNumbers"]]
    assert len(given) == len(set(given)) <= 100
    assert len(given) > 100 - 4 * (8 if sequential else 1)
    for answer, wish in zip(answers, wishes, strict=True):
        if answer.is_success:
            assert len(answer.json()["orderNumbers"]) == wish["quantityOrderOption"]["requestedQuantity"]
        else:
            (detail,) = answer.json()["error"]["details"]
            assert "cannot be met: " in detail["fieldViolations"][0]["description"]


async def test_orders_and_rents_of_the_same_numbers_do_not_block_each_other(context: Context, database: str) -> None:
    await store(context, NumberBlock("+120135012", 2, terms()))
    project = await create_project(context, "Mixed")
    key = await create_key(context, project.id, "")
    with platform(database, workers=2) as url:
        async with httpx2.AsyncClient(
            base_url=f"{url}/v1/projects/{project.id}", auth=(key.id, key.secret), timeout=60
        ) as client:
            wish = {"regionCode": "US", "type": "LOCAL"}
            calls = [client.post("/availableNumbers:rentAny", json=wish) for _ in range(50)]
            calls += [
                client.post("/numberOrders:createNumberOrder", json=quantity(8, "US", "LOCAL", sequential=odd))
                for odd in (False, True, False) * 4
            ]
            answers = await asyncio.gather(*calls)

    assert {answer.status_code for answer in answers} <= {200, 400, 404}
    given = [
        each["phoneNumber"]
        for answer in answers
        if answer.is_success
        for each in answer.json().get("orderNumbers", [answer.json()])
    ]
    assert len(given) == len(set(given)) <= 100
    assert len(given) > 90
