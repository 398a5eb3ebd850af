"""When a callback is tried again, and what ends it."""

from datetime import timedelta
from urllib.parse import urlsplit

_PAUSES = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800, 43200, 43200, 43200, 43200, 43200)
)
"""between attempts; together 75 hours, more than the 72 that are promised"""

LAST_ATTEMPT = len(_PAUSES) + 1
GONE = 410
"""the receiver's word that it wants no more of this"""
LONGEST_RETRY_AFTER = timedelta(hours=24)


def endpoint_of(url: str) -> str:
    """Scheme, host and port of a URL: receivers that share them share their fate."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()


def pause_after(attempt: int, jitter: float, status: int | None, retry_after: timedelta | None) -> timedelta | None:
    """How long to wait after a failed attempt (1 is the first); None ends the event.

    `jitter` in [0, 1) makes the pause up to a fifth longer. A receiver's Retry-After makes the pause
    longer, never shorter.
    """
    if status == GONE or attempt >= LAST_ATTEMPT:
        return None
    pause = _PAUSES[attempt - 1] * (1 + 0.2 * jitter)
    if retry_after is None:
        return pause
    return max(pause, min(retry_after, LONGEST_RETRY_AFTER))
