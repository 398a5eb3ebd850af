"""Imported numbers through HTTP: what is answered, what follows, and who may hold what."""

import asyncio
import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from support.apps import Api
from support.clock import FakeClock
from support.hosting import importing, said
from support.inventory import US_LOCAL, store
from support.work import run_all

from numberbank.domain.number_blocks import NumberBlock
from numberbank.services.projects import ProjectChange, create_key, create_project, update_project
from numberbank.storage.events import list_events
from numberbank.worker.due_work import DueWork

NUMBER = "+12085550142"
URL = "https://hooks.example.com/imported"


async def events_of(api: Api) -> list[dict[str, Any]]:
    """The oldest first."""
    async with api.context.database.connection() as connection:
        logged = await list_events(connection, api.project_id, None, None, 100)
    return [json.loads(event.body) for event in reversed(logged)]


async def get(api: Api, number: str = NUMBER) -> dict[str, Any]:
    answer = await api.client.get(api.imported(f"/importedNumbers/{number}"))
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_a_number_is_imported_and_linked(api: Api, clock: FakeClock, works: list[DueWork]) -> None:
    body = importing(
        NUMBER,
        displayName="Front desk",
        callbackUrl=URL,
        smsConfiguration={"servicePlanId": "plan", "campaignId": "CMP", "migrateToSinchTmo": True},
    )

    answer = await api.client.post(api.imported("/importedNumbers"), json=body)

    assert answer.status_code == 200, answer.text
    assert answer.json()["smsConfiguration"]["servicePlanId"] == "plan"
    assert answer.json()["smsConfiguration"]["scheduledProvisioning"]["status"] == 1
    assert "mnoConfiguration" not in answer.json()
    before = await get(api)
    assert before["smsProvisioning"]["state"] == "WAITING"
    assert before["campaignProvisioning"]["state"] == "WAITING"

    await run_all(clock, works)

    after = await get(api)
    assert after["smsConfiguration"] == {"servicePlanId": "plan", "campaignId": "CMP", "migrateToSinchTmo": True}
    for name, type_, id_ in (("smsProvisioning", "SMS", "plan"), ("campaignProvisioning", "CAMPAIGN", "CMP")):
        track = after[name]
        assert (track["serviceType"], track["serviceId"], track["type"]) == (type_, id_, "PROVISIONING")
        assert (track["state"], track["errorCode"], track["errorMessage"]) == ("DONE", "", "")
    assert {carrier["state"] for carrier in after["mnoConfiguration"].values()} == {"DONE"}
    events = await events_of(api)
    assert [(event["resourceType"], event["eventType"], event["status"]) for event in events] == [
        ("IMPORTED_NUMBER", "PROVISIONING_TO_SMS_PLATFORM", "SUCCEEDED"),
        ("IMPORTED_NUMBER", "LINK_TO_10DLC_CAMPAIGN", "SUCCEEDED"),
    ]
    assert all(event["resourceId"] == NUMBER and event["timestamp"].endswith("Z") for event in events)
    assert all("failureCode" not in event for event in events)


async def test_a_campaign_that_fails_is_told_and_seen(api: Api, clock: FakeClock, works: list[DueWork]) -> None:
    sms = {"servicePlanId": "plan", "campaignId": "CAMPAIGN_EXPIRED"}
    await api.client.post(
        api.imported("/importedNumbers"), json=importing(NUMBER, callbackUrl=URL, smsConfiguration=sms)
    )

    await run_all(clock, works)

    number = await get(api)
    assert number["campaignProvisioning"]["state"] == "FAILED"
    assert number["campaignProvisioning"]["errorCode"] == "CAMPAIGN_EXPIRED"
    assert number["campaignProvisioning"]["errorMessage"] == "The campaign has expired"
    assert number["smsConfiguration"]["scheduledProvisioning"]["status"] == 3
    assert number["smsConfiguration"]["scheduledProvisioning"]["errorCodes"] == [8]
    last = (await events_of(api))[-1]
    assert (last["eventType"], last["status"], last["failureCode"]) == (
        "LINK_TO_10DLC_CAMPAIGN",
        "FAILED",
        "CAMPAIGN_EXPIRED",
    )


