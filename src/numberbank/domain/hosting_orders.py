"""An order that brings numbers in: by import, or by a letter of authorization (imported-numbers reference 8 and 11).

    IMPORT             SUBMITTED -start-> IN_PROGRESS -every number ended-> COMPLETED
    TYPE_TEXT_ENABLE   SUBMITTED -letter mailed-> WAITING_FOR_LOA_SIGNATURE -signed-> IN_PROGRESS -> COMPLETED
                       SUBMITTED -blanket letter-> IN_PROGRESS
                       declined, too late, or refused by the operator -> REJECTED

COMPLETED says that every number has ended, and not that each has ended well.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from numberbank.domain.e164 import E164
from numberbank.domain.loa import Loa
from numberbank.domain.steps import StepState

TEXT_ENABLE_LIMIT = 500
"""numbers of one order (reference 7.7)"""
LOA_LIFE = timedelta(days=30)
"""for a signature; then the order is rejected"""


class OrderType(StrEnum):
    IMPORT = "IMPORT"
    TEXT_ENABLE = "TYPE_TEXT_ENABLE"


class OrderState(StrEnum):
    DRAFT = "DRAFT"
    """no operation of the API makes one"""
    SUBMITTED = "SUBMITTED"
    WAITING_FOR_LOA_SIGNATURE = "WAITING_FOR_LOA_SIGNATURE"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    REJECTED = "REJECTED"


class OrderStep(StrEnum):
    SUBMIT = "SUBMIT"
    MAIL_LOA = "MAIL_LOA"
    START = "START"
    SIGN = "SIGN"
    COMPLETE = "COMPLETE"
    REJECT = "REJECT"


TRANSITIONS: dict[OrderStep, tuple[frozenset[OrderState], OrderState]] = {
    OrderStep.SUBMIT: (frozenset({OrderState.DRAFT}), OrderState.SUBMITTED),
    OrderStep.MAIL_LOA: (frozenset({OrderState.SUBMITTED}), OrderState.WAITING_FOR_LOA_SIGNATURE),
    OrderStep.START: (frozenset({OrderState.SUBMITTED}), OrderState.IN_PROGRESS),
    OrderStep.SIGN: (frozenset({OrderState.WAITING_FOR_LOA_SIGNATURE}), OrderState.IN_PROGRESS),
    OrderStep.COMPLETE: (frozenset({OrderState.IN_PROGRESS}), OrderState.COMPLETED),
    OrderStep.REJECT: (
        frozenset({OrderState.DRAFT, OrderState.SUBMITTED, OrderState.WAITING_FOR_LOA_SIGNATURE}),
        OrderState.REJECTED,
    ),
}
"""from which states a step may be taken, and to which one it leads"""


@dataclass(frozen=True, slots=True)
class HostingOrder:
    """`loa` is there for text-enabling only; empty texts stand for what was not given."""

    id: str
    project_id: str
    display_name: str
    region: str
    type: OrderType
    state: OrderState
    toll_free: bool
    service_plan_id: str
    campaign_id: str
    migrate_to_sinch_tmo: bool
    nnid: str
    callback_url: str
    scheduled_at: datetime | None
    loa: Loa | None
    created_at: datetime
    updated_at: datetime
    signer: str = ""
    signed_at: datetime | None = None
    rejection: str = ""


@dataclass(frozen=True, slots=True)
class HostedNumber:
    """A number of an order, and how far its steps are."""

    order_id: str
    project_id: str
    number: E164
    nnid: str
    service_plan_id: str
    campaign_id: str
    osr: StepState
    platform: StepState
    campaign: StepState
    failure_code: str
    created_at: datetime
    updated_at: datetime
    ended: bool


@dataclass(frozen=True, slots=True)
class OrderReport:
    total: int
    osr_updated: int
    sms_provisioned: int
    added_to_campaign: int
    ongoing_manual_action: int


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """None and empty mean any."""

    states: tuple[str, ...] = ()
    type: OrderType | None = None
    service_plan_id: str | None = None
    campaign_id: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class HostedFilter:
    """None means any."""

    osr: str | None = None
    platform: str | None = None
    campaign: str | None = None


def start_of_work(scheduled_at: datetime | None, signed_at: datetime, *, toll_free: bool) -> datetime:
    """When the registry's entries are changed: at the scheduled time, and at once when that is over.

    For toll-free numbers a time that is over moves to the same hour of the next day that is still to come.
    """
    if scheduled_at is None or (scheduled_at < signed_at and not toll_free):
        return signed_at
    if scheduled_at >= signed_at:
        return scheduled_at
    days = (signed_at - scheduled_at) // timedelta(days=1)
    moved = scheduled_at + timedelta(days=days)
    return moved if moved >= signed_at else moved + timedelta(days=1)
