"""Addresses for tests of emergency addresses, and how they come out."""

from dataclasses import dataclass, replace

from numberbank.domain.address_checks import conclude, draft_address
from numberbank.domain.emergency_addresses import EmergencyAddress, MatchResult, Validation

BOISE = EmergencyAddress("12", "Maple Ave", city="Boise", state="ID", postal_code="83702")
ATLANTA = EmergencyAddress("3500", "Lenox Rd NE", city="Atlanta", state="GA", postal_code="30326")
TORONTO = EmergencyAddress("100", "Queen St W", city="Toronto", state="ON", postal_code="M5H 2N2")
MONTREAL = EmergencyAddress("1155", "Rue Sherbrooke O", city="Montréal", state="QC", postal_code="H3A 2N3")


@dataclass(frozen=True)
class Case:
    """`expected` has the normal form for what matches, and is None for NO_MATCH; `fields` are what is wrong then."""

    region: str
    given: EmergencyAddress
    result: MatchResult
    reasons: tuple[str, ...] = ()
    expected: EmergencyAddress | None = None
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join(part for part in self.given.parts if part)


def validated(region: str, given: EmergencyAddress, streets: tuple[str, ...] = ()) -> Validation:
    return conclude(draft_address(region, given), streets)


def exact(region: str, base: EmergencyAddress, **parts: str) -> Case:
    given = replace(base, **parts)
    return Case(region, given, MatchResult.EXACT_MATCH, ("Address is a perfect match",), given)


def near(region: str, base: EmergencyAddress, parts: dict[str, str], normal: dict[str, str], *reasons: str) -> Case:
    """`parts` of the base that are given otherwise, and what they are in the normal form."""
    return Case(
        region,
        replace(base, **parts),
        MatchResult.NEAR_MATCH,
        ("Corrected to valid address", *reasons),
        replace(base, **{**parts, **normal}),
    )


def no_match(region: str, base: EmergencyAddress, parts: dict[str, str], *fields: str) -> Case:
    return Case(
        region, replace(base, **parts), MatchResult.NO_MATCH, fields=tuple(f"address.{name}" for name in fields)
    )
