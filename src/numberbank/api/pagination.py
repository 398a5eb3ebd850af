"""Page tokens: opaque, URL-safe without escaping, and bound to the query they came from."""

import base64
import binascii
import hashlib
from datetime import datetime

import msgspec

from numberbank.domain.errors import InvalidRequest
from numberbank.domain.pagination import PageMark


class _Token(msgspec.Struct, array_like=True):
    query: str
    name: str
    digits: int
    total: int


def encode_page_token(query: object, last: PageMark | None) -> str:
    """An empty token is the end."""
    if last is None:
        return ""
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(_Token(_digest(query), *last))).rstrip(b"=").decode()


def decode_page_token(query: object, token: str) -> PageMark | None:
    """Where to go on; raises InvalidRequest for a token that is not ours or that came from another query."""
    if not token:
        return None
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        decoded = msgspec.msgpack.decode(raw, type=_Token)
    except (binascii.Error, ValueError, msgspec.DecodeError):
        raise InvalidRequest.of("pageToken", "not a token of this list: take nextPageToken as it came") from None
    if decoded.query != _digest(query):
        raise InvalidRequest.of(
            "pageToken",
            "the token came from a query with other filters: repeat them, or start without a token",
        )
    if not (0 <= decoded.digits < 2**63 and 0 <= decoded.total < 2**63) or "\0" in decoded.name:
        raise InvalidRequest.of("pageToken", "not a token of this list: take nextPageToken as it came")
    return PageMark(decoded.name, decoded.digits, decoded.total)


def _digest(query: object) -> str:
    return hashlib.sha256(repr(query).encode()).hexdigest()[:12]


def encode_time_token(query: object, last: tuple[datetime, str | int] | None) -> str:
    """The same for lists in the order of times; `last` is the time of the last item, and its id or digits."""
    if last is None:
        return ""
    time, item = last
    digits, name = (item, "") if isinstance(item, int) else (0, item)
    return encode_page_token(query, PageMark(f"{time.isoformat()} {name}", digits))


def decode_time_token(query: object, token: str) -> tuple[datetime, str, int] | None:
    """Time, id and digits of where to go on; raises InvalidRequest."""
    decoded = decode_page_token(query, token)
    if decoded is None:
        return None
    time, _, name = decoded.name.partition(" ")
    try:
        moment = datetime.fromisoformat(time)
        if moment.tzinfo is None:
            raise ValueError(time)
    except ValueError:
        raise InvalidRequest.of("pageToken", "not a token of this list: take nextPageToken as it came") from None
    return moment, name, decoded.digits
