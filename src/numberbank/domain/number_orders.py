"""Orders of numbers: their states, the one table of what leads from which to which, and their times (reference 11.8).

    CREATED --submit--> IN_REVIEW --approve--> COMPLETED
       |                 |   ^  \\--reject---> REJECTED
       | expire    block |   | submit
       v                 v   |
    EXPIRED <--expire-- BLOCKED --reject--> REJECTED

A BLOCKED order waits for its customer and so gets a reservation of its own length again; IN_REVIEW never expires.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from numberbank.domain.e164 import E164
from numberbank.domain.errors import InvalidRequest
from numberbank.domain.money import Money
from numberbank.domain.number_blocks import Capability, NumberType
from numberbank.domain.provisioning import LinkChange
from numberbank.domain.requirements import RequirementSet


class OrderState(StrEnum):
    CREATED = "CREATED"
    IN_REVIEW = "IN_REVIEW"
    BLOCKED = "BLOCKED"
    COMPLETED = "COMPLETED"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"


class OrderAction(StrEnum):
    SUBMIT = "SUBMIT"
    APPROVE = "APPROVE"
    BLOCK = "BLOCK"
    REJECT = "REJECT"
    EXPIRE = "EXPIRE"


@dataclass(frozen=True, slots=True)
class Transition:
    sources: frozenset[OrderState]
    target: OrderState


_WITH_CUSTOMER = frozenset({OrderState.CREATED, OrderState.BLOCKED})

TRANSITIONS: Mapping[OrderAction, Transition] = {
    OrderAction.SUBMIT: Transition(_WITH_CUSTOMER, OrderState.IN_REVIEW),
    OrderAction.APPROVE: Transition(frozenset({OrderState.IN_REVIEW}), OrderState.COMPLETED),
    OrderAction.BLOCK: Transition(frozenset({OrderState.IN_REVIEW}), OrderState.BLOCKED),
    OrderAction.REJECT: Transition(frozenset({OrderState.IN_REVIEW, OrderState.BLOCKED}), OrderState.REJECTED),
    OrderAction.EXPIRE: Transition(_WITH_CUSTOMER, OrderState.EXPIRED),
}

FINAL = frozenset({OrderState.COMPLETED, OrderState.REJECTED, OrderState.EXPIRED})
WITH_CUSTOMER = _WITH_CUSTOMER
"""states in which the customer may put, upload and submit, and in which time runs out"""


def may(state: OrderState, action: OrderAction) -> bool:
    return state in TRANSITIONS[action].sources


@dataclass(frozen=True, slots=True)
class OrderPolicy:
    """What the operator decides about orders."""

    reservation: timedelta = timedelta(hours=48)
    """how long numbers are kept for an order that has something to be filled in (reference 15, row 19)"""
    short_reservation: timedelta = timedelta(minutes=30)
    """and for one that has not"""
    reservation_of: Mapping[str, timedelta] = field(default_factory=dict)
    """by region, in place of both"""
    review_after: timedelta | None = None
    """when the sandbox's reviewer decides; None leaves it to people"""
    retention: timedelta | None = timedelta(days=90)
    """how long KYC data stays after the final state; None for ever"""
    document_limit: int = 10 * 1024 * 1024
    """bytes of one upload"""

    def reservation_for(self, region: str, requirements: RequirementSet | None) -> timedelta:
        default = self.reservation if requirements else self.short_reservation
        return self.reservation_of.get(region, default)


@dataclass(frozen=True, slots=True)
class OrderedNumber:
    """A number of an order at the prices that held when it was reserved."""

    number: E164
    setup_price: Money
    monthly_price: Money
    interval_months: int
    capabilities: tuple[Capability, ...]


@dataclass(frozen=True, slots=True)
class NumberOrder:
    id: str
    project_id: str
    region: str
    type: NumberType
    state: OrderState
    links: LinkChange
    callback_url: str
    requirements: RequirementSet | None
    """as they were when the order was made; None where nothing is asked"""
    created_at: datetime
    updated_at: datetime
    expire_at: datetime | None
    """the end of the reservation; None while it does not end by itself"""
    purged_at: datetime | None
    """when KYC data was deleted"""
    numbers: tuple[OrderedNumber, ...]

    def check_editable(self, moment: datetime) -> None:
        """Raises InvalidRequest where the customer can change nothing any more, or not now."""
        if self.state not in WITH_CUSTOMER:
            raise InvalidRequest.of("numberOrderId", f"the order is {self.state}; {_INSTEAD[self.state]}")
        if self.expire_at is not None and moment >= self.expire_at:
            raise InvalidRequest.of("numberOrderId", "the reservation has ended; create a new order")


_INSTEAD = {
    OrderState.IN_REVIEW: "wait for the outcome of the review",
    OrderState.COMPLETED: "its numbers are active",
    OrderState.REJECTED: "create a new order",
    OrderState.EXPIRED: "create a new order",
}


def first_charges(numbers: Iterable[OrderedNumber]) -> list[Money]:
    """Setup and first period of all numbers, in each of their currencies."""
    totals: dict[str, Decimal] = {}
    for number in numbers:
        for price in (number.setup_price, number.monthly_price):
            totals[price.currency] = totals.get(price.currency, Decimal()) + price.amount
    return [Money(amount, currency) for currency, amount in totals.items()]


BALANCE_TOO_LOW = "The balance does not cover the setup prices and the first period"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reviewer says of an order; `message` is for the customer's eyes."""

    action: OrderAction
    message: str = ""


HOLD = "REVIEW_HOLD"
_MAGIC = {
    "REVIEW_BLOCK": Verdict(OrderAction.BLOCK, "Please send a local contact number."),
    "REVIEW_REJECT": Verdict(OrderAction.REJECT, "The intended use is not allowed in this country."),
}


def sandbox_verdict(registration: object) -> Verdict | None:
    """What the sandbox's reviewer says: the text of any field may ask for it. None leaves the order to people."""
    texts = set(_texts(registration))
    if HOLD in texts:
        return None
    asked = [verdict for text, verdict in _MAGIC.items() if text in texts]
    return asked[-1] if asked else Verdict(OrderAction.APPROVE)


def _texts(value: object) -> Iterable[str]:
    match value:
        case str():
            yield value
        case dict():
            for member in value.values():
                yield from _texts(member)
        case list():
            for member in value:
                yield from _texts(member)
