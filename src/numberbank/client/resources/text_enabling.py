"""Bodies of the requests that enable numbers for SMS (reference of imported numbers, 7.7 and 8.8)."""

from collections.abc import Sequence
from datetime import datetime

from numberbank.client.calls import Body, compact
from numberbank.client.models.imported_numbers import Loa


def local_body(
    region: str,
    numbers: Sequence[str],
    service_plan_id: str,
    loa: Loa | None,
    campaign_id: str | None,
    nnid: str | None,
    scheduled_osr_update_time: datetime | None,
    migrate_to_sinch_tmo: bool | None,
    display_name: str | None,
    callback_url: str | None,
) -> Body:
    body = compact(
        regionCode=region,
        numbers=[*numbers],
        servicePlanId=service_plan_id,
        campaignId=campaign_id,
        nnid=nnid,
        scheduledOsrUpdateTime=scheduled_osr_update_time,
        migrateToSinchTmo=migrate_to_sinch_tmo,
        displayName=display_name,
        callbackUrl=callback_url,
    )
    return body | _loa(loa)


def toll_free_body(
    region: str,
    numbers: Sequence[str],
    service_plan_id: str,
    loa: Loa,
    scheduled_zipwhip_provisioning_time: datetime | None,
    display_name: str | None,
    callback_url: str | None,
) -> Body:
    body = compact(
        regionCode=region,
        numbers=[*numbers],
        servicePlanId=service_plan_id,
        scheduledZipwhipProvisioningTime=scheduled_zipwhip_provisioning_time,
        displayName=display_name,
        callbackUrl=callback_url,
    )
    return body | _loa(loa)


def _loa(loa: Loa | None) -> Body:
    """The blanket LOA is an empty object (reference 5.4)."""
    if loa is None:
        return {"blanketLoaInfo": {}}
    return compact(**{"directLoaInfo" if loa.business_name is None else "resellerLoaInfo": loa})
