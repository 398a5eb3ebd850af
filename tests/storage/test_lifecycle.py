"""What time does to a number, and what an operator can do about it."""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import asyncpg
import httpx2
import pytest
from msgspec.structs import replace
from support.apps import OPERATOR_TOKEN, Api
from support.clock import FakeClock
from support.inventory import store, terms
from support.wire import NUMBER, error, get, listed, not_found, ok, patch, rent, settle, violations

from numberbank.domain.billing import Account, DueCharge, renew
from numberbank.domain.e164 import E164, e164_to_int
from numberbank.domain.money import Money
from numberbank.domain.number_blocks import NumberBlock
from numberbank.services.context import Context
from numberbank.services.lifecycle import expire_numbers, free_numbers, renew_numbers

RENTED = "2026-01-31T10:11:12.345678Z"
"""when the clock of the tests starts"""
EXPIRES = "2026-02-28T10:11:12.345678Z"
FREE = "2026-03-30T10:11:12.345678Z"
"""30 days later"""
LINKED = {
    "smsConfiguration": {"servicePlanId": "plan", "campaignId": "campaign"},
    "voiceConfiguration": {"appId": "app"},
    "callbackUrl": "https://example.com/events",
}


@pytest.fixture
async def inventory(context: Context) -> None:
    await store(context, block())


def block(price: str = "0.50", interval_months: int = 1, aging_days: int = 30) -> NumberBlock:
    return NumberBlock(
        "+1201350", 4, replace(terms(price=price, interval_months=interval_months), aging_days=aging_days)
    )


async def live_until(context: Context, clock: FakeClock, moment: str) -> None:
    """Moves the clock and does what is due then, as a worker would."""
    clock.moment = datetime.fromisoformat(moment)
    while await renew_numbers(context, clock.due()) + await expire_numbers(context, clock.due()):
        pass
    await settle(context, clock)
    while await free_numbers(context, clock.due()):
        pass


async def release(api: Api, number: str = NUMBER) -> httpx2.Response:
    return await api.client.post(api.path(f"/activeNumbers/{number}:release"))


async def offered(api: Api, number: str = NUMBER) -> bool:
    return (await api.client.get(api.path(f"/availableNumbers/{number}"))).status_code == 200


async def operate(api: Api, action: str, number: str = NUMBER) -> httpx2.Response:
    headers = {"authorization": f"Bearer {OPERATOR_TOKEN}"}
    return await api.client.post(f"/operator/v1/numbers/{number}:{action}", headers=headers, auth=None)


async def fetch(context: Context, sql: str) -> list[tuple[Any, ...]]:
    async with context.database.connection() as connection:
        return [tuple(row) for row in await connection.fetch(sql)]


async def charged(context: Context) -> list[str]:
    """The days on which periods begin that were charged."""
    rows = await fetch(context, "select period_start from charge where kind = 'MONTHLY' order by 1")
    return [f"{start:%Y-%m-%d}" for (start,) in rows]


async def event_types(context: Context) -> list[str]:
    rows = await fetch(context, "select convert_from(body, 'utf8')::json->>'eventType' from event order by 1")
    return [type_ for (type_,) in rows]


async def history(context: Context) -> list[tuple[Any, ...]]:
    return await fetch(context, "select e164, project_id, rented_at, ended_at from number_history order by rented_at")


# Release


@pytest.mark.usefixtures("inventory")
async def test_a_release_twice_is_the_same_as_once(api: Api, clock: FakeClock) -> None:
    await rent(api)

    first = ok(await release(api))
    clock.moment = datetime(2026, 2, 11, tzinfo=UTC)
    second = ok(await release(api))

    assert first["expireAt"] == first["nextChargeDate"] == EXPIRES
    assert second == first


@pytest.mark.usefixtures("inventory")
async def test_a_second_release_leaves_alone_what_is_pending_since(api: Api) -> None:
    await rent(api, **LINKED)
    first = ok(await release(api))
    changed = await patch(api, smsConfiguration={"servicePlanId": "another"})

    second = ok(await release(api))

    assert first["smsConfiguration"]["scheduledProvisioning"] is None
    assert changed["smsConfiguration"]["scheduledProvisioning"]["servicePlanId"] == "another"
    assert second == changed


@pytest.mark.usefixtures("inventory")
async def test_a_released_number_is_not_charged_again(api: Api, context: Context, clock: FakeClock) -> None:
    await rent(api)
    ok(await release(api))

    await live_until(context, clock, "2026-12-31T00:00:00Z")

    assert await charged(context) == ["2026-01-31"]


