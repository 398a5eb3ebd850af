"""GET /availableRegions."""

import pytest
from support.apps import Api
from support.inventory import DE_LOCAL, SE_MOBILE, US_LOCAL, US_TOLL_FREE, store
from support.wire import ok, violations

US = {"regionCode": "US", "regionName": "United States", "types": ["LOCAL", "TOLL_FREE"]}
SE = {"regionCode": "SE", "regionName": "Sweden", "types": ["MOBILE"]}
DE = {"regionCode": "DE", "regionName": "Germany", "types": ["LOCAL"]}


@pytest.fixture(autouse=True)
async def _inventory(api: Api) -> None:
    await store(api.context, US_LOCAL, US_TOLL_FREE, SE_MOBILE, DE_LOCAL)


async def test_all_regions_come_in_order_of_their_codes(api: Api) -> None:
    answer = await api.client.get(api.path("/availableRegions"))

    assert ok(answer) == {"availableRegions": [DE, SE, US]}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("types=MOBILE", [SE]),
        ("types=TOLL_FREE", [US]),
        ("types=TOLL_FREE&types=MOBILE", [SE, US]),
        ("types=TOLL_FREE,MOBILE", [SE, US]),
        ("types=LOCAL&types=LOCAL", [DE, US]),
    ],
)
async def test_types_mean_any_and_regions_keep_all_of_theirs(
    api: Api, query: str, expected: list[dict[str, object]]
) -> None:
    answer = await api.client.get(api.path(f"/availableRegions?{query}"))

    assert ok(answer) == {"availableRegions": expected}


async def test_an_unknown_type_is_refused(api: Api) -> None:
    answer = await api.client.get(api.path("/availableRegions?types=CELL"))

    assert violations(answer).keys() == {"types"}
