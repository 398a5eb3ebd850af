"""A number whose owner wants to have it hosted: can it be, and is it the owner's (imported-numbers reference 7, 11.1).

    ELIGIBLE_CHECK_PENDING -> NOT_ELIGIBLE
                           -> ELIGIBLE -call, or invoices-> VERIFICATION_PENDING -> VERIFIED
                                                                                 -> VERIFICATION_FAILED -call->
                                                                                 -> VERIFICATION_BLOCKED
    VERIFIED -order-> HOSTING_IN_PROGRESS -> HOSTING_DONE, or HOSTING_FAILED, from where it may be ordered again

The voice code and the review of invoices by the operator are two ways to the same end; either is enough.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from numberbank.domain.e164 import E164
from numberbank.domain.steps import StepState

ADD_LIMIT = 500
"""numbers of one addNumbers"""
CODE_LIFE = timedelta(minutes=10)
MOST_WRONG_CODES = 5
"""of a number, over all its calls; the last one blocks it"""
MOST_CALLS = 5
"""to a number; one more blocks it"""
CODE_DIGITS = 4


class QualifiedState(StrEnum):
    """Without the `GLOBAL_PROCESS_STATE_` that the wire puts before each."""

    CHECK_PENDING = "ELIGIBLE_CHECK_PENDING"
    ELIGIBLE = "ELIGIBLE"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    VERIFICATION_PENDING = "VERIFICATION_PENDING"
    VERIFICATION_FAILED = "VERIFICATION_FAILED"
    VERIFICATION_BLOCKED = "VERIFICATION_BLOCKED"
    VERIFIED = "VERIFIED"
    HOSTING_IN_PROGRESS = "HOSTING_IN_PROGRESS"
    HOSTING_DONE = "HOSTING_DONE"
    HOSTING_FAILED = "HOSTING_FAILED"


class QualifiedStep(StrEnum):
    FIND_ELIGIBLE = "FIND_ELIGIBLE"
    FIND_NOT_ELIGIBLE = "FIND_NOT_ELIGIBLE"
    CALL = "CALL"
    RECEIVE_INVOICES = "RECEIVE_INVOICES"
    VERIFY = "VERIFY"
    FAIL_VERIFICATION = "FAIL_VERIFICATION"
    BLOCK = "BLOCK"
    UNBLOCK = "UNBLOCK"
    ORDER = "ORDER"
    HOST = "HOST"
    FAIL_HOSTING = "FAIL_HOSTING"


_UNVERIFIED = frozenset(
    {QualifiedState.ELIGIBLE, QualifiedState.VERIFICATION_PENDING, QualifiedState.VERIFICATION_FAILED}
)

TRANSITIONS: dict[QualifiedStep, tuple[frozenset[QualifiedState], QualifiedState]] = {
    QualifiedStep.FIND_ELIGIBLE: (
        frozenset({QualifiedState.CHECK_PENDING, QualifiedState.NOT_ELIGIBLE}),
        QualifiedState.ELIGIBLE,
    ),
    QualifiedStep.FIND_NOT_ELIGIBLE: (
        frozenset({QualifiedState.CHECK_PENDING, QualifiedState.ELIGIBLE}),
        QualifiedState.NOT_ELIGIBLE,
    ),
    QualifiedStep.CALL: (_UNVERIFIED, QualifiedState.VERIFICATION_PENDING),
    QualifiedStep.RECEIVE_INVOICES: (_UNVERIFIED, QualifiedState.VERIFICATION_PENDING),
    QualifiedStep.VERIFY: (_UNVERIFIED, QualifiedState.VERIFIED),
    QualifiedStep.FAIL_VERIFICATION: (_UNVERIFIED, QualifiedState.VERIFICATION_FAILED),
    QualifiedStep.BLOCK: (_UNVERIFIED, QualifiedState.VERIFICATION_BLOCKED),
    QualifiedStep.UNBLOCK: (frozenset({QualifiedState.VERIFICATION_BLOCKED}), QualifiedState.ELIGIBLE),
    QualifiedStep.ORDER: (
        frozenset({QualifiedState.VERIFIED, QualifiedState.HOSTING_FAILED}),
        QualifiedState.HOSTING_IN_PROGRESS,
    ),
    QualifiedStep.HOST: (frozenset({QualifiedState.HOSTING_IN_PROGRESS}), QualifiedState.HOSTING_DONE),
    QualifiedStep.FAIL_HOSTING: (frozenset({QualifiedState.HOSTING_IN_PROGRESS}), QualifiedState.HOSTING_FAILED),
}
"""from which states a step may be taken, and to which one it leads"""


@dataclass(frozen=True, slots=True)
class StepOutcome:
    status: StepState
    error: str = ""


class HostedStatus:
    """Whole numbers on the wire (reference 4)."""

    UNSPECIFIED = 0
    HOSTED = 1
    FAILED = 2


@dataclass(frozen=True, slots=True)
class QualifiedNumber:
    number: E164
    project_id: str
    region: str
    state: QualifiedState
    osr: StepOutcome
    ownership: StepOutcome
    hosted_status: int
    hosted_error: str
    created_at: datetime
    updated_at: datetime
    wrong_codes: int = 0
    calls: int = 0


@dataclass(frozen=True, slots=True)
class VoiceChallenge:
    """A call that reads out a code, and how long the code is good. `id` stays the same over its attempts."""

    id: str
    project_id: str
    number: E164
    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class QualifiedFilter:
    """Empty and None mean any."""

    states: tuple[str, ...] = ()
    region: str | None = None


def ownership_after(step: QualifiedStep, error: str) -> StepOutcome | None:
    """What `ownershipVerification` says after a step; None for one that does not touch it."""
    match step:
        case QualifiedStep.CALL | QualifiedStep.RECEIVE_INVOICES:
            return StepOutcome(StepState.IN_PROGRESS)
        case QualifiedStep.VERIFY:
            return StepOutcome(StepState.DONE)
        case QualifiedStep.FAIL_VERIFICATION | QualifiedStep.BLOCK:
            return StepOutcome(StepState.FAILED, error)
        case QualifiedStep.UNBLOCK:
            return StepOutcome(StepState.WAITING)
        case _:
            return None


def osr_after(step: QualifiedStep, error: str) -> StepOutcome | None:
    """What `osrEligibility` says after a step; None for one that does not touch it."""
    match step:
        case QualifiedStep.FIND_ELIGIBLE:
            return StepOutcome(StepState.DONE)
        case QualifiedStep.FIND_NOT_ELIGIBLE:
            return StepOutcome(StepState.FAILED, error)
        case _:
            return None


def hosted_after(step: QualifiedStep, error: str) -> tuple[int, str] | None:
    """What `hostedNumber` says after a step; None for one that does not touch it."""
    match step:
        case QualifiedStep.ORDER:
            return HostedStatus.UNSPECIFIED, ""
        case QualifiedStep.HOST:
            return HostedStatus.HOSTED, ""
        case QualifiedStep.FAIL_HOSTING:
            return HostedStatus.FAILED, error
        case _:
            return None
