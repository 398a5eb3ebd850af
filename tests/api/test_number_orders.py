"""Making, reading and submitting number orders, over HTTP."""

from datetime import timedelta

import pytest
from support.apps import Api
from support.clock import FakeClock
from support.inventory import AU_MOBILE, DE_LOCAL, US_LOCAL, store, terms
from support.orders import AU_DATA, LETTER, Orders, exactly, quantity, violations

from numberbank.domain.number_blocks import Capability, NumberBlock, NumberType
from numberbank.settings import read_settings

NUMBER = "+61491570006"


@pytest.fixture
async def orders(api: Api) -> Orders:
    await store(api.context, AU_MOBILE, US_LOCAL, DE_LOCAL)
    return Orders(api.client, api.path(""))


# Requirements


async def test_requirements_have_the_keys_of_the_reference_and_json_schema_in_the_templates(orders: Orders) -> None:
    found = (await orders.lookup("AU", "MOBILE")).json()

    assert list(found) == ["fields", "attachments"]
    assert found["fields"]["schema"] == "/schema/policySchema-v1.json"
    senders, business, contact = [rule["template"] for rule in found["fields"]["rules"]]
    assert senders["type"] == "array"
    assert senders["items"]["required"][0] == "senderId"
    assert business["properties"]["country"]["pattern"] == "^[A-Z]{2}$"
    assert contact["properties"]["lastName"]["maxLength"] == 100
    (letter,) = found["attachments"]
    assert (letter["id"], letter["mandatory"], letter["allowedMimeTypes"]) == (LETTER, True, ["application/pdf"])


async def test_a_template_is_downloaded_from_its_url_without_credentials(api: Api, orders: Orders) -> None:
    (letter,) = (await orders.lookup("AU", "MOBILE")).json()["attachments"]
    (template,) = letter["template"]

    answer = await api.client.get(template["url"], auth=None)

    assert answer.status_code == 200
    assert answer.text.startswith("LETTER OF AUTHORITY")
    assert answer.headers["content-disposition"] == "attachment"
    assert (await api.client.get(f"{template['url']}x")).status_code == 404
    assert (await api.client.get("/schema/policySchema-v1.json")).status_code == 200


@pytest.mark.parametrize(("region", "number_type"), [("US", "LOCAL"), ("US", "TOLL_FREE"), ("CA", "LOCAL")])
async def test_where_nothing_is_asked_the_answer_is_the_live_404(orders: Orders, region: str, number_type: str) -> None:
    answer = await orders.lookup(region, number_type)

    message = "Number requirements not found"
    assert answer.status_code == 404
    assert answer.json()["error"] == {
        "code": 404,
        "message": message,
        "status": "NOT_FOUND",
        "details": [
            {
                "type": "ResourceInfo",
                "resourceType": "NumberProduct",
                "resourceName": "numberRequirements",
                "owner": "",
                "description": message,
            }
        ],
    }


# Creating


async def test_an_order_of_one_number_reserves_it(api: Api, orders: Orders) -> None:
    sms = {"servicePlanId": "plan"}

    answer = await orders.create(
        exactly(NUMBER, smsConfiguration=sms, voiceConfiguration={"type": "EST", "trunkId": "trunk"})
    )

    order = answer.json()
    assert answer.status_code == 200
    assert len(order["idNumberOrder"]) == 26
    assert order == {
        "projectId": api.project_id,
        "idNumberOrder": order["idNumberOrder"],
        "regionCode": "AU",
        "state": "CREATED",
        "numberType": "MOBILE",
        "orderNumbers": [
            {
                "phoneNumber": NUMBER,
                "numberPrice": {
                    "setupPrice": {"currencyCode": "USD", "amount": "0.50"},
                    "monthlyPrice": {"currencyCode": "USD", "amount": "0.50"},
                    "paymentIntervalMonths": 1,
                },
                "capabilities": ["SMS", "VOICE"],
            }
        ],
        "smsConfiguration": sms,
        "voiceConfiguration": {"type": "EST", "trunkId": "trunk"},
        "expireTime": "2026-02-02T10:11:12.345678Z",
        "createTime": "2026-01-31T10:11:12.345678Z",
        "updateTime": "2026-01-31T10:11:12.345678Z",
    }
    assert (await orders.get(order["idNumberOrder"])).json() == order
    assert (await api.client.get(api.path(f"/availableNumbers/{NUMBER}"))).status_code == 404
    assert (await api.client.get(api.path("/activeNumbers"))).json()["totalSize"] == 0


