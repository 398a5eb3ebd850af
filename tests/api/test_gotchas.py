"""One test for each surprise of the wire that the reference tells of (sections 1, 3, 4, 6 to 8, 14 and 15)."""

import json
from dataclasses import replace
from typing import Any

import pytest
from support.apps import Api, api_on
from support.clock import FakeClock
from support.inventory import SE_MOBILE, US_LOCAL, US_TOLL_FREE, store
from support.wire import NUMBER, OTHER, error, get, listed, ok, patch, rent, settle, violations

from numberbank.domain.policy import Policy
from numberbank.services.context import Context
from numberbank.services.projects import create_key, create_project

SEARCH = "/availableNumbers?regionCode=US&type=LOCAL"
RENT = f"/availableNumbers/{NUMBER}:rent"
RENT_ANY = {"regionCode": "US", "type": "LOCAL"}


@pytest.fixture(autouse=True)
async def _inventory(api: Api) -> None:
    await store(api.context, US_LOCAL, US_TOLL_FREE, SE_MOBILE)


async def found(api: Api, query: str) -> list[str]:
    answer = ok(await api.client.get(api.path(f"{SEARCH}&{query}")))
    return [number["phoneNumber"] for number in answer["availableNumbers"]]


async def refused_rent(api: Api, body: object, number: str = NUMBER) -> dict[str, str]:
    answer = await api.client.post(api.path(f"/availableNumbers/{number}:rent"), json=body)
    assert await listed(api) == []
    return violations(answer)


# Names of parameters


async def test_search_takes_size_and_the_list_takes_page_size(api: Api) -> None:
    await rent(api, NUMBER)
    await rent(api, OTHER)

    assert len(await found(api, "size=2&pageSize=5")) == 2
    assert await listed(api, pageSize=1, size=2) == [NUMBER]


@pytest.mark.parametrize(
    "query",
    [
        *("capability=SMS&capability=VOICE", "capabilities=SMS&capabilities=VOICE"),
        *("capability=SMS,VOICE", "capabilities=SMS,VOICE", "capability=SMS&capabilities=VOICE"),
    ],
)
async def test_both_lists_take_capability_and_capabilities_repeated_and_joined(api: Api, query: str) -> None:
    await rent(api)

    searched = await found(api, f"{query}&size=3")
    answer = ok(await api.client.get(api.path(f"/activeNumbers?{query}")))

    assert len(searched) == 3
    assert answer["totalSize"] == 1


@pytest.mark.parametrize("name", ["capability", "capabilities"])
async def test_a_wrong_capability_is_named_as_it_was_sent(api: Api, name: str) -> None:
    for path in (SEARCH + "&", "/activeNumbers?"):
        answer = await api.client.get(api.path(f"{path}{name}=SMS,FAX"))

        assert violations(answer) == {name: '"FAX" is not a valid value; use one of SMS, VOICE'}


async def test_unknown_parameters_and_members_are_ignored(api: Api) -> None:
    assert len(await found(api, "size=1&colour=red")) == 1
    assert (await rent(api, colour="red", smsConfiguration={"servicePlanId": "Plan", "colour": "red"}))["phoneNumber"]


# Plus signs and colons


@pytest.mark.parametrize("sent", ["+12013500142", "%2B12013500142", "%2b12013500142", " 12013500142", "%2012013500142"])
async def test_a_plus_sign_in_a_query_may_arrive_as_a_space(api: Api, sent: str) -> None:
    await rent(api, OTHER)

    assert await found(api, f"numberPattern.pattern={sent}") == [NUMBER]
    answer = ok(await api.client.get(api.path(f"/activeNumbers?numberPattern.pattern={sent[:-1]}3")))
    assert answer["totalSize"] == 1


# Null and empty


@pytest.mark.parametrize("body", [{}, {"smsConfiguration": None, "voiceConfiguration": None, "callbackUrl": None}])
async def test_nulls_at_the_top_are_the_same_as_nothing(api: Api, body: dict[str, None]) -> None:
    rented = await rent(api, **body)

    assert rented["smsConfiguration"]["scheduledProvisioning"] is None
    assert rented["voiceConfiguration"]["scheduledVoiceProvisioning"] is None


async def test_an_empty_voice_configuration_is_refused(api: Api) -> None:
    assert await refused_rent(api, {"voiceConfiguration": {}}) == {"voiceConfiguration.appId": "is required"}


