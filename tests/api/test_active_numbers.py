"""GET, PATCH and release of /activeNumbers."""

from itertools import chain
from typing import Any

import pytest
from support.apps import Api
from support.clock import FakeClock
from support.inventory import DE_LOCAL, US_LOCAL, US_TOLL_FREE, hold, store
from support.wire import NUMBER, OTHER, error, get, listed, not_found, ok, patch, rent, settle, violations

from numberbank.domain.number_blocks import Capability

URL = "https://93.184.216.34/events"
TOLL_FREE, GERMAN = "+18003500001", "+4930120001"
ALL = [GERMAN, NUMBER, OTHER, TOLL_FREE]
"""in the order of their values: the German one is a digit shorter"""


@pytest.fixture(autouse=True)
async def _inventory(api: Api) -> None:
    await store(api.context, US_LOCAL, US_TOLL_FREE, DE_LOCAL)


async def pages(api: Api, **query: Any) -> list[list[str]]:
    found, token = [], ""
    while True:
        answer = ok(await api.client.get(api.path("/activeNumbers"), params={**query, "pageToken": token}))
        found.append([number["phoneNumber"] for number in answer["activeNumbers"]])
        token = answer["nextPageToken"]
        if not token:
            return found


# List


async def test_an_empty_list_has_all_its_members(api: Api) -> None:
    answer = await api.client.get(api.path("/activeNumbers"))

    assert ok(answer) == {"activeNumbers": [], "nextPageToken": "", "totalSize": 0}
    assert answer.text == '{"activeNumbers":[],"nextPageToken":"","totalSize":0}'


async def test_a_list_shows_numbers_as_get_does(api: Api) -> None:
    await rent(api, smsConfiguration={"servicePlanId": "PlanAlpha"}, voiceConfiguration={"appId": "app"})

    answer = ok(await api.client.get(api.path("/activeNumbers")))

    assert answer == {"activeNumbers": [await get(api)], "nextPageToken": "", "totalSize": 1}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ALL),
        ({"regionCode": "DE"}, [GERMAN]),
        ({"type": "LOCAL"}, [GERMAN, NUMBER, OTHER]),
        ({"regionCode": "US", "type": "LOCAL"}, [NUMBER, OTHER]),
        ({"capability": "SMS"}, [NUMBER, OTHER, TOLL_FREE]),
        ({"capability": ["SMS", "VOICE"]}, [NUMBER, OTHER, TOLL_FREE]),
        ({"numberPattern.pattern": "+1201"}, [NUMBER, OTHER]),
        ({"numberPattern.pattern": "1201"}, []),
        ({"numberPattern.pattern": "350", "numberPattern.searchPattern": "CONTAINS"}, [NUMBER, OTHER, TOLL_FREE]),
        ({"numberPattern.pattern": "0001", "numberPattern.searchPattern": "END"}, [GERMAN, TOLL_FREE]),
        ({"numberPattern.searchPattern": "END"}, ALL),
        ({"regionCode": "FR"}, []),
    ],
)
async def test_filters(api: Api, query: dict[str, Any], expected: list[str]) -> None:
    await hold(api.context, api.project_id, GERMAN, TOLL_FREE, OTHER, NUMBER)

    answer = ok(await api.client.get(api.path("/activeNumbers"), params=query))

    assert [number["phoneNumber"] for number in answer["activeNumbers"]] == expected
    assert answer["totalSize"] == len(expected)


@pytest.mark.parametrize(("size", "lengths"), [(1, [1] * 4), (3, [3, 1]), (4, [4]), (100, [4])])
async def test_pages_together_are_the_list(api: Api, size: int, lengths: list[int]) -> None:
    await hold(api.context, api.project_id, GERMAN, TOLL_FREE, OTHER, NUMBER)

    found = await pages(api, pageSize=size)

    assert [len(page) for page in found] == lengths
    assert list(chain(*found)) == ALL