async def test_t_mobile_wants_to_be_told_of_another_aggregator(
    api: Api, clock: FakeClock, works: list[DueWork]
) -> None:
    number = "+12085560135"
    sms = {"servicePlanId": "plan", "campaignId": "CMP"}
    path = api.imported(f"/importedNumbers/{number}")
    await api.client.post(api.imported("/importedNumbers"), json=importing(number, smsConfiguration=sms))
    await run_all(clock, works)

    refused = await get(api, number)
    await api.client.patch(path, json={"smsConfiguration": {"campaignId": "", "migrateToSinchTmo": True}})
    await api.client.patch(path, json={"smsConfiguration": {"campaignId": "CMP"}})
    await run_all(clock, works)
    taken = await get(api, number)

    assert refused["mnoConfiguration"]["smsTmo"]["errorCode"] == "60135"
    assert refused["mnoConfiguration"]["smsAtt"]["state"] == "DONE"
    assert refused["mnoConfiguration"]["mmsTmo"]["state"] == "WAITING"
    assert taken["campaignProvisioning"]["state"] == "DONE"
    assert taken["smsConfiguration"]["migrateToSinchTmo"] is True


async def test_a_link_is_removed_before_another_is_made(api: Api, clock: FakeClock, works: list[DueWork]) -> None:
    sms = {"servicePlanId": "plan", "campaignId": "CMP"}
    path = api.imported(f"/importedNumbers/{NUMBER}")
    await api.client.post(
        api.imported("/importedNumbers"), json=importing(NUMBER, callbackUrl=URL, smsConfiguration=sms)
    )
    await run_all(clock, works)

    moved = await api.client.patch(path, json={"smsConfiguration": {"servicePlanId": "other", "campaignId": "C2"}})
    same = await api.client.patch(path, json={"smsConfiguration": sms})
    unlinked = await api.client.patch(path, json={"smsConfiguration": {"servicePlanId": ""}})
    await run_all(clock, works)
    gone = await get(api)
    linked = await api.client.patch(path, json={"smsConfiguration": {"servicePlanId": "other"}})
    await run_all(clock, works)

    assert {field for field, _ in said(moved)} == {"smsConfiguration.servicePlanId", "smsConfiguration.campaignId"}
    assert same.status_code == 200
    assert "scheduledProvisioning" not in same.json()["smsConfiguration"]
    assert unlinked.json()["smsConfiguration"]["servicePlanId"] == ""
    assert unlinked.json()["smsConfiguration"]["campaignId"] == ""
    assert (gone["smsProvisioning"]["type"], gone["smsProvisioning"]["state"]) == ("DEPROVISIONING", "DONE")
    assert gone["smsProvisioning"]["serviceId"] == "plan"
    assert linked.status_code == 200
    assert (await get(api))["smsProvisioning"]["serviceId"] == "other"
    assert [event["eventType"] for event in await events_of(api)] == [
        "PROVISIONING_TO_SMS_PLATFORM",
        "LINK_TO_10DLC_CAMPAIGN",
        "UNLINK_TO_10DLC_CAMPAIGN",
        "DEPROVISIONING_TO_SMS_PLATFORM",
        "PROVISIONING_TO_SMS_PLATFORM",
    ]


async def test_names_are_changed_without_events(api: Api, clock: FakeClock, works: list[DueWork]) -> None:
    path = api.imported(f"/importedNumbers/{NUMBER}")
    await api.client.post(api.imported("/importedNumbers"), json=importing(NUMBER))

    changed = await api.client.patch(path, json={"displayName": "Back office", "callbackUrl": URL})
    empty = await api.client.patch(path, json={})
    unknown = await api.client.patch(api.imported("/importedNumbers/+12085550199"), json={"displayName": "x"})

    assert (changed.json()["displayName"], changed.json()["callbackUrl"]) == ("Back office", URL)
    assert said(empty) == [("body", "must name what to change: displayName, callbackUrl or smsConfiguration")]
    assert (unknown.status_code, unknown.json()["code"], unknown.json()["status"]) == (404, "404", "NOT_FOUND")
    assert await events_of(api) == []


async def test_a_deleted_number_is_gone_and_may_be_imported_at_once(
    api: Api, clock: FakeClock, works: list[DueWork]
) -> None:
    path = api.imported(f"/importedNumbers/{NUMBER}")
    sms = {"servicePlanId": "plan", "campaignId": "CMP"}
    await api.client.post(
        api.imported("/importedNumbers"), json=importing(NUMBER, callbackUrl=URL, smsConfiguration=sms)
    )
    await run_all(clock, works)

    deleted = await api.client.delete(path)
    twice = await api.client.delete(path)
    gone = await api.client.get(path)
    again = await api.client.post(api.imported("/importedNumbers"), json=importing(NUMBER))
    await run_all(clock, works)

    assert (deleted.status_code, deleted.json()) == (200, {})
    assert (twice.status_code, gone.status_code) == (404, 404)
    assert again.status_code == 200
    assert (await get(api))["smsProvisioning"]["state"] == "DONE"
    assert (await events_of(api))[2]["eventType"] == "DELETE"


