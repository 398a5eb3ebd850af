"""Hosting orders through HTTP: imports, letters, the registry, the end of each number and of the order."""

import json
from datetime import timedelta
from typing import Any

import pytest
from support.apps import OPERATOR_TOKEN, Api
from support.clock import FakeClock
from support.hosting import DIRECT, PERSON, RESELLER, importing, letter_path, said, text_enabling
from support.work import run_all

from numberbank.domain.e164 import E164
from numberbank.domain.qualified_numbers import QualifiedStep
from numberbank.services.outbox import list_mail
from numberbank.services.projects import ProjectChange, update_project
from numberbank.services.qualified_numbers import add_numbers, review_number
from numberbank.storage.events import list_events
from numberbank.worker.due_work import DueWork

ONE, TWO = "+12085550142", "+12085550143"
TOLL_FREE = "+18885550142"
URL = "https://hooks.example.com/imported"
BEARER = {"authorization": f"Bearer {OPERATOR_TOKEN}"}


async def qualify(api: Api, *numbers: str) -> None:
    """As if the operator had accepted invoices."""
    await add_numbers(api.context, api.project_id, numbers)
    for number in numbers:
        for step in (QualifiedStep.FIND_ELIGIBLE, QualifiedStep.VERIFY):
            await review_number(api.context, api.project_id, E164(number), step)


async def order(api: Api, path: str, body: dict[str, object]) -> dict[str, Any]:
    answer = await api.client.post(api.imported(path), json=body)
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def text_enable(api: Api, *numbers: str, **members: object) -> dict[str, Any]:
    return await order(api, "/hostingOrders:textEnableNumbers", text_enabling(*numbers, **members))


async def get(api: Api, path: str) -> dict[str, Any]:
    answer = await api.client.get(api.imported(path))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def state(api: Api, made: dict[str, Any]) -> str:
    return str((await get(api, f"/hostingOrders/{made['hostingOrderId']}"))["state"])


async def hosted(api: Api, made: dict[str, Any], number: str) -> dict[str, Any]:
    return await get(api, f"/hostingOrders/{made['hostingOrderId']}/numbers/{number}")


async def report(api: Api, made: dict[str, Any]) -> tuple[int, ...]:
    counts = await get(api, f"/hostingOrders/{made['hostingOrderId']}/report")
    names = ("total", "osrUpdated", "smsProvisioned", "addedToCampaign", "ongoingManualAction")
    return tuple(counts[name] for name in names)


async def process_state(api: Api, number: str) -> str:
    found = await get(api, f"/qualifiedNumbers/{number}")
    return str(found["globalProcessState"]).removeprefix("GLOBAL_PROCESS_STATE_")


async def events_of(api: Api) -> list[tuple[str, ...]]:
    """The oldest first: number, event, status, and the code of a failure."""
    async with api.context.database.connection() as connection:
        logged = await list_events(connection, api.project_id, None, None, 200)
    events = [json.loads(event.body) for event in reversed(logged)]
    assert {event["resourceType"] for event in events} <= {"HOSTING_ORDER_NUMBER"}
    return [
        (event["resourceId"], event["eventType"], event["status"], *filter(None, [event.get("failureCode")]))
        for event in events
    ]


async def sign(api: Api, path: str, **fields: str) -> Any:
    form = {"action": "sign", "agree": "yes", "name": "Alma Example"} | fields
    return await api.client.post(path, data=form, auth=None)


async def operate(api: Api, path: str, **body: object) -> Any:
    return await api.client.post(f"/operator/v1{path}", json=body, headers=BEARER, auth=None)


# Imports


