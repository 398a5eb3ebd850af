"""The sandbox's inventory, held against libphonenumber.

When an upgrade of `phonenumbers` makes one of these fail, run tools/make_sandbox_blocks.py.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from itertools import pairwise
from random import Random

import phonenumbers
import pytest
from phonenumbers import PhoneNumberType

from numberbank.domain.block_file import OPTIONAL_COLUMNS, REQUIRED_COLUMNS, read_block_file
from numberbank.domain.number_blocks import MAX_FREE_DIGITS

TYPE_OF = {
    PhoneNumberType.FIXED_LINE: "LOCAL",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "LOCAL",
    PhoneNumberType.MOBILE: "MOBILE",
    PhoneNumberType.TOLL_FREE: "TOLL_FREE",
}

MUST_HAVE = """
    AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE NO IS LI GB US CA MX AU NZ
    JP KR SG HK MY TH ID PH IN ZA KE NG EG MA IL AE SA TR BR AR CL CO PE
"""


@dataclass(frozen=True)
class Row:
    first: int
    last: int
    region: str
    type: str
    fields: dict[str, str]

    def sample(self) -> Iterator[int]:
        """The ends and twenty between, the same in each run."""
        random = Random(self.first)
        yield from (self.first, self.last, *(random.randint(self.first, self.last) for _ in range(20)))


def _file_lines() -> list[str]:
    path = resources.files("numberbank.data").joinpath("sandbox_blocks.csv")
    return path.read_text(encoding="utf-8").splitlines(keepends=True)


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return [
        Row(int(fields["first"][1:]), int(fields["last"][1:]), fields["region"], fields["type"], fields)
        for fields in csv.DictReader(_file_lines())
    ]


def _area_codes(region: str) -> set[str]:
    """The geographic ones: 2 to 9, 0 to 8, 0 to 9, as libphonenumber takes them for fixed lines of the region."""
    codes = {f"{code}" for code in range(200, 990)}
    numbers = {code: phonenumbers.parse(f"+1{code}2345678") for code in codes}
    return {
        code
        for code, number in numbers.items()
        if phonenumbers.is_valid_number_for_region(number, region)
        and phonenumbers.number_type(number) == PhoneNumberType.FIXED_LINE_OR_MOBILE
    }


def _real_types(region: str) -> set[str]:
    """What libphonenumber's own example of each type turns out to be."""
    kinds = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.TOLL_FREE)
    examples = [phonenumbers.example_number_for_type(region, kind) for kind in kinds]
    return {TYPE_OF[phonenumbers.number_type(example)] for example in examples if example is not None}


def test_the_file_has_the_columns_of_an_import_and_passes_all_its_checks() -> None:
    lines = _file_lines()

    good, problems = read_block_file(lines)

    assert set(lines[0].strip().split(",")) == {*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS}
    assert problems == []
    assert len(good) == len(lines) - 1


def test_the_file_stays_small_enough_to_load_at_each_start(rows: list[Row]) -> None:
    assert 1_000 <= len(rows) <= 1_600


def test_there_are_more_than_sixty_regions_with_all_the_big_ones(rows: list[Row]) -> None:
    regions = {row.region for row in rows}

    assert len(regions) >= 80
    assert set(MUST_HAVE.split()) <= regions


def test_each_region_has_exactly_the_types_that_it_really_has(rows: list[Row]) -> None:
    offered = defaultdict(set)
    for row in rows:
        offered[row.region].add(row.type)

    assert offered == {region: _real_types(region) for region in offered}


def test_north_america_does_not_tell_mobile_from_fixed(rows: list[Row]) -> None:
    assert {row.type for row in rows if row.region in ("US", "CA")} == {"LOCAL", "TOLL_FREE"}


def test_no_number_stands_in_two_blocks(rows: list[Row]) -> None:
    ranges = sorted((row.first, row.last) for row in rows)

    assert all(before_last < first for (_, before_last), (first, _) in pairwise(ranges))


def test_each_row_is_one_aligned_block(rows: list[Row]) -> None:
    for row in rows:
        size = row.last - row.first + 1

        assert size in (10**3, 10**MAX_FREE_DIGITS)
        assert row.first % size == 0
        assert len(str(row.first)) == len(str(row.last))


