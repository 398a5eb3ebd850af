"""The rules of number orders that need no database."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from numberbank.domain.e164 import E164
from numberbank.domain.errors import InvalidRequest
from numberbank.domain.money import Money
from numberbank.domain.number_blocks import Capability, NumberType
from numberbank.domain.number_orders import (
    FINAL,
    TRANSITIONS,
    WITH_CUSTOMER,
    NumberOrder,
    OrderAction,
    OrderedNumber,
    OrderPolicy,
    OrderState,
    Verdict,
    first_charges,
    may,
    sandbox_verdict,
)
from numberbank.domain.provisioning import LinkChange
from numberbank.settings import SettingsError, read_settings

MOMENT = datetime(2026, 5, 4, 10, 11, 12, tzinfo=UTC)


def test_the_table_is_that_of_the_reference() -> None:
    moves = {(source, action, each.target) for action, each in TRANSITIONS.items() for source in each.sources}

    assert moves == {
        ("CREATED", "SUBMIT", "IN_REVIEW"),
        ("BLOCKED", "SUBMIT", "IN_REVIEW"),
        ("IN_REVIEW", "APPROVE", "COMPLETED"),
        ("IN_REVIEW", "BLOCK", "BLOCKED"),
        ("IN_REVIEW", "REJECT", "REJECTED"),
        ("BLOCKED", "REJECT", "REJECTED"),
        ("CREATED", "EXPIRE", "EXPIRED"),
        ("BLOCKED", "EXPIRE", "EXPIRED"),
    }


def test_nothing_leads_out_of_a_final_state() -> None:
    assert not any(may(state, action) for state in FINAL for action in OrderAction)
    assert FINAL | WITH_CUSTOMER | {OrderState.IN_REVIEW} == set(OrderState)


def order(state: OrderState, expire_at: datetime | None = None) -> NumberOrder:
    return NumberOrder(
        id="01k7m2tq6w8x9y0z1a2b3c4d5e",
        project_id="project",
        region="AU",
        type=NumberType.MOBILE,
        state=state,
        links=LinkChange(),
        callback_url="",
        requirements=None,
        created_at=MOMENT,
        updated_at=MOMENT,
        expire_at=expire_at,
        purged_at=None,
        numbers=(),
    )


@pytest.mark.parametrize("state", list(OrderState))
def test_a_customer_changes_what_is_with_him(state: OrderState) -> None:
    if state in WITH_CUSTOMER:
        order(state).check_editable(MOMENT)
    else:
        with pytest.raises(InvalidRequest, match="Invalid request"):
            order(state).check_editable(MOMENT)


def test_a_reservation_ends_at_its_time_and_not_before() -> None:
    end = MOMENT + timedelta(hours=48)

    order(OrderState.CREATED, end).check_editable(end - timedelta(microseconds=1))
    with pytest.raises(InvalidRequest):
        order(OrderState.CREATED, end).check_editable(end)


def test_first_charges_are_added_up_by_currency() -> None:
    def number(price: str, currency: str) -> OrderedNumber:
        money = Money(Decimal(price), currency)
        return OrderedNumber(E164("+61491570006"), money, money, 1, (Capability.SMS,))

    charges = first_charges([number("1.00", "USD"), number("0.25", "USD"), number("3", "EUR")])

    assert charges == [Money(Decimal("2.50"), "USD"), Money(Decimal(6), "EUR")]


@pytest.mark.parametrize(
    ("registration", "action"),
    [
        ({}, OrderAction.APPROVE),
        ({"data": [[{"a": "REVIEW_BLOCK"}]]}, OrderAction.BLOCK),
        ({"data": [{"a": {"b": ["x", "REVIEW_REJECT"]}}]}, OrderAction.REJECT),
        ({"data": [{"a": "REVIEW_REJECT, please"}]}, OrderAction.APPROVE),
        ({"data": [{"REVIEW_BLOCK": 1}]}, OrderAction.APPROVE),
    ],
)
def test_the_sandboxs_reviewer_looks_for_whole_values(registration: object, action: OrderAction) -> None:
    verdict = sandbox_verdict(registration)

    assert verdict is not None
    assert verdict.action is action
    assert bool(verdict.message) is (action is not OrderAction.APPROVE)


def test_it_leaves_an_order_to_people_when_it_is_asked_to() -> None:
    assert sandbox_verdict({"data": ["REVIEW_HOLD", "REVIEW_BLOCK"]}) is None
    assert sandbox_verdict({}) == Verdict(OrderAction.APPROVE)


def test_settings() -> None:
    read = read_settings(
        {
            "NUMBERBANK_RETENTION_DAYS": "7",
            "NUMBERBANK_REVIEW_AFTER": "5",
            "NUMBERBANK_DOCUMENT_LIMIT": "1000",
            "NUMBERBANK_DOCUMENT_STORE": "s3://papers/of/orders",
            "NUMBERBANK_DOCUMENT_KEY": "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=",
        }
    )

    orders = read.policy.orders
    assert (orders.retention, orders.review_after) == (timedelta(days=7), timedelta(seconds=5))
    assert orders.document_limit == 1000
    assert (read.documents.bucket, read.documents.prefix, read.documents.key) == ("papers", "of/orders", b"A" * 32)
    assert "A" * 32 not in repr(read)
    assert read_settings({"NUMBERBANK_RETENTION_DAYS": "never"}).policy.orders.retention is None
    assert read_settings({}).policy.orders == OrderPolicy()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("NUMBERBANK_RETENTION_DAYS", "0"),
        ("NUMBERBANK_DOCUMENT_LIMIT", "10 MiB"),
        ("NUMBERBANK_DOCUMENT_KEY", "c2hvcnQ="),
        ("NUMBERBANK_DOCUMENT_KEY", "no base64"),
        ("NUMBERBANK_RESERVATIONS", "AU=48h"),
        ("NUMBERBANK_RESERVATIONS", "au=PT1H"),
        ("NUMBERBANK_REVIEW_AFTER", "soon"),
    ],
)
def test_settings_that_cannot_be_used_are_named(name: str, text: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_settings({name: text})