async def test_an_import_order_makes_imported_numbers(api: Api, clock: FakeClock, works: list[DueWork]) -> None:
    body: dict[str, object] = {
        "regionCode": "US",
        "numbers": [ONE, TWO],
        "servicePlanId": "plan",
        "campaignId": "CMP",
        "displayName": "Batch",
        "callbackUrl": URL,
    }
    made = await order(api, "/hostingOrders:importNumbers", body)
    before = await api.client.get(api.imported(f"/importedNumbers/{ONE}"))
    await run_all(clock, works)

    assert (made["state"], made["type"]) == ("SUBMITTED", "IMPORT")
    assert "textEnableInfo" not in made
    assert before.status_code == 404
    assert await state(api, made) == "COMPLETED"
    assert await report(api, made) == (2, 0, 2, 2, 0)
    number = await hosted(api, made, ONE)
    assert number["osrUpdate"] == {"nnid": "", "state": "STATE_UNSPECIFIED"}
    assert number["platformProvisioning"] == {"servicePlanId": "plan", "state": "DONE"}
    assert number["campaignProvisioning"] == {"campaignId": "CMP", "state": "DONE"}
    assert number["smsAtt"]["state"] == "DONE"
    assert "operation" not in number["smsAtt"]
    imported = await get(api, f"/importedNumbers/{ONE}")
    assert (imported["displayName"], imported["callbackUrl"]) == ("Batch", URL)
    assert imported["campaignProvisioning"]["state"] == "DONE"
    for phone in (ONE, TWO):
        assert [event[1:] for event in await events_of(api) if event[0] == phone] == [
            ("PROVISIONING_TO_SMS_PLATFORM", "SUCCEEDED"),
            ("LINK_TO_10DLC_CAMPAIGN", "SUCCEEDED"),
            ("HOSTING_PROCESS", "SUCCEEDED"),
        ]


async def test_an_import_takes_five_numbers_unless_the_project_may_more(api: Api) -> None:
    six = [f"+1208555000{index}" for index in range(6)]
    body = {"regionCode": "US", "numbers": six, "servicePlanId": "plan"}
    path = api.imported("/hostingOrders:importNumbers")

    refused = await api.client.post(path, json=body)
    await update_project(api.context, api.project_id, ProjectChange(import_limit=6))
    taken = await api.client.post(path, json=body)

    assert said(refused) == [("numbers", "one order may import 5 numbers, and this has 6")]
    assert taken.status_code == 200


async def test_an_order_has_all_of_its_numbers_or_none(api: Api) -> None:
    await api.client.post(api.imported("/importedNumbers"), json=importing(TWO))
    body = {"regionCode": "US", "numbers": [ONE, TWO], "servicePlanId": "plan"}

    refused = await api.client.post(api.imported("/hostingOrders:importNumbers"), json=body)
    single = await api.client.post(api.imported("/importedNumbers"), json=importing(ONE))

    assert (refused.status_code, refused.json()["status"]) == (409, "ALREADY_EXISTS")
    assert refused.json()["message"] == f"Imported number {TWO} already exists"
    assert single.status_code == 200
    assert (await get(api, "/hostingOrders"))["totalSize"] == 0


async def test_a_number_that_fails_is_let_go_and_the_order_completes(
    api: Api, clock: FakeClock, works: list[DueWork]
) -> None:
    body: dict[str, object] = {
        "regionCode": "US",
        "numbers": ["+12085560135", ONE],
        "servicePlanId": "plan",
        "campaignId": "CMP",
        "callbackUrl": URL,
    }
    made = await order(api, "/hostingOrders:importNumbers", body)
    await run_all(clock, works)
    again = await order(
        api, "/hostingOrders:importNumbers", body | {"numbers": ["+12085560135"], "migrateToSinchTmo": True}
    )
    failed = await hosted(api, made, "+12085560135")
    await run_all(clock, works)

    assert await state(api, made) == "COMPLETED"
    assert await report(api, made) == (2, 0, 2, 1, 0)
    assert failed["campaignProvisioning"]["state"] == "FAILED"
    assert failed["smsTmo"]["errorCode"] == "60135"
    assert [event[1:] for event in await events_of(api) if event[0] == "+12085560135"] == [
        ("PROVISIONING_TO_SMS_PLATFORM", "SUCCEEDED"),
        ("LINK_TO_10DLC_CAMPAIGN", "FAILED", "MNO_SHARING_ERROR"),
        ("HOSTING_PROCESS", "FAILED", "MNO_SHARING_ERROR"),
        ("PROVISIONING_TO_SMS_PLATFORM", "SUCCEEDED"),
        ("LINK_TO_10DLC_CAMPAIGN", "SUCCEEDED"),
        ("HOSTING_PROCESS", "SUCCEEDED"),
    ]
    assert await state(api, again) == "COMPLETED"
    imported = await get(api, "/importedNumbers/+12085560135")
    assert imported["smsConfiguration"]["migrateToSinchTmo"] is True


# Text-enabling


