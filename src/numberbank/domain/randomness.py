"""Where chance comes from: ids, search order, jitter. A seeded project repeats all of them."""

import base64
import random
from dataclasses import dataclass
from datetime import datetime

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]


@dataclass(frozen=True, slots=True)
class _Seeded:
    """A seeded project: what its requests draw from, one after the other, and the seed itself."""

    seed: int
    requests: random.Random


class Randomness:
    """One generator for the installation, and one for each project that was seeded.

    Requests draw from a generator in their order. What happens by itself, at some time between them, must not: it
    gets a generator of its own (`about`), so that it is the same whenever it happens.
    """

    def __init__(self, shared: random.Random, seed: int | None = None) -> None:
        """`seed` is the one of `shared`, if it has one."""
        self.shared = shared
        self._seed = seed
        self._seeded: dict[str, _Seeded] = {}

    def of(self, project_id: str) -> random.Random:
        seeded = self._seeded.get(project_id)
        return seeded.requests if seeded else self.shared

    def about(self, project_id: str, *cause: str) -> random.Random:
        """For one thing that happens by itself: with a seed, its choices follow from that and the cause alone."""
        seeded = self._seeded.get(project_id)
        seed = seeded.seed if seeded else self._seed
        return self.shared if seed is None else random.Random("/".join((str(seed), project_id, *cause)))

    def seed(self, project_id: str, seed: int | None) -> None:
        """From now on the project's choices follow from `seed`; None makes them the installation's again."""
        if seed is None:
            self._seeded.pop(project_id, None)
        else:
            # Two projects of one seed differ: ids are unique among all projects.
            self._seeded[project_id] = _Seeded(seed, random.Random(f"{seed}/{project_id}"))

    def state_of(self, project_id: str) -> object:
        """What `restore` takes, also after a way through JSON; None for a project that was not seeded."""
        seeded = self._seeded.get(project_id)
        return [seeded.seed, *seeded.requests.getstate()] if seeded else None

    def restore(self, project_id: str, seed: int, version: int, words: list[int]) -> None:
        """Goes on from a state that `state_of` gave: the first three things of it."""
        generator = random.Random()
        generator.setstate((version, tuple(words), None))
        self._seeded[project_id] = _Seeded(seed, generator)

    def ulid(self, project_id: str, moment: datetime, *cause: str) -> str:
        """A lower-case ULID of 26 characters, as the wire uses for events and orders; sorts by `moment`.

        With a `cause` it is the id of something that happens by itself.
        """
        generator = self.about(project_id, *cause) if cause else self.of(project_id)
        value = int(moment.timestamp() * 1000) << 80 | generator.getrandbits(80)
        return "".join([_PAIRS[value >> shift & 1023] for shift in range(120, -1, -10)])

    def secret(self) -> str:
        """43 URL-safe characters that carry 256 random bits."""
        return base64.urlsafe_b64encode(self.shared.getrandbits(256).to_bytes(32, "big")).rstrip(b"=").decode()
