"""Endpoints 10 to 13: emergency addresses through HTTP, as clients ask for them."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from support.apps import Api
from support.clock import FakeClock
from support.inventory import SE_MOBILE, US_LOCAL, US_TOLL_FREE, hold, store, terms

from numberbank.domain.e164 import E164, e164_to_int
from numberbank.domain.emergency_addresses import EmergencyAddress, ProvisionedAddress
from numberbank.domain.emergency_updates import EmergencyUpdate, Told
from numberbank.domain.number_blocks import NumberBlock
from numberbank.services.emergency_updates import claim_updates
from numberbank.services.lifecycle import expire_numbers
from numberbank.services.projects import create_key, create_project
from numberbank.services.streets import import_streets
from numberbank.storage.emergency_addresses import put_address
from numberbank.worker.emergency_updates import LEASE, EmergencyWork

NUMBER = "+12013500142"
CA_LOCAL = NumberBlock("+1416555", 4, terms("CA"))
LENOX = {"streetNumber": "3500", "streetInfo": "Lenox Rd NE", "city": "Atlanta", "state": "GA", "postalCode": "30326"}
STORED = {
    "streetNumber": "3500",
    "streetInfo": "Lenox Rd NE",
    "location": "",
    "city": "Atlanta",
    "state": "GA",
    "postalCode": "30326",
    "postalCodePlusFour": "",
}
EMPTY = dict.fromkeys(STORED, "")


def path(api: Api, action: str = "", number: str = NUMBER) -> str:
    return api.path(f"/activeNumbers/{number}/emergencyAddress{action}")


def request(**address: Any) -> dict[str, Any]:
    return {"displayName": "Head office", "address": {**LENOX, **address}}


async def held(api: Api, block: NumberBlock = US_LOCAL, number: str = NUMBER) -> None:
    """Also numbers of a kind that cannot be rented directly."""
    await store(api.context, block)
    await hold(api.context, api.project_id, number)


async def provision(api: Api, number: str = NUMBER, **address: Any) -> httpx2.Response:
    return await api.client.post(path(api, ":provision", number), json=request(**address))


def error_of(answer: httpx2.Response) -> Any:
    return answer.json()["error"]


def violations_of(answer: httpx2.Response) -> dict[str, str]:
    assert answer.status_code == 400, answer.text
    (detail,) = error_of(answer)["details"]
    return {violation["field"]: violation["description"] for violation in detail["fieldViolations"]}


@pytest.fixture
async def streets(api: Api) -> None:
    report = await import_streets(api.context, ["region,postal_code,street", "US,30326,Lenox Road NE"])
    assert report.problems == []


# Getting, provisioning, removing


async def test_before_provision_there_is_the_live_answer(api: Api) -> None:
    await held(api)

    answer = await api.client.get(path(api))

    assert answer.status_code == 404
    assert error_of(answer) == {
        "code": 404,
        "message": "Missing E911 feature",
        "status": "NOT_FOUND",
        "details": [
            {
                "type": "ResourceInfo",
                "resourceType": "EmergencyAddress",
                "resourceName": "",
                "owner": "",
                "description": "Missing E911 feature",
            }
        ],
    }


async def test_an_address_is_stored_in_its_normal_form(api: Api) -> None:
    await held(api)

    provisioned = await provision(api, streetInfo="Lenox Road Northeast", location="Suite 20", state="Georgia")

    assert provisioned.status_code == 200, provisioned.text
    assert provisioned.json() == {**STORED, "location": "Ste 20"}
    assert list(provisioned.json()) == list(STORED)
    assert (await api.client.get(path(api))).json() == {**STORED, "location": "Ste 20"}


async def test_a_second_address_replaces_the_first(api: Api) -> None:
    await held(api)
    await provision(api)

    await provision(api, streetNumber="3501", postalCodePlusFour="1234")

    stored = (await api.client.get(path(api))).json()
    assert stored == {**STORED, "streetNumber": "3501", "postalCodePlusFour": "1234"}


async def test_an_address_that_is_none_is_refused_with_all_reasons(api: Api) -> None:
    await held(api)
    await provision(api)

    refused = await provision(api, streetNumber="x", streetInfo="PO Box 5", postalCode="99999")

    assert violations_of(refused).keys() == {"address.streetNumber", "address.streetInfo", "address.postalCode"}
    assert error_of(refused)["message"].startswith("Invalid address - no correction found|")
    assert (await api.client.get(path(api))).json() == STORED


@pytest.mark.usefixtures("streets")
async def test_a_refusal_names_what_may_be_meant(api: Api) -> None:
    await held(api)

    refused = await provision(api, streetInfo="Lenox Road")

    assert violations_of(refused) == {
        "address.streetInfo": "is not a street of 30326: did you mean Lenox Rd NE?",
    }


async def test_what_was_removed_is_missing_again_and_may_be_removed_twice(api: Api) -> None:
    await held(api)
    await provision(api)

    first = await api.client.post(path(api, ":deprovision"))
    second = await api.client.post(path(api, ":deprovision"))

    assert (first.status_code, first.json()) == (200, {})
    assert (second.status_code, second.json()) == (200, {})
    assert (await api.client.get(path(api))).status_code == 404


async def test_a_release_removes_the_address(api: Api) -> None:
    await held(api)
    await provision(api)

    await api.client.post(api.path(f"/activeNumbers/{NUMBER}:release"))

    missing = await api.client.get(path(api))
    assert (missing.status_code, error_of(missing)["message"]) == (404, "Missing E911 feature")


async def test_an_address_given_after_the_release_ends_with_the_number(api: Api, clock: FakeClock) -> None:
    await held(api)
    await api.client.post(api.path(f"/activeNumbers/{NUMBER}:release"))
    assert (await provision(api)).status_code == 200
    clock.advance(timedelta(days=40))

    await expire_numbers(api.context, clock.due())

    gone = await api.client.get(path(api))
    assert error_of(gone)["details"][0]["resourceType"] == "ActiveNumber"
    async with api.context.database.connection() as connection:
        assert await connection.fetchval("select count(*) from emergency_address") == 0
        assert await connection.fetchval("select count(*) from emergency_update") == 1


# Validating


async def test_an_exact_match(api: Api) -> None:
    await held(api)

    answer = await api.client.post(path(api, ":validate"), json=request())

    assert answer.status_code == 200
    assert answer.json() == {
        "phoneNumber": NUMBER,
        "displayName": "Head office",
        "validatedAddress": STORED,
        "validationResult": "EXACT_MATCH",
        "validationMessage": "Address is a perfect match",
        "correctedAddress": EMPTY,
        "candidateAddresses": [],
    }


@pytest.mark.usefixtures("streets")
async def test_the_first_published_case(api: Api) -> None:
    await held(api)

    answer = (await api.client.post(path(api, ":validate"), json=request(streetInfo="Lenox Road NE"))).json()

    assert answer["validationResult"] == "NEAR_MATCH"
    assert answer["validationMessage"] == "Corrected to valid address|Corrected address abbreviations"
    assert answer["validatedAddress"] == {**STORED, "streetInfo": "Lenox Road NE"}
    assert answer["correctedAddress"] == STORED
    assert answer["candidateAddresses"] == []


@pytest.mark.usefixtures("streets")
async def test_the_second_published_case(api: Api) -> None:
    await held(api)

    answer = (await api.client.post(path(api, ":validate"), json=request(streetInfo="Lenox Road"))).json()

    assert answer["validationResult"] == "NO_MATCH"
    assert answer["validationMessage"] == (
        "Invalid address - no correction found|Changed address component|Corrected address abbreviations"
        "|Address is Invalid"
    )
    assert answer["correctedAddress"] == EMPTY
    assert answer["candidateAddresses"] == [STORED]


async def test_validation_changes_nothing(api: Api) -> None:
    await held(api)

    await api.client.post(path(api, ":validate"), json=request())

    assert (await api.client.get(path(api))).status_code == 404


async def test_a_canadian_number_takes_a_canadian_address(api: Api) -> None:
    await held(api, CA_LOCAL, "+14165550100")
    queen = {"streetNumber": "100", "streetInfo": "Queen Street West", "city": "Toronto"}

    stored = await provision(api, "+14165550100", **queen, state="Ontario", postalCode="m5h2n2")
    refused = await provision(api, "+14165550100")

    assert stored.json() == {
        **EMPTY, **queen, "streetInfo": "Queen St W", "state": "ON", "postalCode": "M5H 2N2"
    }  # fmt: skip
    assert violations_of(refused).keys() == {"address.postalCode", "address.state"}


# Who and what has no such address


@pytest.mark.parametrize(
    ("method", "action"), [("GET", ""), ("POST", ":provision"), ("POST", ":deprovision"), ("POST", ":validate")]
)
async def test_a_number_that_is_not_held_is_not_found(api: Api, method: str, action: str) -> None:
    await store(api.context, US_LOCAL)

    answer = await api.client.request(method, path(api, action), json=request())

    assert answer.status_code == 404
    (detail,) = error_of(answer)["details"]
    assert (detail["resourceType"], detail["resourceName"]) == ("ActiveNumber", NUMBER)


@pytest.mark.parametrize("action", [":provision", ":deprovision", ":validate"])
@pytest.mark.parametrize(
    ("block", "number", "what"),
    [(SE_MOBILE, "+46701740001", "SE MOBILE"), (US_TOLL_FREE, "+18003500001", "US TOLL_FREE")],
)
async def test_a_number_without_the_service_is_refused(
    api: Api, action: str, block: NumberBlock, number: str, what: str
) -> None:
    await held(api, block, number)

    refused = await api.client.post(path(api, action, number), json=request())
    missing = await api.client.get(path(api, "", number))

    assert violations_of(refused)["phoneNumber"].startswith(f"there is no emergency service for {what} numbers")
    assert error_of(missing)["message"] == "Missing E911 feature"


# Requests as they come


@pytest.mark.parametrize("action", [":provision", ":validate"])
async def test_all_that_is_missing_is_said_at_once(api: Api, action: str) -> None:
    await held(api)

    nothing = await api.client.post(path(api, action), json={})
    no_parts = await api.client.post(path(api, action), json={"displayName": " ", "address": {"city": "", "state": 5}})

    assert violations_of(nothing) == {"displayName": "is required", "address": "is required"}
    assert violations_of(no_parts) == {
        "displayName": "must not be empty",
        "address.streetNumber": "is required",
        "address.streetInfo": "is required",
        "address.city": "must not be empty",
        "address.state": "5 is not valid here; give a string",
        "address.postalCode": "is required",
    }


async def test_the_shapes_of_the_node_library(api: Api) -> None:
    """It names the type on every call, sends its members one by one, null for unset ones, and `{}` for no body."""
    await held(api)
    json_type = {"content-type": "application/json"}
    body = {
        "displayName": "Head office",
        "address": {**LENOX, "location": None, "postalCodePlusFour": None},
        "phoneNumber": NUMBER,
    }

    validated = await api.client.post(path(api, ":validate"), json=body, headers=json_type)
    provisioned = await api.client.post(path(api, ":provision"), json=body, headers=json_type)
    got = await api.client.get(path(api), headers=json_type)
    removed = await api.client.post(path(api, ":deprovision"), json={}, headers=json_type)
    removed_again = await api.client.post(path(api, ":deprovision"), content=b"", headers=json_type)
    escaped = await api.client.get(path(api, "", NUMBER.replace("+", "%2B")), headers=json_type)

    assert validated.json()["validationResult"] == "EXACT_MATCH"
    assert provisioned.json() == STORED
    assert got.json() == STORED
    assert (removed.json(), removed_again.json()) == ({}, {})
    assert escaped.status_code == 404


async def test_a_body_without_a_type_and_an_escaped_action_are_understood(api: Api) -> None:
    await held(api)

    answer = await api.client.post(
        api.path(f"/activeNumbers/{NUMBER}/emergencyAddress%3Aprovision"),
        content=httpx2.Request("POST", "http://test", json=request()).content,
    )

    assert answer.json() == STORED


async def test_another_project_sees_nothing_of_it(api: Api) -> None:
    await held(api)
    await provision(api)
    other = await create_project(api.context, "Other")
    key = await create_key(api.context, other.id, "other")

    answer = await api.client.get(
        f"/v1/projects/{other.id}/activeNumbers/{NUMBER}/emergencyAddress", auth=(key.id, key.secret)
    )

    assert error_of(answer)["details"][0]["resourceType"] == "ActiveNumber"


# What an operator's system is told


class Recorder:
    """Answers with the statuses that it was given, then with 200."""

    def __init__(self, *statuses: int) -> None:
        self.told: list[EmergencyUpdate] = []
        self._statuses = list(statuses)

    async def tell(self, update: EmergencyUpdate) -> Told:
        self.told.append(update)
        return Told(self._statuses.pop(0) if self._statuses else 200)


def actions(recorder: Recorder) -> Sequence[tuple[str, str]]:
    return [
        ("set", update.provisioned.address.street_number) if update.provisioned else ("removed", "")
        for update in recorder.told
    ]


async def test_each_change_is_told_once(api: Api, clock: FakeClock) -> None:
    await held(api)
    recorder = Recorder()
    work = EmergencyWork(api.context, recorder)

    await provision(api)
    await work.run_due(clock.due())
    await api.client.post(path(api, ":deprovision"))
    await api.client.post(path(api, ":deprovision"))
    await work.run_due(clock.due())
    await provision(api, streetNumber="7")
    await work.run_due(clock.due())
    await api.client.post(api.path(f"/activeNumbers/{NUMBER}:release"))
    await work.run_due(clock.due())

    assert actions(recorder) == [("set", "3500"), ("removed", ""), ("set", "7"), ("removed", "")]
    assert len({update.id for update in recorder.told}) == 4
    assert await work.run_due(clock.due()) == 0


async def test_what_is_not_taken_is_told_again_until_it_is(api: Api, clock: FakeClock) -> None:
    await held(api)
    recorder = Recorder(*[503] * 20, 400)
    work = EmergencyWork(api.context, recorder)
    await provision(api)

    for _ in range(22):
        assert await work.run_due(clock.due()) == 1
        clock.advance(timedelta(hours=1))

    assert await work.run_due(clock.due()) == 0
    assert len({update.id for update in recorder.told}) == 1
    assert [update.attempt for update in recorder.told] == list(range(1, 23))


async def test_only_the_newest_of_two_changes_is_told(api: Api, clock: FakeClock) -> None:
    await held(api)
    recorder = Recorder()
    await provision(api)
    await provision(api, streetNumber="8")

    await EmergencyWork(api.context, recorder).run_due(clock.due())

    assert actions(recorder) == [("set", "8")]


async def test_a_change_while_another_is_told_waits_for_its_end(api: Api, clock: FakeClock) -> None:
    await held(api)
    second = Recorder()
    late = EmergencyWork(api.context, second)

    class Changing(Recorder):
        async def tell(self, update: EmergencyUpdate) -> Told:
            await api.client.post(path(api, ":deprovision"))
            assert await late.run_due(clock.due()) == 0
            return await super().tell(update)

    await provision(api)
    await EmergencyWork(api.context, Changing()).run_due(clock.due())

    assert await late.run_due(clock.due()) == 1
    assert actions(second) == [("removed", "")]


async def test_what_a_dead_worker_had_taken_on_is_told_after_its_lease(api: Api, clock: FakeClock) -> None:
    await held(api)
    recorder = Recorder()
    await provision(api)
    (claimed,) = await claim_updates(api.context, clock.due(), LEASE, 10)
    assert claimed.number == NUMBER
    assert await EmergencyWork(api.context, recorder).run_due(clock.due()) == 0
    clock.advance(LEASE)

    await EmergencyWork(api.context, recorder).run_due(clock.due())

    assert [update.attempt for update in recorder.told] == [2]


async def test_the_operator_sees_what_waits_without_the_address(api: Api, clock: FakeClock) -> None:
    await held(api)
    await provision(api)
    await EmergencyWork(api.context, Recorder(400)).run_due(clock.due())

    answer = await api.client.get(
        "/operator/v1/emergencyUpdates", headers={"authorization": "Bearer test-operator"}, auth=None
    )

    (update,) = answer.json()["updates"]
    assert update["phoneNumber"] == NUMBER
    assert (update["action"], update["attempts"], update["lastAnswer"]) == ("PROVISION", 1, 400)
    assert "Lenox" not in answer.text


async def test_a_release_that_meets_a_provision_leaves_no_address_that_was_there_before_it(api: Api) -> None:
    """The release waits for the number, and then sees the address that was stored meanwhile."""
    await held(api)
    digits = e164_to_int(E164(NUMBER))
    async with api.context.database.transaction() as connection:
        await connection.execute("select from number where e164 = $1 for update", digits)
        releasing = asyncio.create_task(api.client.post(api.path(f"/activeNumbers/{NUMBER}:release")))
        while not await connection.fetchval("select exists (select from pg_locks where not granted)"):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        stored = ProvisionedAddress("Desk", EmergencyAddress("3500", "Lenox Rd NE", "", "Atlanta", "GA", "30326"))
        await put_address(connection, api.project_id, E164(NUMBER), stored, api.context.clock.now(""), "id-1", "id-2")

    assert (await releasing).status_code == 200
    assert (await api.client.get(path(api))).status_code == 404