async def test_an_empty_sms_configuration_is_refused(api: Api) -> None:
    assert await refused_rent(api, {"smsConfiguration": {}}) == {"smsConfiguration.servicePlanId": "is required"}


async def test_empty_configurations_are_refused_in_rent_any_and_patch_too(api: Api) -> None:
    empty = {"smsConfiguration": {}, "voiceConfiguration": {}}
    fields = {"smsConfiguration.servicePlanId", "voiceConfiguration.appId"}

    any_answer = await api.client.post(api.path("/availableNumbers:rentAny"), json={**RENT_ANY, **empty})
    await rent(api)
    patch_answer = await api.client.patch(api.path(f"/activeNumbers/{NUMBER}"), json=empty)

    assert violations(any_answer).keys() == fields
    assert violations(patch_answer).keys() == fields


@pytest.mark.parametrize("nothing", ["", None])
async def test_null_ids_are_empty_ids(api: Api, clock: FakeClock, nothing: str | None) -> None:
    """Java clients send them: a patch with one unlinks."""
    await rent(api, smsConfiguration={"servicePlanId": "Plan"}, voiceConfiguration={"appId": "app"})
    await settle(api.context, clock)

    updated = await patch(
        api, smsConfiguration={"servicePlanId": nothing}, voiceConfiguration={"appId": nothing, "type": "RTC"}
    )

    assert updated["smsConfiguration"]["servicePlanId"] == "Plan"
    assert updated["smsConfiguration"]["scheduledProvisioning"]["servicePlanId"] == ""
    assert updated["voiceConfiguration"]["appId"] == "app"
    assert updated["voiceConfiguration"]["scheduledVoiceProvisioning"]["appId"] == ""


# Campaigns and voice types


async def test_a_campaign_outside_of_the_us_is_refused(context: Context, api: Api) -> None:
    widened = replace(context, policy=Policy(rent_everywhere=True))
    async with api_on(widened, api) as lenient:
        said = await refused_rent(
            lenient, {"smsConfiguration": {"servicePlanId": "Plan", "campaignId": "Campaign"}}, "+46701740001"
        )

    assert said == {"smsConfiguration.campaignId": "campaigns are for US numbers, and this one is of SE"}


@pytest.mark.parametrize(
    ("asked", "type_", "id_field"),
    [
        ({"appId": "id"}, "RTC", "appId"),
        ({"type": "RTC", "appId": "id"}, "RTC", "appId"),
        ({"type": "EST", "trunkId": "id"}, "EST", "trunkId"),
        ({"type": "FAX", "serviceId": "id"}, "FAX", "serviceId"),
        ({"type": "FAX", "serviceId": "id", "appId": "", "trunkId": ""}, "FAX", "serviceId"),
    ],
)
async def test_each_voice_type_has_its_id_and_rtc_is_the_default(
    api: Api, clock: FakeClock, asked: dict[str, str], type_: str, id_field: str
) -> None:
    rented = await rent(api, voiceConfiguration=asked)
    await settle(api.context, clock)
    settled = (await get(api))["voiceConfiguration"]

    none = {"appId": "", "trunkId": "", "serviceId": ""}
    scheduled = rented["voiceConfiguration"]["scheduledVoiceProvisioning"]
    assert {**none, id_field: "id"}.items() <= scheduled.items()
    assert scheduled["type"] == type_
    assert none.items() <= rented["voiceConfiguration"].items()
    assert rented["voiceConfiguration"]["type"] == "RTC"
    assert {**none, id_field: "id", "type": type_}.items() <= settled.items()


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ({"type": "RTC"}, {"voiceConfiguration.appId"}),
        ({"type": "EST"}, {"voiceConfiguration.trunkId"}),
        ({"type": "FAX", "serviceId": ""}, {"voiceConfiguration.serviceId"}),
        ({"type": "EST", "appId": "id"}, {"voiceConfiguration.trunkId", "voiceConfiguration.appId"}),
        ({"trunkId": "id"}, {"voiceConfiguration.appId", "voiceConfiguration.trunkId"}),
        ({"type": "ISDN", "appId": "id"}, {"voiceConfiguration.type"}),
    ],
)
async def test_a_voice_type_with_another_types_id_is_refused(api: Api, asked: dict[str, str], fields: set[str]) -> None:
    assert (await refused_rent(api, {"voiceConfiguration": asked})).keys() == fields