async def test_a_deleted_number_is_nobodys_once_its_links_are_gone(
    api: Api, clock: FakeClock, works: list[DueWork]
) -> None:
    other = await another(api)
    await api.client.post(api.imported("/importedNumbers"), json=importing(NUMBER))
    await run_all(clock, works)
    await api.client.delete(api.imported(f"/importedNumbers/{NUMBER}"))

    at_once = await other.client.post(other.imported("/importedNumbers"), json=importing(NUMBER))
    await run_all(clock, works)
    later = await other.client.post(other.imported("/importedNumbers"), json=importing(NUMBER))

    assert (at_once.status_code, later.status_code) == (409, 200)


async def test_a_number_has_one_holder(api: Api) -> None:
    await store(api.context, US_LOCAL)
    other = await another(api)
    rented = (await api.client.post(api.path("/availableNumbers/+12013500000:rent"), json={})).json()["phoneNumber"]
    await api.client.post(api.imported("/importedNumbers"), json=importing(NUMBER))

    answers = [
        await client.client.post(client.imported("/importedNumbers"), json=importing(number))
        for client, number in (
            (api, NUMBER),
            (other, NUMBER),
            (other, rented),
            (api, rented),
            (other, "+12013500001"),
        )
    ]

    assert {answer.status_code for answer in answers} == {409}
    assert answers[0].json() == {
        "code": "409",
        "message": f"Imported number {NUMBER} already exists",
        "status": "ALREADY_EXISTS",
    }
    assert (await other.client.get(other.imported(f"/importedNumbers/{NUMBER}"))).status_code == 404


async def test_an_imported_number_is_not_rented_though_a_block_comes_to_hold_it(api: Api) -> None:
    await api.client.post(api.imported("/importedNumbers"), json=importing("+12013500007"))
    await store(api.context, NumberBlock("+120135000", 2, US_LOCAL.terms))

    rented = await api.client.post(api.path("/availableNumbers/+12013500007:rent"), json={})
    offered = await api.client.get(
        api.path("/availableNumbers"), params={"regionCode": "US", "type": "LOCAL", "size": "1000"}
    )
    listed = await api.client.get(api.path("/activeNumbers"))

    assert rented.status_code == 404
    assert len(offered.json()["availableNumbers"]) == 99
    assert listed.json()["totalSize"] == 0


async def test_one_of_many_at_once_gets_the_number(api: Api) -> None:
    async def import_() -> int:
        answer = await api.client.post(api.imported("/importedNumbers"), json=importing(NUMBER))
        return answer.status_code

    answers = await asyncio.gather(*(import_() for _ in range(16)))

    assert Counter(answers) == {200: 1, 409: 15}


