"""Hosting orders on the wire (imported-numbers reference 5.4 to 5.7 and 8)."""

import msgspec

from numberbank.domain.carriers import CARRIERS, carrier_states
from numberbank.domain.hosting_orders import HostedNumber, HostingOrder, OrderReport, OrderType
from numberbank.domain.imported_numbers import Track
from numberbank.domain.loa import Address, Loa, LoaKind, Person
from numberbank.domain.provisioning import ProvisioningAction
from numberbank.domain.steps import StepState
from numberbank.schemas.common import Wire, timestamp
from numberbank.schemas.imported_common import CarrierStateJson, carrier_state_json


class PersonJson(Wire, frozen=True):
    first_name: str
    last_name: str
    email: str


class AddressJson(Wire, frozen=True):
    building_number: str
    street: str
    city: str
    state: str
    postal_code: str
    country: str


class LoaRequest(Wire, frozen=True):
    """Direct or, with the name of the business, reseller."""

    authorised_person: PersonJson
    address: AddressJson
    current_voice_carrier: str
    business_name: str = ""
    scheduled_zipwhip_provisioning_time: str | None = None
    migrate_to_sinch_tmo: bool | None = None


class ImportNumbersRequest(Wire, frozen=True):
    region_code: str
    numbers: list[str]
    service_plan_id: str
    campaign_id: str | None = None
    migrate_to_sinch_tmo: bool | None = None
    display_name: str | None = None
    callback_url: str | None = None


class TextEnableRequest(ImportNumbersRequest, frozen=True):
    """Of ordinary and of toll-free numbers; the contract says which members each may have."""

    direct_loa_info: LoaRequest | None = None
    reseller_loa_info: LoaRequest | None = None
    blanket_loa_info: dict[str, object] | None = None
    nnid: str | None = None
    scheduled_osr_update_time: str | None = None
    scheduled_zipwhip_provisioning_time: str | None = None


class TextEnableInfoJson(Wire, frozen=True, omit_defaults=True):
    """What a blanket letter does not say is not there."""

    business_name: str = ""
    authorised_person: PersonJson | None = None
    address: AddressJson | None = None
    service_provider: str = ""
    current_voice_carrier: str = ""
    nnid: str = ""
    loa_type: str = ""


class HostingOrderJson(Wire, frozen=True):
    project_id: str
    hosting_order_id: str
    display_name: str
    region_code: str
    state: str
    type: str
    created_time: str
    updated_time: str
    service_plan_id: str
    campaign_id: str
    migrate_to_sinch_tmo: bool
    callback_url: str
    scheduled_osr_update_time: str | msgspec.UnsetType = msgspec.UNSET
    text_enable_info: TextEnableInfoJson | msgspec.UnsetType = msgspec.UNSET


class HostingOrdersJson(Wire, frozen=True):
    hosting_orders: list[HostingOrderJson]
    next_page_token: str
    total_size: int


class HostingOrderIdJson(Wire, frozen=True):
    hosting_order_id: str


class OrderReportJson(Wire, frozen=True):
    total: int
    osr_updated: int
    sms_provisioned: int
    added_to_campaign: int
    ongoing_manual_action: int


class OsrUpdateJson(Wire, frozen=True):
    nnid: str
    state: str


class CampaignStepJson(Wire, frozen=True):
    campaign_id: str
    state: str


class PlatformStepJson(Wire, frozen=True):
    service_plan_id: str
    state: str


class HostedNumberJson(Wire, frozen=True):
    project_id: str
    hosting_order_id: str
    phone_number: str
    osr_update: OsrUpdateJson
    campaign_provisioning: CampaignStepJson
    platform_provisioning: PlatformStepJson
    sms_att: CarrierStateJson
    sms_tmo: CarrierStateJson
    mms_att: CarrierStateJson
    mms_tmo: CarrierStateJson


class HostedNumbersJson(Wire, frozen=True):
    numbers: list[HostedNumberJson]
    next_page_token: str
    total_size: int


def loa_of(request: TextEnableRequest) -> Loa:
    """The letter that a request gives; the contract has seen to it that there is exactly one."""
    if request.reseller_loa_info is not None:
        return _loa(LoaKind.RESELLER, request.reseller_loa_info)
    if request.direct_loa_info is not None:
        return _loa(LoaKind.DIRECT, request.direct_loa_info)
    return Loa(LoaKind.BLANKET)


def _loa(kind: LoaKind, info: LoaRequest) -> Loa:
    person, address = info.authorised_person, info.address
    return Loa(
        kind=kind,
        person=Person(person.first_name, person.last_name, person.email),
        address=Address(
            address.building_number,
            address.street,
            address.city,
            address.state,
            address.postal_code,
            address.country,
        ),
        current_voice_carrier=info.current_voice_carrier,
        business_name=info.business_name if kind is LoaKind.RESELLER else "",
    )


def hosting_order_json(order: HostingOrder, service_provider: str) -> HostingOrderJson:
    return HostingOrderJson(
        project_id=order.project_id,
        hosting_order_id=order.id,
        display_name=order.display_name,
        region_code=order.region,
        state=order.state,
        type=order.type,
        created_time=timestamp(order.created_at),
        updated_time=timestamp(order.updated_at),
        service_plan_id=order.service_plan_id,
        campaign_id=order.campaign_id,
        migrate_to_sinch_tmo=order.migrate_to_sinch_tmo,
        callback_url=order.callback_url,
        scheduled_osr_update_time=timestamp(order.scheduled_at) if order.scheduled_at else msgspec.UNSET,
        text_enable_info=(
            _text_enable_info(order, service_provider) if order.type is OrderType.TEXT_ENABLE else msgspec.UNSET
        ),
    )


def _text_enable_info(order: HostingOrder, service_provider: str) -> TextEnableInfoJson:
    loa = order.loa
    if loa is None or loa.person is None or loa.address is None:
        return TextEnableInfoJson(service_provider=service_provider, nnid=order.nnid)
    return TextEnableInfoJson(
        business_name=loa.business_name,
        authorised_person=PersonJson(loa.person.first_name, loa.person.last_name, loa.person.email),
        address=AddressJson(
            loa.address.building_number,
            loa.address.street,
            loa.address.city,
            loa.address.state,
            loa.address.postal_code,
            loa.address.country,
        ),
        service_provider=service_provider,
        current_voice_carrier=loa.current_voice_carrier,
        nnid=order.nnid,
        loa_type=loa.kind.capitalize(),
    )


def report_json(report: OrderReport) -> OrderReportJson:
    return OrderReportJson(
        report.total,
        report.osr_updated,
        report.sms_provisioned,
        report.added_to_campaign,
        report.ongoing_manual_action,
    )


def hosted_number_json(number: HostedNumber) -> HostedNumberJson:
    campaign = None
    if number.campaign is not StepState.UNSPECIFIED:
        error = number.failure_code if number.campaign is StepState.FAILED else ""
        campaign = Track(number.campaign_id, ProvisioningAction.LINK, number.campaign, number.updated_at, error)
    carriers = carrier_states(campaign, number.created_at)
    return HostedNumberJson(
        number.project_id,
        number.order_id,
        number.number,
        OsrUpdateJson(number.nnid, number.osr),
        CampaignStepJson(number.campaign_id, number.campaign),
        PlatformStepJson(number.service_plan_id, number.platform),
        *(carrier_state_json(carriers[name]) for name in CARRIERS),
    )
