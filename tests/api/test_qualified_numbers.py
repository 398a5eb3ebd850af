"""Qualified numbers through HTTP: eligibility, the voice challenge, the operator's review."""

from datetime import timedelta
from typing import Any

import pytest
from support.apps import OPERATOR_TOKEN, Api
from support.clock import FakeClock
from support.hosting import said
from support.work import run_all

from numberbank.services.voice_challenges import list_challenges
from numberbank.worker.due_work import DueWork

NUMBER = "+12085550142"
STATE = "GLOBAL_PROCESS_STATE_"
BEARER = {"authorization": f"Bearer {OPERATOR_TOKEN}"}


async def add(api: Api, *numbers: str) -> list[dict[str, Any]]:
    answer = await api.client.post(
        api.imported("/qualifiedNumbers:addNumbers"), json={"phoneNumbers": list(numbers or (NUMBER,))}
    )
    assert answer.status_code == 200, answer.text
    added: list[dict[str, Any]] = answer.json()["qualifiedNumbers"]
    return added


async def get(api: Api, number: str = NUMBER) -> dict[str, Any]:
    found: dict[str, Any] = (await api.client.get(api.imported(f"/qualifiedNumbers/{number}"))).json()
    return found


async def state(api: Api, number: str = NUMBER) -> str:
    return str((await get(api, number))["globalProcessState"]).removeprefix(STATE)


async def call(api: Api, number: str = NUMBER) -> Any:
    return await api.client.post(api.imported(f"/qualifiedNumbers/{number}:sendVoiceChallenge"))


async def verify(api: Api, code: str, number: str = NUMBER) -> dict[str, Any]:
    answer = await api.client.post(
        api.imported(f"/qualifiedNumbers/{number}:verifyVoiceChallenge"), json={"code": code}
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def code(api: Api) -> str:
    (challenge,) = await list_challenges(api.context, api.project_id)
    return challenge.code


def wrong(right: str) -> str:
    return f"{(int(right) + 1) % 10000:04}"


async def review(api: Api, name: str, number: str = NUMBER, **body: str) -> Any:
    path = f"/operator/v1/projects/{api.project_id}/qualifiedNumbers/{number}:{name}"
    return await api.client.post(path, json=body, headers=BEARER, auth=None)


async def test_numbers_are_checked_and_verified_by_a_call(api: Api, clock: FakeClock, works: list[DueWork]) -> None:
    added = await add(api)
    await run_all(clock, works)
    eligible = await get(api)
    called = await call(api)
    right = await code(api)
    verified = await verify(api, right)

    assert added[0]["globalProcessState"] == f"{STATE}ELIGIBLE_CHECK_PENDING"
    assert added[0]["osrEligibility"] == {"status": "WAITING", "error": ""}
    assert added[0]["hostedNumber"] == {"status": 0, "error": ""}
    assert (eligible["globalProcessState"], eligible["osrEligibility"]["status"]) == (f"{STATE}ELIGIBLE", "DONE")
    assert eligible["ownershipVerification"] == {"status": "WAITING", "error": ""}
    assert called.json()["globalProcessState"] == f"{STATE}VERIFICATION_PENDING"
    assert called.json()["ownershipVerification"]["status"] == "IN_PROGRESS"
    assert len(right) == 4
    assert right not in called.text
    assert verified["globalProcessState"] == f"{STATE}VERIFIED"
    assert verified["ownershipVerification"] == {"status": "DONE", "error": ""}


async def test_a_wrong_code_fails_and_the_fifth_blocks_until_the_operator_lifts_it(
    api: Api, clock: FakeClock, works: list[DueWork]
) -> None:
    await add(api)
    await run_all(clock, works)
    await call(api)
    bad = wrong(await code(api))

    answers = [await verify(api, bad) for _ in range(5)]
    blocked = await call(api)
    after_block = await verify(api, bad)
    lifted = await review(api, "unblock")
    await call(api)
    verified = await verify(api, await code(api))

    assert [answer["globalProcessState"].removeprefix(STATE) for answer in answers] == [
        *["VERIFICATION_FAILED"] * 4,
        "VERIFICATION_BLOCKED",
    ]
    assert answers[0]["ownershipVerification"] == {"status": "FAILED", "error": "Wrong code"}
    assert blocked.json()["globalProcessState"] == f"{STATE}VERIFICATION_BLOCKED"
    assert after_block["globalProcessState"] == f"{STATE}VERIFICATION_BLOCKED"
    assert lifted.json()["globalProcessState"] == f"{STATE}ELIGIBLE"
    assert verified["globalProcessState"] == f"{STATE}VERIFIED"


async def test_a_new_call_replaces_the_code_and_the_sixth_blocks(
    api: Api, clock: FakeClock, works: list[DueWork]
) -> None:
    await add(api)
    await run_all(clock, works)
    await call(api)
    first = await code(api)
    for _ in range(4):
        await call(api)
    assert (await verify(api, first))["globalProcessState"] == f"{STATE}VERIFICATION_FAILED"

    sixth = await call(api)

    assert sixth.json()["globalProcessState"] == f"{STATE}VERIFICATION_BLOCKED"
    assert await list_challenges(api.context, api.project_id) == []


async def test_a_code_is_good_for_ten_minutes(api: Api, clock: FakeClock, works: list[DueWork]) -> None:
    await add(api)
    await run_all(clock, works)
    await call(api)
    right = await code(api)
    clock.advance(timedelta(minutes=10))
    late = await verify(api, right)
    await call(api)
    clock.advance(timedelta(minutes=10))
    await run_all(clock, works)

    assert late["ownershipVerification"] == {
        "status": "FAILED",
        "error": "The code is too old: ask for another call",
    }
    assert await state(api) == "VERIFICATION_FAILED"
    assert await list_challenges(api.context, api.project_id) == []


async def test_numbers_end_as_the_simulation_is_asked(api: Api, clock: FakeClock, works: list[DueWork]) -> None:
    await add(api, "+12085559990", "+12085559992")
    await run_all(clock, works)
    await call(api, "+12085559992")
    await run_all(clock, works)
    refused = await call(api, "+12085559990")

    assert await state(api, "+12085559990") == "NOT_ELIGIBLE"
    assert (await get(api, "+12085559990"))["osrEligibility"]["status"] == "FAILED"
    assert await state(api, "+12085559992") == "VERIFICATION_FAILED"
    assert (refused.status_code, refused.json()["status"]) == (400, "FAILED_PRECONDITION")


async def test_the_operator_reviews_invoices(api: Api, clock: FakeClock, works: list[DueWork]) -> None:
    await add(api)
    await run_all(clock, works)

    received = await review(api, "receiveInvoices")
    refused = await review(api, "refuseInvoices", reason="The invoice is of 1999")
    shown = (await get(api))["ownershipVerification"]
    accepted = await review(api, "acceptInvoices")
    again = await review(api, "acceptInvoices")

    assert received.json()["globalProcessState"] == f"{STATE}VERIFICATION_PENDING"
    assert refused.json()["globalProcessState"] == f"{STATE}VERIFICATION_FAILED"
    assert shown == {"status": "FAILED", "error": "The invoice is of 1999"}
    assert accepted.json()["globalProcessState"] == f"{STATE}VERIFIED"
    assert (again.status_code, again.json()["error"]["status"]) == (400, "FAILED_PRECONDITION")


async def test_the_operator_decides_on_eligibility(api: Api, clock: FakeClock, works: list[DueWork]) -> None:
    await add(api)

    found = await review(api, "findNotEligible", reason="The registry has it locked")
    lifted = await review(api, "findEligible")
    await run_all(clock, works)

    assert found.json()["osrEligibility"] == {"status": "FAILED", "error": "The registry has it locked"}
    assert lifted.json()["globalProcessState"] == f"{STATE}ELIGIBLE"
    assert await state(api) == "ELIGIBLE"


async def test_adding_again_changes_nothing(api: Api, clock: FakeClock, works: list[DueWork]) -> None:
    first = await add(api)
    await run_all(clock, works)

    second = await add(api, NUMBER, "+14165550142", NUMBER)

    assert [number["phoneNumber"] for number in second] == [NUMBER, "+14165550142", NUMBER]
    assert second[0]["createdTime"] == first[0]["createdTime"]
    assert second[0]["globalProcessState"] == f"{STATE}ELIGIBLE"
    assert second[1]["regionCode"] == "CA"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "phoneNumbers"),
        ({"phoneNumbers": []}, "phoneNumbers"),
        ({"phoneNumbers": ["+12085550142", "208"]}, "phoneNumbers.1"),
        ({"phoneNumbers": ["+442083661177"]}, "phoneNumbers.0"),
        ({"phoneNumbers": [f"+1208555{index:04}" for index in range(501)]}, "phoneNumbers"),
    ],
)
async def test_bad_numbers_are_refused(api: Api, body: dict[str, object], field: str) -> None:
    answer = await api.client.post(api.imported("/qualifiedNumbers:addNumbers"), json=body)

    assert [each for each, _ in said(answer)] == [field]


