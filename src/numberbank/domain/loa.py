"""A letter of authorization: with it the owner of numbers allows us to carry their messages (reference 5.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from numberbank.domain.e164 import E164


class LoaKind(StrEnum):
    DIRECT = "DIRECT"
    RESELLER = "RESELLER"
    BLANKET = "BLANKET"
    """agreed on beforehand: nothing is signed for the order"""


@dataclass(frozen=True, slots=True)
class Person:
    first_name: str
    last_name: str
    email: str

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True)
class Address:
    building_number: str
    street: str
    city: str
    state: str
    postal_code: str
    country: str

    @property
    def line(self) -> str:
        return f"{self.building_number} {self.street}, {self.city}, {self.state} {self.postal_code}, {self.country}"


@dataclass(frozen=True, slots=True)
class Loa:
    """Who allows it. A blanket letter names nobody; only a reseller gives the name of a business."""

    kind: LoaKind
    person: Person | None = None
    address: Address | None = None
    current_voice_carrier: str = ""
    business_name: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """What stands in the letter. `signature` is empty until it is signed."""

    title: str
    facts: tuple[tuple[str, str], ...]
    paragraphs: tuple[str, ...]
    numbers: tuple[E164, ...]
    signature: str = ""


def letter(loa: Loa, numbers: Sequence[E164], service_provider: str, order_id: str, signature: str = "") -> Letter:
    """The letter of a direct customer or a reseller."""
    assert loa.person is not None, "a blanket letter is not written for an order"
    assert loa.address is not None
    facts = [
        ("Order", order_id),
        ("Authorized person", loa.person.name),
        ("E-mail", loa.person.email),
        ("Address", loa.address.line),
        ("Voice carrier", loa.current_voice_carrier),
    ]
    if loa.business_name:
        facts.insert(1, ("Business", loa.business_name))
    owner = loa.business_name or loa.person.name
    paragraphs = (
        f"{owner} has the right to use the telephone numbers below and authorizes {service_provider} to carry text "
        "messages to and from them, and to change their entries in the routing registries for that purpose.",
        f"Voice service stays with {loa.current_voice_carrier}. This is no order to port a number.",
        "The authorization holds until it is withdrawn in writing.",
    )
    return Letter("Letter of Authorization", tuple(facts), paragraphs, tuple(numbers), signature)


def is_signature_of(name: str, person: Person) -> bool:
    """Whether somebody has typed the person's name, in whatever capitals and spaces."""
    return " ".join(name.casefold().split()) == " ".join(person.name.casefold().split())
