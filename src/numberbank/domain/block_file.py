"""The CSV form of number blocks: what an operator imports (docs/blocks.md)."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TypeVar

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumberType

from numberbank.domain.e164 import E164, is_e164
from numberbank.domain.number_blocks import BlockTerms, Capability, NumberBlock, NumberType, cut_range

REQUIRED_COLUMNS = ("region", "type", "capabilities", "setup_price", "monthly_price", "currency")
OPTIONAL_COLUMNS = (
    "first",
    "last",
    "prefix",
    "interval_months",
    "documents_required",
    "provider",
    "aging_days",
)
MAX_RANGE = 100_000_000
"""numbers in one row; a typing error in a longer one would fill the table with blocks"""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RowProblem:
    line: int
    """as an editor counts; the heading is line 1"""
    reason: str


@dataclass(frozen=True, slots=True)
class BlockRow:
    """A good row: the range from `first` to `last`, both included."""

    line: int
    first: E164
    last: E164
    terms: BlockTerms

    def blocks(self) -> list[NumberBlock]:
        return list(cut_range(self.first, self.last, self.terms))


class _Bad(Exception):
    """Why a row cannot be taken."""


def read_block_file(lines: Iterable[str], *, known_good: bool = False) -> tuple[list[BlockRow], list[RowProblem]]:
    """The good rows and what is wrong with the others, overlaps within the file included.

    `known_good` leaves out the check against libphonenumber, for a file that was made from it.
    """
    reader = csv.DictReader(lines, skipinitialspace=True, restkey=None)
    try:
        heading = [name.strip() for name in reader.fieldnames or ()]
    except csv.Error as error:
        return [], [RowProblem(1, f"not a CSV file: {error}")]
    reader.fieldnames = heading
    problem = _heading_problem(heading)
    if problem:
        return [], [RowProblem(1, problem)]
    rows, problems = [], []
    try:
        for record in reader:
            try:
                rows.append(_block_row(reader.line_num, record, known_good))
            except _Bad as bad:
                problems.append(RowProblem(reader.line_num, str(bad)))
    except csv.Error as error:
        problems.append(RowProblem(reader.line_num, f"not a CSV row: {error}"))
    good, overlapping = _without_overlaps(rows)
    return good, sorted(problems + overlapping, key=lambda problem: problem.line)


def _heading_problem(heading: list[str]) -> str | None:
    missing = [name for name in REQUIRED_COLUMNS if name not in heading]
    if "prefix" not in heading and not {"first", "last"} <= set(heading):
        missing.append("first and last, or prefix")
    if missing:
        return f"the heading lacks {', '.join(missing)}"
    unknown = [name for name in heading if name not in REQUIRED_COLUMNS + OPTIONAL_COLUMNS]
    if unknown:
        known = ", ".join(OPTIONAL_COLUMNS + REQUIRED_COLUMNS)
        return f"unknown column {unknown[0][:40]!r}; the columns are {known}"
    return None


def _block_row(line: int, record: dict[str | None, str | list[str] | None], known_good: bool) -> BlockRow:
    if None in record or any(value is None for value in record.values()):
        raise _Bad("the row has another number of fields than the heading")
    fields = {str(name): str(value).strip() for name, value in record.items()}
    terms = _terms(fields)
    first, last = _range(fields, terms)
    if not known_good:
        for number in dict.fromkeys((first, last)):
            _check_number(number, terms)
    return BlockRow(line, first, last, terms)


def _terms(fields: dict[str, str]) -> BlockTerms:
    region = fields["region"]
    if region not in phonenumbers.SUPPORTED_REGIONS:
        raise _Bad(f"region {region[:20]!r} is not a region with telephone numbers: write two capitals, as in US")
    capabilities = _parse(fields, "capabilities", _capabilities, "SMS, VOICE or SMS|VOICE")
    return BlockTerms(
        region=region,
        type=_parse(fields, "type", NumberType, "one of MOBILE, LOCAL, TOLL_FREE"),
        capabilities=capabilities,
        setup_price=_parse(fields, "setup_price", _price, "an amount with a dot and up to four decimals, as in 0.50"),
        monthly_price=_parse(
            fields, "monthly_price", _price, "an amount with a dot and up to four decimals, as in 0.50"
        ),
        currency=_parse(fields, "currency", _currency, "three capitals, as in USD"),
        interval_months=_parse(fields, "interval_months", _whole(1, 120), "a whole number from 1 to 120", "1"),
        documents_required=_parse(fields, "documents_required", _boolean, "true or false", "false"),
        provider=_parse(fields, "provider", _text, "at most 100 characters", ""),
        aging_days=_parse(fields, "aging_days", _whole(0, 3650), "a whole number from 0 to 3650", "30"),
    )


def _parse(
    fields: dict[str, str], name: str, parse: Callable[[str], T], expected: str, default: str | None = None
) -> T:
    text = fields.get(name, "") or (default if default is not None else "")
    try:
        return parse(text)
    except (ValueError, InvalidOperation):
        raise _Bad(f"{name} {text[:40]!r} is not {expected}") from None


def _capabilities(text: str) -> tuple[Capability, ...]:
    found = {Capability(name.strip()) for name in text.split("|")}
    return tuple(capability for capability in Capability if capability in found)


def _price(text: str) -> Decimal:
    amount = Decimal(text)
    exponent = amount.as_tuple().exponent
    if not isinstance(exponent, int) or not 0 <= amount < 10**8 or exponent < -4:
        raise ValueError
    return amount


def _currency(text: str) -> str:
    if len(text) != 3 or not text.isascii() or not text.isalpha() or not text.isupper():
        raise ValueError
    return text


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not low <= int(text[:9]) <= high or len(text) > 9:
            raise ValueError
        return int(text)

    return parse


def _boolean(text: str) -> bool:
    return {"true": True, "false": False}[text.lower()] if text.lower() in ("true", "false") else _refuse()


def _text(text: str) -> str:
    if len(text) > 100 or "\0" in text:
        raise ValueError
    return text


def _refuse() -> bool:
    raise ValueError


def _range(fields: dict[str, str], terms: BlockTerms) -> tuple[E164, E164]:
    prefix, first, last = (fields.get(name, "") for name in ("prefix", "first", "last"))
    if prefix and (first or last):
        raise _Bad("give either prefix, or first and last, not both")
    if prefix:
        first, last = _prefix_range(prefix, terms)
    if not first or not last:
        raise _Bad("give first and last, or prefix")
    for name, number in (("first", first), ("last", last)):
        if not is_e164(number):
            raise _Bad(f"{name} {number[:40]!r} is not an E.164 number: a plus sign and 7 to 15 digits")
    if len(first) != len(last) or first > last:
        raise _Bad(f"first {first} and last {last} are not the ends of a range")
    if int(last[1:]) - int(first[1:]) >= MAX_RANGE:
        raise _Bad(f"the range has more than {MAX_RANGE:,} numbers: split the row if that is meant")
    return E164(first), E164(last)


def _prefix_range(prefix: str, terms: BlockTerms) -> tuple[str, str]:
    """A prefix stands for all numbers of the national length; `+4930123xxx` says the length itself."""
    digits = prefix.rstrip("xX")
    free = len(prefix) - len(digits)
    if not digits.startswith("+") or not digits[1:].isascii() or not digits[1:].isdigit():
        raise _Bad(f"prefix {prefix[:40]!r} is not a plus sign and digits, with an x for each free digit if need be")
    if not free:
        lengths = _national_lengths(terms.region, terms.type)
        code = str(phonenumbers.country_code_for_region(terms.region))
        if len(lengths) != 1:
            raise _Bad(
                f"numbers of {terms.region} {terms.type} have several lengths: "
                f"write an x for each free digit, as in {digits}xxxx"
            )
        free = len(code) + lengths[0] + 1 - len(digits)
        if free < 0 or not digits.startswith(f"+{code}"):
            raise _Bad(f"prefix {prefix[:40]!r} does not begin a number of {terms.region}: its numbers are +{code}…")
    return digits + "0" * free, digits + "9" * free


@cache
def _national_lengths(region: str, type_: NumberType) -> tuple[int, ...]:
    metadata = PhoneMetadata.metadata_for_region(region)
    assert metadata is not None
    description = {
        NumberType.MOBILE: metadata.mobile,
        NumberType.LOCAL: metadata.fixed_line,
        NumberType.TOLL_FREE: metadata.toll_free,
    }[type_]
    if description is not None and description.possible_length:
        return tuple(description.possible_length)
    return tuple(metadata.general_desc.possible_length) if metadata.general_desc else ()


_TYPES = {
    NumberType.MOBILE: {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE},
    NumberType.LOCAL: {PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE},
    NumberType.TOLL_FREE: {PhoneNumberType.TOLL_FREE},
}


def _check_number(number: E164, terms: BlockTerms) -> None:
    """Against libphonenumber: the number exists in its region and is of its type."""
    parsed = phonenumbers.parse(number)
    if not phonenumbers.is_valid_number_for_region(parsed, terms.region):
        raise _Bad(f"{number} is not a valid number of {terms.region}")
    if phonenumbers.number_type(parsed) not in _TYPES[terms.type]:
        raise _Bad(f"{number} is not a {terms.type} number of {terms.region}")


def _without_overlaps(rows: list[BlockRow]) -> tuple[list[BlockRow], list[RowProblem]]:
    """Of rows that overlap, the one that stands first in the file is good."""
    problems = {}
    current: BlockRow | None = None
    for row in sorted(rows, key=lambda row: (int(row.first[1:]), row.line)):
        if current is not None and int(row.first[1:]) <= int(current.last[1:]):
            early, late = sorted((current, row), key=lambda row: row.line)
            problems[late.line] = RowProblem(late.line, f"overlaps line {early.line} ({early.first} to {early.last})")
            if late is row:
                continue
        current = row
    return [row for row in rows if row.line not in problems], list(problems.values())