async def test_500_numbers_are_taken(api: Api) -> None:
    assert len(await add(api, *[f"+1208555{index:04}" for index in range(500)])) == 500


async def test_lists_are_filtered_by_state_and_paged(api: Api, clock: FakeClock, works: list[DueWork]) -> None:
    await add(api, "+12085550001", "+12085550002", "+12085559990", "+14165550142")
    await run_all(clock, works)
    path = api.imported("/qualifiedNumbers")

    async def total(**params: str | list[str]) -> int:
        answer = await api.client.get(path, params=params)
        assert answer.status_code == 200, answer.text
        size: int = answer.json()["totalSize"]
        return size

    assert await total() == 4
    assert await total(states=f"{STATE}ELIGIBLE") == 3
    assert await total(states=f"{STATE}ELIGIBLE,{STATE}NOT_ELIGIBLE") == 4
    assert await total(states=[f"{STATE}VERIFIED", f"{STATE}NOT_ELIGIBLE"]) == 1
    assert await total(states=f"{STATE}UNSPECIFIED") == 4
    assert await total(regionCode="CA") == 1
    page = (await api.client.get(path, params={"pageSize": "3", "orderBy": "updatedTime"})).json()
    rest = await api.client.get(
        path, params={"pageSize": "3", "orderBy": "updatedTime", "pageToken": page["nextPageToken"]}
    )
    assert len(rest.json()["qualifiedNumbers"]) == 1


async def test_a_number_is_taken_off_the_list(api: Api) -> None:
    await add(api)
    path = api.imported(f"/qualifiedNumbers/{NUMBER}")

    deleted = await api.client.delete(path)

    assert (deleted.status_code, deleted.json()) == (200, {})
    assert (await api.client.get(path)).status_code == 404
    assert (await api.client.delete(path)).status_code == 404
    assert (await call(api)).status_code == 404


async def test_a_code_is_asked_for_after_a_call_only(api: Api, clock: FakeClock, works: list[DueWork]) -> None:
    await add(api)
    await run_all(clock, works)
    path = api.imported(f"/qualifiedNumbers/{NUMBER}:verifyVoiceChallenge")

    early = await api.client.post(path, json={"code": "1234"})
    without = await api.client.post(path, json={})

    assert (early.status_code, early.json()["status"]) == (400, "FAILED_PRECONDITION")
    assert said(without) == [("code", "is required")]
