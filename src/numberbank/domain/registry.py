"""What we ask of the routing registry (OSR, or its toll-free counterpart) and of whoever places calls."""

from dataclasses import dataclass
from enum import StrEnum

from numberbank.domain.e164 import E164


class RegistryAction(StrEnum):
    CHECK = "CHECK"
    """can the entry be changed at all"""
    UPDATE = "UPDATE"
    """enter the number under our NNID"""


@dataclass(frozen=True, slots=True)
class RegistryTask:
    """One thing asked of the registry. `id` stays the same over its attempts."""

    id: str
    project_id: str
    number: E164
    action: RegistryAction
    nnid: str
    toll_free: bool
    attempt: int
    """1 for the first time"""
    accepted: bool
    """the registry has taken it on before, and has not reported since"""


@dataclass(frozen=True, slots=True)
class VoiceCall:
    """A call that reads a code to the holder of a number. `id` stays the same over its attempts."""

    id: str
    project_id: str
    number: E164
    code: str
    attempt: int
    """1 for the first time"""
