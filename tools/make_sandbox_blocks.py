"""Make src/numberbank/data/sandbox_blocks.csv, the inventory that a sandbox starts with.

    python tools/make_sandbox_blocks.py

The numbers come from libphonenumber's metadata: each number of each block is valid in its region and of its type. The
same release of `phonenumbers` gives the same file, so run this after an upgrade that a test in
tests/unit/test_sandbox_blocks.py complains about. Prices, capabilities and the documents flag are the sandbox's own,
set by the tables below; only those of the US are as seen on the live API (reference/numbers-api.md).
"""

import csv
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumberDesc, PhoneNumberType

TARGET = Path(__file__).parent.parent / "src" / "numberbank" / "data" / "sandbox_blocks.csv"
COLUMNS = [
    "first",
    "last",
    "prefix",
    "region",
    "type",
    "capabilities",
    "setup_price",
    "monthly_price",
    "currency",
    "interval_months",
    "documents_required",
    "provider",
    "aging_days",
]


def regions(codes: str) -> frozenset[str]:
    return frozenset(codes.split())


# --- Where: regions in groups, since prices go by group ---------------------------------------------------------------

# Not the Dominican Republic: whether it tells mobile from fixed depends on the exchange.
GROUPS = {
    "north america": "US CA",
    "europe": (
        "AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GE GR HR HU IE IS IT LI LT LU LV MD ME MK MT NL NO PL PT RO RS SE "
        "SI SK UA"
    ),
    "latin america": "AR BR CL CO CR EC GT JM MX PA PE PR SV TT UY",
    "asia and pacific": "AU HK ID IN JP KR MY NZ PH PK SG TH TW VN",
    "middle east and africa": "AE BH DZ EG GH IL JO KE KW MA NG OM QA SA TN TR TZ ZA",
}
GROUP_OF = {region: group for group, regions in GROUPS.items() for region in regions.split()}

TYPES = ("LOCAL", "MOBILE", "TOLL_FREE")
BLOCKS_PER_TYPE = {"LOCAL": 6, "MOBILE": 4, "TOLL_FREE": 2}
"""at least, where the metadata has the room; more where `templates` names more places"""

CITIES = {
    "AR": "11xxxxxxxx 351xxxxxxx 341xxxxxxx 261xxxxxxx",
    "AT": "1xxxxxxx 316xxxxxx 662xxxxxx 732xxxxxx",
    "AU": "2xxxxxxxx 3xxxxxxxx 7xxxxxxxx 8xxxxxxxx",
    "BE": "2xxxxxxx 3xxxxxxx 4xxxxxxx 9xxxxxxx",
    "BR": "11xxxxxxxx 21xxxxxxxx 31xxxxxxxx 51xxxxxxxx 61xxxxxxxx 71xxxxxxxx",
    "CH": "21xxxxxxx 22xxxxxxx 31xxxxxxx 44xxxxxxx 61xxxxxxx",
    "CL": "22xxxxxxx 32xxxxxxx 41xxxxxxx",
    "CO": "601xxxxxxx 602xxxxxxx 604xxxxxxx 605xxxxxxx",
    "DE": "30xxxxxxxx 40xxxxxxxx 69xxxxxxxx 89xxxxxxxx 221xxxxxxx 711xxxxxxx",
    "EG": "2xxxxxxxx 3xxxxxxx",
    "ES": "91xxxxxxx 93xxxxxxx 95xxxxxxx 96xxxxxxx",
    "FR": "1xxxxxxxx 2xxxxxxxx 3xxxxxxxx 4xxxxxxxx 5xxxxxxxx",
    "GB": "207xxxxxxx 208xxxxxxx 121xxxxxxx 131xxxxxxx 141xxxxxxx 161xxxxxxx 117xxxxxxx",
    "GR": "21xxxxxxxx 231xxxxxxx",
    "HU": "1xxxxxxx",
    "IE": "1xxxxxxx 21xxxxxxx 61xxxxxx",
    "IL": "2xxxxxxx 3xxxxxxx 4xxxxxxx 8xxxxxxx",
    "IN": "11xxxxxxxx 22xxxxxxxx 33xxxxxxxx 40xxxxxxxx 44xxxxxxxx 80xxxxxxxx",
    "IT": "02xxxxxxxx 06xxxxxxxx 011xxxxxxx 081xxxxxxx",
    "JP": "3xxxxxxxx 6xxxxxxxx 45xxxxxxx 52xxxxxxx 75xxxxxxx",
    "KR": "2xxxxxxxx 51xxxxxxx 53xxxxxxx",
    "MX": "55xxxxxxxx 33xxxxxxxx 81xxxxxxxx",
    "MY": "3xxxxxxxx 4xxxxxxx 7xxxxxxx",
    "NL": "10xxxxxxx 20xxxxxxx 30xxxxxxx 70xxxxxxx",
    "NZ": "3xxxxxxx 4xxxxxxx 9xxxxxxx",
    "PL": "12xxxxxxx 22xxxxxxx 61xxxxxxx 71xxxxxxx",
    "PT": "21xxxxxxx 22xxxxxxx",
    "SA": "11xxxxxxx 12xxxxxxx 13xxxxxxx",
    "SE": "8xxxxxxx 31xxxxxxx 40xxxxxxx",
    "TR": "212xxxxxxx 232xxxxxxx 312xxxxxxx",
    "TW": "2xxxxxxxx 4xxxxxxx 7xxxxxxx",
    "UA": "32xxxxxxx 44xxxxxxx 48xxxxxxx",
    "VN": "24xxxxxxxx 28xxxxxxxx",
    "ZA": "11xxxxxxx 12xxxxxxx 21xxxxxxx 31xxxxxxx",
}
"""National numbers of big cities, an x for each further digit, so that a search such as START +4420 finds something"""

