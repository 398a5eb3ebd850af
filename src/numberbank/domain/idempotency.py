"""The `Idempotency-Key` of a request, after the IETF draft of that name: a call is carried out once for each key."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from numberbank.domain.errors import InvalidRequest

KEPT = timedelta(hours=24)
"""how long an answer is kept for those who ask again"""
HEADER = "Idempotency-Key"
OFFER = "accept-idempotency-key"
"""the header by which each answer says that this server keeps keys; its value is `?1`"""
_LONGEST = 255


@dataclass(frozen=True, slots=True)
class KeyedRequest:
    """A request with a key. The same key on another path is another key; `fingerprint` is a digest of the body."""

    project_id: str
    path: str
    key: str
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """The answer that a key got; `body` is JSON."""

    path: str
    fingerprint: bytes
    status: int
    body: str
    created_at: datetime


def parse_key(text: str) -> str:
    """The key in a header's value, a quoted string (as the draft has it) or bare. Raises InvalidRequest."""
    text = text.strip()
    if text.startswith('"'):
        text = _unquoted(text)
    if not 1 <= len(text) <= _LONGEST or not text.isascii() or not text.isprintable():
        raise _bad_key()
    return text


def _unquoted(text: str) -> str:
    """The value of a string of RFC 9651: between quotes, a backslash before a quote or a backslash."""
    if len(text) < 2 or not text.endswith('"'):
        raise _bad_key()
    value, escaped = "", False
    for character in text[1:-1]:
        if (escaped and character not in '"\\') or (not escaped and character == '"'):
            raise _bad_key()
        escaped = character == "\\" and not escaped
        value += "" if escaped else character
    if escaped:
        raise _bad_key()
    return value


def _bad_key() -> InvalidRequest:
    return InvalidRequest.of(HEADER, f"must be one key of 1 to {_LONGEST} printable ASCII characters, quoted or bare")
