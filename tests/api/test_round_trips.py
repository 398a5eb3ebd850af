"""How often each request goes to the database and back. Everything else about speed follows from that."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.apps import Api, served
from support.clock import FakeClock
from support.inventory import US_LOCAL, store
from support.round_trips import RoundTrips, logged_context
from support.wire import NUMBER, OTHER, ok, rent

from bench import requests
from numberbank.services.context import Context
from numberbank.services.projects import create_key, create_project

LINKS = {
    "smsConfiguration": {"servicePlanId": "Plan", "campaignId": "Campaign"},
    "voiceConfiguration": {"appId": "app"},
    "callbackUrl": "https://93.184.216.34/events",
}
RENT_ANY = {"regionCode": "US", "type": "LOCAL", **LINKS}


@pytest.fixture
def round_trips() -> RoundTrips:
    return RoundTrips()


@pytest.fixture
async def context(database: str, clock: FakeClock, round_trips: RoundTrips, tmp_path: Path) -> AsyncIterator[Context]:
    async with logged_context(database, clock, round_trips, tmp_path) as context:
        yield context


@pytest.fixture
async def api(context: Context, round_trips: RoundTrips) -> AsyncIterator[Api]:
    """Warm: the key is known, and statements are prepared, as they are from the second request on."""
    project = await create_project(context, "Test")
    key = await create_key(context, project.id, "test")
    await store(context, US_LOCAL)
    async with served(context, (key.id, key.secret)) as client:
        api = Api(client, context, project.id, key.id, key.secret)
        round_trips.complete_at_answers_to(client)
        for path in (f"/activeNumbers/{OTHER}:release", f"/availableNumbers/{OTHER}:rent", "/availableNumbers:rentAny"):
            await api.client.post(api.path(path), json=RENT_ANY)
        for path in ("/activeNumbers", f"/activeNumbers/{OTHER}", f"/availableNumbers/{OTHER}", "/availableRegions"):
            await api.client.get(api.path(path))
        await api.client.get(api.path("/availableNumbers?regionCode=US&type=LOCAL&numberPattern.pattern=01"))
        await api.client.patch(api.path(f"/activeNumbers/{OTHER}"), json={"displayName": "x", **LINKS})
        round_trips.clear()
        yield api


def assert_at_most(most: int, round_trips: RoundTrips) -> None:
    assert 0 < len(round_trips) <= most, "\n".join(round_trips)


async def test_the_log_shows_transactions(context: Context, round_trips: RoundTrips) -> None:
    async with context.database.transaction() as connection:
        await connection.execute("select 1")
    await asyncio.sleep(0)

    assert round_trips == ["BEGIN;", "select 1", "COMMIT;"]


async def test_get_takes_1(api: Api, round_trips: RoundTrips) -> None:
    ok(await api.client.get(api.path(f"/activeNumbers/{OTHER}")))

    assert_at_most(1, round_trips)


async def test_check_takes_1(api: Api, round_trips: RoundTrips) -> None:
    ok(await api.client.get(api.path(f"/availableNumbers/{NUMBER}")))

    assert_at_most(1, round_trips)


async def test_list_takes_1_and_the_first_of_several_pages_2(api: Api, round_trips: RoundTrips) -> None:
    ok(await api.client.get(api.path("/activeNumbers?orderBy=displayName&capability=SMS")))
    assert_at_most(1, round_trips)
    await rent(api, NUMBER)
    round_trips.clear()

    first = ok(await api.client.get(api.path("/activeNumbers?pageSize=1")))
    assert_at_most(2, round_trips)
    round_trips.clear()

    ok(await api.client.get(api.path(f"/activeNumbers?pageSize=1&pageToken={first['nextPageToken']}")))
    assert_at_most(1, round_trips)


@pytest.mark.parametrize("query", ["", "&numberPattern.pattern=350&numberPattern.searchPattern=CONTAINS&size=100"])
async def test_search_takes_at_most_2(api: Api, round_trips: RoundTrips, query: str) -> None:
    ok(await api.client.get(api.path(f"/availableNumbers?regionCode=US&type=LOCAL{query}")))

    assert_at_most(2, round_trips)


async def test_rent_with_all_links_takes_1(api: Api, round_trips: RoundTrips) -> None:
    await rent(api, NUMBER, **LINKS)

    assert_at_most(1, round_trips)


async def test_a_rent_that_comes_too_late_takes_1(api: Api, round_trips: RoundTrips) -> None:
    answer = await api.client.post(api.path(f"/availableNumbers/{OTHER}:rent"), json=LINKS)

    assert answer.status_code == 404
    assert_at_most(1, round_trips)


async def test_rent_any_takes_a_search_more(api: Api, round_trips: RoundTrips) -> None:
    ok(await api.client.post(api.path("/availableNumbers:rentAny"), json=RENT_ANY))

    assert_at_most(2, round_trips)


async def test_patch_takes_at_most_6(api: Api, round_trips: RoundTrips) -> None:
    body = {"displayName": "y", "voiceConfiguration": {"type": "FAX", "serviceId": "fax"}}

    ok(await api.client.patch(api.path(f"/activeNumbers/{OTHER}"), json=body))

    assert_at_most(6, round_trips)


async def test_release_takes_at_most_5(api: Api, round_trips: RoundTrips) -> None:
    ok(await api.client.post(api.path(f"/activeNumbers/{OTHER}:release")))

    assert_at_most(5, round_trips)


async def test_regions_take_1(api: Api, round_trips: RoundTrips) -> None:
    ok(await api.client.get(api.path("/availableRegions?types=LOCAL")))

    assert_at_most(1, round_trips)


async def test_a_refused_request_takes_none(api: Api, round_trips: RoundTrips) -> None:
    answer = await api.client.get(api.path("/availableNumbers?regionCode=US"))

    assert answer.status_code == 400
    assert round_trips == []


@pytest.mark.parametrize("name", ["SEARCH", "RENT", "RENT_ANY", "LIST", "GET"])
async def test_requests_of_the_bench_take_what_it_says(api: Api, round_trips: RoundTrips, name: str) -> None:
    request: requests.Request = getattr(requests, name)
    path = request.of(api.project_id).replace("NUMBER", OTHER if name == "GET" else NUMBER)
    body = request.body.replace("AREA", "+1201").replace("CALLBACK", "https://93.184.216.34/events")

    ok(await api.client.request("POST" if body else "GET", path, content=body))

    assert len(round_trips) == request.statements, "\n".join(round_trips)
