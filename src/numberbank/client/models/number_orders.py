"""Number orders and what a region wants to know for them (reference 11)."""

from datetime import datetime

import msgspec

from numberbank.client.models.common import Answer, Json, Money


class Template(Answer, frozen=True):
    name: str = ""
    url: str = ""


class RequiredAttachment(Answer, frozen=True):
    """`id` goes into `upload`; an empty `allowed_mime_types` allows all."""

    id: str
    title: str = ""
    description: str = ""
    mandatory: bool = False
    template: tuple[Template, ...] = ()
    allowed_mime_types: tuple[str, ...] = ()
    allowed_document_types: tuple[str, ...] = ()


class NumberRequirements(Answer, frozen=True):
    """`fields` describes the registration, in a form that each region has of its own."""

    fields: Json = msgspec.field(default_factory=dict)
    attachments: tuple[RequiredAttachment, ...] = ()


class NumberPrice(Answer, frozen=True):
    setup_price: Money | None = None
    monthly_price: Money | None = None
    payment_interval_months: int = 0


class OrderNumber(Answer, frozen=True):
    phone_number: str
    number_price: NumberPrice | None = None
    capabilities: tuple[str, ...] = ()


class NumberOrder(Answer, frozen=True):
    """`order_numbers` are reserved until `expire_time`. The configurations are as they were asked for."""

    id_number_order: str
    project_id: str = ""
    region_code: str = ""
    state: str = ""
    number_type: str = ""
    order_numbers: tuple[OrderNumber, ...] = ()
    sms_configuration: Json | None = None
    voice_configuration: Json | None = None
    expire_time: datetime | None = None
    create_time: datetime | None = None
    update_time: datetime | None = None


class Attachment(Answer, frozen=True):
    attachment_id: str
    file_name: str = ""
    mime_type: str = ""
    upload_status: str = ""
    create_time: datetime | None = None
    update_time: datetime | None = None
    document_type: str | None = None


class RegistrationLog(Answer, frozen=True):
    message: str = ""
    create_time: datetime | None = None


class Registration(Answer, frozen=True):
    """`logs` has what the reviewer says, oldest first."""

    request_details: Json = msgspec.field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    logs: tuple[RegistrationLog, ...] = ()
