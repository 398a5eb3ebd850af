"""Block files: what they may hold, and what is said about the rest."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numberbank.domain.block_file import BlockRow, RowProblem, read_block_file
from numberbank.domain.number_blocks import Capability, NumberType

HEADING = "first,last,region,type,capabilities,setup_price,monthly_price,currency"
TERMS = "US,LOCAL,SMS|VOICE,0.50,0.80,USD"
PREFIX_HEADING = "prefix,region,type,capabilities,setup_price,monthly_price,currency"
LIKELY = "first,last,prefix,region,type,capabilities,setup_price,monthly_price,currency,interval_months"


def one_row(row: str, heading: str = HEADING) -> BlockRow:
    rows, problems = read_block_file([heading, row])
    assert problems == []
    (only,) = rows
    return only


def reason(row: str, heading: str = HEADING) -> str:
    rows, problems = read_block_file([heading, row])
    assert rows == []
    (only,) = problems
    assert only.line == 2
    return only.reason


def test_a_row_with_all_columns() -> None:
    row = one_row(
        f"+12015550100,+12015550199,{TERMS},3,true,Acme,7",
        f"{HEADING},interval_months,documents_required,provider,aging_days",
    )

    assert (row.line, row.first, row.last) == (2, "+12015550100", "+12015550199")
    assert row.terms.region == "US"
    assert row.terms.type is NumberType.LOCAL
    assert row.terms.capabilities == (Capability.SMS, Capability.VOICE)
    assert (row.terms.setup_price, row.terms.monthly_price) == (Decimal("0.50"), Decimal("0.80"))
    assert (row.terms.currency, row.terms.interval_months, row.terms.documents_required) == ("USD", 3, True)
    assert (row.terms.provider, row.terms.aging_days) == ("Acme", 7)
    assert [(block.prefix, block.free_digits) for block in row.blocks()] == [("+120155501", 2)]


def test_defaults_of_columns_that_are_left_out() -> None:
    terms = one_row(f"+12015550100,+12015550199,{TERMS}").terms

    assert (terms.interval_months, terms.documents_required, terms.provider, terms.aging_days) == (1, False, "", 30)


def test_capabilities_have_one_order() -> None:
    row = one_row("+12015550100,+12015550199,US,LOCAL,VOICE|SMS|VOICE,0.50,0.80,USD")

    assert row.terms.capabilities == (Capability.SMS, Capability.VOICE)


@pytest.mark.parametrize(
    ("prefix", "first", "last"),
    [
        ("+1201555", "+12015550000", "+12015559999"),
        ("+1201555xxxx", "+12015550000", "+12015559999"),
        ("+12015550142", "+12015550142", "+12015550142"),
    ],
)
def test_a_prefix_stands_for_its_numbers(prefix: str, first: str, last: str) -> None:
    row = one_row(f"{prefix},{TERMS}", PREFIX_HEADING)

    assert (row.first, row.last) == (first, last)


def test_a_prefix_of_a_region_with_several_lengths_says_its_own() -> None:
    assert "write an x for each free digit" in reason("+493012,DE,LOCAL,VOICE,1,1,EUR", PREFIX_HEADING)

    row = one_row("+493012xxxxxx,DE,LOCAL,VOICE,1,1,EUR", PREFIX_HEADING)

    assert (row.first, row.last) == ("+493012000000", "+493012999999")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (f"2015550100,+12015550199,{TERMS}", "first '2015550100' is not an E.164 number"),
        (f"+12015550199,+12015550100,{TERMS}", "are not the ends of a range"),
        (f"+12015550100,+1201555019,{TERMS}", "are not the ends of a range"),
        (f",,{TERMS}", "give first and last, or prefix"),
        (f"+12015550100,+12015550199,{TERMS},extra", "another number of fields"),
        ("+12015550100,+12015550199,US", "another number of fields"),
        ("+12015550100,+12015550199,usa,LOCAL,SMS,1,1,USD", "region 'usa' is not a region"),
        ("+12015550100,+12015550199,US,CELL,SMS,1,1,USD", "type 'CELL' is not one of MOBILE, LOCAL, TOLL_FREE"),
        ("+12015550100,+12015550199,US,LOCAL,FAX,1,1,USD", "capabilities 'FAX' is not SMS, VOICE or SMS|VOICE"),
        ("+12015550100,+12015550199,US,LOCAL,,1,1,USD", "capabilities '' is not"),
        ("+12015550100,+12015550199,US,LOCAL,SMS,-1,1,USD", "setup_price '-1' is not"),
        ("+12015550100,+12015550199,US,LOCAL,SMS,1,0.00001,USD", "monthly_price '0.00001' is not"),
        ("+12015550100,+12015550199,US,LOCAL,SMS,NaN,1,USD", "setup_price 'NaN' is not"),
        ("+12015550100,+12015550199,US,LOCAL,SMS,1e99,1,USD", "setup_price '1e99' is not"),
        ("+12015550100,+12015550199,US,LOCAL,SMS,1,1,usd", "currency 'usd' is not three capitals"),
        ("+12015550100,+12015550199,GB,LOCAL,SMS,1,1,GBP", "is not a valid number of GB"),
        ("+12015550100,+12015550199,US,TOLL_FREE,SMS,1,1,USD", "is not a TOLL_FREE number of US"),
        ("+10005550100,+10005550199,US,LOCAL,SMS,1,1,USD", "+10005550100 is not a valid number of US"),
        ("+19895550100,+19905550199,US,LOCAL,SMS,1,1,USD", "+19905550199 is not a valid number of US"),
        (f"+12010000000,+13999999999,{TERMS}", "has more than 100,000,000 numbers"),
    ],
)
def test_what_is_wrong_with_a_row(row: str, expected: str) -> None:
    assert expected in reason(row)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("interval_months", "0"),
        ("interval_months", "121"),
        ("interval_months", "1.5"),
        ("interval_months", "9" * 5000),
        ("documents_required", "maybe"),
        ("provider", "p" * 101),
        ("provider", "p\0"),
        ("aging_days", "-1"),
    ],
    ids=lambda value: value[:20],
)
def test_what_is_wrong_with_an_optional_column(column: str, value: str) -> None:
    said = reason(f"+12015550100,+12015550199,{TERMS},{value}", f"{HEADING},{column}")

    assert said.startswith(column)
    assert len(said) < 200


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("1201555", "is not a plus sign and digits"),
        ("+44201555", "does not begin a number of US"),
        ("+120155501423", "does not begin a number of US"),
        ("+x", "is not a plus sign and digits"),
        ("", "give first and last, or prefix"),
    ],
)
def test_what_is_wrong_with_a_prefix(prefix: str, expected: str) -> None:
    assert expected in reason(f"{prefix},{TERMS}", PREFIX_HEADING)


def test_a_row_has_either_a_prefix_or_a_range() -> None:
    said = reason(f"+12015550100,+12015550199,+1201555,{TERMS}", f"first,last,prefix,{HEADING.split(',', 2)[2]}")

    assert said == "give either prefix, or first and last, not both"


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("", "the heading lacks"),
        ("first,last,region", "the heading lacks type, capabilities, setup_price, monthly_price, currency"),
        ("first,region,type,capabilities,setup_price,monthly_price,currency", "lacks first and last, or prefix"),
        (f"{HEADING},colour", "unknown column 'colour'"),
    ],
)
def test_what_is_wrong_with_a_heading(heading: str, expected: str) -> None:
    rows, problems = read_block_file([heading, f"+12015550100,+12015550199,{TERMS}"])

    assert rows == []
    assert [problem.line for problem in problems] == [1]
    assert expected in problems[0].reason


def test_an_empty_file_has_no_heading() -> None:
    assert "the heading lacks" in read_block_file([])[1][0].reason


def test_every_bad_row_is_told_with_its_line_and_the_good_ones_are_kept() -> None:
    rows, problems = read_block_file(
        [
            HEADING,
            f"+12015550100,+12015550199,{TERMS}",
            "bad",
            f"+12015550200,+12015550299,{TERMS}",
            f"+1,+2,{TERMS}",
        ]
    )

    assert [row.line for row in rows] == [2, 4]
    assert [problem.line for problem in problems] == [3, 5]


def test_of_rows_that_overlap_the_later_one_is_bad() -> None:
    rows, problems = read_block_file(
        [
            HEADING,
            f"+12015550150,+12015550249,{TERMS}",
            f"+12015550100,+12015550199,{TERMS}",
            f"+12015550200,+12015550200,{TERMS}",
        ]
    )

    assert [row.line for row in rows] == [2]
    assert problems == [
        RowProblem(3, "overlaps line 2 (+12015550150 to +12015550249)"),
        RowProblem(4, "overlaps line 2 (+12015550150 to +12015550249)"),
    ]


@given(
    st.lists(st.tuples(st.integers(0, 99), st.integers(0, 20)), max_size=12),
)
def test_good_rows_never_overlap_and_each_bad_one_meets_an_earlier_row(ranges: list[tuple[int, int]]) -> None:
    lines = [f"+120155501{low:02},+120155501{min(low + size, 99):02},{TERMS}" for low, size in ranges]

    rows, problems = read_block_file([HEADING, *lines], known_good=True)

    taken = sorted((row.first, row.last) for row in rows)
    assert all(end < begin for (_, end), (begin, _) in pairwise(taken))
    assert sorted([row.line for row in rows] + [problem.line for problem in problems]) == [*range(2, len(ranges) + 2)]


@given(st.text(), st.text())
def test_any_text_is_answered_with_rows_or_problems(heading: str, text: str) -> None:
    for first in (heading, HEADING, LIKELY):
        rows, problems = read_block_file([first, *text.splitlines(keepends=True)])

        assert all(problem.reason and problem.line >= 1 for problem in problems)
        assert all(row.line > 1 for row in rows)
