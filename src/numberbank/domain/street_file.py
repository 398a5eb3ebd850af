"""The CSV form of streets: what an operator imports (docs/emergency.md)."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass

from numberbank.domain.address_text import plain, tidy
from numberbank.domain.block_file import RowProblem
from numberbank.domain.provinces import normal_ca_postal_code
from numberbank.domain.streets import is_post_box, normal_street
from numberbank.domain.zip_codes import find_zip, normal_zip

COLUMNS = ("region", "postal_code", "street")
MAX_STREET = 100
"""characters"""


@dataclass(frozen=True, slots=True)
class StreetRow:
    """A street of a postal code, both in their normal forms."""

    line: int
    region: str
    postal_code: str
    name: str


class _Bad(Exception):
    """Why a row cannot be taken."""


def read_street_file(lines: Iterable[str]) -> tuple[list[StreetRow], list[RowProblem]]:
    """The good rows and what is wrong with the others, repetitions within the file included."""
    reader = csv.DictReader(lines, skipinitialspace=True)
    rows: list[StreetRow] = []
    problems: list[RowProblem] = []
    seen: dict[tuple[str, str, str], int] = {}
    try:
        reader.fieldnames = [name.strip() for name in reader.fieldnames or ()]
        if sorted(reader.fieldnames) != sorted(COLUMNS):
            return [], [RowProblem(1, f"the heading must be {','.join(COLUMNS)}")]
        for record in reader:
            try:
                row = _street_row(reader.line_num, record)
                first = seen.setdefault((row.region, row.postal_code, plain(row.name)), row.line)
                if first != row.line:
                    raise _Bad(f"repeats line {first} ({row.name}, {row.postal_code})")
                rows.append(row)
            except _Bad as bad:
                problems.append(RowProblem(reader.line_num, str(bad)))
    except csv.Error as error:
        problems.append(RowProblem(max(reader.line_num, 1), f"not CSV: {error}"))
    return rows, problems


def known_streets(lines: Iterable[str]) -> list[StreetRow]:
    """The rows of a file that was checked before; they are taken as they are."""
    reader = csv.DictReader(lines)
    return [StreetRow(reader.line_num, row["region"], row["postal_code"], row["street"]) for row in reader]


def _street_row(line: int, record: dict[str, str | None]) -> StreetRow:
    if len(record) != len(COLUMNS) or any(value is None for value in record.values()):
        raise _Bad("the row has another number of fields than the heading")
    fields = {name: tidy(value or "") for name, value in record.items()}
    region, street = fields["region"], fields["street"]
    if region not in ("US", "CA"):
        raise _Bad(f"region {region[:20]!r} is neither US nor CA")
    postal_code = _postal_code(region, fields["postal_code"])
    if len(street) > MAX_STREET or "\0" in street:
        raise _Bad(f"the street is longer than {MAX_STREET} characters, or has one that is NUL")
    name, unit = normal_street(region, "", street, "")
    if not plain(name) or is_post_box(region, street):
        raise _Bad(f"street {street[:40]!r} is not a street")
    if unit:
        raise _Bad(f"street {street[:40]!r} has a unit behind it: leave {unit} out")
    return StreetRow(line, region, postal_code, name)


def _postal_code(region: str, text: str) -> str:
    if region == "CA":
        code = normal_ca_postal_code(text)
        if code is None:
            raise _Bad(f"postal_code {text[:20]!r} is not a Canadian postal code, as M5H 2N2 is")
        return code
    parts = normal_zip(text, "", None)
    if parts is None or parts[1]:
        raise _Bad(f"postal_code {text[:20]!r} is not a ZIP code: write five digits, as in 30326")
    if find_zip(parts[0]) is None:
        raise _Bad(f"postal_code {text[:20]!r} is not a ZIP code in use")
    return parts[0]