async def test_a_letter_is_mailed_signed_and_followed_by_the_steps(
    api: Api, clock: FakeClock, works: list[DueWork]
) -> None:
    await qualify(api, ONE)
    body = text_enabling(ONE, campaignId="CMP", callbackUrl=URL, directLoaInfo=RESELLER)
    del body["directLoaInfo"]
    made = await order(api, "/hostingOrders:textEnableNumbers", body | {"resellerLoaInfo": RESELLER})
    await run_all(clock, works)
    waiting = await state(api, made)
    path = await letter_path(api)
    page = await api.client.get(path, auth=None)
    unsigned = await api.client.get(f"{path}/letter.pdf", auth=None)
    signed = await sign(api, path)
    signed_pdf = await api.client.get(f"{path}/letter.pdf", auth=None)
    in_progress = await state(api, made)
    await run_all(clock, works)

    assert (made["state"], made["type"]) == ("SUBMITTED", "TYPE_TEXT_ENABLE")
    info = made["textEnableInfo"]
    assert (info["loaType"], info["businessName"]) == ("Reseller", "Example Bakery LLC")
    assert (info["nnid"], info["serviceProvider"], info["authorisedPerson"]) == ("104029", "Numberbank", PERSON)
    assert waiting == "WAITING_FOR_LOA_SIGNATURE"
    (mail,) = await list_mail(api.context, api.project_id)
    assert mail.mail.recipient == PERSON["email"]
    assert mail.mail.attachment.startswith(b"%PDF-")
    assert mail.mail.attachment == unsigned.content
    for text in (ONE, "Alma Example", "Example Bakery LLC", "Mill Road", "Example Voice", "<form"):
        assert text in page.text
    assert "<script" not in page.text
    assert "Signed electronically by Alma Example" in signed.text
    assert "<form" not in signed.text
    assert signed_pdf.content.startswith(b"%PDF-")
    assert signed_pdf.content != unsigned.content
    assert in_progress == "IN_PROGRESS"
    assert await state(api, made) == "COMPLETED"
    assert await report(api, made) == (1, 1, 1, 1, 0)
    assert (await hosted(api, made, ONE))["osrUpdate"] == {"nnid": "104029", "state": "DONE"}
    assert await process_state(api, ONE) == "HOSTING_DONE"
    assert (await get(api, f"/qualifiedNumbers/{ONE}"))["hostedNumber"] == {"status": 1, "error": ""}
    assert (await get(api, f"/importedNumbers/{ONE}"))["smsProvisioning"]["state"] == "DONE"
    assert [event[1:] for event in await events_of(api)] == [
        ("OSR_UPDATE", "SUCCEEDED"),
        ("PROVISIONING_TO_SMS_PLATFORM", "SUCCEEDED"),
        ("LINK_TO_10DLC_CAMPAIGN", "SUCCEEDED"),
        ("HOSTING_PROCESS", "SUCCEEDED"),
    ]


async def test_only_the_authorised_person_signs(api: Api, clock: FakeClock, works: list[DueWork]) -> None:
    await qualify(api, ONE)
    made = await text_enable(api, ONE)
    await run_all(clock, works)
    path = await letter_path(api)

    other_name = await sign(api, path, name="Somebody Else")
    without_tick = await sign(api, path, agree="")
    other_link = await sign(api, f"{path[:-4]}AAAA")
    still = await state(api, made)
    right = await sign(api, path, name="  alma   EXAMPLE ")
    twice = await sign(api, path)

    assert (other_name.status_code, "type your name" in other_name.text) == (400, True)
    assert (without_tick.status_code, "tick the box" in without_tick.text) == (400, True)
    assert other_link.status_code == 404
    assert still == "WAITING_FOR_LOA_SIGNATURE"
    assert right.status_code == 200
    assert (twice.status_code, "is signed" in twice.text) == (409, True)


async def test_a_letter_that_is_declined_rejects_the_order(api: Api, clock: FakeClock, works: list[DueWork]) -> None:
    await qualify(api, ONE)
    made = await text_enable(api, ONE, callbackUrl=URL)
    await run_all(clock, works)
    path = await letter_path(api)

    declined = await api.client.post(path, data={"action": "decline"}, auth=None)
    late = await sign(api, path)
    imported = await api.client.post(api.imported("/importedNumbers"), json=importing(ONE))

    assert "was declined" in declined.text
    assert late.status_code == 409
    assert await state(api, made) == "REJECTED"
    assert await process_state(api, ONE) == "HOSTING_FAILED"
    found = await get(api, f"/qualifiedNumbers/{ONE}")
    assert found["hostedNumber"] == {
        "status": 2,
        "error": "The order was rejected: The authorized person has declined",
    }
    assert imported.status_code == 200
    assert (await events_of(api))[0][1:] == ("HOSTING_PROCESS", "FAILED", "NUMBER_PROVISIONING_FAILED")


