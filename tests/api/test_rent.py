"""POST /availableNumbers/{phoneNumber}:rent and /availableNumbers:rentAny."""

import pytest
from support.apps import Api
from support.inventory import DE_LOCAL, US_LOCAL, US_TOLL_FREE, store, terms
from support.wire import NUMBER, error, get, listed, not_found, ok, rent, violations

from numberbank.domain.number_blocks import Capability, NumberBlock

WISH = {"regionCode": "US", "type": "LOCAL"}
URL = "https://93.184.216.34/events"
VOICE_ONLY = NumberBlock("+1202350", 1, terms(capabilities=(Capability.VOICE,)))


@pytest.fixture(autouse=True)
async def _inventory(api: Api) -> None:
    await store(api.context, US_LOCAL, US_TOLL_FREE, DE_LOCAL, VOICE_ONLY)


# Rent


async def test_the_answer_is_the_number_as_it_is_then_read(api: Api) -> None:
    rented = await rent(
        api,
        smsConfiguration={"servicePlanId": "PlanAlpha", "campaignId": "Campaign"},
        voiceConfiguration={"type": "EST", "trunkId": "trunk"},
        callbackUrl=URL,
    )

    assert rented == await get(api)


async def test_the_next_charge_is_a_calendar_month_later_to_the_microsecond(api: Api) -> None:
    """The clock stands at 31 January: February has no such day."""
    rented = await rent(api)

    assert rented["nextChargeDate"] == "2026-02-28T10:11:12.345678Z"


async def test_a_callback_url_is_echoed(api: Api) -> None:
    assert (await rent(api, callbackUrl=URL))["callbackUrl"] == URL


@pytest.mark.parametrize("url", ["", None])
async def test_an_empty_callback_url_means_none(api: Api, url: str | None) -> None:
    assert (await rent(api, callbackUrl=url))["callbackUrl"] == ""


@pytest.mark.parametrize(
    "url",
    [
        *("nonsense", "ftp://hooks.example.test", "http://93.184.216.34/events", "https://127.0.0.1/events"),
        *("https://[::1]/", "https://localhost/", "https://10.0.0.1/", "https://user:pass@93.184.216.34/"),
    ],
)
async def test_a_callback_url_that_must_not_be_called_is_refused(api: Api, url: str) -> None:
    answer = await api.client.post(api.path(f"/availableNumbers/{NUMBER}:rent"), json={"callbackUrl": url})

    assert violations(answer).keys() == {"callbackUrl"}
    assert await listed(api) == []


async def test_a_number_that_is_taken_is_a_404(api: Api) -> None:
    await rent(api)

    answer = await api.client.post(api.path(f"/availableNumbers/{NUMBER}:rent"))

    assert error(answer, 404) == not_found("AvailableNumber", NUMBER)


async def test_a_number_outside_of_the_inventory_is_a_404(api: Api) -> None:
    answer = await api.client.post(api.path("/availableNumbers/+12025550142:rent"))

    assert error(answer, 404) == not_found("AvailableNumber", "+12025550142")


async def test_a_malformed_number_is_a_400(api: Api) -> None:
    answer = await api.client.post(api.path("/availableNumbers/+12:rent"))

    assert violations(answer).keys() == {"phoneNumber"}


async def test_a_link_that_the_number_cannot_carry_is_refused_and_nothing_is_rented(api: Api) -> None:
    answer = await api.client.post(
        api.path("/availableNumbers/+12023500:rent"), json={"smsConfiguration": {"servicePlanId": "PlanAlpha"}}
    )

    assert violations(answer) == {"smsConfiguration": "this number has no SMS capability"}
    assert await listed(api) == []


# RentAny


async def test_any_number_that_fits_is_rented(api: Api) -> None:
    answer = await api.client.post(
        api.path("/availableNumbers:rentAny"),
        json={
            **WISH,
            "numberPattern": {"pattern": "0142", "searchPattern": "END"},
            "capabilities": ["SMS", "VOICE"],
            "smsConfiguration": {"servicePlanId": "PlanAlpha"},
            "voiceConfiguration": {"appId": "app"},
            "callbackUrl": URL,
        },
    )

    assert ok(answer)["phoneNumber"] == NUMBER
    assert ok(answer) == await get(api)


async def test_a_pattern_without_its_kind_is_a_start(api: Api) -> None:
    answer = await api.client.post(
        api.path("/availableNumbers:rentAny"), json={**WISH, "numberPattern": {"pattern": NUMBER}}
    )

    assert ok(answer)["phoneNumber"] == NUMBER


async def test_only_numbers_that_can_carry_the_links_are_picked(api: Api) -> None:
    answer = await api.client.post(
        api.path("/availableNumbers:rentAny"),
        json={
            **WISH,
            "numberPattern": {"pattern": "+1202", "searchPattern": "START"},
            "smsConfiguration": {"servicePlanId": "PlanAlpha"},
        },
    )

    assert error(answer, 404)["details"][0]["resourceType"] == "AvailableNumber"


async def test_when_all_are_taken_the_answer_is_a_404_without_a_name(api: Api) -> None:
    wish = {**WISH, "numberPattern": {"pattern": NUMBER, "searchPattern": "START"}}
    ok(await api.client.post(api.path("/availableNumbers:rentAny"), json=wish))

    answer = await api.client.post(api.path("/availableNumbers:rentAny"), json=wish)

    assert error(answer, 404) == not_found("AvailableNumber", "", "No available number matches the request")


async def test_region_and_type_are_required(api: Api) -> None:
    answer = await api.client.post(api.path("/availableNumbers:rentAny"), json={})

    assert violations(answer) == {"regionCode": "is required", "type": "is required"}


async def test_region_and_type_are_required_without_a_body_too(api: Api) -> None:
    answer = await api.client.post(api.path("/availableNumbers:rentAny"))

    assert violations(answer).keys() == {"regionCode", "type"}
