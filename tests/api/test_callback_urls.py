"""Callback URLs in requests: what may not be called is refused when it is given."""

from dataclasses import replace

import pytest
from support.apps import Api, api_on
from support.inventory import US_LOCAL, store
from support.wire import NUMBER, error, get, ok, patch, rent

INWARD = [
    "http://hooks.example.com/",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://[::ffff:169.254.169.254]/",
    "https://localhost/",
    "https://user:password@hooks.example.com/",
    "https://hooks..example.com/",
    "hooks.example.com",
]


@pytest.fixture(autouse=True)
async def _inventory(api: Api) -> None:
    await store(api.context, US_LOCAL)


@pytest.mark.parametrize("url", INWARD)
async def test_patch_refuses_it_and_changes_nothing(api: Api, url: str) -> None:
    await rent(api)

    answer = await api.client.patch(
        api.path(f"/activeNumbers/{NUMBER}"), json={"displayName": "Front desk", "callbackUrl": url}
    )

    refused = error(answer, 400)
    assert [violation["field"] for violation in refused["details"][0]["fieldViolations"]] == ["callbackUrl"]
    number = await get(api)
    assert (number["displayName"], number["callbackUrl"]) == ("", "")


@pytest.mark.parametrize("url", INWARD)
async def test_rent_refuses_it_and_leaves_the_number(api: Api, url: str) -> None:
    answer = await api.client.post(api.path(f"/availableNumbers/{NUMBER}:rent"), json={"callbackUrl": url})

    error(answer, 400)
    ok(await api.client.get(api.path(f"/availableNumbers/{NUMBER}")))


async def test_rent_any_refuses_it(api: Api) -> None:
    body = {"regionCode": "US", "type": "LOCAL", "callbackUrl": "https://10.0.0.1/"}

    error(await api.client.post(api.path("/availableNumbers:rentAny"), json=body), 400)


async def test_a_name_that_does_not_resolve_yet_is_taken(api: Api) -> None:
    rented = await rent(api, callbackUrl="https://hooks.invalid/numbers")

    assert rented["callbackUrl"] == "https://hooks.invalid/numbers"


async def test_an_empty_url_calls_nobody(api: Api) -> None:
    await rent(api, callbackUrl="https://93.184.216.34/")

    updated = await patch(api, callbackUrl="")

    assert updated["callbackUrl"] == ""


async def test_a_sandbox_calls_this_machine(api: Api) -> None:
    context = replace(api.context, policy=replace(api.context.policy, private_callbacks=True))
    async with api_on(context, api) as inside:
        rented = await rent(inside, callbackUrl="http://127.0.0.1:9000/events")
        answer = await inside.client.patch(
            inside.path(f"/activeNumbers/{NUMBER}"), json={"callbackUrl": "127.0.0.1:9000"}
        )

    assert rented["callbackUrl"] == "http://127.0.0.1:9000/events"
    error(answer, 400)
