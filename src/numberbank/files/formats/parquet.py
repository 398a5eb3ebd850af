"""Parquet, with types: times, amounts, lists. Its end cannot be written before all rows are known, and a file that was
broken off cannot be gone on with; so the numbers are downloaded as JSON Lines, and converted when all are there.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from numberbank.files.columns import COLUMNS, PROTECTED, Cell, cells_of
from numberbank.files.errors import FileProblem
from numberbank.files.formats import Format, json_lines

try:
    import pyarrow as pa
    import pyarrow.parquet as pq
except ModuleNotFoundError:
    raise FileProblem("Parquet needs pyarrow, which is not installed", "pip install 'numberbank[parquet]'") from None

ROWS = 5000
"""of a row group, and in memory at a time"""
_TIME = pa.timestamp("us", tz="UTC")
_TYPES = {
    "capability": pa.list_(pa.string()),
    "smsConfiguration.scheduledProvisioning.errorCodes": pa.list_(pa.string()),
    PROTECTED: pa.bool_(),
    "money.amount": pa.decimal128(18, 6),
    "paymentIntervalMonths": pa.int32(),
    "nextChargeDate": _TIME,
    "expireAt": _TIME,
}
_SCHEMA = pa.schema([(column, _TYPES.get(column, pa.string())) for column in COLUMNS])


def _convert(lines: Path, target: Path) -> None:
    with lines.open("rb") as source, pq.ParquetWriter(target, _SCHEMA, compression="zstd") as writer:
        while group := [cells_of(msgspec.Raw(line)) for line in islice(source, ROWS)]:
            writer.write_table(pa.Table.from_arrays(list(_arrays(group)), schema=_SCHEMA))


def _arrays(rows: Sequence[tuple[Cell, ...]]) -> Iterator[Any]:
    for field, cells in zip(_SCHEMA, zip(*rows, strict=True), strict=True):
        yield pa.array([_value(field.type, cell) for cell in cells], field.type)


def _value(kind: Any, cell: Cell) -> object:
    if kind == _TIME:
        return datetime.fromisoformat(str(cell)) if cell else None
    if pa.types.is_decimal(kind):
        return Decimal(str(cell)) if cell else None
    if pa.types.is_list(kind):
        return str(cell).split("|") if cell else []
    return cell


FORMAT = Format(json_lines.FORMAT.head, json_lines.FORMAT.encode, json_lines.FORMAT.tail, _convert)
