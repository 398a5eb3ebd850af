"""Number patterns, and where they can lie on a block.

A pattern is matched against the whole E.164 text with its plus sign (reference 6.1): `START 212` finds nothing, and
`START +1212` is the area-code search. On a block (a prefix and k free digits) that is arithmetic: each way of laying
the pattern on it says what the prefix must look like and which of the free digits are then given. Such a way is a
`Placement`; candidates are counted off from it, never scanned for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from numberbank.domain.number_blocks import MAX_FREE_DIGITS


class SearchPattern(StrEnum):
    START = "START"
    CONTAINS = "CONTAINS"
    END = "END"


@dataclass(frozen=True, slots=True)
class NumberPattern:
    """`text` is digits with an optional leading plus sign."""

    text: str
    search: SearchPattern = SearchPattern.START

    def matches(self, number: str) -> bool:
        match self.search:
            case SearchPattern.START:
                return number.startswith(self.text)
            case SearchPattern.CONTAINS:
                return self.text in number
            case SearchPattern.END:
                return number.endswith(self.text)

    def like(self) -> str:
        """The same as a SQL LIKE pattern on the E.164 text; digits and plus need no escape."""
        match self.search:
            case SearchPattern.START:
                return f"{self.text}%"
            case SearchPattern.CONTAINS:
                return f"%{self.text}%"
            case SearchPattern.END:
                return f"%{self.text}"


@dataclass(frozen=True, slots=True)
class Placement:
    """One way in which a pattern lies on blocks with `free_digits`.

    The prefix must match `prefix_like`; `fixed_width` of the free digits are then `fixed`, with `shift` free digits
    behind them. `offset` is where the pattern starts, counted from the end of the prefix: a number belongs to the
    placement where the pattern occurs first, so that none is found twice. None where only one placement can match.
    """

    free_digits: int
    prefix_like: str
    fixed: int = 0
    fixed_width: int = 0
    shift: int = 0
    offset: int | None = None


def placements(pattern: NumberPattern | None) -> list[Placement]:
    """All placements on blocks of every size; without a pattern, every number of every block."""
    return [placement for free_digits in range(MAX_FREE_DIGITS + 1) for placement in _place(pattern, free_digits)]


def _place(pattern: NumberPattern | None, free_digits: int) -> Iterator[Placement]:
    if pattern is None:
        yield Placement(free_digits, "%")
        return
    match pattern.search:
        case SearchPattern.START:
            yield from _place_start(pattern.text, free_digits)
        case SearchPattern.CONTAINS:
            yield from _place_anywhere(pattern.text, free_digits)
        case SearchPattern.END:
            yield from _place_end(pattern.text, free_digits)


def _place_start(text: str, free_digits: int) -> Iterator[Placement]:
    if not text.startswith("+"):
        return
    yield Placement(free_digits, f"{text}%")
    for width in range(1, min(free_digits, len(text) - 1) + 1):
        yield Placement(free_digits, text[:-width], int(text[-width:]), width, free_digits - width)


def _place_end(text: str, free_digits: int) -> Iterator[Placement]:
    width = min(free_digits, len(text))
    head, tail = text[: len(text) - width], text[len(text) - width :]
    if "+" not in tail:
        yield Placement(free_digits, f"%{head}", int(tail or 0), width, 0)


def _place_anywhere(text: str, free_digits: int) -> Iterator[Placement]:
    yield Placement(free_digits, f"%{text}%")
    for width in range(1, min(free_digits, len(text) - 1) + 1):
        head, tail = text[:-width], text[-width:]
        yield Placement(free_digits, f"%{head}", int(tail), width, free_digits - width, -len(head))
    if text.startswith("+"):
        return
    for offset in range(free_digits - len(text) + 1):
        yield Placement(free_digits, "%", int(text), len(text), free_digits - len(text) - offset, offset)
