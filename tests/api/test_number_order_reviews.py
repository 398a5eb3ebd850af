"""What becomes of submitted orders: people, the sandbox's reviewer and time decide, and callbacks tell of it."""

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from support.apps import OPERATOR_TOKEN, Api
from support.clock import FakeClock
from support.inventory import AU_MOBILE, US_LOCAL, store
from support.orders import AU_DATA, LETTER, Orders, exactly, quantity

from numberbank.domain.number_orders import OrderPolicy
from numberbank.domain.policy import Policy
from numberbank.services.context import Context
from numberbank.services.order_lifecycle import delete_documents, expire_orders, purge_orders
from numberbank.services.order_reviews import review_orders

NUMBER = "+61491570006"
URL = "https://203.0.113.7/orders"
OPERATOR = {"authorization": f"Bearer {OPERATOR_TOKEN}"}


@dataclass(frozen=True)
class Desk:
    """An operator's desk, with a worker beside it that runs when it is told to."""

    api: Api
    orders: Orders
    clock: FakeClock

    async def decide(self, order_id: str, verdict: str, message: str = "") -> httpx2.Response:
        path = f"/operator/v1/numberOrders/{order_id}:{verdict}"
        return await self.api.client.post(path, json={"message": message}, headers=OPERATOR, auth=None)

    async def after(self, pause: timedelta) -> None:
        self.clock.advance(pause)
        for work in (expire_orders, review_orders, purge_orders, delete_documents):
            await work(self.api.context, self.clock.due())

    async def events(self) -> list[dict[str, Any]]:
        async with self.api.context.database.connection() as connection:
            bodies = await connection.fetch("select body, url from event order by created_at, id")
        return [json.loads(row["body"]) for row in bodies]

    async def number(self, number: str = NUMBER) -> httpx2.Response:
        return await self.api.client.get(self.api.path(f"/activeNumbers/{number}"))

    async def available(self, number: str = NUMBER) -> bool:
        return (await self.api.client.get(self.api.path(f"/availableNumbers/{number}"))).status_code == 200

    async def balance(self, amount: str | None) -> None:
        balance = {"currencyCode": "USD", "amount": amount} if amount else None
        path = f"/operator/v1/projects/{self.api.project_id}"
        answer = await self.api.client.patch(path, json={"balance": balance}, headers=OPERATOR, auth=None)
        assert answer.status_code == 200, answer.text

    async def charges(self) -> list[tuple[str, str]]:
        path = f"/operator/v1/projects/{self.api.project_id}/charges"
        page = (await self.api.client.get(path, headers=OPERATOR, auth=None)).json()
        return [(each["kind"], each["money"]["amount"]) for each in page["charges"]]


@pytest.fixture
async def context(context: Context) -> Context:
    """Here the sandbox's reviewer is at work."""
    return replace(
        context, policy=Policy(private_callbacks=True, orders=OrderPolicy(review_after=timedelta(minutes=1)))
    )


@pytest.fixture
async def desk(api: Api, clock: FakeClock) -> Desk:
    await store(api.context, AU_MOBILE, US_LOCAL)
    return Desk(api, Orders(api.client, api.path("")), clock)


def held(data: Any = AU_DATA) -> list[Any]:
    """Data with which the sandbox's reviewer leaves the order to people."""
    return [data[0], {**data[1], "endBusinessAddress2": "REVIEW_HOLD"}, data[2]]


# Completion


async def test_approval_activates_links_and_charges_the_number(desk: Desk) -> None:
    sms = {"servicePlanId": "plan"}
    order_id = await desk.orders.submitted(exactly(NUMBER, smsConfiguration=sms, callbackUrl=URL), held())
    desk.clock.advance(timedelta(hours=1))

    answer = await desk.decide(order_id, "approve")

    assert answer.status_code == 200
    assert answer.json()["order"]["state"] == "COMPLETED"
    number = (await desk.number()).json()
    assert number["smsConfiguration"]["scheduledProvisioning"]["servicePlanId"] == "plan"
    assert number["smsConfiguration"]["scheduledProvisioning"]["status"] == "WAITING"
    assert (number["callbackUrl"], number["nextChargeDate"]) == (URL, "2026-02-28T11:11:12.345678Z")
    assert await desk.charges() == [("MONTHLY", "0.50"), ("SETUP", "0.50")]
    assert (await desk.orders.get(order_id)).json()["orderNumbers"][0]["phoneNumber"] == NUMBER


