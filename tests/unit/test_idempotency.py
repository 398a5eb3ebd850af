"""What counts as a key in the header."""

import pytest

from numberbank.domain.errors import InvalidRequest
from numberbank.domain.idempotency import parse_key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("abc", "abc"),
        ('"abc"', "abc"),
        ('  "abc" ', "abc"),
        (r'"a\"b\\c"', r"a\"b\\c".replace(r"\"", '"').replace(r"\\", "\\")),
        ("8e03978e-40d5-43dd-bc93-6894a57f9324", "8e03978e-40d5-43dd-bc93-6894a57f9324"),
        ("x" * 255, "x" * 255),
    ],
)
def test_a_key_is_quoted_or_bare(text: str, key: str) -> None:
    assert parse_key(text) == key


@pytest.mark.parametrize("text", ["", '""', '"', '"abc', r'"a\"', '"a"b"', r'"a\n"', "x" * 256, "a\tb", "schlüssel"])
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest):
        parse_key(text)
