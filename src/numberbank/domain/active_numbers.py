"""A number that a project holds, and the rules of its life (design section 6)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from numberbank.domain.e164 import E164
from numberbank.domain.money import Money
from numberbank.domain.number_blocks import Capability, NumberType
from numberbank.domain.patterns import NumberPattern
from numberbank.domain.provisioning import Links, PendingJob, ProvisioningKind


class NumberState(StrEnum):
    """Why a number is not available. One that is has no row."""

    RESERVED = "RESERVED"
    ACTIVE = "ACTIVE"
    AGING = "AGING"
    HOSTING = "HOSTING"
    IMPORTED = "IMPORTED"
    IMPORT_ENDED = "IMPORT_ENDED"
    """the last three are of numbers that were not rented, see domain.imported_numbers"""


class OrderBy(StrEnum):
    PHONE_NUMBER = "phoneNumber"
    DISPLAY_NAME = "displayName"


class ActiveNumber(Struct, frozen=True, gc=False):
    """A number held by a project. `expire_at` is set once it was released; it stays usable until then.

    A list has hundreds of them; a Struct is made several times faster than a dataclass, and so are its parts.
    None of them can lead back to itself, so that the garbage collector need not know of them.
    """

    number: E164
    project_id: str
    display_name: str
    region: str
    type: NumberType
    capabilities: tuple[Capability, ...]
    price: Money
    interval_months: int
    next_charge_at: datetime
    expire_at: datetime | None
    callback_url: str
    links: Links
    pending: dict[ProvisioningKind, PendingJob]
    protected: bool = False
    """may not be released"""
    suspended: bool = False
    """could not be paid for, and has lost its links"""


@dataclass(frozen=True, slots=True)
class NumberFilter:
    """Which numbers of a project; None and empty mean any."""

    region: str | None = None
    type: NumberType | None = None
    pattern: NumberPattern | None = None
    capabilities: tuple[Capability, ...] = ()
