"""How far a step is that others carry out: a link, a change of the routing registry, a check (reference 4, `State`)."""

from enum import StrEnum

from numberbank.domain.provisioning import ProvisioningStatus


class StepState(StrEnum):
    UNSPECIFIED = "STATE_UNSPECIFIED"
    """there is no such step"""
    WAITING = "WAITING"
    IN_PROGRESS = "IN_PROGRESS"
    DONE = "DONE"
    FAILED = "FAILED"


def state_of_job(status: ProvisioningStatus) -> StepState:
    return StepState(status.value)


FAILURE_CODES = (
    "CAMPAIGN_NOT_AVAILABLE",
    "EXCEEDED_10DLC_LIMIT",
    "NUMBER_PROVISIONING_FAILED",
    "PARTNER_SERVICE_UNAVAILABLE",
    "CAMPAIGN_PENDING_ACCEPTANCE",
    "MNO_SHARING_ERROR",
    "CAMPAIGN_PROVISIONING_FAILED",
    "CAMPAIGN_EXPIRED",
    "CAMPAIGN_MNO_REJECTED",
    "CAMPAIGN_MNO_SUSPENDED",
    "CAMPAIGN_MNO_REVIEW",
    "INSUFFICIENT_BALANCE",
    "MOCK_CAMPAIGN_NOT_ALLOWED",
    "TFN_NOT_ALLOWED",
    "INVALID_NNID",
)
"""all that a callback of this API may carry, in the order of reference 4"""

_MESSAGES = {
    "CAMPAIGN_NOT_AVAILABLE": "The campaign does not exist or is suspended",
    "EXCEEDED_10DLC_LIMIT": "The campaign has as many numbers as it may have",
    "NUMBER_PROVISIONING_FAILED": "The number could not be provisioned",
    "PARTNER_SERVICE_UNAVAILABLE": "A partner's system did not answer",
    "CAMPAIGN_PENDING_ACCEPTANCE": "The campaign has not been accepted yet",
    "MNO_SHARING_ERROR": "A mobile operator has the number with another aggregator",
    "CAMPAIGN_PROVISIONING_FAILED": "The number could not be added to the campaign",
    "CAMPAIGN_EXPIRED": "The campaign has expired",
    "CAMPAIGN_MNO_REJECTED": "A mobile operator has rejected the campaign",
    "CAMPAIGN_MNO_SUSPENDED": "A mobile operator has suspended the campaign",
    "CAMPAIGN_MNO_REVIEW": "A mobile operator is still looking at the campaign",
    "INSUFFICIENT_BALANCE": "The balance does not cover it",
    "MOCK_CAMPAIGN_NOT_ALLOWED": "The campaign is for tests only",
    "TFN_NOT_ALLOWED": "Toll-free numbers are not allowed here",
    "INVALID_NNID": "The NNID is not one that the registry knows",
}


def failure_message(code: str) -> str:
    """A sentence for people, empty for an empty code."""
    return _MESSAGES.get(code, "The number could not be provisioned") if code else ""


def callback_code(code: str) -> str:
    """What a callback says of a failure: other codes of ours become the general one."""
    return code if code in FAILURE_CODES else "NUMBER_PROVISIONING_FAILED"


def failure_number(code: str) -> int:
    """For `scheduledProvisioning.errorCodes`, whose values the reference does not list: the place in its list."""
    return FAILURE_CODES.index(callback_code(code)) + 1
