"""Number orders and requirements in the operator API."""

from typing import Any

from numberbank.domain.number_orders import NumberOrder
from numberbank.schemas.common import Wire, timestamp
from numberbank.schemas.number_orders import (
    NumberOrderJson,
    RegistrationJson,
    number_order_json,
    registration_json,
)
from numberbank.storage.registrations import Registration


class ReviewedOrderJson(Wire, frozen=True):
    """An order with all that its reviewer needs; `purgeTime` is when KYC data was deleted, or null."""

    order: NumberOrderJson
    callback_url: str
    purge_time: str | None
    registration: RegistrationJson
    missing_attachments: list[str]


class NumberOrdersJson(Wire, frozen=True):
    number_orders: list[NumberOrderJson]
    next_page_token: str


class VerdictRequest(Wire, frozen=True):
    message: str = ""


class RequirementSetsJson(Wire, frozen=True):
    """Sets as files have them."""

    requirements: list[Any]


def reviewed_order_json(order: NumberOrder, registration: Registration) -> ReviewedOrderJson:
    uploaded = {attachment.attachment_id for attachment in registration.attachments}
    asked = order.requirements.attachments if order.requirements else ()
    return ReviewedOrderJson(
        number_order_json(order),
        order.callback_url,
        timestamp(order.purged_at) if order.purged_at else None,
        registration_json(registration),
        [attachment.id for attachment in asked if attachment.id not in uploaded],
    )
