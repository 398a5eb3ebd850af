"""Active numbers on the wire (reference 4.1, 4.2 and 8): every key always present, nulls explicit."""

from datetime import datetime
from functools import lru_cache

import msgspec

from numberbank.domain.active_numbers import ActiveNumber
from numberbank.domain.provisioning import (
    Links,
    Pending,
    PendingJob,
    ProvisioningKind,
    ProvisioningStatus,
    VoiceTarget,
    VoiceType,
)
from numberbank.schemas.common import (
    MoneyJson,
    SmsConfigurationRequest,
    VoiceConfigurationRequest,
    Wire,
    moment_json,
    money_json,
)


class ScheduledProvisioningJson(Wire, frozen=True):
    service_plan_id: str
    status: str
    last_updated_time: datetime | str
    campaign_id: str
    error_codes: list[str]


class SmsConfigurationJson(Wire, frozen=True):
    service_plan_id: str
    scheduled_provisioning: ScheduledProvisioningJson | None
    campaign_id: str


class ScheduledVoiceProvisioningJson(Wire, frozen=True):
    app_id: str
    status: str
    last_updated_time: datetime | str
    type: str
    trunk_id: str
    service_id: str


class VoiceConfigurationJson(Wire, frozen=True):
    app_id: str
    scheduled_voice_provisioning: ScheduledVoiceProvisioningJson | None
    last_updated_time: None
    """null in all live traffic"""
    type: str
    trunk_id: str
    service_id: str


class ActiveNumberJson(Wire, frozen=True):
    phone_number: str
    project_id: str
    display_name: str
    region_code: str
    type: str
    capability: tuple[str, ...]
    money: MoneyJson
    payment_interval_months: int
    next_charge_date: datetime | str
    expire_at: datetime | str | None
    sms_configuration: SmsConfigurationJson
    voice_configuration: VoiceConfigurationJson
    callback_url: str
    protected: bool | msgspec.UnsetType = msgspec.UNSET
    """ours, and only there when it is true"""


class ActiveNumbersJson(Wire, frozen=True):
    active_numbers: list[ActiveNumberJson]
    next_page_token: str
    total_size: int


class UpdateNumberRequest(Wire, frozen=True):
    display_name: str | msgspec.UnsetType | None = msgspec.UNSET
    sms_configuration: SmsConfigurationRequest | None = None
    voice_configuration: VoiceConfigurationRequest | None = None
    callback_url: str | msgspec.UnsetType | None = msgspec.UNSET
    protected: bool | None = None


def active_number_json(number: ActiveNumber) -> ActiveNumberJson:
    pending = number.pending
    sms, voice = _configurations(number.links, pending) if pending else _settled_configurations(number.links)
    return ActiveNumberJson(
        phone_number=number.number,
        project_id=number.project_id,
        display_name=number.display_name,
        region_code=number.region,
        type=number.type,
        capability=number.capabilities,
        money=money_json(number.price),
        payment_interval_months=number.interval_months,
        next_charge_date=moment_json(number.next_charge_at),
        expire_at=moment_json(number.expire_at) if number.expire_at else None,
        sms_configuration=sms,
        voice_configuration=voice,
        callback_url=number.callback_url,
        protected=number.protected or msgspec.UNSET,
    )


def _configurations(links: Links, pending: Pending) -> tuple[SmsConfigurationJson, VoiceConfigurationJson]:
    app_id, trunk_id, service_id = _voice_ids(links.voice)
    sms = SmsConfigurationJson(
        service_plan_id=links.service_plan_id,
        scheduled_provisioning=_scheduled_sms(links, pending),
        campaign_id=links.campaign_id,
    )
    voice = VoiceConfigurationJson(
        app_id=app_id,
        scheduled_voice_provisioning=_scheduled_voice(pending),
        last_updated_time=None,
        type=links.voice.type,
        trunk_id=trunk_id,
        service_id=service_id,
    )
    return sms, voice


@lru_cache(maxsize=1024)
def _settled_configurations(links: Links) -> tuple[SmsConfigurationJson, VoiceConfigurationJson]:
    """Of a number without jobs. The numbers of a list have few links between them."""
    return _configurations(links, {})


def _scheduled_sms(links: Links, pending: Pending) -> ScheduledProvisioningJson | None:
    """One object for two jobs, the platform's and the campaign's: it goes when both are done (reference 4.2)."""
    platform, campaign = pending.get(ProvisioningKind.SMS_PLATFORM), pending.get(ProvisioningKind.CAMPAIGN)
    jobs = [job for job in (platform, campaign) if job]
    if not jobs:
        return None
    return ScheduledProvisioningJson(
        service_plan_id=platform.target if platform else links.service_plan_id,
        status=_status(jobs),
        last_updated_time=moment_json(max(job.updated_at for job in jobs)),
        campaign_id=campaign.target if campaign else "",
        error_codes=sorted({code for job in jobs for code in job.error_codes}),
    )


def _status(jobs: list[PendingJob]) -> ProvisioningStatus:
    statuses = {job.status for job in jobs}
    for status in (ProvisioningStatus.FAILED, ProvisioningStatus.IN_PROGRESS):
        if status in statuses:
            return status
    return ProvisioningStatus.WAITING


def _scheduled_voice(pending: Pending) -> ScheduledVoiceProvisioningJson | None:
    job = pending.get(ProvisioningKind.VOICE_PLATFORM)
    if job is None:
        return None
    app_id, trunk_id, service_id = _voice_ids(VoiceTarget(job.voice_type, job.target))
    return ScheduledVoiceProvisioningJson(
        app_id=app_id,
        status=job.status,
        last_updated_time=moment_json(job.updated_at),
        type=job.voice_type,
        trunk_id=trunk_id,
        service_id=service_id,
    )


def _voice_ids(voice: VoiceTarget) -> tuple[str, str, str]:
    """All three ids are always there, two of them empty (reference 4.1)."""
    if not voice.id:
        return "", "", ""
    return (
        voice.id if voice.type is VoiceType.RTC else "",
        voice.id if voice.type is VoiceType.EST else "",
        voice.id if voice.type is VoiceType.FAX else "",
    )