TOLL_FREE_CODES = ("800", "833", "844", "855", "866", "877", "888")
"""toll-free codes of the North American Numbering Plan, which its countries share"""

RESERVED_EXCHANGES = {f"{digit}11" for digit in range(2, 10)} | {"555", "950", "958", "959", "976"}
"""Digits 4 to 6 of a North American number that are never offered: services, tests, and 555, which holds the fictional
numbers (555-01xx) and the sandbox's magic ones (+1 500 555 xxxx)"""

# --- What: terms ------------------------------------------------------------------------------------------------------

PRICES = {
    "north america": {"LOCAL": ("0.50", "0.50"), "TOLL_FREE": ("1.00", "2.00")},
    "europe": {"LOCAL": ("1.00", "1.00"), "MOBILE": ("1.00", "3.00"), "TOLL_FREE": ("5.00", "15.00")},
    "latin america": {"LOCAL": ("2.00", "4.00"), "MOBILE": ("3.00", "8.00"), "TOLL_FREE": ("8.00", "20.00")},
    "asia and pacific": {"LOCAL": ("2.00", "3.00"), "MOBILE": ("2.50", "6.00"), "TOLL_FREE": ("10.00", "22.00")},
    "middle east and africa": {
        "LOCAL": ("3.00", "5.00"),
        "MOBILE": ("4.00", "9.00"),
        "TOLL_FREE": ("12.00", "25.00"),
    },
}
"""US dollars: set-up, then each month"""

PRICE_EXCEPTIONS = {("AU", "MOBILE"): ("1.00", "4.00")}
"""as in the reference's sample of a number order (11.2)"""

NO_DOCUMENTS = regions("CA CL EE FI IL IS JM KR LT LV MX NL NZ PA PE PR SV TT TW")
"""everywhere else the holder's identity is asked for; the US flag is true on the live API, though only advice there"""

LOCAL_WITH_SMS = regions("US CA PR CZ EE FI PL SE")
"""elsewhere a fixed line has voice only"""

TOLL_FREE_WITH_SMS = regions("US CA")


@dataclass(frozen=True, slots=True)
class NumberSpace:
    """All numbers of one type in one region. Numbers are national significant numbers, as text: zeros may lead."""

    region: str
    type: str
    country_code: str
    example: str
    wanted: re.Pattern[str]
    lengths: frozenset[int]
    others: tuple[re.Pattern[str], ...]
    """what libphonenumber looks at first: a number that matches one of these is of that other type"""

    def __contains__(self, number: str) -> bool:
        return (
            len(number) in self.lengths
            and self.wanted.fullmatch(number) is not None
            and not any(other.fullmatch(number) for other in self.others)
        )

    def has_all(self, prefix: str, free_digits: int) -> bool:
        """Whether every number that starts with `prefix` belongs; the ends come first, being the likeliest to fail."""
        ends = (prefix + "0" * free_digits, prefix + "9" * free_digits)
        return all(end in self for end in ends) and all(prefix + rest in self for rest in endings(free_digits))


