"""Qualified numbers on the wire (imported-numbers reference 5.8 and 7)."""

from numberbank.domain.qualified_numbers import QualifiedNumber, StepOutcome
from numberbank.schemas.common import Wire, timestamp

STATE_PREFIX = "GLOBAL_PROCESS_STATE_"


class OutcomeJson(Wire, frozen=True):
    status: str
    error: str


class HostedStatusJson(Wire, frozen=True):
    status: int
    error: str


class QualifiedNumberJson(Wire, frozen=True):
    phone_number: str
    project_id: str
    region_code: str
    global_process_state: str
    osr_eligibility: OutcomeJson
    ownership_verification: OutcomeJson
    hosted_number: HostedStatusJson
    created_time: str
    updated_time: str


class QualifiedNumbersJson(Wire, frozen=True):
    qualified_numbers: list[QualifiedNumberJson]
    next_page_token: str
    total_size: int


class AddedNumbersJson(Wire, frozen=True):
    qualified_numbers: list[QualifiedNumberJson]


class AddNumbersRequest(Wire, frozen=True):
    phone_numbers: list[str]


class VerifyRequest(Wire, frozen=True):
    code: str


def qualified_number_json(number: QualifiedNumber) -> QualifiedNumberJson:
    return QualifiedNumberJson(
        phone_number=number.number,
        project_id=number.project_id,
        region_code=number.region,
        global_process_state=f"{STATE_PREFIX}{number.state}",
        osr_eligibility=_outcome_json(number.osr),
        ownership_verification=_outcome_json(number.ownership),
        hosted_number=HostedStatusJson(number.hosted_status, number.hosted_error),
        created_time=timestamp(number.created_at),
        updated_time=timestamp(number.updated_at),
    )


def _outcome_json(outcome: StepOutcome) -> OutcomeJson:
    return OutcomeJson(outcome.status, outcome.error)
