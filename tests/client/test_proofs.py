"""What state shows of orders and imports whose answers were lost, by recorded shapes."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import httpx2
import pytest
from support.stub_api import PROJECT, StubApi
from support.wire_shapes import HOSTING_ORDER, IMPORTED_NUMBER, NUMBER_ORDER

from numberbank.client import NotDone, OutcomeUnknown, SmsLink

N = "+12085550142"
ORDER = "01k7m2tq6w8x9y0z1a2b3c4d5e"
IMPORTED = f"/imported/v1/projects/{PROJECT}"
LOST = httpx2.ReadTimeout("slow")
SUBMIT = f"POST /numberOrders/{ORDER}/submit"
STATE = f"GET /numberOrders/{ORDER}"


def in_state(state: str, updated: str = "2026-05-04T10:11:12Z") -> tuple[int, dict[str, Any]]:
    return (200, {**NUMBER_ORDER, "state": state, "updateTime": updated})


@pytest.mark.parametrize("before", ["CREATED", "BLOCKED"])
@pytest.mark.parametrize("after", ["IN_REVIEW", "COMPLETED", "REJECTED"])
def test_an_order_that_went_on_was_submitted(before: str, after: str) -> None:
    stub = StubApi({STATE: [in_state(before), in_state(after)], SUBMIT: LOST})
    with stub.client() as client:
        assert client.orders.submit(ORDER).state == after

    assert stub.calls.count(SUBMIT) == 1


@pytest.mark.parametrize("state", ["CREATED", "BLOCKED"])
def test_an_order_that_stands_still_was_not(state: str) -> None:
    stub = StubApi({STATE: in_state(state), SUBMIT: LOST})
    with stub.client() as client, pytest.raises(NotDone):
        client.orders.submit(ORDER)


@pytest.mark.parametrize(("before", "after"), [("BLOCKED", "BLOCKED"), ("CREATED", "EXPIRED")])
def test_an_order_that_went_on_by_itself_tells_nothing(before: str, after: str) -> None:
    stub = StubApi({STATE: [in_state(before), in_state(after, "2026-05-04T10:11:13Z")], SUBMIT: LOST})
    with stub.client() as client, pytest.raises(OutcomeUnknown):
        client.orders.submit(ORDER)

    assert stub.calls.count(SUBMIT) == 1


def test_a_number_that_is_on_offer_was_not_ordered() -> None:
    available = {"phoneNumber": N, "regionCode": "US", "type": "LOCAL"}
    create = "POST /numberOrders:createNumberOrder"
    stub = StubApi({create: [LOST, (200, NUMBER_ORDER)], f"GET /availableNumbers/{N}": (200, available)})
    with stub.client() as client:
        assert client.orders.create("US", "LOCAL", N).id_number_order == ORDER

    assert stub.calls.count(create) == 2


def test_a_number_that_is_gone_may_have_been_ordered() -> None:
    create = "POST /numberOrders:createNumberOrder"
    stub = StubApi({create: LOST, f"GET /availableNumbers/{N}": (404, {})})
    with stub.client() as client, pytest.raises(OutcomeUnknown, match="no longer on offer"):
        client.orders.create("US", "LOCAL", N)

    assert stub.calls.count(create) == 1


def test_a_number_that_is_on_offer_again_may_have_been_ordered(tmp_path: Path) -> None:
    """Its reservation may have come and gone since."""
    read = f"GET /availableNumbers/{N}"
    stub = StubApi({"POST /numberOrders:createNumberOrder": LOST, read: (404, {})})
    with stub.client(tmp_path / "journal") as client, pytest.raises(OutcomeUnknown):
        client.orders.create("US", "LOCAL", N)
    with sqlite3.connect(tmp_path / "journal") as connection:
        connection.execute("update intent set begun_at = begun_at - 1801")
    connection.close()
    stub.routes[read] = (200, {"phoneNumber": N, "regionCode": "US", "type": "LOCAL"})
    with stub.client(tmp_path / "journal") as client:
        resolution = client.journal.resolve()

    assert [settled.number for settled in resolution.unknown] == [N]


def test_orders_of_many_numbers_cannot_be_found() -> None:
    create = "POST /numberOrders:createNumberOrder"
    stub = StubApi({create: (500, {})})
    with stub.client() as client, pytest.raises(OutcomeUnknown, match="cannot be listed"):
        client.orders.create_quantity("US", "LOCAL", 5)

    assert stub.calls.count(create) == 1


def test_an_imported_number_that_is_there_now_was_imported() -> None:
    read = f"GET {IMPORTED}/importedNumbers/{N}"
    stub = StubApi({read: [(404, {}), (200, IMPORTED_NUMBER)], f"POST {IMPORTED}/importedNumbers": LOST})
    with stub.client() as client:
        assert client.imported.add(N, "US", SmsLink("plan")).phone_number == N


def test_a_hosting_order_is_found_by_its_marker() -> None:
    made: list[dict[str, Any]] = []

    def create(request: httpx2.Request) -> Exception:
        made.append({**HOSTING_ORDER, "callbackUrl": json.loads(request.content)["callbackUrl"]})
        return LOST

    stub = StubApi(
        {
            f"POST {IMPORTED}/hostingOrders:importNumbers": create,
            f"GET {IMPORTED}/hostingOrders": lambda _: (
                200,
                {"hostingOrders": [{**HOSTING_ORDER, "hostingOrderId": "x"}, *made]},
            ),
        }
    )
    with stub.client() as client:
        order = client.hosting.import_numbers("US", [N], "plan", callback_url="https://hooks.test/")

    assert order.hosting_order_id == HOSTING_ORDER["hostingOrderId"]
    assert len(made) == 1


@pytest.mark.parametrize("shown", [[N], []], ids=["its number", "no number yet"])
def test_a_hosting_order_is_found_by_the_difference(shown: list[str]) -> None:
    stub = hosting_order_that_comes(shown)
    with stub.client() as client:
        order = client.hosting.import_numbers("US", [N], "plan")

    assert order.hosting_order_id == HOSTING_ORDER["hostingOrderId"]


def test_a_hosting_order_of_another_number_is_a_strangers() -> None:
    stub = hosting_order_that_comes(["+12085550143"])
    with stub.client() as client, pytest.raises(NotDone):
        client.hosting.import_numbers("US", [N], "plan")


def hosting_order_that_comes(numbers: list[str]) -> StubApi:
    """There is an order after the call that was not there before."""
    lists = [(200, {"hostingOrders": []}), (200, {"hostingOrders": [HOSTING_ORDER]})]
    order = f"{IMPORTED}/hostingOrders/{HOSTING_ORDER['hostingOrderId']}"
    return StubApi(
        {
            f"POST {IMPORTED}/hostingOrders:importNumbers": LOST,
            f"GET {IMPORTED}/hostingOrders": lists,
            f"GET {order}/numbers": (200, {"numbers": [{"phoneNumber": number} for number in numbers]}),
        }
    )


def test_a_number_that_the_project_had_before_was_not_rented() -> None:
    active = {"phoneNumber": N, "callbackUrl": ""}
    stub = StubApi({f"GET /activeNumbers/{N}": (200, active), f"POST /availableNumbers/{N}:rent": LOST})
    with stub.client() as client, pytest.raises(NotDone):
        client.rent(N)


@pytest.mark.parametrize(
    ("callback_url", "error"),
    [("https://other.test/", OutcomeUnknown), ("https://x.test/?numberbank-intent=y", NotDone)],
)
def test_a_number_with_another_mark_is_anothers(callback_url: str, error: type[Exception]) -> None:
    active = {"phoneNumber": N, "callbackUrl": callback_url}
    stub = StubApi({f"GET /activeNumbers/{N}": (200, active), f"POST /availableNumbers/{N}:rent": LOST})
    with stub.client() as client, pytest.raises(error):
        client.rent(N, callback_url="https://hooks.test/")


def test_a_released_number_that_is_gone_tells_nothing() -> None:
    stub = StubApi({f"GET /activeNumbers/{N}": (404, {}), f"POST /activeNumbers/{N}:release": LOST})
    with stub.client() as client, pytest.raises(OutcomeUnknown) as ended:
        client.release(N)

    assert ended.value.number == N


def test_when_no_token_can_be_had_after_a_lost_answer_nobody_knows() -> None:
    """The server keeps keys, so the call would be sent again; but the first one may have been carried out."""

    def lose(request: httpx2.Request) -> Exception:
        stub.token_status = 500
        return LOST

    offer = {"accept-idempotency-key": "?1"}
    stub = StubApi(
        {"GET /availableRegions": (200, {}, offer), "POST /availableNumbers:rentAny": lose}, token_lifetime=0
    )
    with stub.client() as client:
        client.regions()
        with pytest.raises(OutcomeUnknown):
            client.rent_any("US", "LOCAL")
        (intent,) = client.journal.open()

    assert intent.state == "UNKNOWN"