async def test_every_page_says_how_many_there_were_when_the_list_was_begun(api: Api) -> None:
    await hold(api.context, api.project_id, GERMAN, TOLL_FREE, OTHER, NUMBER)
    first = ok(await api.client.get(api.path("/activeNumbers?pageSize=3")))
    await hold(api.context, api.project_id, "+12013509999")

    second = ok(await api.client.get(api.path(f"/activeNumbers?pageSize=3&pageToken={first['nextPageToken']}")))

    assert (first["totalSize"], second["totalSize"]) == (4, 4)
    assert ok(await api.client.get(api.path("/activeNumbers?pageSize=3")))["totalSize"] == 5


async def test_a_page_has_a_hundred_numbers_unless_another_size_is_asked_for(api: Api) -> None:
    await hold(api.context, api.project_id, *(f"+120135{index:05}" for index in range(120)))

    assert [len(page) for page in await pages(api)] == [100, 20]


async def test_order_by_display_name_breaks_ties_by_number(api: Api) -> None:
    await hold(api.context, api.project_id, TOLL_FREE, OTHER, NUMBER, GERMAN)
    await patch(api, TOLL_FREE, displayName="b")
    await patch(api, NUMBER, displayName="b")
    await patch(api, OTHER, displayName="B")
    await patch(api, GERMAN, displayName="ä")

    found = await pages(api, orderBy="displayName", pageSize=1)

    assert list(chain(*found)) == [OTHER, NUMBER, TOLL_FREE, GERMAN]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("orderBy=createTime", "orderBy"),
        ("pageSize=0", "pageSize"),
        ("pageSize=1001", "pageSize"),
        ("type=CELL", "type"),
        ("capability=FAX", "capability"),
        ("pageToken=nonsense", "pageToken"),
        ("numberPattern.pattern=abc", "numberPattern.pattern"),
    ],
)
async def test_a_query_against_the_rules_is_a_400(api: Api, query: str, field: str) -> None:
    answer = await api.client.get(api.path(f"/activeNumbers?{query}"))

    assert violations(answer).keys() == {field}


# Get


async def test_a_number_that_nobody_holds_is_a_404(api: Api) -> None:
    answer = await api.client.get(api.path(f"/activeNumbers/{NUMBER}"))

    assert error(answer, 404) == not_found("ActiveNumber", NUMBER)


async def test_a_malformed_number_is_a_400(api: Api) -> None:
    answer = await api.client.get(api.path("/activeNumbers/+1"))

    assert violations(answer).keys() == {"phoneNumber"}


# Patch


async def test_name_and_url_change_at_once(api: Api) -> None:
    await rent(api)

    updated = await patch(api, displayName="Réception ☎", callbackUrl=URL)

    assert (updated["displayName"], updated["callbackUrl"]) == ("Réception ☎", URL)
    assert updated == await get(api)


async def test_members_that_are_absent_stay(api: Api) -> None:
    rented = await rent(api, smsConfiguration={"servicePlanId": "PlanAlpha"}, callbackUrl=URL)
    named = await patch(api, displayName="Front desk")

    updated = await patch(api)

    assert updated == named == {**rented, "displayName": "Front desk"}


@pytest.mark.parametrize("nothing", ["", None])
async def test_name_and_url_are_taken_away_by_an_empty_string_or_null(api: Api, nothing: str | None) -> None:
    rented = await rent(api)
    await patch(api, displayName="Front desk", callbackUrl=URL)

    updated = await patch(api, displayName=nothing, callbackUrl=nothing)

    assert updated == rented == await get(api)


async def test_a_null_configuration_is_the_same_as_none(api: Api) -> None:
    rented = await rent(api, smsConfiguration={"servicePlanId": "PlanAlpha"}, voiceConfiguration={"appId": "app"})

    assert await patch(api, smsConfiguration=None, voiceConfiguration=None) == rented