async def test_where_nothing_is_to_be_filled_in_the_reservation_is_short(orders: Orders) -> None:
    order = (await orders.create(quantity(1, "US", "LOCAL"))).json()

    assert order["expireTime"] == "2026-01-31T10:41:12.345678Z"
    assert "smsConfiguration" not in order
    assert "voiceConfiguration" not in order


async def test_a_number_that_is_taken_is_the_404_of_a_rent(orders: Orders) -> None:
    await orders.created(exactly(NUMBER))

    answer = await orders.create(exactly(NUMBER))

    assert answer.status_code == 404
    assert answer.json()["error"]["details"][0]["resourceType"] == "AvailableNumber"
    assert answer.json()["error"]["details"][0]["resourceName"] == NUMBER


async def test_a_number_of_another_kind_is_refused_and_not_kept(api: Api, orders: Orders) -> None:
    answer = await orders.create(exactly("+12013500000"))

    assert violations(answer) == {
        "numberOrderOption.phoneNumbers.0": "is a LOCAL number of US, and the order is for MOBILE of AU"
    }
    assert (await api.client.get(api.path("/availableNumbers/+12013500000"))).status_code == 200


async def test_links_that_the_numbers_cannot_have_are_refused(orders: Orders) -> None:
    campaign = {"servicePlanId": "p", "campaignId": "c"}

    assert list(violations(await orders.create(exactly(NUMBER, smsConfiguration=campaign)))) == [
        "smsConfiguration.campaignId"
    ]
    sms_on_voice = quantity(1, "DE", "LOCAL") | {"smsConfiguration": {"servicePlanId": "p"}}
    assert violations(await orders.create(sms_on_voice)) == {
        "quantityOrderOption.requestedQuantity": "cannot be met: no matching numbers are available"
    }


async def test_a_quantity_is_met_or_refused_with_what_there_is(api: Api, orders: Orders) -> None:
    few = NumberBlock("+6149158001", 1, terms("AU", NumberType.MOBILE))
    await store(api.context, few)
    start = {"pattern": "+6149158001", "searchPattern": "START"}

    first = await orders.create(quantity(6, numberPattern=start, capabilities=["SMS"]))
    second = await orders.create(quantity(6, numberPattern=start))
    third = await orders.create(quantity(4, numberPattern=start))

    numbers = [each["phoneNumber"] for answer in (first, third) for each in answer.json()["orderNumbers"]]
    assert sorted(numbers) == list(few.numbers())
    assert violations(second) == {
        "quantityOrderOption.requestedQuantity": "cannot be met: 4 matching numbers are available; ask for 4 or fewer"
    }


async def test_a_hundred_numbers_of_a_large_block(orders: Orders) -> None:
    order = (await orders.create(quantity(100))).json()

    assert len({each["phoneNumber"] for each in order["orderNumbers"]}) == 100


async def test_a_sequence_runs_across_blocks_and_round_held_numbers(api: Api, orders: Orders) -> None:
    for block in ("+6149159005", "+6149159006", "+6149159007"):
        await store(api.context, NumberBlock(block, 1, terms("AU", NumberType.MOBILE)))
    start = {"pattern": "+6149159"}
    await orders.created(exactly("+61491590051"))

    order = (await orders.create(quantity(15, sequential=True, numberPattern=start))).json()
    refused = await orders.create(quantity(15, sequential=True, numberPattern=start))

    digits = [int(each["phoneNumber"]) for each in order["orderNumbers"]]
    assert digits == list(range(digits[0], digits[0] + 15))
    assert "no 15 consecutive numbers" in violations(refused)["quantityOrderOption.sequential"]


