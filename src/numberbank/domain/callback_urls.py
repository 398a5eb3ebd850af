"""What a URL must look like to be called at all."""

from functools import lru_cache
from urllib.parse import SplitResult, urlsplit


class ForbiddenTarget(Exception):
    """The URL may not be called; the message says why, for the person who set it."""


@lru_cache(maxsize=1024)
def check_form(url: str) -> SplitResult:
    """The parts of a callback URL that can be called at all. Raises ForbiddenTarget."""
    try:
        parts = urlsplit(url)
        port = parts.port
        (parts.hostname or "").encode("idna")
    except ValueError:
        raise ForbiddenTarget("is not a URL") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise ForbiddenTarget("is not a URL that begins with https:// and a host name")
    if any(ord(character) <= 32 or ord(character) == 127 for character in url):
        raise ForbiddenTarget("has a space or a control character in it")
    if parts.username is not None or parts.password is not None:
        raise ForbiddenTarget("must not carry a user name or password")
    return parts
