"""Where numbers can be had."""

from dataclasses import dataclass

from numberbank.domain.number_blocks import NumberType
from numberbank.domain.regions import region_name
from numberbank.services.context import Context
from numberbank.storage.number_blocks import region_types


@dataclass(frozen=True, slots=True)
class AvailableRegion:
    code: str
    name: str
    types: list[NumberType]


async def list_available_regions(context: Context, types: tuple[NumberType, ...]) -> list[AvailableRegion]:
    """The regions with inventory of any of `types` (of any type when there are none), each with all its types."""
    async with context.database.connection() as connection:
        regions = await region_types(connection)
    return [
        AvailableRegion(code, region_name(code), offered)
        for code, offered in regions.items()
        if not types or set(types) & set(offered)
    ]
