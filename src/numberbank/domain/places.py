"""City, state and postal code, checked against each other.

Something is corrected only where nothing else could be meant; otherwise the places that could be are candidates.
"""

from dataclasses import dataclass
from difflib import SequenceMatcher

from numberbank.domain.address_text import plain, same, tidy
from numberbank.domain.errors import Violation
from numberbank.domain.provinces import (
    PROVINCES,
    normal_ca_postal_code,
    province_code,
    provinces_of,
    state_code,
)
from numberbank.domain.zip_codes import ZipCode, city_key, find_zip, normal_zip, zips_of_city

ALIKE = 0.8
"""from this likeness on (difflib's ratio), one name is a misspelling of another"""
MAX_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Place:
    city: str
    state: str
    postal_code: str
    plus_four: str = ""


@dataclass(frozen=True, slots=True)
class PlaceCheck:
    """Either a place in its normal form, or problems and the places that could be meant."""

    place: Place
    problems: tuple[Violation, ...] = ()
    candidates: tuple[Place, ...] = ()


def alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def check_place(region: str, given: Place) -> PlaceCheck:
    """The place in its normal form, or what is wrong with it."""
    given = Place(*(tidy(part) for part in (given.city, given.state, given.postal_code, given.plus_four)))
    return _check_ca(given) if region == "CA" else _check_us(given)


def _check_us(given: Place) -> PlaceCheck:
    state = state_code(given.state)
    codes = normal_zip(given.postal_code, given.plus_four, state)
    problems = []
    if codes is None:
        problems.append(Violation("address.postalCode", "is not a ZIP code: write five digits, as in 30326"))
    elif (found := find_zip(codes[0])) is None:
        problems.append(Violation("address.postalCode", "is not a ZIP code in use"))
    else:
        return _check_city(given, state, found, codes[1])
    if state is None:
        problems.append(_no_state(given.state, "state of the US: write its two letters, as in GA"))
    zips = zips_of_city(given.city, state) if state else ()
    places = tuple(_with_zip(given, code) for code in zips[: MAX_CANDIDATES + 1])
    if codes and len(places) == 1:
        return PlaceCheck(places[0])
    return PlaceCheck(given, tuple(problems), places if len(places) <= MAX_CANDIDATES else ())


def _check_city(given: Place, state: str | None, found: ZipCode, plus_four: str) -> PlaceCheck:
    """For a ZIP code in use."""
    code = found.code
    if found.military:
        problem = Violation("address.postalCode", f"{code} is for military mail: help cannot be sent there")
        return PlaceCheck(given, (problem,))
    named = _named_city(given.city, found)
    if state == found.state:
        city = named or _nickname(given.city, found) or _misspelt(given.city, found)
        if city:
            return PlaceCheck(Place(city, found.state, code, plus_four))
        return _apart(given, state, found, "address.city", f"{code} is not in {given.city[:60]}, {state}")
    if named and not (state and zips_of_city(given.city, state)):
        return PlaceCheck(Place(named, found.state, code, plus_four))
    return _apart(given, state, found, "address.state", f"{code} is not in {state or given.state[:40]}")


def _apart(given: Place, state: str | None, found: ZipCode, field: str, reason: str) -> PlaceCheck:
    """The ZIP code is in one place, city and state name another."""
    zips = zips_of_city(given.city, state) if state else ()
    others = [_with_zip(given, code) for code in zips] if len(zips) < MAX_CANDIDATES else []
    candidates = (Place(found.cities[0], found.state, found.code), *others)
    return PlaceCheck(given, (Violation(field, reason),), candidates)


def _with_zip(given: Place, code: str) -> Place:
    found = find_zip(code)
    assert found is not None
    return Place(_named_city(given.city, found) or found.cities[0], found.state, code)


def _named_city(city: str, found: ZipCode) -> str | None:
    """The spelling that the table has, if the ZIP code serves the city."""
    return next((name for name in found.cities if city_key(name) == city_key(city)), None)


def _nickname(city: str, found: ZipCode) -> str | None:
    known = any(city_key(name) == city_key(city) for name in found.nicknames)
    return found.cities[0] if known else None


def _misspelt(city: str, found: ZipCode) -> str | None:
    """The name that is nearly the city's, unless the state has a city of just that name elsewhere."""
    if zips_of_city(city, found.state):
        return None
    near = max(found.cities, key=lambda name: alike(city_key(name), city_key(city)))
    return near if alike(city_key(near), city_key(city)) >= ALIKE else None


def _check_ca(given: Place) -> PlaceCheck:
    code = normal_ca_postal_code(given.postal_code)
    province = province_code(given.state) or (_misspelt_province(given.state, provinces_of(code)) if code else None)
    problems = []
    if code is None:
        problems.append(Violation("address.postalCode", "is not a Canadian postal code: write it as in M5H 2N2"))
    if province is None:
        problems.append(_no_state(given.state, "province of Canada: write its two letters, as in ON"))
    if given.plus_four:
        problems.append(Violation("address.postalCodePlusFour", "Canadian postal codes have no addition: leave it out"))
    if problems or code is None or province is None:
        return PlaceCheck(given, tuple(problems))
    if province in provinces_of(code):
        return PlaceCheck(Place(given.city, province, code))
    problem = Violation(
        "address.postalCode", f"{code[:3]} is not in {province}, but in {' or '.join(provinces_of(code))}"
    )
    candidates = tuple(Place(given.city, other, code) for other in provinces_of(code))
    return PlaceCheck(given, (problem,), candidates)


def _misspelt_province(text: str, expected: tuple[str, ...]) -> str | None:
    names = {name: code for name, code in PROVINCES.items() if code in expected and len(name) > 3}
    near = max(names, key=lambda name: alike(name, plain(text)))
    return names[near] if alike(near, plain(text)) >= ALIKE else None


def _no_state(text: str, what: str) -> Violation:
    return Violation("address.state", f"{text[:40]!r} is not a {what}")


def is_same_state(region: str, given: str, code: str) -> bool:
    """Whether the text only writes the code otherwise."""
    return same(given, code) or (province_code(given) if region == "CA" else state_code(given)) == code
