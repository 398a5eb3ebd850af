"""Bringing in the streets that addresses are checked against."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from numberbank.domain.block_file import RowProblem
from numberbank.domain.street_file import read_street_file
from numberbank.services.context import Context
from numberbank.storage import streets as storage


@dataclass(frozen=True, slots=True)
class StreetReport:
    """How many streets of how many postal codes were written: none when there are problems."""

    streets: int
    postal_codes: int
    problems: list[RowProblem]


async def import_streets(context: Context, lines: Sequence[str]) -> StreetReport:
    """Writes the rows of a street file, all or none, in place of what is known of their postal codes."""
    rows, problems = await asyncio.to_thread(read_street_file, lines)
    if problems:
        return StreetReport(0, 0, problems)
    async with context.database.transaction() as connection:
        await storage.lock_streets(connection)
        written = await storage.replace_streets(connection, rows)
    return StreetReport(written, len({(row.region, row.postal_code) for row in rows}), [])