async def test_events_tell_of_each_state_with_the_keys_of_the_fixture(desk: Desk) -> None:
    order_id = await desk.orders.submitted(exactly(NUMBER, callbackUrl=URL), held())
    await desk.decide(order_id, "block", "Please send a local contact number.")
    await desk.orders.submit(order_id)
    await desk.decide(order_id, "approve")

    events = await desk.events()

    assert sorted(event["status"] for event in events) == ["BLOCKED", "COMPLETED", "IN_REVIEW", "IN_REVIEW"]
    assert events[0] == {
        "eventId": events[0]["eventId"],
        "timestamp": "2026-01-31T10:11:12.345678",
        "projectId": desk.api.project_id,
        "resourceId": order_id,
        "resourceType": "NUMBER_ORDER",
        "eventType": "NUMBER_ORDER_PROCESSING",
        "status": events[0]["status"],
    }


async def test_nobody_is_told_without_a_callback_url(desk: Desk) -> None:
    await desk.orders.submitted(exactly(NUMBER))

    assert await desk.events() == []


async def test_an_order_with_nothing_to_fill_in_completes_by_itself(desk: Desk) -> None:
    order_id = await desk.orders.created(quantity(3, "US", "LOCAL"))
    submitted = await desk.orders.submit(order_id)

    await desk.after(timedelta())

    assert submitted.json()["state"] == "IN_REVIEW"
    assert await desk.orders.state(order_id) == "COMPLETED"
    assert (await desk.api.client.get(desk.api.path("/activeNumbers"))).json()["totalSize"] == 3
    assert len(await desk.charges()) == 6


# The sandbox's reviewer


async def test_it_approves_after_a_minute(desk: Desk) -> None:
    order_id = await desk.orders.submitted(exactly(NUMBER))

    await desk.after(timedelta(seconds=59))
    before = await desk.orders.state(order_id)
    await desk.after(timedelta(seconds=1))

    assert (before, await desk.orders.state(order_id)) == ("IN_REVIEW", "COMPLETED")


@pytest.mark.parametrize(
    ("magic", "state", "message"),
    [
        ("REVIEW_BLOCK", "BLOCKED", "Please send a local contact number."),
        ("REVIEW_REJECT", "REJECTED", "The intended use is not allowed in this country."),
        ("REVIEW_HOLD", "IN_REVIEW", None),
    ],
)
async def test_it_does_what_the_data_asks_for(desk: Desk, magic: str, state: str, message: str | None) -> None:
    data = [AU_DATA[0], {**AU_DATA[1], "endBusinessAddress2": magic}, AU_DATA[2]]
    order_id = await desk.orders.submitted(exactly(NUMBER), data)

    await desk.after(timedelta(minutes=1))
    await desk.after(timedelta(minutes=1))

    assert await desk.orders.state(order_id) == state
    logs = (await desk.orders.registration(order_id))["logs"]
    assert [entry["message"] for entry in logs] == ([message] if message else [])
    assert await desk.available() is (state == "REJECTED")


async def test_a_blocked_order_is_mended_and_submitted_again(desk: Desk) -> None:
    data = [AU_DATA[0], {**AU_DATA[1], "endBusinessAddress2": "REVIEW_BLOCK"}, AU_DATA[2]]
    order_id = await desk.orders.submitted(exactly(NUMBER), data)
    await desk.after(timedelta(minutes=1))
    assert (await desk.orders.get(order_id)).json()["expireTime"] == "2026-02-02T10:12:12.345678Z"

    assert (await desk.orders.put(order_id)).status_code == 200
    assert (await desk.orders.upload(order_id)).status_code == 200
    assert (await desk.orders.submit(order_id)).json()["expireTime"] is None
    await desk.after(timedelta(minutes=1))

    assert await desk.orders.state(order_id) == "COMPLETED"


# Money


async def test_a_balance_that_is_too_low_is_refused_at_submit(desk: Desk) -> None:
    await desk.balance("0.99")
    order_id = await desk.orders.created(exactly(NUMBER))
    await desk.orders.put(order_id)
    await desk.orders.upload(order_id)

    refused = await desk.orders.submit(order_id)

    assert refused.status_code == 403
    assert refused.json()["error"]["message"].startswith("The balance does not cover")
    assert await desk.orders.state(order_id) == "CREATED"