@dataclass(frozen=True, slots=True, order=True)
class Block:
    """The numbers from `first` to `last` (digits with the country code), a power of ten of them."""

    region: str
    type: str
    first: int
    last: int

    def thousands(self) -> range:
        """Which runs of a thousand numbers it takes up."""
        return range(self.first // 1000, self.last // 1000 + 1)


@cache
def endings(free_digits: int) -> tuple[str, ...]:
    return tuple(f"{number:0{free_digits}d}" for number in range(10**free_digits))


def number_space(region: str, type_: str) -> NumberSpace | None:
    """None where the region has no such numbers at all. The order of types is that of `phonenumbers.number_type`."""
    metadata = PhoneMetadata.metadata_for_region(region)
    assert metadata is not None
    special = [
        metadata.premium_rate,
        metadata.toll_free,
        metadata.shared_cost,
        metadata.voip,
        metadata.personal_number,
        metadata.pager,
        metadata.uan,
        metadata.voicemail,
    ]
    wanted, others, example_type = {
        "TOLL_FREE": (metadata.toll_free, special[:1], PhoneNumberType.TOLL_FREE),
        "LOCAL": (metadata.fixed_line, special, PhoneNumberType.FIXED_LINE),
        # Where the same number may be fixed or mobile (in the US and Canada, all of them), it counts as LOCAL.
        "MOBILE": (metadata.mobile, [*special, metadata.fixed_line], PhoneNumberType.MOBILE),
    }[type_]
    example = phonenumbers.example_number_for_type(region, example_type)
    if wanted is None or wanted.national_number_pattern is None or example is None:
        return None
    return NumberSpace(
        region=region,
        type=type_,
        country_code=str(metadata.country_code),
        example=phonenumbers.national_significant_number(example),
        wanted=re.compile(wanted.national_number_pattern),
        lengths=frozenset(wanted.possible_length),
        others=patterns(others),
    )


def patterns(descriptions: list[PhoneNumberDesc | None]) -> tuple[re.Pattern[str], ...]:
    found = [description.national_number_pattern for description in descriptions if description is not None]
    return tuple(re.compile(pattern) for pattern in found if pattern)


def templates(space: NumberSpace) -> list[str]:
    """Places where the region must have a block: its area codes in the US and Canada, its big cities elsewhere."""
    if space.region not in ("US", "CA"):
        return CITIES.get(space.region, "").split() if space.type == "LOCAL" else []
    codes = {"LOCAL": area_codes(space), "TOLL_FREE": list(TOLL_FREE_CODES), "MOBILE": []}[space.type]
    return [f"{code}xxxxxxx" for code in codes]


def area_codes(space: NumberSpace) -> list[str]:
    return [str(code) for code in range(200, 1000) if f"{code}2345678" in space]


def blocks(space: NumberSpace, taken: set[int]) -> list[Block]:
    """The space's share of the inventory: a pure function of the metadata and of the thousands `taken` so far."""
    random = Random(f"{space.region} {space.type}")
    places = templates(space)
    found = [block for place in places for block in draw_blocks(space, [place], 1, random, taken)]
    if len(found) < len(places):
        raise ValueError(f"{space.region} {space.type}: one of {places} has no room for a block")
    more = max(0, BLOCKS_PER_TYPE[space.type] - len(found))
    return found + draw_blocks(space, widening(space), more, random, taken)


def widening(space: NumberSpace) -> list[str]:
    """Any number of the example's length; then, for types that are rare among those, ever more of the example."""
    length = len(space.example)
    return [space.example[:known] + "x" * (length - known) for known in range(length - 2)]


def draw_blocks(
    space: NumberSpace, places: list[str], count: int, random: Random, taken: set[int], tries: int = 5_000
) -> list[Block]:
    """Up to `count` blocks, as large as can be, drawn at random from the first of `places` that still has some.

    Adds the blocks' thousands to `taken`.
    """
    found: list[Block] = []
    for free_digits in block_sizes(space):
        for template in places:
            for _ in range(tries):
                if len(found) == count:
                    return found
                block = draw_block(space, template, free_digits, random, taken)
                if block:
                    found.append(block)
                    taken.update(block.thousands())
    return found


def block_sizes(space: NumberSpace) -> tuple[int, ...]:
    """Free digits, the preferred first. Toll-free numbers are few, save in North America."""
    return (3,) if space.type == "TOLL_FREE" and space.region not in ("US", "CA") else (4, 3)


def draw_block(space: NumberSpace, template: str, free_digits: int, random: Random, taken: set[int]) -> Block | None:
    prefix = draw_prefix(template[: len(template) - free_digits], random)
    if space.country_code == "1" and prefix[3:6] in RESERVED_EXCHANGES:
        return None
    first = int(space.country_code + prefix) * 10**free_digits
    block = Block(space.region, space.type, first, first + 10**free_digits - 1)
    if not taken.isdisjoint(block.thousands()) or not space.has_all(prefix, free_digits):
        return None
    return block if belongs_to_region(block) else None


def draw_prefix(head: str, random: Random) -> str:
    """Fills in each x; the digit after an area code with 2 to 9, as subscribers in most countries have."""
    given = head.rstrip("x")
    open_digits = len(head) - len(given)
    choices = ["23456789" if given and not place else "0123456789" for place in range(open_digits)]
    return given + "".join(random.choice(digits) for digits in choices)


def belongs_to_region(block: Block) -> bool:
    """Whether libphonenumber finds the region from the number alone: some share a country code (+44, +39, +61).

    Toll-free numbers of North America belong to all its countries.
    """
    numbers = [phonenumbers.parse(f"+{digits}") for digits in range(block.first, block.last + 1, 499)]
    if block.type == "TOLL_FREE" and str(block.first).startswith("1"):
        return all(phonenumbers.is_valid_number_for_region(number, block.region) for number in numbers)
    return all(phonenumbers.region_code_for_number(number) == block.region for number in numbers)


def price(block: Block) -> tuple[Decimal, Decimal]:
    """Set-up and month in US dollars.

    Outside North America the month costs a little more or less by country code, so that a mix-up of regions shows.
    """
    exception = PRICE_EXCEPTIONS.get((block.region, block.type))
    setup, month = exception or PRICES[GROUP_OF[block.region]][block.type]
    if exception or block.region in ("US", "CA"):
        return Decimal(setup), Decimal(month)
    step = phonenumbers.country_code_for_region(block.region) % 10
    return Decimal(setup), Decimal(month) + step * Decimal("0.05")


def capabilities(block: Block) -> str:
    silent = {"LOCAL": LOCAL_WITH_SMS, "TOLL_FREE": TOLL_FREE_WITH_SMS}.get(block.type)
    return "SMS|VOICE" if silent is None or block.region in silent else "VOICE"


def row(block: Block) -> dict[str, str]:
    setup, month = price(block)
    return {
        "first": f"+{block.first}",
        "last": f"+{block.last}",
        "prefix": "",
        "region": block.region,
        "type": block.type,
        "capabilities": capabilities(block),
        "setup_price": str(setup),
        "monthly_price": str(month),
        "currency": "USD",
        "interval_months": "1",
        "documents_required": "false" if block.region in NO_DOCUMENTS else "true",
        "provider": "sandbox",
        "aging_days": "30",
    }


def all_blocks() -> list[Block]:
    """In order of region, type and number. The US draws first from the toll-free numbers that it shares."""
    taken: set[int] = set()
    found: list[Block] = []
    for region in GROUP_OF:
        for type_ in TYPES:
            space = number_space(region, type_)
            if space is not None:
                found += blocks(space, taken)
    return sorted(found)


def main() -> None:
    found = all_blocks()
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(row(block) for block in found)
    numbers = sum(block.last - block.first + 1 for block in found)
    regions = len({block.region for block in found})
    print(f"{len(found):,} blocks, {numbers:,} numbers, {regions} regions (libphonenumber {phonenumbers.__version__})")


if __name__ == "__main__":
    main()
