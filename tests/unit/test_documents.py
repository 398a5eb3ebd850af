"""What uploaded documents are, and what they may be called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.orders import PDF, PNG

from numberbank.domain.documents import HEAD, MAX_NAME, check_file_name, content_type
from numberbank.domain.errors import InvalidRequest

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01" + bytes(100)


@pytest.mark.parametrize(
    ("head", "declared", "expected"),
    [
        (PDF, "application/pdf", "application/pdf"),
        (PDF, "application/pdf; name=x", "application/pdf"),
        (PDF, "", "application/pdf"),
        (JPEG, "image/jpeg", "image/jpeg"),
        (PNG, "application/octet-stream", "image/png"),
        (b"name;number\n", "text/csv", "text/csv"),
        ("brev på svenska".encode(), "", "text/plain"),
        (("å" * HEAD).encode()[1 : HEAD + 1][1:] + b"\xc3", "text/plain", "text/plain"),
    ],
)
def test_types_by_content(head: bytes, declared: str, expected: str) -> None:
    assert content_type(head[:HEAD], declared) == expected


@pytest.mark.parametrize(
    ("head", "declared"),
    [
        (PDF, "image/png"),
        (PNG, "image/jpeg"),
        (b"text", "application/pdf"),
        (b"\0\1", "text/plain"),
        (b"", "text/plain"),
    ],
)
def test_lies(head: bytes, declared: str) -> None:
    with pytest.raises(InvalidRequest):
        content_type(head, declared)


@given(st.binary(min_size=1, max_size=HEAD), st.sampled_from(["", "application/pdf", "text/plain"]))
def test_any_content_has_a_type_or_is_refused(head: bytes, declared: str) -> None:
    try:
        found = content_type(head, declared)
    except InvalidRequest:
        return
    assert "/" in found


@given(st.text(max_size=600))
def test_any_name_is_refused_or_fit_to_be_shown(name: str) -> None:
    try:
        kept = check_file_name(name)
    except InvalidRequest:
        assert "/" in name or "\\" in name
        return
    assert 1 <= len(kept) <= MAX_NAME
    assert kept.isprintable()
