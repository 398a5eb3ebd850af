"""ZIP codes and the cities they serve: the table of the package `zipcodes`, which comes from the Postal Service's own.

The table is read at the first use, which takes up to a second and some 55 MB; importing this module reads nothing.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from numberbank.domain.address_text import plain, tidy

_SHORT_NAMES = {"saint": "st", "sainte": "ste", "fort": "ft", "mount": "mt", "heights": "hts", "north": "n",
                "south": "s", "east": "e", "west": "w"}  # fmt: skip
MILITARY = "MILITARY"


@dataclass(frozen=True, slots=True)
class ZipCode:
    """`cities` are the names that mail may carry, the usual one first; `nicknames` are known but not to be used."""

    code: str
    state: str
    cities: tuple[str, ...]
    nicknames: tuple[str, ...]
    military: bool


@lru_cache(maxsize=4096)
def find_zip(code: str) -> ZipCode | None:
    """None for a code that is not in use."""
    import zipcodes  # the first use reads its table

    found = zipcodes.matching(code)
    return _zip_code(found[0]) if found else None


def zips_of_city(city: str, state: str) -> tuple[str, ...]:
    """The codes of the city, in order; empty when the state has none of that name."""
    return _zips_by_city(state).get(city_key(city), ())


def city_key(city: str) -> str:
    """The same for `St. Louis` and `Saint Louis`."""
    return " ".join(_SHORT_NAMES.get(word, word) for word in plain(city).split())


def normal_zip(postal_code: str, plus_four: str, state: str | None) -> tuple[str, str] | None:
    """ZIP code and its addition from `30326`, `30326-1234` or `303261234`; None when they are no such codes.

    The zero that spreadsheets take from codes of New England is given back, if that makes one of the `state`.
    """
    digits = re.fullmatch(r"([0-9]{5})[- ]?([0-9]{4})?|([0-9]{4})", tidy(postal_code), re.ASCII)
    addition = tidy(plus_four).removeprefix("-")
    if digits is None or not re.fullmatch(r"(?:[0-9]{4})?", addition, re.ASCII):
        return None
    if digits[2] and addition and digits[2] != addition:
        return None
    if digits[3]:
        padded = find_zip(f"0{digits[3]}")
        return (padded.code, addition) if padded and padded.state == state else None
    return digits[1], addition or digits[2] or ""


@cache
def _zips_by_city(state: str) -> dict[str, tuple[str, ...]]:
    import zipcodes

    found: dict[str, list[str]] = {}
    for entry in zipcodes.filter_by(state=state):
        for city in _zip_code(entry).cities:
            found.setdefault(city_key(city), []).append(entry["zip_code"])
    return {city: tuple(sorted(set(codes))) for city, codes in found.items()}


def _zip_code(entry: dict[str, Any]) -> ZipCode:
    return ZipCode(
        code=entry["zip_code"],
        state=entry["state"],
        cities=(entry["city"], *entry["acceptable_cities"]),
        nicknames=tuple(entry["unacceptable_cities"]),
        military=entry["zip_code_type"] == MILITARY,
    )
