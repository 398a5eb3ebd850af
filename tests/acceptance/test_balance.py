"""Prepaid balances: never overdrawn by parallel rents, and what becomes of numbers that cannot be paid for."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from decimal import Decimal

import httpx2
import pytest
from support.programs import Sandbox
from support.receiver import Receiver
from support.sandbox_projects import SandboxProject, ok, refusal, sandbox_project

RENTED = "2026-01-31T10:11:12.345678Z"
PRICE = Decimal("0.50")
"""of a US LOCAL number of the sandbox, once for setup and once for each month"""
TOO_LOW = "The balance does not cover the setup price and the first period"


@pytest.fixture
def project(running_sandbox: Sandbox) -> Iterator[SandboxProject]:
    with sandbox_project(running_sandbox.url) as project:
        yield project


def total(project: SandboxProject) -> Decimal:
    return sum((Decimal(charge["money"]["amount"]) for charge in project.charges()), Decimal())


async def at_the_same_time(
    project: SandboxProject, count: int, call: Callable[[httpx2.AsyncClient, int], Awaitable[httpx2.Response]]
) -> list[httpx2.Response]:
    """Answers to calls that are sent together, each over a connection of its own."""
    clients = [httpx2.AsyncClient(base_url=project.url, auth=project.auth, timeout=60) for _ in range(count)]
    try:
        return await asyncio.gather(*(call(client, index) for index, client in enumerate(clients)))
    finally:
        for client in clients:
            await client.aclose()


def assert_20_of_50_were_paid(project: SandboxProject, answers: list[httpx2.Response]) -> None:
    assert Counter(answer.status_code for answer in answers) == {200: 20, 403: 30}
    rented = sorted(answer.json()["phoneNumber"] for answer in answers if answer.status_code == 200)
    assert project.numbers() == rented
    assert Counter(charge["phoneNumber"] for charge in project.charges()) == dict.fromkeys(rented, 2)
    assert total(project) == 20 * 2 * PRICE
    assert project.balance() == "0.99"
    assert {answer.text for answer in answers if answer.status_code == 403} == {
        '{"error":{"code":403,"message":"' + TOO_LOW + '","status":"PERMISSION_DENIED","details":[{"type":'
        '"ResourceInfo","resourceType":"AvailableNumber","resourceName":"","owner":"","description":"'
        + TOO_LOW
        + '"}]}}'
    }


async def test_50_rents_at_once_against_a_balance_for_20(project: SandboxProject) -> None:
    project.set_balance("20.99")
    numbers = project.search(size=50)

    answers = await at_the_same_time(
        project, 50, lambda client, i: client.post(f"/v1/projects/{project.id}/availableNumbers/{numbers[i]}:rent")
    )

    assert_20_of_50_were_paid(project, answers)
    still_offered = [
        project.call("GET", f"/availableNumbers/{number}").status_code
        for number, answer in zip(numbers, answers, strict=True)
        if answer.status_code == 403
    ]
    assert still_offered == [200] * 30


async def test_50_times_rent_any_at_once_against_a_balance_for_20(project: SandboxProject) -> None:
    project.set_balance("20.99")
    wish = {"regionCode": "US", "type": "LOCAL"}

    answers = await at_the_same_time(
        project, 50, lambda client, _: client.post(f"/v1/projects/{project.id}/availableNumbers:rentAny", json=wish)
    )

    assert_20_of_50_were_paid(project, answers)


def test_without_a_balance_there_is_no_limit(project: SandboxProject) -> None:
    project.set_balance("0")
    refused = project.call("POST", "/availableNumbers:rentAny", regionCode="US", type="LOCAL")

    project.set_balance(None)
    rented = project.rent_any()

    assert refusal(refused, 403)["message"] == TOO_LOW
    assert project.numbers() == [rented["phoneNumber"]]


def test_a_balance_in_another_currency_pays_for_nothing(project: SandboxProject) -> None:
    project.set_balance("1000", "EUR")

    refused = project.call("POST", "/availableNumbers:rentAny", regionCode="US", type="LOCAL")

    assert refusal(refused, 403)["message"] == TOO_LOW
    assert (project.charges(), project.balance()) == ([], "1000.00")


def test_a_credit_needs_a_balance_and_an_amount(project: SandboxProject) -> None:
    without = project.operator.post(f"/projects/{project.id}:credit", json={"amount": "1"})
    project.set_balance("1.5")
    wrong = [
        project.operator.post(f"/projects/{project.id}:credit", json={"amount": amount}).status_code
        for amount in ("-1", "1e3", "0.00001", "")
    ]
    project.credit("0.0025")

    assert without.status_code == 409
    assert wrong == [400] * 4
    assert project.balance() == "1.5025"


@pytest.fixture
def unpaid(project: SandboxProject, callbacks: Receiver) -> tuple[SandboxProject, str]:
    """A linked number that was rented on 31 January and whose balance is used up by the renewal of 28 February."""
    project.reset(time=RENTED)
    project.set_balance("1.60", graceDays=3)
    number = project.rent_any(smsConfiguration={"servicePlanId": "plan"}, callbackUrl=callbacks.url)["phoneNumber"]
    project.advance(to="2026-03-31T10:11:12.345677Z")
    assert project.balance() == "0.10"
    return project, number


def test_a_charge_that_fails_is_tried_every_day(unpaid: tuple[SandboxProject, str]) -> None:
    project, number = unpaid

    first = project.advance(seconds=0.000001)["done"]
    next_ten_days = project.advance(duration="P10D")["done"]

    assert first == {"charge": 1}
    assert next_ten_days["charge"] == 10
    assert project.get(number)["nextChargeDate"] == "2026-03-31T10:11:12.345678Z"
    assert total(project) == 3 * PRICE


def test_a_number_that_is_not_paid_for_is_suspended_after_the_grace(
    unpaid: tuple[SandboxProject, str], callbacks: Receiver
) -> None:
    project, number = unpaid

    project.advance(to="2026-04-03T10:11:12Z")
    before = project.get(number)
    project.advance(duration="PT2S")
    after = project.get(number)

    assert before["smsConfiguration"]["servicePlanId"] == "plan"
    assert after["smsConfiguration"] == {"servicePlanId": "", "scheduledProvisioning": None, "campaignId": ""}
    assert after["expireAt"] is None
    assert [one.event["eventType"] for one in callbacks.received] == [
        "PROVISIONING_TO_SMS_PLATFORM",
        "DEPROVISIONING_FROM_SMS_PLATFORM",
    ]
    # Three days after the charge date, and as long as a link takes.
    assert callbacks.received[-1].event["timestamp"] == "2026-04-03T10:11:12.845678"


def test_a_suspended_number_is_kept_but_cannot_be_linked(unpaid: tuple[SandboxProject, str]) -> None:
    project, number = unpaid
    project.advance(duration="P60D")

    linked = project.call("PATCH", f"/activeNumbers/{number}", smsConfiguration={"servicePlanId": "plan"})
    renamed = project.call("PATCH", f"/activeNumbers/{number}", displayName="still ours")

    assert refusal(linked, 403)["message"] == "The number is suspended: its renewal could not be charged"
    assert ok(renamed)["displayName"] == "still ours"
    assert project.numbers() == [number]


def test_a_credit_pays_what_is_owed_and_ends_the_suspension(unpaid: tuple[SandboxProject, str]) -> None:
    project, number = unpaid
    project.advance(duration="P20D")

    project.credit("0.40")
    project.advance(seconds=0)

    assert project.balance() == "0.00"
    assert [charge["periodStart"] for charge in project.charges() if charge["kind"] == "MONTHLY"] == [
        RENTED,
        "2026-02-28T10:11:12.345678Z",
        "2026-03-31T10:11:12.345678Z",
    ]
    assert project.get(number)["nextChargeDate"] == "2026-04-30T10:11:12.345678Z"
    relinked = project.call("PATCH", f"/activeNumbers/{number}", smsConfiguration={"servicePlanId": "plan"})
    assert relinked.status_code == 200


def test_all_periods_that_are_owed_are_paid(unpaid: tuple[SandboxProject, str]) -> None:
    project, number = unpaid
    project.advance(to="2026-08-15T00:00:00Z")

    project.credit("10")
    project.advance(seconds=0)

    assert project.get(number)["nextChargeDate"] == "2026-08-31T10:11:12.345678Z"
    assert total(project) == 8 * PRICE
    assert project.balance() == "7.60"


def test_a_balance_that_is_set_pays_what_is_owed_too(unpaid: tuple[SandboxProject, str]) -> None:
    project, number = unpaid
    project.advance(duration="P20D")

    project.set_balance(None)
    project.advance(seconds=0)

    assert project.get(number)["nextChargeDate"] == "2026-04-30T10:11:12.345678Z"


def test_a_longer_grace_is_heeded(unpaid: tuple[SandboxProject, str]) -> None:
    project, number = unpaid
    ok(project.operator.patch(f"/projects/{project.id}", json={"graceDays": 30}))

    project.advance(duration="P29D")
    before = project.get(number)["smsConfiguration"]["servicePlanId"]
    project.advance(duration="P2D")

    assert before == "plan"
    assert project.get(number)["smsConfiguration"]["servicePlanId"] == ""