async def test_money_that_is_gone_at_the_review_blocks_the_order_until_there_is_more(desk: Desk) -> None:
    await desk.balance("1.50")
    first = await desk.orders.submitted(exactly(NUMBER))
    second = await desk.orders.submitted(exactly("+61491570007"))

    await desk.after(timedelta(minutes=1))

    assert sorted([await desk.orders.state(first), await desk.orders.state(second)]) == ["BLOCKED", "COMPLETED"]
    (blocked,) = [each for each in (first, second) if await desk.orders.state(each) == "BLOCKED"]
    (entry,) = (await desk.orders.registration(blocked))["logs"]
    assert entry["message"].startswith("The balance does not cover")
    await desk.balance("1.00")
    assert (await desk.orders.submit(blocked)).status_code == 200
    await desk.after(timedelta(minutes=1))
    assert await desk.orders.state(blocked) == "COMPLETED"
    assert len(await desk.charges()) == 4


async def test_an_operator_hears_that_the_balance_is_too_low_and_nothing_changes(desk: Desk) -> None:
    order_id = await desk.orders.submitted(exactly(NUMBER), held())
    await desk.balance("0.10")

    refused = await desk.decide(order_id, "approve")

    assert refused.status_code == 409
    assert await desk.orders.state(order_id) == "IN_REVIEW"
    assert (await desk.number()).status_code == 404
    assert await desk.charges() == []


# Time


async def test_an_order_that_is_not_submitted_in_time_gives_its_numbers_back(desk: Desk) -> None:
    order_id = await desk.orders.created(exactly(NUMBER, callbackUrl=URL))

    await desk.after(timedelta(hours=48) - timedelta(seconds=1))
    before = await desk.orders.state(order_id)
    await desk.after(timedelta(seconds=1))

    order = (await desk.orders.get(order_id)).json()
    assert (before, order["state"]) == ("CREATED", "EXPIRED")
    assert (order["expireTime"], order["orderNumbers"][0]["phoneNumber"]) == ("2026-02-02T10:11:12.345678Z", NUMBER)
    assert await desk.available()
    assert [event["status"] for event in await desk.events()] == ["EXPIRED"]


async def test_review_never_expires(desk: Desk) -> None:
    order_id = await desk.orders.submitted(exactly(NUMBER), held())

    await desk.after(timedelta(days=365))

    assert await desk.orders.state(order_id) == "IN_REVIEW"
    assert not await desk.available()


async def test_kyc_data_goes_when_its_retention_is_over_and_that_is_recorded(desk: Desk, tmp_path: Path) -> None:
    order_id = await desk.orders.submitted(exactly(NUMBER))
    await desk.after(timedelta(minutes=1))

    await desk.after(timedelta(days=90) - timedelta(seconds=1))
    before = await desk.orders.registration(order_id)
    await desk.after(timedelta(seconds=1))
    await desk.after(timedelta())

    after = await desk.orders.registration(order_id)
    assert before["requestDetails"] == {"data": AU_DATA}
    assert (after["requestDetails"], after["attachments"]) == ({}, [])
    assert "were deleted" in after["logs"][-1]["message"]
    assert [path for path in (tmp_path / "documents").rglob("*") if path.is_file()] == []
    shown = await desk.api.client.get(f"/operator/v1/numberOrders/{order_id}", headers=OPERATOR, auth=None)
    assert shown.json()["purgeTime"] == "2026-05-01T10:12:12.345678Z"
    assert await desk.orders.state(order_id) == "COMPLETED"
    assert (await desk.number()).status_code == 200


# The operator's desk


async def test_only_what_the_states_allow_can_be_decided(desk: Desk) -> None:
    order_id = await desk.orders.created(exactly(NUMBER))

    for verdict in ("approve", "block", "reject"):
        refused = await desk.decide(order_id, verdict, "message")
        assert refused.status_code == 409
        assert refused.json()["error"]["message"].startswith("the order is CREATED")


async def test_a_customer_must_be_told_why(desk: Desk) -> None:
    order_id = await desk.orders.submitted(exactly(NUMBER), held())

    assert (await desk.decide(order_id, "reject")).status_code == 400
    assert (await desk.decide(order_id, "block", "  ")).status_code == 400
    assert (await desk.decide("nothing", "approve")).status_code == 404


