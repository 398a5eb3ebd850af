"""Page tokens."""

import base64
import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from numberbank.api.pagination import decode_page_token, encode_page_token
from numberbank.domain.errors import InvalidRequest
from numberbank.domain.pagination import PageMark

QUERY = ("project", "filters")
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=255)
LAST = st.builds(PageMark, NAMES, st.integers(0, 10**15), st.integers(0, 10**15))


@given(LAST)
def test_a_token_leads_back_to_where_it_was_taken(last: PageMark) -> None:
    token = encode_page_token(QUERY, last)

    assert decode_page_token(QUERY, token) == last


@given(LAST)
def test_a_token_needs_no_escape_in_a_url(last: PageMark) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]+", encode_page_token(QUERY, last))


def test_the_longest_token_is_within_the_contract() -> None:
    assert len(encode_page_token(QUERY, PageMark("\U0010ffff" * 255, 10**15 - 1, 10**15))) <= 2048


def test_an_empty_token_is_the_end_and_the_beginning() -> None:
    assert encode_page_token(QUERY, None) == ""
    assert decode_page_token(QUERY, "") is None


def test_a_token_from_another_query_is_refused() -> None:
    token = encode_page_token(QUERY, PageMark("name", 12))

    with pytest.raises(InvalidRequest) as caught:
        decode_page_token(("project", "others"), token)

    (violation,) = caught.value.violations
    assert violation.field == "pageToken"
    assert "other filters" in violation.description


@given(st.text(st.characters(codec=None), min_size=1))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest):
        decode_page_token(QUERY, text)


@pytest.mark.parametrize(
    ("name", "digits"), [("a\0b", 1), ("a", -1), ("a", 2**63), ("a", "b"), (1, 1), ("a", 1.5)], ids=repr
)
def test_a_forged_token_cannot_carry_what_the_database_does_not_take(name: object, digits: object) -> None:
    digest = msgspec.msgpack.decode(base64.urlsafe_b64decode(encode_page_token(QUERY, PageMark("", 0)) + "=="))[0]
    forged = base64.urlsafe_b64encode(msgspec.msgpack.encode([digest, name, digits])).rstrip(b"=").decode()

    with pytest.raises(InvalidRequest):
        decode_page_token(QUERY, forged)
