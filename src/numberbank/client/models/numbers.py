"""Regions, numbers on offer, and numbers that the project holds (reference 4 to 8)."""

from datetime import datetime

import msgspec

from numberbank.client.models.common import Answer, Money


class Region(Answer, frozen=True):
    region_code: str
    region_name: str = ""
    types: tuple[str, ...] = ()


class Regions(Answer, frozen=True):
    available_regions: tuple[Region, ...] = ()


class AvailableNumber(Answer, frozen=True):
    """A number on offer. `supporting_documentation_required` does not keep it from being rented (reference 4.3)."""

    phone_number: str
    region_code: str
    type: str
    capability: tuple[str, ...] = ()
    setup_price: Money | None = None
    monthly_price: Money | None = None
    payment_interval_months: int = 0
    supporting_documentation_required: bool = False


class AvailableNumbers(Answer, frozen=True):
    available_numbers: tuple[AvailableNumber, ...] = ()


class ScheduledProvisioning(Answer, frozen=True):
    """What SMS is going to be, and how far that is; `error_codes` say why a FAILED one failed."""

    service_plan_id: str = ""
    status: str = ""
    last_updated_time: datetime | None = None
    campaign_id: str = ""
    error_codes: tuple[str, ...] = ()


class SmsConfiguration(Answer, frozen=True):
    service_plan_id: str = ""
    scheduled_provisioning: ScheduledProvisioning | None = None
    campaign_id: str = ""


class ScheduledVoiceProvisioning(Answer, frozen=True):
    app_id: str = ""
    status: str = ""
    last_updated_time: datetime | None = None
    type: str = "RTC"
    trunk_id: str = ""
    service_id: str = ""


class VoiceConfiguration(Answer, frozen=True):
    """Of the three ids the one that belongs to `type` is set, if any."""

    app_id: str = ""
    scheduled_voice_provisioning: ScheduledVoiceProvisioning | None = None
    last_updated_time: datetime | None = None
    type: str = "RTC"
    trunk_id: str = ""
    service_id: str = ""


class ActiveNumber(Answer, frozen=True):
    """A number that the project holds. `expire_at` is set once it is released: until then it can be used."""

    phone_number: str
    project_id: str = ""
    display_name: str = ""
    region_code: str = ""
    type: str = ""
    capability: tuple[str, ...] = ()
    money: Money | None = None
    """the price of each interval"""
    payment_interval_months: int = 0
    next_charge_date: datetime | None = None
    expire_at: datetime | None = None
    sms_configuration: SmsConfiguration | None = msgspec.field(default_factory=SmsConfiguration)
    voice_configuration: VoiceConfiguration | None = msgspec.field(default_factory=VoiceConfiguration)
    callback_url: str | None = ""
    protected: bool = False
    """Numberbank's own: it cannot be released"""


class ActiveNumbers(Answer, frozen=True):
    active_numbers: tuple[ActiveNumber, ...] = ()
    next_page_token: str | None = ""
    total_size: int = 0