@pytest.mark.usefixtures("inventory")
async def test_a_released_number_is_the_holders_until_it_expires(api: Api, context: Context, clock: FakeClock) -> None:
    await rent(api)
    ok(await release(api))

    await live_until(context, clock, "2026-02-28T10:11:12.345677Z")
    before = await listed(api)
    await live_until(context, clock, EXPIRES)

    assert before == [NUMBER]
    assert await listed(api) == []
    gone = await api.client.get(api.path(f"/activeNumbers/{NUMBER}"))
    assert error(gone, 404) == not_found("ActiveNumber", NUMBER)
    assert error(await release(api), 404) == not_found("ActiveNumber", NUMBER)


# Expiry and aging


@pytest.mark.usefixtures("inventory")
async def test_expiry_removes_links_and_tells_of_it(api: Api, context: Context, clock: FakeClock) -> None:
    await rent(api, **LINKED)
    await settle(context, clock)
    ok(await release(api))

    await live_until(context, clock, EXPIRES)

    assert await event_types(context) == [
        "DEPROVISIONING_FROM_CAMPAIGN",
        "DEPROVISIONING_FROM_SMS_PLATFORM",
        "DEPROVISIONING_FROM_VOICE_PLATFORM",
        "PROVISIONING_TO_CAMPAIGN",
        "PROVISIONING_TO_SMS_PLATFORM",
        "PROVISIONING_TO_VOICE_PLATFORM",
    ]
    assert await fetch(context, "select state, service_plan_id, campaign_id, voice_id from number") == [
        ("AGING", "", "", "")
    ]
    assert await fetch(context, "select from provisioning_job") == []


@pytest.mark.usefixtures("inventory")
async def test_the_holder_goes_to_the_history(api: Api, context: Context, clock: FakeClock) -> None:
    await rent(api)
    ok(await release(api))

    await live_until(context, clock, "2026-03-15T00:00:00Z")

    digits = e164_to_int(E164(NUMBER))
    times = (datetime.fromisoformat(RENTED), datetime.fromisoformat(EXPIRES))
    assert await history(context) == [(digits, api.project_id, *times)]


@pytest.mark.usefixtures("inventory")
async def test_an_aging_number_is_nobodys(api: Api, context: Context, clock: FakeClock) -> None:
    await rent(api)
    ok(await release(api))

    await live_until(context, clock, "2026-03-30T10:11:12.345677Z")
    aging = await offered(api)
    rented = await api.client.post(api.path(f"/availableNumbers/{NUMBER}:rent"))
    await live_until(context, clock, FREE)

    assert aging is False
    assert rented.status_code == 404
    assert await offered(api) is True


@pytest.mark.parametrize(("days", "free"), [(0, EXPIRES), (1, "2026-03-01T10:11:12.345678Z"), (365, "2027-02-28")])
async def test_a_block_says_how_long_its_numbers_age(
    api: Api, context: Context, clock: FakeClock, days: int, free: str
) -> None:
    await store(context, block(aging_days=days))
    await rent(api, **LINKED)
    await settle(context, clock)
    ok(await release(api))

    await live_until(context, clock, EXPIRES)
    at_expiry = await offered(api)
    await live_until(context, clock, f"{free[:10]}T10:11:12.345678Z")

    assert at_expiry is (days == 0)
    assert await offered(api) is True
    assert len(await event_types(context)) == 6


@pytest.mark.usefixtures("inventory")
async def test_a_number_is_not_free_before_its_links_are_gone(api: Api, context: Context, clock: FakeClock) -> None:
    await rent(api, **LINKED)
    await settle(context, clock)
    ok(await release(api))
    clock.moment = datetime.fromisoformat(FREE)
    await expire_numbers(context, clock.due())

    too_early = await free_numbers(context, clock.due())
    await settle(context, clock)
    freed = await free_numbers(context, clock.due())

    assert (too_early, freed) == (0, 1)


@pytest.mark.usefixtures("inventory")
async def test_the_next_holder_starts_anew(api: Api, context: Context, clock: FakeClock) -> None:
    await rent(api, **LINKED)
    await patch(api, displayName="mine", protected=True)
    await patch(api, protected=False)
    ok(await release(api))
    await live_until(context, clock, FREE)

    again = await rent(api)

    assert (again["displayName"], again["callbackUrl"], again["expireAt"]) == ("", "", None)
    assert again["nextChargeDate"] == "2026-04-30T10:11:12.345678Z"
    assert await charged(context) == ["2026-01-31", "2026-03-30"]


# The operator