async def test_a_letter_that_nobody_signs_expires(api: Api, clock: FakeClock, works: list[DueWork]) -> None:
    await qualify(api, ONE)
    made = await text_enable(api, ONE)
    await run_all(clock, works)

    clock.advance(timedelta(days=30))
    await run_all(clock, works)
    again = await text_enable(api, ONE)

    assert await state(api, made) == "REJECTED"
    assert await process_state(api, ONE) == "HOSTING_IN_PROGRESS"
    assert again["state"] == "SUBMITTED"


async def test_the_registry_is_changed_at_the_scheduled_time(api: Api, clock: FakeClock, works: list[DueWork]) -> None:
    await qualify(api, ONE)
    time = (clock.moment + timedelta(hours=2)).isoformat()
    made = await text_enable(api, ONE, scheduledOsrUpdateTime=time)
    await run_all(clock, works)
    await sign(api, await letter_path(api))
    await run_all(clock, works)
    early = (await state(api, made), (await hosted(api, made, ONE))["osrUpdate"]["state"])

    clock.advance(timedelta(hours=2))
    await run_all(clock, works)

    assert early == ("IN_PROGRESS", "WAITING")
    assert await state(api, made) == "COMPLETED"
    assert made["scheduledOsrUpdateTime"].endswith("Z")


async def test_a_blanket_letter_must_be_on_file_and_is_not_signed(
    api: Api, clock: FakeClock, works: list[DueWork]
) -> None:
    await qualify(api, ONE)
    body = text_enabling(ONE)
    del body["directLoaInfo"]
    path = api.imported("/qualifiedNumbers:textEnableNumbers")

    refused = await api.client.post(path, json=body | {"blanketLoaInfo": {}})
    await update_project(api.context, api.project_id, ProjectChange(blanket_loa=True))
    made = await api.client.post(path, json=body | {"blanketLoaInfo": {}, "nnid": "123456"})
    await run_all(clock, works)

    assert [field for field, _ in said(refused)] == ["blanketLoaInfo"]
    assert list(made.json()) == ["hostingOrderId"]
    found = await get(api, f"/hostingOrders/{made.json()['hostingOrderId']}")
    assert found["state"] == "COMPLETED"
    assert found["textEnableInfo"] == {"serviceProvider": "Numberbank", "nnid": "123456"}
    assert await list_mail(api.context, None) == []


async def test_toll_free_numbers_have_an_order_of_their_own(api: Api, clock: FakeClock, works: list[DueWork]) -> None:
    await qualify(api, TOLL_FREE, ONE)
    missed = (clock.moment - timedelta(hours=25)).isoformat()
    toll_free = text_enabling(TOLL_FREE, campaignId="ignored", callbackUrl=URL)
    toll_free["directLoaInfo"] = DIRECT | {"scheduledZipwhipProvisioningTime": missed, "migrateToSinchTmo": True}
    ordinary_route = await api.client.post(
        api.imported("/hostingOrders:textEnableNumbers"), json=text_enabling(TOLL_FREE)
    )
    toll_free_route = await api.client.post(
        api.imported("/hostingOrders:textEnableTollFreeNumbers"), json=text_enabling(ONE)
    )
    made = await order(api, "/qualifiedNumbers:textEnableTollFreeNumbers", toll_free)
    await run_all(clock, works)
    await sign(api, await letter_path(api))
    await run_all(clock, works)
    early = (await hosted(api, made, TOLL_FREE))["osrUpdate"]["state"]
    clock.advance(timedelta(hours=23))
    await run_all(clock, works)

    assert said(ordinary_route)[0][1].startswith("TFN_NOT_ALLOWED")
    assert "is not a toll-free number" in said(toll_free_route)[0][1]
    assert (made["campaignId"], made["migrateToSinchTmo"]) == ("", True)
    assert early == "WAITING"
    assert await state(api, made) == "COMPLETED"
    assert (await hosted(api, made, TOLL_FREE))["campaignProvisioning"]["state"] == "STATE_UNSPECIFIED"
    assert [event[1] for event in await events_of(api)] == [
        "OSR_UPDATE",
        "PROVISIONING_TO_SMS_PLATFORM",
        "HOSTING_PROCESS",
    ]


