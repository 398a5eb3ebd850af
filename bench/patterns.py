"""Kinds of searches: by where the pattern lies and how long it is, with many examples of each."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from bench.inventory import FIRST

_EXAMPLES = 200


@dataclass(frozen=True, slots=True)
class Kind:
    """Patterns of one kind; empty for the search without a pattern."""

    name: str
    search: str
    patterns: tuple[str, ...]

    def paths(self, project_id: str, region: str) -> list[str]:
        wanted = {"regionCode": region, "type": "LOCAL", "size": "10"}
        queries = [
            wanted | ({"numberPattern.pattern": text, "numberPattern.searchPattern": self.search} if text else {})
            for text in self.patterns
        ]
        return [f"/v1/projects/{project_id}/availableNumbers?{urlencode(query)}" for query in queries]


ANY = Kind("no pattern", "", ("",))


def kinds(lengths: Sequence[int], count: int, first: str = FIRST) -> list[Kind]:
    """Of an inventory of `count` numbers from `first` on: patterns cut out of its numbers, and some that match none."""
    rng = random.Random(count)
    offered = [str(int(first) + rng.randrange(count)) for _ in range(_EXAMPLES)]
    found = [
        Kind(f"{search} {length}", search, tuple(_cut(search, number, length, rng) for number in offered))
        for search in ("START", "CONTAINS", "END")
        for length in lengths
    ]
    return [ANY, *found, *(kind for length in lengths for kind in _NOTHING.get(length, []))]


def _cut(search: str, number: str, length: int, rng: random.Random) -> str:
    match search:
        case "START":
            return f"+{number[:length]}"
        case "END":
            return number[-length:]
        case _:
            at = rng.randrange(len(number) - length + 1)
            return number[at : at + length]


# A number on offer here has eleven digits, of which the first is 1 and the second is not 8 or 9.
_NOTHING = {
    4: [Kind("START 4, none", "START", tuple(f"+18{n:02}" for n in range(100)))],
    10: [
        Kind("START 10, none", "START", tuple(f"+18{n:08}" for n in range(100))),
        Kind("CONTAINS 10, none", "CONTAINS", tuple(f"9{n:09}" for n in range(100))),
        Kind("END 10, none", "END", tuple(f"9{n:09}" for n in range(100))),
    ],
}