async def test_a_campaign_follows_alone_once_there_is_a_plan(api: Api, clock: FakeClock) -> None:
    await rent(api, smsConfiguration={"servicePlanId": "PlanAlpha"})
    await settle(api.context, clock)

    updated = await patch(api, smsConfiguration={"campaignId": "Campaign"})

    sms = updated["smsConfiguration"]
    assert (sms["servicePlanId"], sms["campaignId"]) == ("PlanAlpha", "")
    assert sms["scheduledProvisioning"]["campaignId"] == "Campaign"


async def test_a_campaign_without_a_plan_is_refused(api: Api) -> None:
    await rent(api)

    answer = await api.client.patch(
        api.path(f"/activeNumbers/{NUMBER}"), json={"smsConfiguration": {"campaignId": "Campaign"}}
    )

    assert violations(answer).keys() == {"smsConfiguration.campaignId"}


async def test_a_link_that_the_number_cannot_carry_is_refused(api: Api) -> None:
    await hold(api.context, api.project_id, GERMAN)

    answer = await api.client.patch(
        api.path(f"/activeNumbers/{GERMAN}"), json={"smsConfiguration": {"servicePlanId": "PlanAlpha"}}
    )

    assert DE_LOCAL.terms.capabilities == (Capability.VOICE,)
    assert violations(answer) == {"smsConfiguration": "this number has no SMS capability"}


async def test_a_refused_change_changes_nothing(api: Api) -> None:
    rented = await rent(api)

    answer = await api.client.patch(
        api.path(f"/activeNumbers/{NUMBER}"),
        json={"displayName": "Front desk", "smsConfiguration": {"campaignId": "Campaign"}},
    )

    assert answer.status_code == 400
    assert await get(api) == rented


async def test_a_failed_job_stays_until_it_is_asked_for_anew(api: Api, clock: FakeClock) -> None:
    await rent(api, smsConfiguration={"servicePlanId": "PlanAlpha", "campaignId": "CAMPAIGN_EXPIRED"})
    await settle(api.context, clock)
    failed = (await get(api))["smsConfiguration"]

    await patch(api, smsConfiguration={"servicePlanId": "PlanAlpha", "campaignId": "Campaign"})
    await settle(api.context, clock)

    settled = (await get(api))["smsConfiguration"]
    assert failed["scheduledProvisioning"]["status"] == "FAILED"
    assert failed["scheduledProvisioning"]["errorCodes"] == ["CAMPAIGN_EXPIRED"]
    assert (failed["servicePlanId"], failed["campaignId"]) == ("PlanAlpha", "")
    assert settled == {"servicePlanId": "PlanAlpha", "scheduledProvisioning": None, "campaignId": "Campaign"}


async def test_patch_of_a_number_that_is_not_held_is_a_404(api: Api) -> None:
    answer = await api.client.patch(api.path(f"/activeNumbers/{NUMBER}"), json={"displayName": "x"})

    assert error(answer, 404) == not_found("ActiveNumber", NUMBER)


async def test_a_name_has_a_longest(api: Api) -> None:
    await rent(api)

    assert (await patch(api, displayName="x" * 255))["displayName"] == "x" * 255
    answer = await api.client.patch(api.path(f"/activeNumbers/{NUMBER}"), json={"displayName": "x" * 256})

    assert violations(answer).keys() == {"displayName"}


# Release


async def test_release_of_a_number_that_is_not_held_is_a_404(api: Api) -> None:
    answer = await api.client.post(api.path(f"/activeNumbers/{NUMBER}:release"))

    assert error(answer, 404) == not_found("ActiveNumber", NUMBER)


async def test_a_released_number_is_still_the_projects_own(api: Api) -> None:
    await rent(api)
    released = ok(await api.client.post(api.path(f"/activeNumbers/{NUMBER}:release")))

    assert await get(api) == released
    assert await listed(api) == [NUMBER]
    answer = await api.client.get(api.path(f"/availableNumbers/{NUMBER}"))
    assert answer.status_code == 404