@pytest.mark.parametrize(
    ("number", "nnid", "code"),
    [("+12085559991", "", "NUMBER_PROVISIONING_FAILED"), (ONE, "000000", "INVALID_NNID")],
)
async def test_a_registry_that_refuses_fails_the_number(
    api: Api, clock: FakeClock, works: list[DueWork], number: str, nnid: str, code: str
) -> None:
    await qualify(api, number)
    made = await text_enable(api, number, nnid=nnid, callbackUrl=URL)
    await run_all(clock, works)
    await sign(api, await letter_path(api))
    await run_all(clock, works)

    assert await state(api, made) == "COMPLETED"
    assert await report(api, made) == (1, 0, 0, 0, 0)
    assert (await hosted(api, made, number))["osrUpdate"]["state"] == "FAILED"
    assert (await hosted(api, made, number))["platformProvisioning"]["state"] == "WAITING"
    assert await process_state(api, number) == "HOSTING_FAILED"
    assert [event[1:] for event in await events_of(api)] == [
        ("OSR_UPDATE", "FAILED", code),
        ("HOSTING_PROCESS", "FAILED", code),
    ]


async def test_numbers_must_be_verified(api: Api, clock: FakeClock, works: list[DueWork]) -> None:
    path = api.imported("/hostingOrders:textEnableNumbers")
    await add_numbers(api.context, api.project_id, [ONE])

    not_listed = await api.client.post(path, json=text_enabling(TWO))
    not_verified = await api.client.post(path, json=text_enabling(ONE))
    await qualify(api, TWO)
    await text_enable(api, TWO)
    twice = await api.client.post(path, json=text_enabling(TWO))
    deleted = await api.client.delete(api.imported(f"/qualifiedNumbers/{TWO}"))

    assert not_listed.status_code == 404
    assert TWO in not_listed.json()["message"]
    assert (not_verified.status_code, not_verified.json()["status"]) == (400, "FAILED_PRECONDITION")
    assert twice.status_code == 409
    assert (deleted.status_code, deleted.json()["status"]) == (400, "FAILED_PRECONDITION")


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"directLoaInfo": None}, {"directLoaInfo"}),
        ({"resellerLoaInfo": RESELLER}, {"body"}),
        ({"numbers": []}, {"numbers"}),
        ({"numbers": [ONE, ONE]}, {"numbers"}),
        ({"numbers": ["+14165550142"]}, {"numbers.0"}),
        ({"numbers": [f"+1208555{index:04}" for index in range(501)]}, {"numbers"}),
        ({"regionCode": "FR", "servicePlanId": ""}, {"regionCode", "servicePlanId"}),
        ({"nnid": "abc"}, {"nnid"}),
        ({"scheduledOsrUpdateTime": "soon"}, {"scheduledOsrUpdateTime"}),
        ({"scheduledOsrUpdateTime": "2026-02-31T10:00:00Z"}, {"scheduledOsrUpdateTime"}),
        ({"directLoaInfo": DIRECT | {"authorisedPerson": PERSON | {"email": "alma"}}},
         {"directLoaInfo.authorisedPerson.email"}),
        ({"callbackUrl": "http://10.0.0.1/"}, {"callbackUrl"}),
    ],
)  # fmt: skip
async def test_bad_orders_are_refused(api: Api, change: dict[str, object], fields: set[str]) -> None:
    answer = await api.client.post(api.imported("/hostingOrders:textEnableNumbers"), json=text_enabling(ONE) | change)

    assert {field for field, _ in said(answer)} == fields


async def test_exactly_one_letter_is_asked_for(api: Api) -> None:
    body = text_enabling(ONE)
    del body["directLoaInfo"]

    ordinary = await api.client.post(api.imported("/hostingOrders:textEnableNumbers"), json=body)
    toll_free = await api.client.post(
        api.imported("/hostingOrders:textEnableTollFreeNumbers"), json=body | {"blanketLoaInfo": {}}
    )

    assert said(ordinary) == [("body", "must have exactly one of directLoaInfo, resellerLoaInfo and blanketLoaInfo")]
    assert said(toll_free) == [("body", "must have exactly one of directLoaInfo and resellerLoaInfo")]


# The operator


