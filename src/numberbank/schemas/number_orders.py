"""Number orders on the wire (reference 11). What was not sent is left out of an answer; `expireTime` may be null."""

from typing import Any

import msgspec

from numberbank.domain.number_blocks import Capability, NumberType
from numberbank.domain.number_orders import NumberOrder, OrderedNumber
from numberbank.domain.provisioning import LinkChange, VoiceTarget, VoiceType
from numberbank.domain.requirements import (
    SCHEMA_PATH,
    AttachmentRequirement,
    RequirementSet,
    Template,
    section_schema,
)
from numberbank.schemas.common import (
    MoneyJson,
    NumberPatternJson,
    SmsConfigurationRequest,
    VoiceConfigurationRequest,
    Wire,
    money_json,
    timestamp,
)
from numberbank.storage.registrations import Attachment, Registration


class LookupRequest(Wire, frozen=True):
    region_code: str
    number_type: NumberType


class TemplateJson(Wire, frozen=True):
    name: str
    url: str


class RequiredAttachmentJson(Wire, frozen=True):
    id: str
    title: str
    description: str
    mandatory: bool
    template: list[TemplateJson]
    allowed_mime_types: tuple[str, ...]
    allowed_document_types: tuple[str, ...]


class NumberRequirementsJson(Wire, frozen=True):
    fields: dict[str, Any]
    attachments: list[RequiredAttachmentJson]


class NumberOrderOptionJson(Wire, frozen=True):
    phone_numbers: tuple[str, ...]


class QuantityOrderOptionJson(Wire, frozen=True):
    requested_quantity: int
    number_pattern: NumberPatternJson | None = None
    sequential: bool | None = None
    capabilities: tuple[Capability, ...] | None = None


class CreateNumberOrderRequest(Wire, frozen=True):
    region_code: str
    number_type: NumberType
    sms_configuration: SmsConfigurationRequest | None = None
    voice_configuration: VoiceConfigurationRequest | None = None
    callback_url: str | None = None
    number_order_option: NumberOrderOptionJson | None = None
    quantity_order_option: QuantityOrderOptionJson | None = None


class NumberPriceJson(Wire, frozen=True):
    setup_price: MoneyJson
    monthly_price: MoneyJson
    payment_interval_months: int


class OrderNumberJson(Wire, frozen=True):
    phone_number: str
    number_price: NumberPriceJson
    capabilities: tuple[str, ...]


class NumberOrderJson(Wire, frozen=True, kw_only=True):
    project_id: str
    id_number_order: str
    region_code: str
    state: str
    number_type: str
    order_numbers: list[OrderNumberJson]
    sms_configuration: dict[str, str] | msgspec.UnsetType = msgspec.UNSET
    voice_configuration: dict[str, str] | msgspec.UnsetType = msgspec.UNSET
    expire_time: str | None
    create_time: str
    update_time: str


class AttachmentJson(Wire, frozen=True):
    attachment_id: str
    file_name: str
    mime_type: str
    upload_status: str
    create_time: str
    update_time: str
    document_type: str | msgspec.UnsetType = msgspec.UNSET


class LogJson(Wire, frozen=True):
    message: str
    create_time: str


class RegistrationJson(Wire, frozen=True):
    request_details: msgspec.Raw
    """the customer's own bytes"""
    attachments: list[AttachmentJson]
    logs: list[LogJson]


def requirements_json(requirements: RequirementSet, base_url: str) -> NumberRequirementsJson:
    """`base_url` is this server's, for the templates that it hands out."""
    rules = [{"template": section_schema(section)} for section in requirements.sections]
    place = f"{base_url}/templates/{requirements.region_code}/{requirements.number_type}"
    return NumberRequirementsJson(
        {"schema": SCHEMA_PATH, "rules": rules},
        [_required_attachment(attachment, place) for attachment in requirements.attachments],
    )


def number_order_json(order: NumberOrder) -> NumberOrderJson:
    return NumberOrderJson(
        project_id=order.project_id,
        id_number_order=order.id,
        region_code=order.region,
        state=order.state,
        number_type=order.type,
        order_numbers=[_order_number(number) for number in order.numbers],
        sms_configuration=_sms(order.links),
        voice_configuration=_voice(order.links.voice) if order.links.voice else msgspec.UNSET,
        expire_time=timestamp(order.expire_at) if order.expire_at else None,
        create_time=timestamp(order.created_at),
        update_time=timestamp(order.updated_at),
    )


def registration_json(registration: Registration) -> RegistrationJson:
    return RegistrationJson(
        msgspec.Raw((registration.details or "{}").encode()),
        [_attachment(attachment) for attachment in registration.attachments],
        [LogJson(entry.message, timestamp(entry.created_at)) for entry in registration.logs],
    )


def _required_attachment(attachment: AttachmentRequirement, place: str) -> RequiredAttachmentJson:
    return RequiredAttachmentJson(
        id=attachment.id,
        title=attachment.title,
        description=attachment.description,
        mandatory=attachment.mandatory,
        template=[
            TemplateJson(template.name, _template_url(template, attachment.id, place))
            for template in attachment.template
        ],
        allowed_mime_types=attachment.allowed_mime_types,
        allowed_document_types=attachment.allowed_document_types,
    )


def _template_url(template: Template, attachment_id: str, place: str) -> str:
    return template.url or f"{place}/{attachment_id}/{template.name}"


def _order_number(number: OrderedNumber) -> OrderNumberJson:
    price = NumberPriceJson(money_json(number.setup_price), money_json(number.monthly_price), number.interval_months)
    return OrderNumberJson(number.number, price, number.capabilities)


def _sms(links: LinkChange) -> dict[str, str] | msgspec.UnsetType:
    if links.service_plan_id is None:
        return msgspec.UNSET
    campaign = {"campaignId": links.campaign_id} if links.campaign_id is not None else {}
    return {"servicePlanId": links.service_plan_id} | campaign


def _voice(voice: VoiceTarget) -> dict[str, str]:
    name = {VoiceType.RTC: "appId", VoiceType.EST: "trunkId", VoiceType.FAX: "serviceId"}[voice.type]
    return {"type": voice.type, name: voice.id}


def _attachment(attachment: Attachment) -> AttachmentJson:
    return AttachmentJson(
        attachment_id=attachment.attachment_id,
        file_name=attachment.file_name,
        mime_type=attachment.mime_type,
        # An upload is answered when the document is stored and recorded, so that no other status is ever to be seen.
        upload_status="COMPLETED",
        create_time=timestamp(attachment.created_at),
        update_time=timestamp(attachment.updated_at),
        document_type=attachment.document_type if attachment.document_type is not None else msgspec.UNSET,
    )
