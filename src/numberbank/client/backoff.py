"""How long to wait before asking again."""

import email.utils
import random
from dataclasses import dataclass

from numberbank.domain.clock import real_now


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the client waits, in seconds. Nothing waits without an end."""

    connect: float = 5.0
    """for a connection"""
    answer: float = 30.0
    """for the whole answer to a request, from its first byte sent"""
    server: float = 60.0
    """for which the server may still be at work on a request whose answer was lost: only when that is over does it
    prove something that a read shows nothing. A gateway's own time-out is the right value; 60 is that of most."""
    attempts: int = 4
    """how often one call is sent at most"""
    first_pause: float = 0.5
    """before the second attempt; doubled for each further one"""
    longest_pause: float = 30.0
    """the longest pause between attempts, also when the server asks for a longer one: then the call is given up"""

    @property
    def sending(self) -> float:
        """The longest that one attempt takes until it has ended here."""
        return self.connect + self.answer * 2


def pause(patience: Patience, attempt: int, rng: random.Random, asked: float | None = None) -> float:
    """Seconds before the attempt that follows `attempt` (1 is the first): half of them certain, half by chance."""
    longest: float = min(patience.first_pause * 2 ** (attempt - 1), patience.longest_pause)
    return max(longest * (0.5 + rng.random() / 2), asked or 0.0)


def retry_after(text: str | None) -> float | None:
    """The seconds of a Retry-After header, given as such or as a date; None when there are none to be read."""
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max((email.utils.parsedate_to_datetime(text) - real_now()).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return None
