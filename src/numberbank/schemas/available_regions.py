"""Available regions on the wire (reference 5)."""

from numberbank.schemas.common import Wire


class AvailableRegionJson(Wire, frozen=True):
    region_code: str
    region_name: str
    types: list[str]


class AvailableRegionsJson(Wire, frozen=True):
    available_regions: list[AvailableRegionJson]
