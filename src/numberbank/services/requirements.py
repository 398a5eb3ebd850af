"""What must be filled in where: the operator's sets, and those that come with the program where he has none."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import msgspec

from numberbank.domain.errors import NotFound
from numberbank.domain.number_blocks import NumberType
from numberbank.domain.requirements import (
    RequirementSet,
    Template,
    decode_requirements,
    encode_requirements,
    parse_requirements,
)
from numberbank.services.context import Context
from numberbank.storage import requirements as storage
from numberbank.storage.pool import Connection


async def find_requirements(connection: Connection, region: str, number_type: NumberType) -> RequirementSet | None:
    """None where nothing is asked.

    Where the operator has decided nothing, the examples hold: numbers of a country that has rules are not to be had
    without any only because somebody forgot an import.
    """
    decided, definition = await storage.get_requirement(connection, region, number_type)
    if decided:
        return decode_requirements(definition) if definition else None
    return shipped_requirements().get((region, number_type))


async def lookup_requirements(context: Context, region: str, number_type: NumberType) -> RequirementSet:
    """Raises NotFound where nothing is asked (reference 11.1)."""
    async with context.database.connection() as connection:
        found = await find_requirements(connection, region, number_type)
    if found is None:
        raise NotFound("NumberProduct", "numberRequirements", "Number requirements not found")
    return found


async def get_template(
    context: Context, region: str, number_type: NumberType, attachment_id: str, name: str
) -> Template:
    """A form to fill in; raises NotFound."""
    async with context.database.connection() as connection:
        found = await find_requirements(connection, region, number_type)
    attachment = found.attachment(attachment_id) if found else None
    for template in attachment.template if attachment else ():
        if template.name == name and template.text:
            return template
    raise NotFound("Template", name, "There is no such template")


async def list_requirements(context: Context) -> list[RequirementSet]:
    """All sets that hold now, by region and type."""
    async with context.database.connection() as connection:
        decided = await storage.list_requirements(connection)
    own = {key: decode_requirements(text) if text else None for key, text in decided.items()}
    in_force = shipped_requirements() | own
    return [found for _, found in sorted(in_force.items()) if found is not None]


async def import_requirements(context: Context, requirements: Sequence[RequirementSet]) -> None:
    """Replaces the sets of these regions and types, all or none. Orders keep what held when they were made."""
    rows = {(each.region_code, each.number_type): encode_requirements(each) for each in requirements}
    async with context.database.connection() as connection:
        await storage.put_requirements(connection, [(*key, text) for key, text in rows.items()])


async def remove_requirements(context: Context, region: str, number_type: NumberType) -> None:
    """Nothing is asked there any more, not even what the examples ask."""
    async with context.database.connection() as connection:
        await storage.put_requirements(connection, [(region, number_type, None)])


async def reset_requirements(context: Context, region: str, number_type: NumberType) -> None:
    """The example holds again, where there is one."""
    async with context.database.connection() as connection:
        await storage.forget_requirement(connection, region, number_type)


@cache
def shipped_requirements() -> dict[tuple[str, NumberType], RequirementSet]:
    """The examples of data/requirements, one file for each region and type."""
    folder = files("numberbank.data") / "requirements"
    found = [
        parse_requirements(msgspec.json.decode(file.read_bytes()), file.name)
        for file in folder.iterdir()
        if file.name.endswith(".json")
    ]
    return {(each.region_code, each.number_type): each for each in found}
