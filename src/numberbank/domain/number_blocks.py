"""Number blocks: inventory as ranges of decimal templates, never as a row per number.

A block is a prefix and `free_digits` digits that vary: `+1201350` with 4 free digits is ten thousand numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from numberbank.domain.e164 import E164, e164_from_int

MAX_FREE_DIGITS = 4
"""A block holds at most 10^4 numbers, which bounds the work in one that is nearly full."""


class NumberType(StrEnum):
    MOBILE = "MOBILE"
    LOCAL = "LOCAL"
    TOLL_FREE = "TOLL_FREE"


class Capability(StrEnum):
    SMS = "SMS"
    VOICE = "VOICE"


class BlockTerms(Struct, frozen=True, gc=False):
    """What holds for each number of a block: where it belongs, what it can do, what it costs."""

    region: str
    """ISO 3166-1 alpha-2"""
    type: NumberType
    capabilities: tuple[Capability, ...]
    setup_price: Decimal
    monthly_price: Decimal
    """price of one interval"""
    currency: str
    interval_months: int
    documents_required: bool
    provider: str = ""
    aging_days: int = 30
    """how long a number rests after its holder has lost it"""


@dataclass(frozen=True, slots=True)
class NumberBlock:
    """An aligned decimal range: every number that starts with `prefix` and has `free_digits` more digits."""

    prefix: str
    """with the plus sign"""
    free_digits: int
    terms: BlockTerms
    hidden: bool = False
    """rented by exact number only, and offered by no search"""

    @property
    def first(self) -> int:
        return int(self.prefix[1:]) * self.size

    @property
    def last(self) -> int:
        return self.first + self.size - 1

    @property
    def size(self) -> int:
        return int(10**self.free_digits)

    def numbers(self) -> Iterator[E164]:
        return (e164_from_int(digits) for digits in range(self.first, self.last + 1))


class AvailableNumber(Struct, frozen=True, gc=False):
    """A number that nobody holds, with the terms of its block. A Struct, since searches make many."""

    number: E164
    terms: BlockTerms


def cut_range(first: E164, last: E164, terms: BlockTerms) -> Iterator[NumberBlock]:
    """The fewest aligned blocks that cover `first` to `last` (both included, same length, in order)."""
    low, end = int(first[1:]), int(last[1:]) + 1
    while low < end:
        free_digits = MAX_FREE_DIGITS
        while low % 10**free_digits or low + 10**free_digits > end:
            free_digits -= 1
        yield NumberBlock(f"+{low // 10**free_digits}", free_digits, terms)
        low += 10**free_digits
