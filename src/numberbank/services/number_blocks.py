"""Bringing inventory in."""

from collections.abc import Iterable
from dataclasses import dataclass

from numberbank.domain.block_file import BlockRow, RowProblem, read_block_file
from numberbank.services.context import Context
from numberbank.storage import number_blocks as storage


@dataclass(frozen=True, slots=True)
class ImportReport:
    """`blocks` and `numbers` that were written: none when there are problems and they were not to be skipped."""

    blocks: int
    numbers: int
    problems: list[RowProblem]


async def import_blocks(context: Context, lines: Iterable[str], *, skip_bad: bool) -> ImportReport:
    """Writes the rows of a block file, all or none, or with `skip_bad` those that are good."""
    rows, problems = read_block_file(lines)
    async with context.database.transaction() as connection:
        await storage.lock_blocks(connection)
        overlaps = await storage.find_overlaps(connection, [_ends(row) for row in rows])
        problems += [
            RowProblem(rows[index].line, f"overlaps the block {prefix} that is stored already")
            for index, prefix in overlaps.items()
        ]
        problems.sort(key=lambda problem: problem.line)
        if problems and not skip_bad:
            return ImportReport(0, 0, problems)
        good = [row for index, row in enumerate(rows) if index not in overlaps]
        written = await storage.insert_blocks(
            connection, ((block, context.random.shared.random()) for row in good for block in row.blocks())
        )
    return ImportReport(written, sum(_size(row) for row in good), problems)


def _ends(row: BlockRow) -> tuple[int, int]:
    return int(row.first[1:]), int(row.last[1:])


def _size(row: BlockRow) -> int:
    first, last = _ends(row)
    return last - first + 1