async def test_read_only_members_in_a_request_are_ignored(api: Api) -> None:
    """A client may send back what it has read."""
    rented = await rent(api, smsConfiguration={"servicePlanId": "Plan"}, voiceConfiguration={"appId": "app"})

    again = await patch(api, **{**rented, "smsConfiguration": None, "voiceConfiguration": None})

    assert again == rented


# The shape of an active number


def shape(value: object) -> object:
    """Keys in their order, with the JSON types below."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    return type(value)


PENDING = {
    "phoneNumber": str,
    "projectId": str,
    "displayName": str,
    "regionCode": str,
    "type": str,
    "capability": list,
    "money": {"currencyCode": str, "amount": str},
    "paymentIntervalMonths": int,
    "nextChargeDate": str,
    "expireAt": type(None),
    "smsConfiguration": {
        "servicePlanId": str,
        "scheduledProvisioning": {
            "servicePlanId": str,
            "status": str,
            "lastUpdatedTime": str,
            "campaignId": str,
            "errorCodes": list,
        },
        "campaignId": str,
    },
    "voiceConfiguration": {
        "appId": str,
        "scheduledVoiceProvisioning": {
            "appId": str,
            "status": str,
            "lastUpdatedTime": str,
            "type": str,
            "trunkId": str,
            "serviceId": str,
        },
        "lastUpdatedTime": type(None),
        "type": str,
        "trunkId": str,
        "serviceId": str,
    },
    "callbackUrl": str,
}
SETTLED = {
    **PENDING,
    "smsConfiguration": {**PENDING["smsConfiguration"], "scheduledProvisioning": type(None)},
    "voiceConfiguration": {**PENDING["voiceConfiguration"], "scheduledVoiceProvisioning": type(None)},
}


def in_order(value: object) -> str:
    """Dicts compare without order; their JSON does not."""
    return json.dumps(value, default=str)


async def test_a_pending_number_has_every_key_in_the_order_of_the_reference(api: Api) -> None:
    rented = await rent(api, smsConfiguration={"servicePlanId": "Plan"}, voiceConfiguration={"appId": "app"})

    assert in_order(shape(rented)) == in_order(PENDING)
    assert rented["smsConfiguration"] == {
        "servicePlanId": "",
        "scheduledProvisioning": {
            "servicePlanId": "Plan",
            "status": "WAITING",
            "lastUpdatedTime": "2026-01-31T10:11:12.345678Z",
            "campaignId": "",
            "errorCodes": [],
        },
        "campaignId": "",
    }
    assert rented["voiceConfiguration"] == {
        "appId": "",
        "scheduledVoiceProvisioning": {
            "appId": "app",
            "status": "WAITING",
            "lastUpdatedTime": "2026-01-31T10:11:12.345678Z",
            "type": "RTC",
            "trunkId": "",
            "serviceId": "",
        },
        "lastUpdatedTime": None,
        "type": "RTC",
        "trunkId": "",
        "serviceId": "",
    }


async def test_a_number_without_links_has_every_key_too(api: Api) -> None:
    rented = await rent(api)

    assert in_order(shape(rented)) == in_order(SETTLED)
    assert rented["smsConfiguration"] == {"servicePlanId": "", "scheduledProvisioning": None, "campaignId": ""}
    assert (rented["displayName"], rented["callbackUrl"], rented["expireAt"]) == ("", "", None)
    assert rented["money"] == {"currencyCode": "USD", "amount": "0.50"}


async def test_a_settled_number_has_every_key_too(api: Api, clock: FakeClock) -> None:
    await rent(api, smsConfiguration={"servicePlanId": "Plan"}, voiceConfiguration={"appId": "app"})
    await settle(api.context, clock)

    settled = await get(api)

    assert in_order(shape(settled)) == in_order(SETTLED)
    assert settled["smsConfiguration"]["servicePlanId"] == "Plan"
    assert settled["voiceConfiguration"]["appId"] == "app"


# Two slots


async def test_a_direct_relink_keeps_the_current_link_until_the_new_one_stands(api: Api, clock: FakeClock) -> None:
    await rent(
        api,
        smsConfiguration={"servicePlanId": "PlanAlpha", "campaignId": "Campaign"},
        voiceConfiguration={"appId": "app"},
    )
    await settle(api.context, clock)

    updated = await patch(
        api,
        smsConfiguration={"servicePlanId": "PlanBeta"},
        voiceConfiguration={"type": "FAX", "serviceId": "fax"},
    )
    await settle(api.context, clock)
    settled = await get(api)

    sms, voice = updated["smsConfiguration"], updated["voiceConfiguration"]
    assert (sms["servicePlanId"], sms["campaignId"]) == ("PlanAlpha", "Campaign")
    assert sms["scheduledProvisioning"]["servicePlanId"] == "PlanBeta"
    assert (voice["type"], voice["appId"], voice["serviceId"]) == ("RTC", "app", "")
    assert voice["scheduledVoiceProvisioning"]["type"] == "FAX"
    assert voice["scheduledVoiceProvisioning"]["serviceId"] == "fax"
    assert settled["smsConfiguration"]["servicePlanId"] == "PlanBeta"
    assert settled["smsConfiguration"]["campaignId"] == "Campaign"
    assert settled["voiceConfiguration"]["type"] == "FAX"
    assert (settled["voiceConfiguration"]["appId"], settled["voiceConfiguration"]["serviceId"]) == ("", "fax")


async def test_an_empty_plan_unlinks_the_campaign_first(api: Api, clock: FakeClock) -> None:
    await rent(api, smsConfiguration={"servicePlanId": "Plan", "campaignId": "Campaign"})
    await settle(api.context, clock)

    updated = (await patch(api, smsConfiguration={"servicePlanId": ""}))["smsConfiguration"]
    await settle(api.context, clock)

    assert (updated["servicePlanId"], updated["campaignId"]) == ("Plan", "Campaign")
    assert updated["scheduledProvisioning"]["servicePlanId"] == ""
    assert updated["scheduledProvisioning"]["campaignId"] == ""
    assert (await get(api))["smsConfiguration"] == {
        "servicePlanId": "",
        "scheduledProvisioning": None,
        "campaignId": "",
    }


async def test_an_empty_campaign_unlinks_it_alone(api: Api, clock: FakeClock) -> None:
    await rent(api, smsConfiguration={"servicePlanId": "Plan", "campaignId": "Campaign"})
    await settle(api.context, clock)

    await patch(api, smsConfiguration={"campaignId": ""})
    await settle(api.context, clock)

    sms = (await get(api))["smsConfiguration"]
    assert (sms["servicePlanId"], sms["campaignId"], sms["scheduledProvisioning"]) == ("Plan", "", None)


async def test_a_new_link_may_replace_one_that_waits_behind_another(api: Api, clock: FakeClock) -> None:
    """The unlink of the plan is held back behind that of the campaign when the new plan is asked for."""
    await rent(api, smsConfiguration={"servicePlanId": "PlanAlpha", "campaignId": "Campaign"})
    await settle(api.context, clock)
    await patch(api, smsConfiguration={"servicePlanId": ""})

    await patch(api, smsConfiguration={"servicePlanId": "PlanBeta"})
    await settle(api.context, clock)

    sms = (await get(api))["smsConfiguration"]
    assert (sms["servicePlanId"], sms["scheduledProvisioning"]) == ("PlanBeta", None)


async def test_a_direct_relink_is_refused_where_the_policy_says_so(
    context: Context, api: Api, clock: FakeClock
) -> None:
    await rent(api, smsConfiguration={"servicePlanId": "PlanAlpha"})
    await settle(api.context, clock)

    async with api_on(replace(context, policy=Policy(unlink_first=True)), api) as strict:
        path, body = api.path(f"/activeNumbers/{NUMBER}"), {"smsConfiguration": {"servicePlanId": "PlanBeta"}}
        refused = violations(await strict.client.patch(path, json=body))
        await patch(strict, smsConfiguration={"servicePlanId": ""})
        await settle(api.context, clock)
        accepted = await patch(strict, **body)

    assert "unlink it first" in refused["smsConfiguration.servicePlanId"]
    assert accepted["smsConfiguration"]["scheduledProvisioning"]["servicePlanId"] == "PlanBeta"


# What may be rented


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("+18003500001", "TOLL_FREE numbers cannot be rented: only US LOCAL ones can"),
        ("+46701740001", "numbers of SE cannot be rented: only US LOCAL ones can"),
    ],
)
async def test_only_us_local_numbers_are_rented(api: Api, number: str, reason: str) -> None:
    assert await refused_rent(api, {}, number) == {"phoneNumber": reason}
    assert (await api.client.get(api.path(f"/availableNumbers/{number}"))).status_code == 200


@pytest.mark.parametrize(
    ("region", "type_", "field"),
    [("US", "TOLL_FREE", "type"), ("SE", "MOBILE", "regionCode"), ("SE", "LOCAL", "regionCode")],
)
async def test_only_us_local_numbers_are_rented_by_rent_any(api: Api, region: str, type_: str, field: str) -> None:
    answer = await api.client.post(api.path("/availableNumbers:rentAny"), json={"regionCode": region, "type": type_})

    assert violations(answer).keys() == {field}


async def test_a_policy_lets_everything_be_rented(context: Context, api: Api) -> None:
    async with api_on(replace(context, policy=Policy(rent_everywhere=True)), api) as lenient:
        await rent(lenient, "+18003500001")
        answer = await lenient.client.post(
            api.path("/availableNumbers:rentAny"), json={"regionCode": "SE", "type": "MOBILE"}
        )

    assert ok(answer)["regionCode"] == "SE"


async def test_the_flag_for_documents_does_not_keep_a_number_from_being_rented(api: Api) -> None:
    offered = ok(await api.client.get(api.path(f"/availableNumbers/{NUMBER}")))

    assert offered["supportingDocumentationRequired"] is True
    assert (await rent(api))["phoneNumber"] == NUMBER


# Release


async def test_release_ends_the_number_with_its_period_and_keeps_it_listed(api: Api) -> None:
    rented = await rent(api, callbackUrl="https://93.184.216.34/")

    released = ok(await api.client.post(api.path(f"/activeNumbers/{NUMBER}:release")))

    assert released == {**rented, "expireAt": rented["nextChargeDate"]}
    assert in_order(shape(released)) == in_order({**SETTLED, "expireAt": str})
    assert await listed(api) == [NUMBER]


async def test_release_drops_what_is_pending_and_keeps_what_is_linked(api: Api, clock: FakeClock) -> None:
    await rent(api, smsConfiguration={"servicePlanId": "PlanAlpha"})
    await settle(api.context, clock)
    await patch(api, smsConfiguration={"servicePlanId": "PlanBeta"}, voiceConfiguration={"appId": "app"})

    released = ok(await api.client.post(api.path(f"/activeNumbers/{NUMBER}:release")))
    await settle(api.context, clock)

    sms = {"servicePlanId": "PlanAlpha", "scheduledProvisioning": None, "campaignId": ""}
    assert released["smsConfiguration"] == sms
    assert released["voiceConfiguration"]["scheduledVoiceProvisioning"] is None
    assert released["voiceConfiguration"]["appId"] == ""
    assert await get(api) == released


async def test_releasing_twice_is_releasing_once(api: Api, clock: FakeClock) -> None:
    await rent(api)
    first = await api.client.post(api.path(f"/activeNumbers/{NUMBER}:release"))

    second = await api.client.post(api.path(f"/activeNumbers/{NUMBER}:release"))

    assert ok(second) == ok(first)


# Violations


async def test_everything_wrong_with_a_body_is_told_at_once(api: Api) -> None:
    answer = await api.client.post(
        api.path("/availableNumbers:rentAny"),
        json={
            "regionCode": "usa",
            "numberPattern": {"pattern": "abc", "searchPattern": "MIDDLE"},
            "capabilities": ["FAX"],
            "smsConfiguration": {"servicePlanId": 12},
            "voiceConfiguration": {"type": "EST", "appId": "x"},
            "callbackUrl": ["x"],
        },
    )

    assert violations(answer).keys() == {
        "regionCode",
        "type",
        "numberPattern.pattern",
        "numberPattern.searchPattern",
        "capabilities.0",
        "smsConfiguration.servicePlanId",
        "voiceConfiguration.appId",
        "voiceConfiguration.trunkId",
        "callbackUrl",
    }


async def test_everything_wrong_with_a_query_is_told_at_once(api: Api) -> None:
    answer = await api.client.get(
        api.path("/activeNumbers?type=CELL&regionCode=x&pageSize=many&orderBy=age&capability=FAX")
    )

    assert violations(answer).keys() == {"type", "regionCode", "pageSize", "orderBy", "capability"}


async def test_a_bad_enum_reads_as_in_the_live_api(api: Api) -> None:
    answer = await api.client.get(api.path("/availableNumbers?regionCode=US&type=XXX"))

    assert violations(answer)["type"].startswith('"XXX" is not a valid value')


# Pages


async def page(api: Api, **query: Any) -> tuple[list[str], str]:
    answer = ok(await api.client.get(api.path("/activeNumbers"), params=query))
    return [number["phoneNumber"] for number in answer["activeNumbers"]], answer["nextPageToken"]


@pytest.mark.parametrize(
    "other",
    [
        {"regionCode": "US"},
        {"type": "LOCAL"},
        {"capability": "SMS"},
        {"orderBy": "displayName"},
        {"numberPattern.pattern": "+1"},
    ],
    ids=lambda other: next(iter(other)),
)
async def test_a_page_token_is_bound_to_its_query(api: Api, other: dict[str, str]) -> None:
    await rent(api, NUMBER)
    await rent(api, OTHER)
    _, token = await page(api, pageSize=1)
    _, token_of_other = await page(api, pageSize=1, **other)

    from_all = await api.client.get(api.path("/activeNumbers"), params={**other, "pageToken": token})
    from_other = await api.client.get(api.path("/activeNumbers"), params={"pageToken": token_of_other})

    assert violations(from_all).keys() == violations(from_other).keys() == {"pageToken"}


async def test_a_page_token_is_bound_to_its_project(context: Context, api: Api) -> None:
    await rent(api, NUMBER)
    await rent(api, OTHER)
    _, token = await page(api, pageSize=1)
    project = await create_project(context, "Other")
    key = await create_key(context, project.id, "")

    answer = await api.client.get(
        f"/v1/projects/{project.id}/activeNumbers", params={"pageToken": token}, auth=(key.id, key.secret)
    )

    assert violations(answer).keys() == {"pageToken"}


async def test_the_page_size_may_change_between_pages(api: Api) -> None:
    numbers = [f"+1201350000{digit}" for digit in range(5)]
    for number in numbers:
        await rent(api, number)
    first, token = await page(api, pageSize=2)

    rest, end = await page(api, pageSize=100, pageToken=token)

    assert [*first, *rest] == numbers
    assert end == ""


async def test_the_same_capabilities_in_another_spelling_are_the_same_query(api: Api) -> None:
    await rent(api, NUMBER)
    await rent(api, OTHER)
    first, token = await page(api, pageSize=1, capability="SMS,VOICE")

    second, _ = await page(api, pageSize=1, capabilities=["VOICE", "SMS"], pageToken=token)

    assert [*first, *second] == [NUMBER, OTHER]


@pytest.mark.parametrize("order", ["phoneNumber", "displayName"])
async def test_no_number_is_skipped_or_repeated_while_others_come_and_go(api: Api, order: str) -> None:
    stay = [f"+1201350{index:04}" for index in range(0, 100, 10)]
    for number in stay:
        await rent(api, number)
    seen, token = await page(api, pageSize=3, orderBy=order)
    while token:
        await rent(api, f"+1201350{int(seen[-1][-4:]) - 5 if seen[-1][-2:] != '00' else 1:04}")
        await rent(api, f"+1201350{int(seen[-1][-4:]) + 5:04}")
        numbers, token = await page(api, pageSize=3, orderBy=order, pageToken=token)
        seen += numbers

    assert len(seen) == len(set(seen))
    assert set(stay) <= set(seen)


async def test_the_last_page_that_is_full_has_no_next_one(api: Api) -> None:
    await rent(api, NUMBER)
    await rent(api, OTHER)

    assert await page(api, pageSize=2) == ([NUMBER, OTHER], "")


# Paths and methods that are none


@pytest.mark.parametrize(
    ("method", "path", "status", "name"),
    [
        ("GET", "/", 404, "NOT_FOUND"),
        ("GET", "/v1", 404, "NOT_FOUND"),
        ("GET", "/v1/projects/x/unknown", 404, "NOT_FOUND"),
        ("GET", "/v1/projects/x/activeNumbers/", 404, "NOT_FOUND"),
        ("GET", "/v1/projects/x/availableNumbers/", 404, "NOT_FOUND"),
        ("POST", "/v1/projects/x/availableNumbers/:rent", 405, "UNIMPLEMENTED"),
        ("DELETE", f"/v1/projects/x/activeNumbers/{NUMBER}", 405, "UNIMPLEMENTED"),
        ("POST", "/v1/projects/x/activeNumbers", 405, "UNIMPLEMENTED"),
        ("PUT", "/v1/projects/x/callbackConfiguration", 405, "UNIMPLEMENTED"),
        ("GET", "/oauth2/token", 405, "UNIMPLEMENTED"),
        ("GET", "/operator/v1/unknown", 404, "NOT_FOUND"),
    ],
)
async def test_unknown_paths_and_methods_are_refused_in_the_envelope(
    api: Api, method: str, path: str, status: int, name: str
) -> None:
    answer = await api.client.request(method, path)

    refused = error(answer, status)
    assert refused["status"] == name
    assert refused["details"] == []


# Hostile requests


BODIES = [
    b"{",
    b"[]",
    b"null",
    b"12",
    b'"x"',
    b"\xff\xfe",
    b'{"callbackUrl":"\xff"}',
    b'{"callbackUrl":"\\ud800"}',
    b'{"callbackUrl":"\\u0000"}',
    b'{"\\u0000":1}',
    b'{"smsConfiguration":{"servicePlanId":"a\\u0000b"}}',
    b'{"callbackUrl":' + b"9" * 100_000 + b"}",
    b'{"callbackUrl":1e999}',
    b'{"callbackUrl":NaN}',
    b"[" * 100_000,
    b'{"callbackUrl":' * 10_000 + b"1" + b"}" * 10_000,
    b'{"voiceConfiguration":' + b"[" * 200 + b"]" * 200 + b"}",
    b'{"smsConfiguration":{"servicePlanId":"' + b"x" * 100_000 + b'"}}',
    b"{}{}",
    b"\0",
]
QUERIES = [
    *("size=" + "9" * 10_000, "size=-1", "size=1e3", "size=%D9%A3", "size=", "size=%00", "size=5&size=6"),
    *(
        "numberPattern.pattern=%00",
        "numberPattern.pattern=%25",
        "numberPattern.pattern=_",
        "capability=" + "," * 5000,
    ),
    *("numberPattern.pattern=" + "1" * 5000, "numberPattern.pattern=%FF", "numberPattern.pattern=%2B%2B1"),
    *("&".join(f"p{index}=1" for index in range(2000)), "%FF=%FF", "=&=&&", "numberPattern.pattern=++1"),
]
NUMBERS = ["%00", "%FF", "+1%00", "+" + "9" * 5000, "%2B", "+1201350014%D9%A2", "..", "%2F%2F", "+12013500142%0A"]


@pytest.mark.parametrize(
    "method_path", ["POST " + RENT, f"PATCH /activeNumbers/{OTHER}", "PATCH /callbackConfiguration"]
)
async def test_no_body_is_a_fault_of_the_server(api: Api, method_path: str) -> None:
    await rent(api, OTHER)
    method, path = method_path.split()

    answers = [(body, await api.client.request(method, api.path(path), content=body)) for body in BODIES]

    for body, answer in answers:
        assert answer.status_code in (200, 400), body[:40]
        assert answer.status_code == 200 or error(answer, 400)["status"] == "INVALID_ARGUMENT"


@pytest.mark.parametrize("path", [SEARCH, "/activeNumbers?orderBy=displayName"])
async def test_no_query_is_a_fault_of_the_server(api: Api, path: str) -> None:
    answers = [(query, await api.client.get(api.path(f"{path}&{query}"))) for query in QUERIES]

    assert [query for query, answer in answers if answer.status_code not in (200, 400)] == []


@pytest.mark.parametrize("path", ["/availableNumbers/{}", "/activeNumbers/{}"])
async def test_no_number_is_a_fault_of_the_server(api: Api, path: str) -> None:
    answers = [(number, await api.client.get(api.path(path.format(number)))) for number in NUMBERS]

    assert [number for number, answer in answers if answer.status_code not in (400, 404)] == []


async def test_a_body_beyond_the_limit_is_a_413(api: Api) -> None:
    answer = await api.client.post(api.path(RENT), content=b" " * (1024 * 1024 + 1))

    refused = error(answer, 413)
    assert (refused["status"], refused["message"]) == ("CONTENT_TOO_LARGE", "The body is larger than 1048576 bytes")


async def test_a_body_at_the_limit_is_read(api: Api) -> None:
    assert ok(await api.client.post(api.path(RENT), content=b"{}".ljust(1024 * 1024)))["phoneNumber"] == NUMBER
