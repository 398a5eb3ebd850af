"""The fixture, in this very run."""

from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from numberbank.testing import Numberbank, SandboxRefusal


def call(numberbank: Numberbank, method: str, path: str, /, **body: object) -> httpx2.Response:
    url = f"{numberbank.url}/v1/projects/{numberbank.project_id}{path}"
    return httpx2.request(method, url, json=body or None, auth=(numberbank.key_id, numberbank.key_secret))


def rent_any(numberbank: Numberbank, **wish: object) -> httpx2.Response:
    return call(numberbank, "POST", "/availableNumbers:rentAny", regionCode="US", type="LOCAL", **wish)


def held(numberbank: Numberbank) -> list[str]:
    numbers = call(numberbank, "GET", "/activeNumbers").json()["activeNumbers"]
    return [number["phoneNumber"] for number in numbers]


def test_the_environment_opens_the_project(numberbank: Numberbank) -> None:
    env = numberbank.env
    url = f"{env['NUMBERBANK_URL']}/v1/projects/{env['SINCH_PROJECT_ID']}/activeNumbers"

    answer = httpx2.get(url, auth=(env["SINCH_KEY_ID"], env["SINCH_KEY_SECRET"]))

    assert (answer.status_code, answer.json()["activeNumbers"]) == (200, [])


def test_the_operator_token_opens_the_operator_api(numberbank: Numberbank) -> None:
    headers = {"authorization": f"Bearer {numberbank.operator_token}"}

    answer = httpx2.get(f"{numberbank.url}/operator/v1/projects", headers=headers)

    named = {project["projectId"]: project["displayName"] for project in answer.json()["projects"]}
    assert named[numberbank.project_id] == "test_the_operator_token_opens_the_operator_api"


def test_no_secret_is_in_a_failure_report(numberbank: Numberbank) -> None:
    assert numberbank.key_secret not in repr(numberbank)
    assert numberbank.key_id in repr(numberbank)


def test_the_clock_goes_forward(numberbank: Numberbank) -> None:
    rent_any(numberbank)
    clock = numberbank.clock
    clock.freeze()
    start = clock.now()
    assert start.tzinfo is not None
    assert clock.now() == start

    done = clock.advance(timedelta(days=40))

    assert clock.now() == start + timedelta(days=40)
    assert done["charge"] == 1
    clock.advance("PT1M")
    clock.advance_to(start + timedelta(days=41))
    assert clock.now() == start + timedelta(days=41)
    clock.resume()
    assert clock.now() > start + timedelta(days=41)


def test_a_clock_that_is_to_go_back_is_refused(numberbank: Numberbank) -> None:
    with pytest.raises(SandboxRefusal, match=r"POST /sandbox/v1/clock/advance was answered with 400.*go forward only"):
        numberbank.clock.advance_to(datetime(2000, 1, 1, tzinfo=UTC))


def test_an_answer_is_lost(numberbank: Numberbank) -> None:
    fault = numberbank.faults.inject("drop", "*:rentAny", when="after_commit")
    assert numberbank.faults.pending() == [fault]

    with pytest.raises(httpx2.RemoteProtocolError):
        rent_any(numberbank)

    assert len(held(numberbank)) == 1
    assert numberbank.faults.pending() == []


def test_another_status_is_answered_as_often_as_asked(numberbank: Numberbank) -> None:
    numberbank.faults.inject("status", "*:rentAny", when="before", method="POST", status=503, times=2)

    assert [rent_any(numberbank).status_code for _ in range(3)] == [503, 503, 200]
    assert len(held(numberbank)) == 1


def test_an_answer_is_delayed(numberbank: Numberbank) -> None:
    numberbank.faults.inject("delay", "*/activeNumbers", when="before", seconds=0.2)

    answer = call(numberbank, "GET", "/activeNumbers")

    assert answer.elapsed >= timedelta(seconds=0.2)


def test_faults_are_taken_away(numberbank: Numberbank) -> None:
    numberbank.faults.inject("drop", "*", when="before", probability=1.0)

    numberbank.faults.clear()

    assert rent_any(numberbank).status_code == 200


def test_a_fault_that_makes_no_sense_is_refused(numberbank: Numberbank) -> None:
    with pytest.raises(SandboxRefusal, match="must be one of 429, 500, 503"):
        numberbank.faults.inject("status", "*", when="before", status=418)


def test_an_event_is_waited_for(numberbank: Numberbank) -> None:
    number = rent_any(
        numberbank,
        smsConfiguration={"servicePlanId": "plan"},
        voiceConfiguration={"type": "RTC", "appId": "app"},
        callbackUrl="http://127.0.0.1:9/",
    ).json()["phoneNumber"]

    event = numberbank.events.wait(resourceId=number, eventType="PROVISIONING_TO_VOICE_PLATFORM")

    assert event.body["status"] == "SUCCEEDED"
    assert event.url == "http://127.0.0.1:9/"
    numberbank.events.wait(eventType="PROVISIONING_TO_SMS_PLATFORM")
    assert event.id in {each.id for each in numberbank.events.all()}
    assert all(each.id.encode() in each.raw for each in numberbank.events.all())


def test_events_are_listed_oldest_first_beyond_a_page(numberbank: Numberbank) -> None:
    numberbank.clock.freeze()
    for _ in range(2):
        for _ in range(26):
            links = {"servicePlanId": "plan", "campaignId": "campaign"}
            rent_any(numberbank, smsConfiguration=links, callbackUrl="http://127.0.0.1:9/")
        numberbank.clock.advance("PT2S")

    times = [event.body["timestamp"] for event in numberbank.events.all()]

    assert len(times) == 104
    assert times == sorted(times)


def test_an_event_that_does_not_come_fails_the_test_and_names_those_that_did(numberbank: Numberbank) -> None:
    with pytest.raises(AssertionError, match=r"within 0 s\. The project has none: has the number a callbackUrl\?"):
        numberbank.events.wait(timeout=0, eventType="PROVISIONING_TO_CAMPAIGN")
    wish = {"servicePlanId": "SMS_PROVISIONING_FAILED"}
    rent_any(numberbank, smsConfiguration=wish, callbackUrl="http://127.0.0.1:9/")
    numberbank.events.wait(status="FAILED")

    with pytest.raises(AssertionError, match=r"these:\n  [A-Z]+ \{.*PROVISIONING_TO_SMS_PLATFORM"):
        numberbank.events.wait(timeout=0, status="SUCCEEDED")


def test_a_reset_empties_the_project_and_may_seed_it(numberbank: Numberbank) -> None:
    moment = datetime(2026, 1, 31, 10, tzinfo=UTC)

    def first_number() -> str:
        numberbank.reset(seed=42, time=moment)
        return str(rent_any(numberbank).json()["phoneNumber"])

    assert first_number() == first_number()
    assert numberbank.clock.now() == moment
    numberbank.reset()
    assert held(numberbank) == []
    assert abs(numberbank.clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


async def test_tests_may_be_asynchronous(numberbank: Numberbank) -> None:
    async with httpx2.AsyncClient(base_url=numberbank.url, auth=(numberbank.key_id, numberbank.key_secret)) as client:
        answer = await client.get(f"/v1/projects/{numberbank.project_id}/activeNumbers")

    assert answer.status_code == 200
