"""How often each call of an emergency address goes to the database and back."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.apps import Api
from support.clock import FakeClock
from support.inventory import US_LOCAL, store
from support.round_trips import RoundTrips, logged_context

from numberbank.domain.e164 import E164
from numberbank.services.available_numbers import RentTerms, rent_number
from numberbank.services.context import Context

NUMBER = E164("+12013500142")
BODY = {
    "displayName": "Head office",
    "address": {
        "streetNumber": "3500", "streetInfo": "Lenox Rd NE", "city": "Atlanta", "state": "GA", "postalCode": "30326",
    },
}  # fmt: skip


@pytest.fixture
def round_trips() -> RoundTrips:
    return RoundTrips()


@pytest.fixture
async def context(database: str, clock: FakeClock, round_trips: RoundTrips, tmp_path: Path) -> AsyncIterator[Context]:
    async with logged_context(database, clock, round_trips, tmp_path) as context:
        yield context


@pytest.fixture
async def provisioned(api: Api, round_trips: RoundTrips) -> Api:
    """Warm: the key is known, and statements are prepared, as they are from the second request on."""
    round_trips.complete_at_answers_to(api.client)
    await store(api.context, US_LOCAL)
    await rent_number(api.context, api.project_id, NUMBER, RentTerms())
    for action in (":validate", ":provision", ":deprovision", ":provision"):
        answer = await api.client.post(path(api, action), json=BODY)
        assert answer.status_code == 200, answer.text
    await api.client.get(path(api))
    return api


def path(api: Api, action: str = "") -> str:
    return api.path(f"/activeNumbers/{NUMBER}/emergencyAddress{action}")


@pytest.mark.parametrize(
    ("method", "action", "most"),
    [("GET", "", 2), ("POST", ":validate", 2), ("POST", ":provision", 7), ("POST", ":deprovision", 5)],
)
async def test_a_call_takes_few(provisioned: Api, round_trips: RoundTrips, method: str, action: str, most: int) -> None:
    round_trips.clear()

    answer = await provisioned.client.request(method, path(provisioned, action), json=BODY)

    assert answer.status_code == 200
    assert 0 < len(round_trips) <= most, "\n".join(round_trips)


async def test_a_release_takes_no_more_for_having_an_address(provisioned: Api, round_trips: RoundTrips) -> None:
    round_trips.clear()

    await provisioned.client.post(provisioned.path(f"/activeNumbers/{NUMBER}:release"))

    assert 0 < len(round_trips) <= 5, "\n".join(round_trips)
