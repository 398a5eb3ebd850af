"""Identifiers: lower-case ULIDs (26 characters), as the wire uses for events and orders."""

import base64
import random
from datetime import datetime

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


class IdSource:
    """Makes ULIDs from an injected generator, so that a seeded sandbox repeats them."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def ulid(self, moment: datetime) -> str:
        """48 bits of milliseconds, then 80 random bits; sorts by `moment`."""
        value = int(moment.timestamp() * 1000) << 80 | self._rng.getrandbits(80)
        return "".join(_ALPHABET[value >> shift & 31] for shift in range(125, -1, -5))

    def secret(self) -> str:
        """43 URL-safe characters that carry 256 random bits."""
        return base64.urlsafe_b64encode(self._rng.getrandbits(256).to_bytes(32, "big")).rstrip(b"=").decode()
