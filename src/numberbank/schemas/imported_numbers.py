"""Imported numbers on the wire (imported-numbers reference 5.1 to 5.3 and 6)."""

import msgspec

from numberbank.domain.carriers import CarrierState, carrier_states
from numberbank.domain.imported_numbers import ImportedNumber, Track, track
from numberbank.domain.provisioning import PendingJob, ProvisioningKind, ProvisioningStatus
from numberbank.domain.steps import failure_number
from numberbank.schemas.common import Wire, timestamp
from numberbank.schemas.imported_common import direction

_STATUS_NUMBERS = {
    ProvisioningStatus.WAITING: 1,
    ProvisioningStatus.IN_PROGRESS: 2,
    ProvisioningStatus.FAILED: 3,
}
"""of `scheduledProvisioning`, whose whole numbers the reference does not list (5.2)"""


class ScheduledJson(Wire, frozen=True):
    service_plan_id: str
    campaign_id: str
    status: int
    last_updated_time: str
    error_codes: list[int]


class SmsConfigurationJson(Wire, frozen=True):
    service_plan_id: str
    campaign_id: str
    migrate_to_sinch_tmo: bool
    scheduled_provisioning: ScheduledJson | msgspec.UnsetType = msgspec.UNSET


class TrackJson(Wire, frozen=True):
    service_type: str
    service_id: str
    type: str
    state: str
    update_time: str
    error_message: str
    error_code: str


class CarrierJson(Wire, frozen=True):
    state: str
    error_code: str
    error_message: str
    update_time: str
    operation: str


class ImportedNumberJson(Wire, frozen=True):
    """The short form, which imports and changes answer."""

    phone_number: str
    project_id: str
    region_code: str
    display_name: str
    sms_configuration: SmsConfigurationJson
    callback_url: str


class LongImportedNumberJson(Wire, frozen=True):
    """The long form, which one who looks gets. Links that were never asked for have no object."""

    phone_number: str
    project_id: str
    region_code: str
    display_name: str
    sms_configuration: SmsConfigurationJson
    callback_url: str
    mno_configuration: dict[str, CarrierJson]
    sms_provisioning: TrackJson | msgspec.UnsetType = msgspec.UNSET
    campaign_provisioning: TrackJson | msgspec.UnsetType = msgspec.UNSET


class ImportedNumbersJson(Wire, frozen=True):
    imported_numbers: list[LongImportedNumberJson]
    next_page_token: str
    total_size: int


class ImportedSmsRequest(Wire, frozen=True):
    service_plan_id: str | msgspec.UnsetType | None = msgspec.UNSET
    campaign_id: str | msgspec.UnsetType | None = msgspec.UNSET
    migrate_to_sinch_tmo: bool | None = None


class ImportNumberRequest(Wire, frozen=True):
    phone_number: str
    region_code: str
    sms_configuration: ImportedSmsRequest
    display_name: str | None = None
    callback_url: str | None = None


class UpdateImportedNumberRequest(Wire, frozen=True):
    display_name: str | msgspec.UnsetType | None = msgspec.UNSET
    sms_configuration: ImportedSmsRequest | None = None
    callback_url: str | msgspec.UnsetType | None = msgspec.UNSET


def imported_number_json(number: ImportedNumber) -> ImportedNumberJson:
    return ImportedNumberJson(
        phone_number=number.number,
        project_id=number.project_id,
        region_code=number.region,
        display_name=number.display_name,
        sms_configuration=_sms_configuration(number),
        callback_url=number.callback_url,
    )


def long_imported_number_json(number: ImportedNumber) -> LongImportedNumberJson:
    platform, campaign = (_track(number, kind) for kind in (ProvisioningKind.SMS_PLATFORM, ProvisioningKind.CAMPAIGN))
    carriers = carrier_states(campaign, number.created_at)
    return LongImportedNumberJson(
        phone_number=number.number,
        project_id=number.project_id,
        region_code=number.region,
        display_name=number.display_name,
        sms_configuration=_sms_configuration(number),
        callback_url=number.callback_url,
        mno_configuration={name: _carrier_json(state) for name, state in carriers.items()},
        sms_provisioning=_track_json("SMS", platform) if platform else msgspec.UNSET,
        campaign_provisioning=_track_json("CAMPAIGN", campaign) if campaign else msgspec.UNSET,
    )


def _track(number: ImportedNumber, kind: ProvisioningKind) -> Track | None:
    return track(kind, number.links, number.pending, number.finished.get(kind))


def _sms_configuration(number: ImportedNumber) -> SmsConfigurationJson:
    jobs = list(number.pending.values())
    return SmsConfigurationJson(
        service_plan_id=number.service_plan_id,
        campaign_id=number.campaign_id,
        migrate_to_sinch_tmo=number.migrate_to_sinch_tmo,
        scheduled_provisioning=_scheduled(number, jobs) if jobs else msgspec.UNSET,
    )


def _scheduled(number: ImportedNumber, jobs: list[PendingJob]) -> ScheduledJson:
    statuses = [_STATUS_NUMBERS[job.status] for job in jobs]
    return ScheduledJson(
        service_plan_id=number.service_plan_id,
        campaign_id=number.campaign_id,
        status=max(statuses),
        last_updated_time=timestamp(max(job.updated_at for job in jobs)),
        error_codes=sorted({failure_number(code) for job in jobs for code in job.error_codes}),
    )


def _track_json(service_type: str, track: Track) -> TrackJson:
    return TrackJson(
        service_type=service_type,
        service_id=track.service_id,
        type=direction(track.action),
        state=track.state,
        update_time=timestamp(track.updated_at),
        error_message=track.error_message,
        error_code=track.error_code,
    )


def _carrier_json(carrier: CarrierState) -> CarrierJson:
    return CarrierJson(
        state=carrier.state,
        error_code=carrier.error_code,
        error_message=carrier.error_message,
        update_time=timestamp(carrier.updated_at),
        operation=direction(carrier.action) if carrier.action else "OPERATION_UNSPECIFIED",
    )
