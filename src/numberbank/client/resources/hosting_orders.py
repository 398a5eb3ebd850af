"""Hosting orders: endpoints 14 to 21 of the API of imported numbers."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from numberbank.client import kinds, lists
from numberbank.client.calls import Api, compact, get, segment
from numberbank.client.models.imported_numbers import (
    HostingOrder,
    HostingOrderNumber,
    HostingOrderReport,
    Loa,
)
from numberbank.client.resources.base import Resource
from numberbank.client.resources.text_enabling import local_body, toll_free_body


class AsyncHostingOrders(Resource):
    def list(
        self,
        *,
        states: Sequence[str] = (),
        type: str | None = None,
        service_plan_id: str | None = None,
        campaign_id: str | None = None,
        region: str | None = None,
        order_by: str | None = None,
    ) -> AsyncIterator[HostingOrder]:
        """The reference calls the first four required, and so may Sinch; a Numberbank does not."""
        query = {
            "states": [*states],
            "type": type,
            "servicePlanId": service_plan_id,
            "campaignId": campaign_id,
            "regionCode": region,
            "orderBy": order_by,
        }
        return lists.hosting_orders(self._engine, query)

    async def get(self, order_id: str) -> HostingOrder:
        return await self._fetch(get(_path(order_id), api=Api.IMPORTED), HostingOrder)

    async def report(self, order_id: str) -> HostingOrderReport:
        return await self._fetch(get(f"{_path(order_id)}/report", api=Api.IMPORTED), HostingOrderReport)

    def numbers(
        self,
        order_id: str,
        *,
        osr_update_state: str | None = None,
        campaign_provisioning_state: str | None = None,
        platform_provisioning_state: str | None = None,
        order_by: str | None = None,
    ) -> AsyncIterator[HostingOrderNumber]:
        query = {
            "osrUpdateState": osr_update_state,
            "campaignProvisioningState": campaign_provisioning_state,
            "platformProvisioningState": platform_provisioning_state,
            "orderBy": order_by,
        }
        return lists.hosting_order_numbers(self._engine, f"{_path(order_id)}/numbers", query)

    async def number(self, order_id: str, number: str) -> HostingOrderNumber:
        path = f"{_path(order_id)}/numbers/{segment(number)}"
        return await self._fetch(get(path, api=Api.IMPORTED, number=number), HostingOrderNumber)

    async def import_numbers(
        self,
        region: str,
        numbers: Sequence[str],
        service_plan_id: str,
        *,
        campaign_id: str | None = None,
        migrate_to_sinch_tmo: bool | None = None,
        display_name: str | None = None,
        callback_url: str | None = None,
    ) -> HostingOrder:
        """Imports up to 5 numbers that have their own NNID; your account may allow more."""
        body = compact(
            regionCode=region,
            numbers=[*numbers],
            servicePlanId=service_plan_id,
            campaignId=campaign_id,
            migrateToSinchTmo=migrate_to_sinch_tmo,
            displayName=display_name,
            callbackUrl=callback_url,
        )
        return await self._make(kinds.HOST_NUMBERS, "/hostingOrders:importNumbers", body)

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
        """Enables up to 500 numbers for SMS. Without an LOA the blanket one is meant."""
        body = local_body(
            region,
            numbers,
            service_plan_id,
            loa,
            campaign_id,
            nnid,
            scheduled_osr_update_time,
            migrate_to_sinch_tmo,
            display_name,
            callback_url,
        )
        return await self._make(kinds.HOST_NUMBERS, "/hostingOrders:textEnableNumbers", body)

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
        body = toll_free_body(
            region, numbers, service_plan_id, loa, scheduled_zipwhip_provisioning_time, display_name, callback_url
        )
        return await self._make(kinds.HOST_NUMBERS, "/hostingOrders:textEnableTollFreeNumbers", body)


def _path(order_id: str) -> str:
    return f"/hostingOrders/{segment(order_id)}"
