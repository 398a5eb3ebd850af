"""Imported numbers, hosting orders and qualified numbers (reference of imported numbers, 5)."""

from datetime import datetime

import msgspec

from numberbank.client.models.common import Answer, Given, Json


class ImportedNumber(Answer, frozen=True):
    """The last three members come from `get` and `list` alone; the server may name further carriers in them."""

    phone_number: str
    project_id: str = ""
    region_code: str = ""
    display_name: str = ""
    sms_configuration: Json = msgspec.field(default_factory=dict)
    callback_url: str | None = ""
    sms_provisioning: Json | None = None
    campaign_provisioning: Json | None = None
    mno_configuration: Json | None = None


class ImportedNumbers(Answer, frozen=True):
    imported_numbers: tuple[ImportedNumber, ...] = ()
    next_page_token: str | None = ""
    total_size: int = 0


class StepResult(Answer, frozen=True):
    status: str | int = ""
    error: str = ""


class QualifiedNumber(Answer, frozen=True):
    """`hosted_number.status` is an integer: 1 hosted, 2 failed."""

    phone_number: str
    project_id: str = ""
    region_code: str = ""
    global_process_state: str = ""
    osr_eligibility: StepResult | None = None
    ownership_verification: StepResult | None = None
    hosted_number: StepResult | None = None
    created_time: datetime | None = None
    updated_time: datetime | None = None


class QualifiedNumbers(Answer, frozen=True):
    qualified_numbers: tuple[QualifiedNumber, ...] = ()
    next_page_token: str | None = ""
    total_size: int = 0


class Person(Given, frozen=True):
    first_name: str
    last_name: str
    email: str


class BusinessAddress(Given, frozen=True):
    building_number: str
    street: str
    city: str
    state: str
    postal_code: str
    country: str


class Loa(Given, frozen=True):
    """Who signs the letter of authorization; with `business_name` it is a reseller's."""

    authorised_person: Person
    address: BusinessAddress
    current_voice_carrier: str
    business_name: str | None = None


class HostingOrder(Answer, frozen=True):
    """`text_enable_info` is there for orders of type TYPE_TEXT_ENABLE, whichever of its two names the server uses."""

    hosting_order_id: str
    project_id: str = ""
    display_name: str = ""
    region_code: str = ""
    state: str = ""
    type: str = ""
    created_time: datetime | None = None
    updated_time: datetime | None = None
    scheduled_osr_update_time: datetime | None = None
    service_plan_id: str = ""
    campaign_id: str | None = ""
    migrate_to_sinch_tmo: bool | None = None
    text_enable_info: Json | None = None
    hosting_order_info: Json | None = None
    callback_url: str | None = ""


class HostingOrders(Answer, frozen=True):
    hosting_orders: tuple[HostingOrder, ...] = ()
    next_page_token: str | None = ""
    total_size: int = 0


class HostingOrderReport(Answer, frozen=True):
    """How many of the order's numbers have come how far."""

    total: int = 0
    osr_updated: int = 0
    sms_provisioned: int = 0
    added_to_campaign: int = 0
    ongoing_manual_action: int = 0


class HostingOrderNumber(Answer, frozen=True):
    """Each step has a `state`; those of the carriers also error code and message."""

    phone_number: str
    project_id: str = ""
    hosting_order_id: str = ""
    osr_update: Json | None = None
    campaign_provisioning: Json | None = None
    platform_provisioning: Json | None = None
    sms_att: Json | None = None
    sms_tmo: Json | None = None
    mms_att: Json | None = None
    mms_tmo: Json | None = None


class HostingOrderNumbers(Answer, frozen=True):
    numbers: tuple[HostingOrderNumber, ...] = ()
    next_page_token: str | None = ""
    total_size: int = 0
