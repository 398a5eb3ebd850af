"""Documents encrypted at rest, in pieces, so that neither way takes the whole of one into memory.

Each file has a key of its own, derived (HKDF-SHA256) from the installation's and a random salt, and is cut into
pieces of 64 KiB that are sealed with AES-256-GCM. The nonce is the number of the piece and whether it is the last one,
as in the STREAM construction that age and Tink use: a piece that is changed, moved, missing or added is found out. The
name under which the file is stored is authenticated too, so that files cannot be swapped.
"""

import secrets
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_MARK = b"NBD1"
_SALT = 32
_PIECE = 64 * 1024
_TAG = 16


class BrokenSeal(Exception):
    """The bytes are not what was sealed under this key and name."""


class Sealer:
    """Takes a file bit by bit and gives it back encrypted; `finish` gives the rest."""

    def __init__(self, key: bytes, name: str) -> None:
        # Not from the injected generator: a sandbox may seed that, and then keys would repeat.
        salt = secrets.token_bytes(_SALT)
        self._cipher = _cipher(key, salt)
        self._name = name.encode()
        self._count = 0
        self._clear = bytearray()
        self._sealed = bytearray(_MARK + salt)

    def update(self, data: bytes) -> bytes:
        self._clear += data
        # The last piece is known only at the end, so a full one is kept back until more comes.
        while len(self._clear) > _PIECE:
            self._seal(bytes(self._clear[:_PIECE]), last=False)
            del self._clear[:_PIECE]
        return self._take()

    def finish(self) -> bytes:
        self._seal(bytes(self._clear), last=True)
        return self._take()

    def _seal(self, piece: bytes, *, last: bool) -> None:
        self._sealed += self._cipher.encrypt(_nonce(self._count, last=last), piece, self._name)
        self._count += 1

    def _take(self) -> bytes:
        taken = bytes(self._sealed)
        self._sealed.clear()
        return taken


def unseal(key: bytes, name: str, sealed: Iterable[bytes]) -> Iterator[bytes]:
    """The file in pieces; raises BrokenSeal, perhaps after pieces that are good."""
    source = iter(sealed)
    buffer = bytearray()
    _fill(buffer, source, len(_MARK) + _SALT)
    if not buffer.startswith(_MARK) or len(buffer) < len(_MARK) + _SALT:
        raise BrokenSeal("not a sealed document")
    cipher = _cipher(key, bytes(buffer[len(_MARK) : len(_MARK) + _SALT]))
    del buffer[: len(_MARK) + _SALT]
    count, last = 0, False
    while not last:
        _fill(buffer, source, _PIECE + _TAG + 1)
        last = len(buffer) <= _PIECE + _TAG
        piece = bytes(buffer[: _PIECE + _TAG])
        del buffer[: _PIECE + _TAG]
        try:
            yield cipher.decrypt(_nonce(count, last=last), piece, name.encode())
        except (InvalidTag, ValueError):
            raise BrokenSeal("the document was changed, or sealed with another key") from None
        count += 1


def _fill(buffer: bytearray, source: Iterator[bytes], size: int) -> None:
    while len(buffer) < size and (more := next(source, b"")):
        buffer += more


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=b"numberbank document").derive(key))


def _nonce(count: int, *, last: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([last])
