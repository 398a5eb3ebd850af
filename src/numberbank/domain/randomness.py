"""Where chance comes from: ids, search order, jitter. A seeded project repeats all of them."""

import base64
import random
from datetime import datetime

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


class Randomness:
    """One generator for the installation, and one for each project that was seeded."""

    def __init__(self, shared: random.Random) -> None:
        self.shared = shared
        self._seeded: dict[str, random.Random] = {}

    def of(self, project_id: str) -> random.Random:
        return self._seeded.get(project_id, self.shared)

    def seed(self, project_id: str, seed: int | None) -> None:
        """From now on the project's choices follow from `seed`; None makes them the installation's again."""
        if seed is None:
            self._seeded.pop(project_id, None)
        else:
            self._seeded[project_id] = random.Random(seed)

    def state_of(self, project_id: str) -> object:
        """What `restore` takes; None for a project that was not seeded."""
        seeded = self._seeded.get(project_id)
        return seeded.getstate() if seeded else None

    def restore(self, project_id: str, version: int, words: list[int]) -> None:
        """Goes on from a state that `state_of` gave: its version and its words."""
        generator = random.Random()
        generator.setstate((version, tuple(words), None))
        self._seeded[project_id] = generator

    def ulid(self, project_id: str, moment: datetime) -> str:
        """A lower-case ULID of 26 characters, as the wire uses for events and orders; sorts by `moment`."""
        value = int(moment.timestamp() * 1000) << 80 | self.of(project_id).getrandbits(80)
        return "".join(_ALPHABET[value >> shift & 31] for shift in range(125, -1, -5))

    def secret(self) -> str:
        """43 URL-safe characters that carry 256 random bits."""
        return base64.urlsafe_b64encode(self.shared.getrandbits(256).to_bytes(32, "big")).rstrip(b"=").decode()