def test_numbers_are_valid_in_their_region_and_of_their_type(rows: list[Row]) -> None:
    for row in rows:
        for digits in row.sample():
            number = phonenumbers.parse(f"+{digits}")

            assert phonenumbers.is_valid_number_for_region(number, row.region), f"+{digits} {row.region}"
            assert TYPE_OF.get(phonenumbers.number_type(number)) == row.type, f"+{digits} {row.type}"


def test_a_number_tells_its_region_except_for_shared_toll_free_codes(rows: list[Row]) -> None:
    for row in rows:
        number = phonenumbers.parse(f"+{row.first}")

        shared = row.type == "TOLL_FREE" and number.country_code == 1
        assert shared or phonenumbers.region_code_for_number(number) == row.region


@pytest.mark.parametrize("region", ["US", "CA"])
def test_every_area_code_has_ten_thousand_local_numbers(rows: list[Row], region: str) -> None:
    numbers: Counter[str] = Counter()
    for row in rows:
        if row.region == region and row.type == "LOCAL":
            numbers[str(row.first)[1:4]] += row.last - row.first + 1

    assert set(numbers) == _area_codes(region)
    assert min(numbers.values()) >= 10_000


def test_exchanges_vary_between_area_codes(rows: list[Row]) -> None:
    exchanges = Counter(str(row.first)[4:7] for row in rows if row.region == "US" and row.type == "LOCAL")

    assert max(exchanges.values()) <= 5


@pytest.mark.parametrize("region", ["US", "CA"])
def test_each_toll_free_code_is_there(rows: list[Row], region: str) -> None:
    codes = {str(row.first)[1:4] for row in rows if row.region == region and row.type == "TOLL_FREE"}

    assert codes == {"800", "833", "844", "855", "866", "877", "888"}


def test_magic_and_fictional_numbers_are_not_offered(rows: list[Row]) -> None:
    reserved = [(15005550000, 15005559999)]
    reserved += [
        (10_000_000_000 + code * 10**7 + 5550100, 10_000_000_000 + code * 10**7 + 5550199) for code in range(1000)
    ]

    american = [row for row in rows if str(row.first).startswith("1")]

    assert american
    for low, high in reserved:
        assert not any(row.first <= high and low <= row.last for row in american)


@pytest.mark.parametrize(
    "start", ["+1212", "+1201", "+1415", "+1416", "+1800", "+4420", "+331", "+4930", "+614", "+813", "+656", "+5511"]
)
def test_a_search_by_a_well_known_start_finds_something(rows: list[Row], start: str) -> None:
    assert any(f"+{row.first}".startswith(start) for row in rows)


def test_us_prices_are_those_of_the_live_api(rows: list[Row]) -> None:
    prices = {
        (row.type, row.fields["setup_price"], row.fields["monthly_price"], row.fields["documents_required"])
        for row in rows
        if row.region == "US"
    }

    assert prices == {("LOCAL", "0.50", "0.50", "true"), ("TOLL_FREE", "1.00", "2.00", "true")}


def test_terms_are_the_same_all_over_a_region_and_type(rows: list[Row]) -> None:
    terms = defaultdict(set)
    for row in rows:
        terms[row.region, row.type].add(
            tuple(value for name, value in row.fields.items() if name not in ("first", "last"))
        )

    assert all(len(different) == 1 for different in terms.values())


def test_prices_differ_between_regions_and_are_whole_cents(rows: list[Row]) -> None:
    months = {Decimal(row.fields["monthly_price"]) for row in rows}

    assert len(months) > 30
    assert all(price > 0 and price == price.quantize(Decimal("0.01")) for price in months)
    assert {row.fields["currency"] for row in rows} == {"USD"}


def test_mobile_numbers_do_both_and_toll_free_ones_abroad_only_speak(rows: list[Row]) -> None:
    found = defaultdict(set)
    for row in rows:
        found[row.type, row.region in ("US", "CA")].add(row.fields["capabilities"])

    assert found["MOBILE", False] == {"SMS|VOICE"}
    assert found["TOLL_FREE", False] == {"VOICE"}
    assert found["LOCAL", True] == found["TOLL_FREE", True] == {"SMS|VOICE"}