async def test_orders_are_listed_by_state_in_pages_with_all_that_a_reviewer_needs(desk: Desk) -> None:
    order_id = await desk.orders.submitted(exactly(NUMBER), held())
    await desk.orders.created(exactly("+61491570007"))

    listed = await desk.api.client.get("/operator/v1/numberOrders?state=IN_REVIEW", headers=OPERATOR, auth=None)
    every = await desk.api.client.get("/operator/v1/numberOrders", headers=OPERATOR, auth=None)
    wrong = await desk.api.client.get("/operator/v1/numberOrders?state=DONE", headers=OPERATOR, auth=None)
    shown = await desk.api.client.get(f"/operator/v1/numberOrders/{order_id}", headers=OPERATOR, auth=None)

    assert [order["idNumberOrder"] for order in listed.json()["numberOrders"]] == [order_id]
    assert len(every.json()["numberOrders"]) == 2
    assert (every.json()["nextPageToken"], wrong.status_code) == ("", 400)
    assert shown.json()["registration"]["requestDetails"]["data"] == held()
    assert shown.json()["registration"]["attachments"][0]["attachmentId"] == LETTER
    assert shown.json()["missingAttachments"] == []


# Requirements


async def test_an_operators_set_replaces_the_example_but_not_for_orders_that_are_there(desk: Desk) -> None:
    older = await desk.orders.created(exactly(NUMBER))
    section = {"title": "Contact", "fields": [{"name": "mail", "label": "Mail", "required": True}]}
    own = {"regionCode": "AU", "numberType": "MOBILE", "sections": [section]}

    imported = await desk.api.client.post(
        "/operator/v1/requirements:import", json={"requirements": [own]}, headers=OPERATOR, auth=None
    )

    assert imported.json() == {"imported": 1}
    newer = await desk.orders.created(exactly("+61491570007"))
    assert (await desk.orders.put(older, [{"mail": "a"}])).status_code == 400
    assert (await desk.orders.put(newer, [{"mail": "a"}])).status_code == 200
    assert (await desk.orders.submit(newer)).status_code == 200


async def test_a_set_can_be_taken_away_and_the_example_put_back(desk: Desk) -> None:
    path = "/operator/v1/requirements/AU/MOBILE"
    await desk.api.client.delete(path, headers=OPERATOR, auth=None)
    removed = await desk.orders.lookup("AU", "MOBILE")
    await desk.api.client.delete(f"{path}?reset=true", headers=OPERATOR, auth=None)
    back = await desk.orders.lookup("AU", "MOBILE")

    assert (removed.status_code, back.status_code) == (404, 200)


async def test_all_sets_can_be_listed_and_imported_again_as_they_are(desk: Desk) -> None:
    listed = (await desk.api.client.get("/operator/v1/requirements", headers=OPERATOR, auth=None)).json()

    again = await desk.api.client.post("/operator/v1/requirements:import", json=listed, headers=OPERATOR, auth=None)

    assert again.json() == {"imported": 24}
    regions = {each["regionCode"] for each in listed["requirements"]}
    assert regions == {"AU", "BR", "DE", "FR", "GB", "SE", "SG", "ZA"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"numberType": "FAX"}, "requirements.0.numberType"),
        ({"sections": [{"title": "t", "fields": [{"name": "n", "label": "l", "patern": "x"}]}]}, "requirements.0."),
        ({"sections": [{"title": "t", "fields": [{"name": "n", "label": "l", "pattern": "("}]}]}, "requirements.0."),
        ({"attachments": [{"id": "A B", "title": "t"}]}, "requirements.0.attachments.0.id"),
        ({"attachments": [{"id": "a", "title": "t"}] * 2}, "requirements.0.attachments"),
        ({"regionCode": "AUS"}, "requirements.0.regionCode"),
    ],
)
async def test_sets_that_cannot_be_used_are_refused(desk: Desk, change: dict[str, object], field: str) -> None:
    body = {"requirements": [{"regionCode": "AU", "numberType": "MOBILE"} | change]}

    refused = await desk.api.client.post("/operator/v1/requirements:import", json=body, headers=OPERATOR, auth=None)

    assert refused.status_code == 400
    (violation,) = refused.json()["error"]["details"][0]["fieldViolations"]
    assert violation["field"].startswith(field)