async def test_the_operator_signs_and_rejects(api: Api, clock: FakeClock, works: list[DueWork]) -> None:
    await qualify(api, ONE, TWO)
    first, second = await text_enable(api, ONE), await text_enable(api, TWO)
    await run_all(clock, works)

    signed = await operate(api, f"/hostingOrders/{first['hostingOrderId']}:sign")
    rejected = await operate(api, f"/hostingOrders/{second['hostingOrderId']}:reject", reason="No such business")
    late = await operate(api, f"/hostingOrders/{first['hostingOrderId']}:reject")
    unknown = await operate(api, "/hostingOrders/nothing:sign")
    listed = await api.client.get(
        f"/operator/v1/projects/{api.project_id}/hostingOrders?states=REJECTED", headers=BEARER, auth=None
    )
    await run_all(clock, works)

    assert (signed.status_code, rejected.status_code, late.status_code, unknown.status_code) == (200, 200, 400, 404)
    assert await state(api, first) == "COMPLETED"
    assert [each["hostingOrderId"] for each in listed.json()["hostingOrders"]] == [second["hostingOrderId"]]
    assert "No such business" in (await get(api, f"/qualifiedNumbers/{TWO}"))["hostedNumber"]["error"]


async def test_the_operator_reads_the_outbox(api: Api, clock: FakeClock, works: list[DueWork]) -> None:
    await qualify(api, ONE)
    await text_enable(api, ONE)
    await run_all(clock, works)

    listed = await api.client.get("/operator/v1/outbox", headers=BEARER, auth=None)
    (mail,) = listed.json()["mails"]
    shown = await api.client.get(f"/operator/v1/outbox/{mail['id']}", headers=BEARER, auth=None)

    assert (mail["recipient"], mail["status"], mail["attempts"]) == (PERSON["email"], "PENDING", 1)
    assert mail["lastProblem"] == "NUMBERBANK_SMTP_URL is not set"
    assert "/loa/" in shown.json()["body"]
    assert shown.json()["attachment"].startswith("JVBERi")


async def test_lists_of_orders_and_numbers_are_filtered_and_paged(
    api: Api, clock: FakeClock, works: list[DueWork]
) -> None:
    await qualify(api, ONE, TWO)
    enabled = await text_enable(api, ONE, TWO, campaignId="CMP")
    for index in range(3):
        body: dict[str, object] = {"regionCode": "US", "numbers": [f"+1208555000{index}"], "servicePlanId": "other"}
        await order(api, "/hostingOrders:importNumbers", body)
    await run_all(clock, works)

    async def total(path: str) -> int:
        size: int = (await get(api, path))["totalSize"]
        return size

    assert await total("/hostingOrders") == 4
    assert await total("/hostingOrders?states=COMPLETED&type=IMPORT&servicePlanId=other") == 3
    assert await total("/hostingOrders?states=COMPLETED,WAITING_FOR_LOA_SIGNATURE") == 4
    assert await total("/hostingOrders?states=HOSTING_ORDER_STATE_UNSPECIFIED&type=TYPE_TEXT_ENABLE") == 1
    assert await total("/hostingOrders?campaignId=CMP&type=HOSTING_ORDER_TYPE_UNSPECIFIED") == 1
    numbers = f"/hostingOrders/{enabled['hostingOrderId']}/numbers"
    assert await total(numbers) == 2
    assert await total(f"{numbers}?osrUpdateState=WAITING&platformProvisioningState=WAITING") == 2
    assert await total(f"{numbers}?osrUpdateState=DONE") == 0
    first = await get(api, f"{numbers}?pageSize=1")
    second = await get(api, f"{numbers}?pageSize=1&pageToken={first['nextPageToken']}")
    assert [page["numbers"][0]["phoneNumber"] for page in (first, second)] == [ONE, TWO]
    page = await get(api, "/hostingOrders?pageSize=3")
    rest = await get(api, f"/hostingOrders?pageSize=3&pageToken={page['nextPageToken']}")
    assert (len(page["hostingOrders"]), len(rest["hostingOrders"])) == (3, 1)


async def test_what_is_not_there_is_a_404(api: Api) -> None:
    for path in ("", "/report", "/numbers", f"/numbers/{ONE}"):
        answer = await api.client.get(api.imported(f"/hostingOrders/nothing{path}"))
        assert (answer.status_code, answer.json()["code"]) == (404, "404")
