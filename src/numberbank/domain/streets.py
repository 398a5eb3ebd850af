"""Street and unit of an address in their normal forms, and the streets that are known of a postal code."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from numberbank.domain import ca_streets, us_streets
from numberbank.domain.address_text import plain, tidy
from numberbank.domain.places import ALIKE, MAX_CANDIDATES, alike
from numberbank.domain.street_words import DIRECTIONS, SUFFIXES
from numberbank.domain.units import normal_unit, split_unit

_MOST_ROUNDS = 5


class StreetSource(Protocol):
    """Knows the streets of some postal codes, in their normal forms.

    One that knows any street of a postal code knows them all; no street means that nothing is known.
    """

    async def streets_of(self, region: str, postal_code: str) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class _Rules:
    normal: Callable[[str], str]
    is_post_box: Callable[[str], bool]
    ends: set[str]


_RULES = {
    "US": _Rules(us_streets.normal_us_street, us_streets.is_post_box, us_streets.STREET_ENDS),
    "CA": _Rules(ca_streets.normal_ca_street, ca_streets.is_post_box, ca_streets.STREET_ENDS),
}


def is_post_box(region: str, street: str) -> bool:
    return _RULES[region].is_post_box(street)


def normal_street(region: str, number: str, street: str, location: str) -> tuple[str, str]:
    """Street and unit in their normal forms, which are their own normal forms again.

    A unit behind the street moves to the location. `number` is the house number, which is taken off the street.
    """
    first = tidy(street), tidy(location)
    pair = first
    for _ in range(_MOST_ROUNDS):
        again = _normal(region, number, *pair)
        if again == pair:
            return pair
        pair = again
    # The parser has changed its mind about its own words each time: leave them as they are.
    return first


def _normal(region: str, number: str, street: str, location: str) -> tuple[str, str]:
    rules = _RULES[region]
    head, unit = split_unit(_without_number(street, number, rules.ends), region, rules.ends)
    behind = normal_unit(location, region)
    if unit and plain(unit) != plain(behind):
        behind = normal_unit(f"{unit} {behind}", region)
    return rules.normal(head), behind


def _without_number(street: str, number: str, ends: set[str]) -> str:
    """Without the house number that some repeat before the street; the name of `21 St NE` stays."""
    words = street.split()
    while len(words) > 2 and words[0] == number and words[1].rstrip(".").casefold() not in ends:
        words = words[1:]
    return " ".join(words)


@dataclass(frozen=True, slots=True)
class StreetMatch:
    """`street` as it is known, or None with the known streets that may be meant."""

    street: str | None
    candidates: tuple[str, ...] = ()


def match_street(street: str, known: Sequence[str]) -> StreetMatch:
    """Looks among all streets of a postal code; accents and capitals are no difference."""
    by_key = {plain(name): name for name in known}
    if found := by_key.get(plain(street)):
        return StreetMatch(found)
    related = [name for key, name in by_key.items() if _name(key) == _name(plain(street))]
    near = sorted(
        (name for key, name in by_key.items() if name not in related and alike(key, plain(street)) >= ALIKE),
        key=lambda name: -alike(plain(name), plain(street)),
    )
    return StreetMatch(None, tuple([*sorted(related), *near][:MAX_CANDIDATES]))


def _name(key: str) -> tuple[str, ...]:
    """Without directions and suffix: what `Lenox Rd` and `Lenox Rd NE` have in common."""
    words = [word for word in key.split() if word not in DIRECTIONS]
    return tuple(words[:-1] if len(words) > 1 and words[-1] in SUFFIXES else words) or tuple(key.split())
