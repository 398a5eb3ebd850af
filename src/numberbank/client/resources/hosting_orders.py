"""Hosting orders: endpoints 14 to 21 of the API of imported numbers."""

from collections.abc import AsyncIterator, Sequence

from numberbank.client import kinds, lists
from numberbank.client.calls import Api, compact, get, segment
from numberbank.client.models.imported_numbers import (
    HostingOrder,
    HostingOrderNumber,
    HostingOrderReport,
)
from numberbank.client.resources.text_enabling import TextEnabling


class AsyncHostingOrders(TextEnabling):
    _of = "/hostingOrders"

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


def _path(order_id: str) -> str:
    return f"/hostingOrders/{segment(order_id)}"