@pytest.mark.parametrize(
    ("pattern", "first"),
    [
        ({"pattern": "+614915712"}, 61491571200),
        ({"pattern": "573", "searchPattern": "CONTAINS"}, 61491573000),
        ({"pattern": "99", "searchPattern": "CONTAINS"}, 61491570990),
    ],
)
async def test_each_number_of_a_sequence_matches_the_pattern(
    orders: Orders, pattern: dict[str, str], first: int
) -> None:
    order = (await orders.create(quantity(10, sequential=True, numberPattern=pattern))).json()

    assert [int(each["phoneNumber"]) for each in order["orderNumbers"]] == list(range(first, first + 10))


async def test_a_sequence_that_cannot_be_is_refused_with_the_longest_there_is(api: Api, orders: Orders) -> None:
    await store(api.context, NumberBlock("+614915901", 1, terms("AU", NumberType.MOBILE)))
    start = {"pattern": "+614915901"}
    await orders.created(exactly("+6149159013"))

    refused = await orders.create(quantity(7, sequential=True, numberPattern=start))

    assert violations(refused) == {
        "quantityOrderOption.sequential": "cannot be met: no 7 consecutive numbers that match are available, the "
        "longest run has 6; ask for fewer, or without sequential"
    }


async def test_consecutive_numbers_do_not_all_have_the_same_end(orders: Orders) -> None:
    ending = {"pattern": "7", "searchPattern": "END"}

    refused = await orders.create(quantity(2, sequential=True, numberPattern=ending))
    single = await orders.create(quantity(1, sequential=True, numberPattern=ending))

    assert "do not all end with 7" in violations(refused)["quantityOrderOption.sequential"]
    assert single.json()["orderNumbers"][0]["phoneNumber"].endswith("7")


async def test_ranges_that_touch_make_one_sequence(api: Api, orders: Orders) -> None:
    """Of the numbers with a 9 in this block, 89 and 90 to 99 follow each other."""
    await store(api.context, NumberBlock("+46700111", 2, terms("SE", NumberType.MOBILE)))
    nine = {"pattern": "9", "searchPattern": "CONTAINS"}

    order = (await orders.create(quantity(11, "SE", sequential=True, numberPattern=nine))).json()

    assert [each["phoneNumber"][-2:] for each in order["orderNumbers"]] == ["89", *(f"9{n}" for n in range(10))]


async def test_numbers_have_what_the_links_need(api: Api, orders: Orders) -> None:
    voice_only = NumberBlock("+491580", 3, terms("DE", NumberType.MOBILE, (Capability.VOICE,)))
    both = NumberBlock("+4915700", 1, terms("DE", NumberType.MOBILE))
    await store(api.context, voice_only, both)

    order = await orders.create(quantity(3, "DE") | {"smsConfiguration": {"servicePlanId": "p"}})

    assert {each["phoneNumber"] for each in order.json()["orderNumbers"]} <= set(both.numbers())


# Registration


async def test_registration_comes_back_as_it_was_sent(orders: Orders) -> None:
    order_id = await orders.created(exactly(NUMBER))
    assert await orders.registration(order_id) == {"requestDetails": {}, "attachments": [], "logs": []}
    details = {"data": [AU_DATA[0] * 3, {**AU_DATA[1], "zz": [1.5, {"a": None}]}, AU_DATA[2]], "note": "é \u0001"}

    put = await orders._client.put(
        f"{orders._base}/numberOrders/{order_id}/registration", json={"requestDetails": details, "ignored": 1}
    )

    assert put.status_code == 200, put.text
    assert put.json()["requestDetails"] == details
    assert await orders.registration(order_id) == put.json()


async def test_the_older_spelling_is_taken_and_returned_as_the_newer(api: Api, orders: Orders) -> None:
    order_id = await orders.created(exactly(NUMBER))
    path = api.path(f"/numberOrders/{order_id}/registration")

    taken = await api.client.put(path, json={"data": AU_DATA})
    refused = await api.client.put(path, json={"data": AU_DATA[:2]})

    assert taken.json()["requestDetails"] == {"data": AU_DATA}
    assert list(violations(refused)) == ["data"]
    assert (await orders.registration(order_id))["requestDetails"] == {"data": AU_DATA}


