"""Documents at rest: what was sealed comes back, and nothing else does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numberbank.domain.sealing import BrokenSeal, Sealer, unseal

KEY = bytes(range(32))
PIECE = 64 * 1024


def seal(content: bytes, name: str = "document", step: int = 7001) -> bytes:
    sealer = Sealer(KEY, name)
    pieces = [sealer.update(content[start : start + step]) for start in range(0, len(content), step)]
    return b"".join([*pieces, sealer.finish()])


def opened(sealed: bytes, name: str = "document", key: bytes = KEY, step: int = 999) -> bytes:
    return b"".join(unseal(key, name, (sealed[start : start + step] for start in range(0, len(sealed), step))))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 5])
def test_what_was_sealed_comes_back(size: int) -> None:
    content = bytes(index % 251 for index in range(size))

    assert opened(seal(content)) == content


def test_the_same_document_is_never_sealed_the_same_way() -> None:
    assert seal(b"letter") != seal(b"letter")


def test_another_key_or_another_name_opens_nothing() -> None:
    sealed = seal(b"letter")

    with pytest.raises(BrokenSeal):
        opened(sealed, key=bytes(32))
    with pytest.raises(BrokenSeal):
        opened(sealed, name="another")


@settings(max_examples=50, deadline=None)
@given(position=st.integers(0, 10**9), flip=st.integers(1, 255))
def test_each_byte_counts(position: int, flip: int) -> None:
    sealed = bytearray(seal(b"x" * (PIECE + 100)))
    sealed[position % len(sealed)] ^= flip

    with pytest.raises(BrokenSeal):
        opened(bytes(sealed))


@pytest.mark.parametrize("cut", [1, 100, 16 + 100, 16 + 101, PIECE + 16 + 100 + 16])
def test_an_end_that_is_missing_is_found_out(cut: int) -> None:
    sealed = seal(b"x" * (PIECE + 100))

    with pytest.raises(BrokenSeal):
        opened(sealed[:-cut])


def test_pieces_cannot_change_places_and_nothing_can_be_added() -> None:
    sealed = seal(b"a" * PIECE + b"b" * PIECE + b"c")
    head, rest = sealed[:36], sealed[36:]
    first, second, last = rest[: PIECE + 16], rest[PIECE + 16 : 2 * (PIECE + 16)], rest[2 * (PIECE + 16) :]

    for forged in (head + second + first + last, head + first + last, sealed + last, sealed + b"\0", b"", b"NBD1"):
        with pytest.raises(BrokenSeal):
            opened(forged)
