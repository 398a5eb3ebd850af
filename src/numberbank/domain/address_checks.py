"""Whether an emergency address is right, nearly right, or wrong, and why (reference 10).

    draft = draft_address("US", address)          # form, words, and the place
    conclude(draft, streets of draft.postal_code) # the street, where streets are known

An address that is well formed and in itself consistent is never wrong for want of data.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from numberbank.domain.address_text import plain, same, tidy
from numberbank.domain.emergency_addresses import EmergencyAddress, MatchResult, Validation
from numberbank.domain.errors import Violation
from numberbank.domain.house_numbers import normal_number
from numberbank.domain.places import Place, check_place, is_same_state
from numberbank.domain.streets import is_post_box, match_street, normal_street
from numberbank.domain.units import normal_unit
from numberbank.domain.zip_codes import city_key

PERFECT = "Address is a perfect match"
CORRECTED = "Corrected to valid address"
NOT_CORRECTED = "Invalid address - no correction found"
COMPONENT = "Changed address component"
ABBREVIATIONS = "Corrected address abbreviations"
INVALID = "Address is Invalid"


@dataclass(frozen=True, slots=True)
class Draft:
    """An address as `given` and in its `normal` form, with what is wrong with it before any street is looked up."""

    region: str
    given: EmergencyAddress
    normal: EmergencyAddress
    problems: tuple[Violation, ...]
    candidates: tuple[EmergencyAddress, ...]

    @property
    def postal_code(self) -> str:
        return self.normal.postal_code


def draft_address(region: str, given: EmergencyAddress) -> Draft:
    """All checks that need no knowledge of streets."""
    problems = []
    number = normal_number(given.street_number)
    if number is None:
        problems.append(Violation("address.streetNumber", "is not a house number, as 12, 12A, 12 1/2 or 12-34 are"))
    street, location = normal_street(region, number or "", given.street_info, given.location)
    if is_post_box(region, given.street_info):
        problems.append(
            Violation("address.streetInfo", "is a place for mail: give the street where help is to be sent")
        )
    elif not plain(street):
        problems.append(Violation("address.streetInfo", "is not a street"))
    check = check_place(region, Place(given.city, given.state, given.postal_code, given.postal_code_plus_four))
    normal = EmergencyAddress(
        street_number=number or tidy(given.street_number),
        street_info=street,
        location=location,
        city=check.place.city,
        state=check.place.state,
        postal_code=check.place.postal_code,
        postal_code_plus_four=check.place.plus_four,
    )
    candidates = () if problems else tuple(_at(normal, place) for place in check.candidates)
    return Draft(region, given, normal, (*problems, *check.problems), candidates)


def conclude(draft: Draft, streets: Sequence[str]) -> Validation:
    """`streets` are all those of the draft's postal code, none where they are not known."""
    if draft.problems:
        return _no_match(draft, draft.problems, draft.candidates)
    normal = draft.normal
    if streets:
        match = match_street(normal.street_info, streets)
        if match.street is None:
            candidates = tuple(replace(normal, street_info=street) for street in match.candidates)
            meant = f": did you mean {' or '.join(match.candidates)}?" if match.candidates else ""
            problem = Violation("address.streetInfo", f"is not a street of {normal.postal_code}{meant}")
            return _no_match(draft, (problem,), candidates)
        normal = replace(normal, street_info=match.street)
    if all(same(one, other) for one, other in zip(_comparable(draft.given), _comparable(normal), strict=True)):
        return Validation(MatchResult.EXACT_MATCH, (PERFECT,), normal)
    return Validation(MatchResult.NEAR_MATCH, (CORRECTED, *_corrections(draft, normal)), normal)


def _no_match(draft: Draft, problems: tuple[Violation, ...], candidates: tuple[EmergencyAddress, ...]) -> Validation:
    """What the candidates change is said; without any, what is wrong."""
    if candidates:
        reasons = (COMPONENT, *([ABBREVIATIONS] if _shortened(draft, draft.normal) else []))
    else:
        reasons = tuple(f"{problem.field.removeprefix('address.')} {problem.description}" for problem in problems)
    return Validation(
        MatchResult.NO_MATCH, (NOT_CORRECTED, *reasons, INVALID), candidates=candidates, problems=problems
    )


def _corrections(draft: Draft, normal: EmergencyAddress) -> list[str]:
    reasons = []
    if _changed(draft, normal):
        reasons.append(COMPONENT)
    if _shortened(draft, normal):
        reasons.append(ABBREVIATIONS)
    return reasons


def _changed(draft: Draft, normal: EmergencyAddress) -> bool:
    """Whether a part means something else than it did, or stands elsewhere."""
    given = draft.given
    return (
        city_key(given.city) != city_key(normal.city)
        or not is_same_state(draft.region, given.state, normal.state)
        or _code(given.postal_code) != _code(normal.postal_code)
        or tidy(given.postal_code_plus_four) != normal.postal_code_plus_four
        or _unit_moved(draft, normal)
        or _repeats_other_parts(given, normal)
    )


def _shortened(draft: Draft, normal: EmergencyAddress) -> bool:
    """Whether a part is only written otherwise."""
    given = draft.given
    return (
        not same(given.street_number, normal.street_number)
        or not (same(given.street_info, normal.street_info) or _repeats_other_parts(given, normal))
        or not (same(given.location, normal.location) or _unit_moved(draft, normal))
        or (not same(given.state, normal.state) and is_same_state(draft.region, given.state, normal.state))
        or (not same(given.city, normal.city) and city_key(given.city) == city_key(normal.city))
    )


def _unit_moved(draft: Draft, normal: EmergencyAddress) -> bool:
    return not same(normal_unit(draft.given.location, draft.region), normal.location)


def _repeats_other_parts(given: EmergencyAddress, normal: EmergencyAddress) -> bool:
    """Whether the street was given right, but with the house number before it or the unit behind it."""
    number, street, unit = normal.street_number, normal.street_info, normal.location
    together = [f"{number} {street}", f"{number} {street} {unit}", *([f"{street} {unit}"] if unit else [])]
    return any(same(given.street_info.replace(",", ""), form) for form in together)


def _code(postal_code: str) -> str:
    return postal_code.replace(" ", "").replace("-", "").casefold()


def _comparable(address: EmergencyAddress) -> tuple[str, ...]:
    return replace(address, postal_code=_code(address.postal_code)).parts


def _at(address: EmergencyAddress, place: Place) -> EmergencyAddress:
    return replace(
        address,
        city=place.city,
        state=place.state,
        postal_code=place.postal_code,
        postal_code_plus_four=place.plus_four,
    )
