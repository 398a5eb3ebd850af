"""GET /availableNumbers, and one of them."""

from typing import Any

import pytest
from support.apps import Api
from support.inventory import DE_LOCAL, US_LOCAL, US_TOLL_FREE, store, terms
from support.wire import NUMBER, error, not_found, ok, rent, violations

from numberbank.domain.number_blocks import Capability, NumberBlock

TERMS = {
    "phoneNumber": NUMBER,
    "regionCode": "US",
    "type": "LOCAL",
    "capability": ["SMS", "VOICE"],
    "setupPrice": {"currencyCode": "USD", "amount": "0.50"},
    "monthlyPrice": {"currencyCode": "USD", "amount": "0.50"},
    "paymentIntervalMonths": 1,
    "supportingDocumentationRequired": True,
}


@pytest.fixture(autouse=True)
async def _inventory(api: Api) -> None:
    await store(api.context, US_LOCAL, US_TOLL_FREE, DE_LOCAL)


async def search(api: Api, **query: Any) -> list[dict[str, Any]]:
    answer = await api.client.get(api.path("/availableNumbers"), params={"regionCode": "US", "type": "LOCAL", **query})
    found: list[dict[str, Any]] = ok(answer)["availableNumbers"]
    return found


# Search


async def test_a_found_number_has_all_its_terms_in_the_order_of_the_reference(api: Api) -> None:
    (found,) = await search(api, **{"numberPattern.pattern": NUMBER})

    assert found == TERMS
    assert list(found) == list(TERMS)


async def test_thirty_numbers_come_unless_another_size_is_asked_for(api: Api) -> None:
    assert len(await search(api)) == 30
    assert len(await search(api, size=5)) == 5
    assert len(await search(api, size=1000)) == 1000


async def test_no_number_comes_twice_and_the_order_changes(api: Api) -> None:
    first, second = await search(api, size=100), await search(api, size=100)

    assert len({number["phoneNumber"] for number in first}) == 100
    assert first != second


@pytest.mark.parametrize(
    ("pattern", "kind", "expected"),
    [
        ("+120135001", "START", 100),
        ("120135001", "START", 0),
        ("350014", "CONTAINS", 10),
        ("+1201350014", "CONTAINS", 10),
        ("0142", "END", 1),
        ("+12013500142", "END", 1),
        ("+44", "START", 0),
    ],
)
async def test_a_pattern_is_held_against_the_whole_number(api: Api, pattern: str, kind: str, expected: int) -> None:
    found = await search(api, **{"numberPattern.pattern": pattern, "numberPattern.searchPattern": kind, "size": 1000})

    assert len(found) == expected


async def test_a_pattern_without_its_kind_is_a_start(api: Api) -> None:
    assert len(await search(api, **{"numberPattern.pattern": "+120135001", "size": 1000})) == 100


async def test_no_match_is_an_empty_list(api: Api) -> None:
    answer = await api.client.get(api.path("/availableNumbers?regionCode=FR&type=MOBILE"))

    assert ok(answer) == {"availableNumbers": []}


async def test_capabilities_mean_all(api: Api) -> None:
    await store(api.context, NumberBlock("+1202350", 2, terms(capabilities=(Capability.SMS,))))

    assert len(await search(api, capabilities=["SMS"], size=1000, **{"numberPattern.pattern": "+1202"})) == 100
    assert await search(api, capabilities=["SMS", "VOICE"], **{"numberPattern.pattern": "+1202"}) == []
    assert len(await search(api, capabilities=["VOICE"])) == 30


async def test_a_held_number_is_not_found(api: Api) -> None:
    await rent(api)

    assert await search(api, **{"numberPattern.pattern": NUMBER}) == []


async def test_region_and_type_are_required(api: Api) -> None:
    answer = await api.client.get(api.path("/availableNumbers"))

    assert violations(answer) == {"regionCode": "is required", "type": "is required"}


# Availability of one number


async def test_a_free_number_is_answered_bare(api: Api) -> None:
    answer = ok(await api.client.get(api.path(f"/availableNumbers/{NUMBER}")))

    assert answer == TERMS
    assert list(answer) == list(TERMS)


async def test_a_held_number_is_not_available_to_anybody(api: Api) -> None:
    await rent(api)

    answer = await api.client.get(api.path(f"/availableNumbers/{NUMBER}"))

    assert error(answer, 404) == not_found("AvailableNumber", NUMBER)


async def test_a_number_outside_of_the_inventory_is_named_in_the_404(api: Api) -> None:
    answer = await api.client.get(api.path("/availableNumbers/+33123456789"))

    assert error(answer, 404) == not_found("AvailableNumber", "+33123456789")


@pytest.mark.parametrize("number", ["12013500142", "+1201", "+0123456789", "+1201350014x", "+1234567890123456"])
async def test_a_malformed_number_is_a_400(api: Api, number: str) -> None:
    answer = await api.client.get(api.path(f"/availableNumbers/{number}"))

    assert violations(answer).keys() == {"phoneNumber"}