async def test_lists_are_filtered_and_paged(api: Api) -> None:
    for index in range(5):
        plan = "even" if index % 2 == 0 else "odd"
        body = importing(f"+1208555{index:04}", smsConfiguration={"servicePlanId": plan})
        await api.client.post(api.imported("/importedNumbers"), json=body)
    await api.client.post(api.imported("/importedNumbers"), json=importing("+14165550142", regionCode="CA"))
    path = api.imported("/importedNumbers")

    async def numbers(**params: str) -> list[str]:
        answer = await api.client.get(path, params=params)
        assert answer.status_code == 200, answer.text
        return [number["phoneNumber"] for number in answer.json()["importedNumbers"]]

    assert len(await numbers()) == 6
    assert await numbers(regionCode="CA") == ["+14165550142"]
    assert await numbers(servicePlanId="odd") == ["+12085550001", "+12085550003"]
    assert await numbers(campaignId="none") == []
    pattern = {"numberPattern.pattern": "0004", "numberPattern.searchPattern": "END"}
    assert await numbers(**pattern) == ["+12085550004"]
    assert len(await numbers(**{"numberPattern.pattern": "555", "numberPattern.searchPattern": "CONTAIN"})) == 6
    first = (await api.client.get(path, params={"pageSize": "4"})).json()
    second = (await api.client.get(path, params={"pageSize": "4", "pageToken": first["nextPageToken"]})).json()
    assert (first["totalSize"], len(first["importedNumbers"]), len(second["importedNumbers"])) == (6, 4, 2)
    assert second["nextPageToken"] == ""
    seen = [number["phoneNumber"] for page in (first, second) for number in page["importedNumbers"]]
    assert len(set(seen)) == 6


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"pageToken": "nonsense"}, "pageToken"),
        ({"orderBy": "displayName"}, "orderBy"),
        ({"numberPattern.pattern": "12a"}, "numberPattern.pattern"),
        ({"regionCode": "GB"}, "regionCode"),
        ({"pageSize": "0"}, "pageSize"),
    ],
)
async def test_bad_queries_are_refused(api: Api, params: dict[str, str], field: str) -> None:
    answer = await api.client.get(api.imported("/importedNumbers"), params=params)

    assert [each for each, _ in said(answer)] == [field]
    assert (answer.json()["code"], answer.json()["status"]) == ("400", "INVALID_ARGUMENT")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"regionCode": "US", "smsConfiguration": {"servicePlanId": "p"}}, "phoneNumber"),
        (importing("2085550142"), "phoneNumber"),
        (importing("+14165550142"), "phoneNumber"),
        (importing("+12085550142", regionCode="SE"), "regionCode"),
        (importing("+12085550142", smsConfiguration={}), "smsConfiguration.servicePlanId"),
        (importing("+12085550142", callbackUrl="ftp://x"), "callbackUrl"),
        (
            importing("+14165550142", regionCode="CA", smsConfiguration={"servicePlanId": "p", "campaignId": "C"}),
            "smsConfiguration.campaignId",
        ),
    ],
)
async def test_bad_imports_are_refused(api: Api, body: dict[str, object], field: str) -> None:
    answer = await api.client.post(api.imported("/importedNumbers"), json=body)

    assert [each for each, _ in said(answer)] == [field]


async def test_links_are_held_to_the_registry_of_a_strict_project(
    api: Api, clock: FakeClock, works: list[DueWork]
) -> None:
    await update_project(api.context, api.project_id, ProjectChange(strict_links=True))
    await api.client.post(api.imported("/importedNumbers"), json=importing(NUMBER))

    await run_all(clock, works)

    assert (await get(api))["smsProvisioning"]["state"] == "FAILED"


async def test_the_api_has_a_secret_of_its_own_and_enveloped_errors_there(api: Api) -> None:
    path = api.imported("/callbackConfiguration")
    before = (await api.client.get(path)).json()

    changed = await api.client.patch(path, json={"hmacSecret": "imported"})
    refused = await api.client.patch(path, json={"hmacSecret": 7})
    main = await api.client.get(api.path("/callbackConfiguration"))

    assert before == {"projectId": api.project_id, "hmacSecret": ""}
    assert changed.json()["hmacSecret"] == "imported"
    assert refused.json()["error"]["code"] == 400
    assert main.json()["hmacSecret"] == ""


async def test_it_has_a_host_name_of_its_own(api: Api) -> None:
    await api.client.post(api.imported("/importedNumbers"), json=importing(NUMBER))
    headers = {"host": "imported.numbers.example.com"}

    found = await api.client.get(api.path(f"/importedNumbers/%2B{NUMBER[1:]}"), headers=headers)
    elsewhere = await api.client.get(api.path(f"/importedNumbers/{NUMBER}"))
    contract = await api.client.get("/openapi.json", headers=headers)

    assert (found.status_code, elsewhere.status_code) == (200, 404)
    assert contract.json()["info"]["title"] == "Numberbank Imported Numbers API"
    assert (await api.client.get("/imported/docs")).status_code == 200


async def test_strangers_are_kept_out(api: Api) -> None:
    other = await another(api)

    nobody = await api.client.get(api.imported("/importedNumbers"), auth=("x", "y"))
    somebody = await other.client.get(api.imported("/importedNumbers"))

    assert (nobody.status_code, nobody.json()["error"]["status"]) == (401, "UNAUTHENTICATED")
    assert (somebody.status_code, somebody.json()["error"]["status"]) == (403, "PERMISSION_DENIED")


async def another(api: Api) -> Api:
    """Another project, on the same server."""
    project = await create_project(api.context, "Other")
    key = await create_key(api.context, project.id, "other")
    client = type(api.client)(transport=api.client._transport, base_url=api.client.base_url, auth=(key.id, key.secret))
    return replace(api, client=client, project_id=project.id, key_id=key.id, key_secret=key.secret)
