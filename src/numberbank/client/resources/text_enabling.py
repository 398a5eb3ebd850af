"""Enabling numbers for SMS, which both APIs of hosting offer in the same words (reference 7.7, 7.8, 8.7 and 8.8)."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from numberbank.client import kinds
from numberbank.client.calls import Body, compact
from numberbank.client.models.imported_numbers import HostingOrder, Loa
from numberbank.client.resources.base import Resource


class TextEnabling(Resource):
    """Each call makes one order of all its numbers, or none."""

    _of: ClassVar[str]
    """the path of the list whose numbers are enabled"""

    async def text_enable(
        self,
        region: str,
        numbers: Sequence[str],
        service_plan_id: str,
        loa: Loa | None = None,
        *,
        campaign_id: str | None = None,
        nnid: str | None = None,
        scheduled_osr_update_time: datetime | None = None,
        migrate_to_sinch_tmo: bool | None = None,
        display_name: str | None = None,
        callback_url: str | None = None,
    ) -> HostingOrder:
        """Up to 500 numbers. Without an LOA the blanket one is meant. For `qualified` only the order's id is
        answered."""
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
        return await self._make(kinds.HOST_NUMBERS, f"{self._of}:textEnableNumbers", body | _letter(loa))

    async def text_enable_toll_free(
        self,
        region: str,
        numbers: Sequence[str],
        service_plan_id: str,
        loa: Loa,
        *,
        scheduled_zipwhip_provisioning_time: datetime | None = None,
        display_name: str | None = None,
        callback_url: str | None = None,
    ) -> HostingOrder:
        body = compact(
            regionCode=region,
            numbers=[*numbers],
            servicePlanId=service_plan_id,
            scheduledZipwhipProvisioningTime=scheduled_zipwhip_provisioning_time,
            displayName=display_name,
            callbackUrl=callback_url,
        )
        return await self._make(kinds.HOST_NUMBERS, f"{self._of}:textEnableTollFreeNumbers", body | _letter(loa))


def _letter(loa: Loa | None) -> Body:
    """The blanket LOA is an empty object (reference 5.4)."""
    if loa is None:
        return {"blanketLoaInfo": {}}
    return compact(**{"directLoaInfo" if loa.business_name is None else "resellerLoaInfo": loa})