@pytest.mark.usefixtures("inventory")
async def test_a_release_can_be_undone(api: Api, context: Context, clock: FakeClock) -> None:
    await rent(api)
    ok(await release(api))

    ok(await operate(api, "undoRelease"))
    await live_until(context, clock, "2026-04-01T00:00:00Z")

    held = await get(api)
    assert (held["expireAt"], held["nextChargeDate"]) == (None, "2026-04-30T10:11:12.345678Z")
    assert await charged(context) == ["2026-01-31", "2026-02-28", "2026-03-31"]


@pytest.mark.usefixtures("inventory")
async def test_only_a_released_number_has_a_release_to_undo(api: Api, context: Context, clock: FakeClock) -> None:
    available = await operate(api, "undoRelease")
    await rent(api)
    held = await operate(api, "undoRelease")
    ok(await release(api))
    await live_until(context, clock, EXPIRES)
    aging = await operate(api, "undoRelease")

    message = f"{NUMBER} is not an active number that was released"
    assert [error(answer, 409)["message"] for answer in (available, held, aging)] == [message] * 3


@pytest.mark.usefixtures("inventory")
async def test_a_release_cannot_be_undone_when_its_time_is_over(api: Api, clock: FakeClock) -> None:
    """A worker may be late; the paid period is over all the same."""
    await rent(api)
    ok(await release(api))
    clock.moment = datetime.fromisoformat(EXPIRES)

    answer = await operate(api, "undoRelease")

    assert answer.status_code == 409


@pytest.mark.usefixtures("inventory")
async def test_an_aging_number_can_be_made_available(api: Api, context: Context, clock: FakeClock) -> None:
    await rent(api)
    ok(await release(api))
    await live_until(context, clock, EXPIRES)

    ok(await operate(api, "makeAvailable"))
    await live_until(context, clock, EXPIRES)

    assert await offered(api) is True


@pytest.mark.parametrize("action", ["makeAvailable", "giveBack"])
@pytest.mark.usefixtures("inventory")
async def test_what_does_not_age_cannot_be_taken_from_its_rest(api: Api, action: str) -> None:
    available = await operate(api, action)
    await rent(api)
    held = await operate(api, action)
    ok(await release(api))
    released = await operate(api, action)

    answers = (available, held, released)
    assert [error(answer, 409)["message"] for answer in answers] == [f"{NUMBER} is not aging"] * 3


@pytest.mark.usefixtures("inventory")
async def test_an_aging_number_can_be_given_back(api: Api, context: Context, clock: FakeClock) -> None:
    await rent(api, **LINKED)
    await patch(api, displayName="mine")
    await settle(context, clock)
    ok(await release(api))
    await live_until(context, clock, "2026-03-05T00:00:00Z")

    ok(await operate(api, "giveBack"))

    held = await get(api)
    assert (held["displayName"], held["expireAt"]) == ("mine", None)
    assert held["nextChargeDate"] == "2026-04-05T00:00:00Z"
    assert held["smsConfiguration"]["servicePlanId"] == "", "links are gone"
    assert await charged(context) == ["2026-01-31", "2026-03-05"]
    assert len(await history(context)) == 1


@pytest.mark.usefixtures("inventory")
async def test_a_number_given_back_lives_on_like_any_other(api: Api, context: Context, clock: FakeClock) -> None:
    await rent(api)
    ok(await release(api))
    await live_until(context, clock, "2026-03-05T00:00:00Z")
    ok(await operate(api, "giveBack"))

    await live_until(context, clock, "2026-04-20T00:00:00Z")
    ok(await release(api))
    await live_until(context, clock, "2026-05-06T00:00:00Z")

    assert await charged(context) == ["2026-01-31", "2026-03-05", "2026-04-05"]
    assert [ended.isoformat()[:10] for *_, ended in await history(context)] == ["2026-02-28", "2026-05-05"]


@pytest.mark.usefixtures("inventory")
async def test_a_number_is_not_given_back_to_whom_cannot_pay(api: Api, context: Context, clock: FakeClock) -> None:
    await rent(api)
    ok(await release(api))
    await live_until(context, clock, EXPIRES)
    await fetch(context, "update project set balance = 0.49")

    answer = await operate(api, "giveBack")

    message = f"the balance of project {api.project_id} does not cover 0.50 USD"
    assert error(answer, 409)["message"] == message
    assert await listed(api) == []
    assert await fetch(context, "select state from number") == [("AGING",)]


@pytest.mark.parametrize("action", ["undoRelease", "makeAvailable", "giveBack"])
async def test_only_the_operator_may(api: Api, action: str) -> None:
    answer = await api.client.post(f"/operator/v1/numbers/{NUMBER}:{action}")

    assert answer.status_code == 401


