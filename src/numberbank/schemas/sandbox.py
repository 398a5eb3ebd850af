"""Shapes of the sandbox API."""

from numberbank.domain.faults import FaultEffect, FaultWhen
from numberbank.schemas.common import Wire


class ClockJson(Wire, frozen=True):
    time: str
    frozen: bool


class AdvanceRequest(Wire, frozen=True):
    """One of the three; `duration` is ISO 8601, as in P1M or P31D or PT90S."""

    seconds: float | None = None
    to: str | None = None
    duration: str | None = None


class AdvancedJson(Wire, frozen=True):
    """`done` counts what fell due, by kind."""

    time: str
    frozen: bool
    done: dict[str, int]


class FaultRequest(Wire, frozen=True):
    path: str
    when: FaultWhen
    effect: FaultEffect
    method: str = "*"
    seconds: float = 0.0
    status: int = 500
    times: int | None = None
    probability: float | None = None


class FaultJson(Wire, frozen=True):
    id: str
    method: str
    path: str
    when: str
    effect: str
    seconds: float
    status: int
    times: int | None
    probability: float


class FaultsJson(Wire, frozen=True):
    faults: list[FaultJson]


class ResetRequest(Wire, frozen=True):
    seed: int | None = None
    time: str | None = None


class ResetJson(Wire, frozen=True):
    projects: int


class SnapshotRequest(Wire, frozen=True):
    name: str


class SnapshotJson(Wire, frozen=True):
    name: str
    create_time: str


class SnapshotsJson(Wire, frozen=True):
    snapshots: list[SnapshotJson]


class VoiceChallengeJson(Wire, frozen=True):
    phone_number: str
    code: str
    expire_time: str


class VoiceChallengesJson(Wire, frozen=True):
    voice_challenges: list[VoiceChallengeJson]
