"""Placements find by arithmetic what a look at every number of a block finds."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.inventory import terms

from numberbank.domain.e164 import e164_from_int
from numberbank.domain.number_blocks import NumberBlock
from numberbank.domain.patterns import NumberPattern, Placement, SearchPattern, placements


def is_like(text: str, like: str) -> bool:
    """SQL's LIKE, as far as placements use it."""
    return re.fullmatch(re.escape(like).replace("%", ".*"), text) is not None


def counted_off(block: NumberBlock, place: Placement, pattern: NumberPattern | None) -> Iterator[str]:
    """The numbers of one placement on a block, made as the search's SQL makes them."""
    if place.free_digits != block.free_digits or not is_like(block.prefix, place.prefix_like):
        return
    tail = 10**place.shift
    for index in range(10 ** (place.free_digits - place.fixed_width)):
        head, rest = divmod(index, tail)
        number = e164_from_int(block.first + (head * 10**place.fixed_width + place.fixed) * tail + rest)
        first_here = place.offset is None or (
            pattern is not None and number.find(pattern.text) == len(block.prefix) + place.offset
        )
        if first_here:
            yield number


FEW_DIGITS = "012"
"""so that patterns meet blocks in many ways, and overlap themselves"""

blocks = st.builds(
    lambda first, digits, free: NumberBlock(f"+{first}{digits}", free, terms()),
    st.sampled_from("12"),
    st.text(FEW_DIGITS, min_size=3, max_size=6),
    st.integers(0, 3),
)
patterns = st.builds(
    NumberPattern,
    st.builds(str.__add__, st.sampled_from(["", "+"]), st.text(FEW_DIGITS + "9", min_size=1, max_size=9)),
    st.sampled_from(SearchPattern),
)


@given(block=blocks, pattern=st.none() | patterns)
def test_placements_give_each_number_that_matches_once(block: NumberBlock, pattern: NumberPattern | None) -> None:
    expected = [number for number in block.numbers() if pattern is None or pattern.matches(number)]

    found = [number for place in placements(pattern) for number in counted_off(block, place, pattern)]

    assert sorted(found) == expected


@given(block=blocks, pattern=patterns)
def test_like_is_the_same_as_matches(block: NumberBlock, pattern: NumberPattern) -> None:
    for number in block.numbers():
        assert is_like(number, pattern.like()) == pattern.matches(number)


@pytest.mark.parametrize(
    ("text", "search", "matches"),
    [
        ("+1212", SearchPattern.START, True),
        ("212", SearchPattern.START, False),
        ("1212", SearchPattern.START, False),
        ("2555", SearchPattern.CONTAINS, True),
        ("+1", SearchPattern.CONTAINS, True),
        ("1+", SearchPattern.CONTAINS, False),
        ("0142", SearchPattern.END, True),
        ("014", SearchPattern.END, False),
        ("+12125550142", SearchPattern.END, True),
    ],
)
def test_a_pattern_is_held_against_the_whole_number(text: str, search: SearchPattern, matches: bool) -> None:
    assert NumberPattern(text, search).matches("+12125550142") is matches


def test_a_start_without_the_plus_sign_is_nowhere() -> None:
    assert placements(NumberPattern("212", SearchPattern.START)) == []