async def test_all_that_is_wrong_with_a_registration_is_said_with_its_path(orders: Orders) -> None:
    order_id = await orders.created(exactly(NUMBER))
    confirmation = "iConfirmThatMyBusinessHasAValidUseCaseForThisLn"
    sender = {"senderId": "x" * 17, confirmation: False}

    refused = await orders.put(order_id, [[AU_DATA[0][0], sender], {**AU_DATA[1], "country": "au"}, []])

    assert violations(refused) == {
        "requestDetails.data.0.1.purposeOfTheTraffic": "is required",
        "requestDetails.data.0.1.senderId": "is too long; use 16 characters or fewer",
        f"requestDetails.data.0.1.{confirmation}": "must be true: I confirm that my business has a "
        "valid use case for this number",
        "requestDetails.data.1.country": "must be two capital letters, such as AU",
        "requestDetails.data.2": "an array is not valid here; give an object",
    }
    assert (await orders.registration(order_id))["requestDetails"] == {}


# Submitting


async def test_submit_says_all_that_is_missing(orders: Orders) -> None:
    order_id = await orders.created(exactly(NUMBER))

    assert violations(await orders.submit(order_id)) == {
        "requestDetails": "is required; PUT the registration first",
        f"attachments.{LETTER}": "Letter of authority is mandatory; upload it first",
    }
    assert await orders.state(order_id) == "CREATED"


async def test_submit_puts_the_order_into_review_where_nothing_can_be_changed(orders: Orders) -> None:
    order_id = await orders.submitted(exactly(NUMBER))

    order = (await orders.get(order_id)).json()
    assert (order["state"], order["expireTime"]) == ("IN_REVIEW", None)
    said = {"numberOrderId": "the order is IN_REVIEW; wait for the outcome of the review"}
    assert violations(await orders.put(order_id)) == said
    assert violations(await orders.upload(order_id)) == said
    assert violations(await orders.submit(order_id)) == said


async def test_an_order_cannot_be_submitted_after_its_time_even_when_nobody_has_noticed_yet(
    orders: Orders, clock: FakeClock
) -> None:
    order_id = await orders.created(quantity(1, "US", "LOCAL"))
    clock.advance(timedelta(minutes=30))

    refused = await orders.submit(order_id)

    assert violations(refused) == {"numberOrderId": "the reservation has ended; create a new order"}


@pytest.mark.parametrize("order_id", ["01k7m2tq6w8x9y0z1a2b3c4d5e", "x", "%00", "a%2Fb", "é"])
async def test_an_order_that_there_is_not(api: Api, orders: Orders, order_id: str) -> None:
    path = api.path(f"/numberOrders/{order_id}")
    answers = [
        await api.client.get(path),
        await api.client.get(f"{path}/registration"),
        await api.client.put(f"{path}/registration", json={"requestDetails": {}}),
        await api.client.post(f"{path}/submit"),
        await orders.upload(order_id),
    ]

    assert {answer.status_code for answer in answers} == {404}


async def test_an_order_of_another_project_does_not_exist(api: Api, orders: Orders) -> None:
    order_id = await orders.created(exactly(NUMBER))
    async with api.context.database.connection() as connection:
        await connection.execute("update number_order set project_id = 'somebody-else'")

    assert (await orders.get(order_id)).status_code == 404
    assert (await orders.put(order_id)).status_code == 404
    assert (await orders.upload(order_id)).status_code == 404
    assert (await orders.submit(order_id)).status_code == 404


def test_the_time_that_a_region_has_of_its_own() -> None:
    policy = read_settings({"NUMBERBANK_RESERVATIONS": "AU=PT3H,US=P1D"}).policy.orders

    assert policy.reservation_for("AU", None) == timedelta(hours=3)
    assert policy.reservation_for("US", None) == timedelta(days=1)
    assert policy.reservation_for("GB", None) == timedelta(minutes=30)
