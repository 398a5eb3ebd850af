"""Endpoint 1 of the reference."""

from numberbank.api.routing import Call, operation
from numberbank.domain.number_blocks import NumberType
from numberbank.schemas.available_regions import AvailableRegionJson, AvailableRegionsJson
from numberbank.services.available_regions import list_available_regions


async def list_regions(call: Call) -> AvailableRegionsJson:
    types = tuple(NumberType(name) for name in call.query.get("types", ()))
    regions = await list_available_regions(call.context, types)
    return AvailableRegionsJson(
        [AvailableRegionJson(region.code, region.name, list(region.types)) for region in regions]
    )


routes = [operation("listAvailableRegions", "GET", "/availableRegions", list_regions)]