@pytest.mark.parametrize("action", ["undoRelease", "makeAvailable", "giveBack"])
async def test_what_is_no_number_is_refused(api: Api, action: str) -> None:
    assert (await operate(api, action, "12x")).status_code == 400


# Protection


@pytest.mark.usefixtures("inventory")
async def test_a_protected_number_refuses_its_release_and_says_why(api: Api) -> None:
    await rent(api)
    await patch(api, protected=True)

    refused = await release(api)
    await patch(api, protected=False)
    released = await release(api)

    assert violations(refused) == {
        "phoneNumber": f'{NUMBER} is protected against release: first PATCH it with "protected": false'
    }
    assert ok(released)["expireAt"] == EXPIRES


@pytest.mark.usefixtures("inventory")
async def test_protection_is_on_the_wire_only_when_it_is_there(api: Api) -> None:
    rented = await rent(api)
    protected = await patch(api, protected=True)
    read = await get(api)
    unprotected = await patch(api, protected=False)

    assert "protected" not in rented
    assert protected["protected"] is True
    assert read == protected
    assert unprotected == rented


# Charges


@pytest.mark.usefixtures("inventory")
async def test_workers_beside_each_other_charge_a_period_once(api: Api, context: Context, clock: FakeClock) -> None:
    for index in range(20):
        await rent(api, f"+120135000{index:02}")
    clock.moment = datetime.fromisoformat(EXPIRES)

    await asyncio.gather(*(renew_numbers(context, clock.due()) for _ in range(8)))

    assert await charged(context) == ["2026-01-31"] * 20 + ["2026-02-28"] * 20


async def test_the_database_refuses_a_second_charge_of_a_period(api: Api, context: Context, clock: FakeClock) -> None:
    await store(context, block())
    await rent(api)
    await fetch(context, f"update number set charge_due_at = '{RENTED}', next_charge_at = '{RENTED}'")

    with pytest.raises(asyncpg.UniqueViolationError):
        await renew_numbers(context, clock.due())

    assert await charged(context) == ["2026-01-31"]


@pytest.mark.parametrize(
    ("rented", "interval", "starts"),
    [
        ("2026-01-31", 1, ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]),
        ("2028-01-31", 1, ["2028-02-29", "2028-03-31", "2028-04-30", "2028-05-31"]),
        ("2028-01-30", 1, ["2028-02-29", "2028-03-30", "2028-04-30", "2028-05-30"]),
        ("2026-01-29", 1, ["2026-02-28", "2026-03-29", "2026-04-29", "2026-05-29"]),
        ("2026-12-15", 1, ["2027-01-15", "2027-02-15", "2027-03-15", "2027-04-15"]),
        ("2026-08-31", 3, ["2026-11-30", "2027-02-28", "2027-05-31", "2027-08-31"]),
        ("2028-02-29", 12, ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
    ],
)
async def test_periods_keep_to_the_day_of_the_month(
    api: Api, context: Context, clock: FakeClock, rented: str, interval: int, starts: list[str]
) -> None:
    await store(context, block(interval_months=interval))
    clock.moment = datetime.fromisoformat(f"{rented}T23:59:59.999999Z")
    answer = await rent(api)

    await live_until(context, clock, f"{starts[-1]}T23:59:59.999999Z")

    assert answer["paymentIntervalMonths"] == interval
    assert answer["nextChargeDate"] == f"{starts[0]}T23:59:59.999999Z"
    assert await charged(context) == [rented, *starts]


async def test_a_free_number_needs_no_balance(api: Api, context: Context, clock: FakeClock) -> None:
    await store(context, block(price="0"))
    await fetch(context, "update project set balance = 0, balance_currency = 'EUR'")

    await rent(api)
    await live_until(context, clock, "2026-04-01T00:00:00Z")

    assert await charged(context) == ["2026-01-31", "2026-02-28", "2026-03-31"]


def test_charges_are_paid_in_the_order_of_their_times() -> None:
    moment = datetime(2026, 2, 1, tzinfo=UTC)
    charges = [due_charge(price, moment) for price in ("0.60", "0.50", "0.40")]
    account = Account(Money(Decimal("1.00"), "USD"), grace=moment - moment)

    renewals = renew(charges, {"p": account})

    assert [renewal.paid for renewal in renewals] == [True, False, True]
    assert account.balance == Money(Decimal("0.00"), "USD")


def due_charge(price: str, moment: datetime) -> DueCharge:
    return DueCharge(E164(NUMBER), "p", Money(Decimal(price), "USD"), 1, moment, moment, moment, suspended=False)
