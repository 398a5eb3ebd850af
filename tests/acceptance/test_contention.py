"""Many clients, several server processes, one number: it has one holder, and the others hear so cleanly."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import httpx2
import pytest
from support.inventory import store, terms
from support.programs import platform

from numberbank.domain.e164 import e164_from_int
from numberbank.domain.number_blocks import NumberBlock
from numberbank.services.context import Context
from numberbank.services.projects import create_key, create_project

CLIENTS = 64
ROUNDS = 200
SERVERS = 3


@pytest.fixture
async def clients(context: Context, database: str) -> AsyncIterator[list[httpx2.AsyncClient]]:
    """Clients of as many projects, spread over servers that share a database of one small block and a large one."""
    await store(context, NumberBlock("+120135012", 2, terms()), NumberBlock("+1213350", 4, terms()))
    projects = [await create_project(context, str(number)) for number in range(CLIENTS)]
    keys = [await create_key(context, project.id, "") for project in projects]
    with (
        platform(database) as first,
        platform(database) as second,
        platform(database, workers=2) as third,
    ):
        servers = (first, second, third)
        opened = [
            httpx2.AsyncClient(
                base_url=f"{servers[index % SERVERS]}/v1/projects/{project.id}", auth=(key.id, key.secret), timeout=60
            )
            for index, (project, key) in enumerate(zip(projects, keys, strict=True))
        ]
        yield opened
        for client in opened:
            await client.aclose()


async def test_one_number_goes_to_one_of_64_clients(clients: list[httpx2.AsyncClient]) -> None:
    for round_ in range(ROUNDS):
        number = e164_from_int(12133500000 + round_)

        answers = await asyncio.gather(*(client.post(f"/availableNumbers/{number}:rent") for client in clients))

        assert Counter(answer.status_code for answer in answers) == {200: 1, 404: CLIENTS - 1}
        refused = [answer.json()["error"] for answer in answers if answer.status_code == 404]
        assert all(error["details"][0]["resourceName"] == number for error in refused)


async def test_64_clients_that_rent_any_get_64_numbers(clients: list[httpx2.AsyncClient]) -> None:
    wish = {
        "regionCode": "US",
        "type": "LOCAL",
        "numberPattern": {"pattern": "+120135012", "searchPattern": "START"},
    }

    answers = await asyncio.gather(*(client.post("/availableNumbers:rentAny", json=wish) for client in clients))
    late = await asyncio.gather(*(client.post("/availableNumbers:rentAny", json=wish) for client in clients))

    assert Counter(answer.status_code for answer in answers) == {200: CLIENTS}
    assert Counter(answer.status_code for answer in late) == {200: 100 - CLIENTS, 404: 2 * CLIENTS - 100}
    numbers = [answer.json()["phoneNumber"] for answer in (*answers, *late) if answer.status_code == 200]
    assert len(set(numbers)) == 100
