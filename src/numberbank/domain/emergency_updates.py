"""What an operator's system is told of an emergency address, so that a provider of emergency calls can be told."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from numberbank.domain.e164 import E164
from numberbank.domain.emergency_addresses import ProvisionedAddress

_PAUSES = tuple(timedelta(seconds=seconds) for seconds in (2, 10, 30, 120, 300, 900, 1800, 3600))


@dataclass(frozen=True, slots=True)
class EmergencyUpdate:
    """An update that a worker has taken on at `moment`, on the clock of its project."""

    id: str
    number: E164
    project_id: str
    provisioned: ProvisionedAddress | None
    """None when the number has no address any more"""
    attempt: int
    """1 for the first"""
    moment: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """How a call ended: the system's status, or None with the problem that kept it from answering."""

    status: int | None
    problem: str = ""

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def pause_after(attempt: int) -> timedelta:
    """Before the next attempt; there is always a next one, at least every hour."""
    return _PAUSES[min(attempt, len(_PAUSES)) - 1]
