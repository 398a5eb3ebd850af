"""The registry behind the ids that numbers are linked to, and what its states mean for a link (reference 13).

Only projects with strict links are held to it; in others any id is taken for good.
"""

from dataclasses import dataclass
from enum import StrEnum

from numberbank.domain.number_blocks import NumberType
from numberbank.domain.provisioning import ProvisioningKind, VoiceType


class LinkTargetKind(StrEnum):
    SERVICE_PLAN = "SERVICE_PLAN"
    CAMPAIGN = "CAMPAIGN"
    VOICE_APP = "VOICE_APP"
    TRUNK = "TRUNK"
    FAX_SERVICE = "FAX_SERVICE"


class LinkTargetState(StrEnum):
    """Only campaigns have another state than ACTIVE or SUSPENDED."""

    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    EXPIRED = "EXPIRED"
    PENDING_ACCEPTANCE = "PENDING_ACCEPTANCE"
    MNO_REJECTED = "MNO_REJECTED"
    MNO_SUSPENDED = "MNO_SUSPENDED"
    MNO_REVIEW = "MNO_REVIEW"


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """`number_limit` is how many numbers a campaign may have; None means any."""

    kind: LinkTargetKind
    id: str
    state: LinkTargetState = LinkTargetState.ACTIVE
    number_limit: int | None = None
    mock: bool = False
    toll_free_allowed: bool = False


GENERAL_FAILURE = {
    ProvisioningKind.SMS_PLATFORM: "SMS_PROVISIONING_FAILED",
    ProvisioningKind.CAMPAIGN: "CAMPAIGN_PROVISIONING_FAILED",
    ProvisioningKind.VOICE_PLATFORM: "PROVISIONING_TO_VOICE_PLATFORM_FAILED",
}

ERROR_CODES = frozenset(
    {
        "INTERNAL_ERROR",
        "SMS_PROVISIONING_FAILED",
        "CAMPAIGN_PROVISIONING_FAILED",
        "CAMPAIGN_NOT_AVAILABLE",
        "EXCEEDED_10DLC_LIMIT",
        "NUMBER_PROVISIONING_FAILED",
        "PARTNER_SERVICE_UNAVAILABLE",
        "CAMPAIGN_PENDING_ACCEPTANCE",
        "MNO_SHARING_ERROR",
        "CAMPAIGN_EXPIRED",
        "CAMPAIGN_MNO_REJECTED",
        "CAMPAIGN_MNO_SUSPENDED",
        "CAMPAIGN_MNO_REVIEW",
        "INSUFFICIENT_BALANCE",
        "MOCK_CAMPAIGN_NOT_ALLOWED",
        "TFN_NOT_ALLOWED",
        "INVALID_NNID",
        "PROVISIONING_TO_VOICE_PLATFORM_FAILED",
    }
)
"""every code that a failed job can carry (reference 13)"""

_CAMPAIGN_STATES = {
    LinkTargetState.SUSPENDED: "CAMPAIGN_NOT_AVAILABLE",
    LinkTargetState.EXPIRED: "CAMPAIGN_EXPIRED",
    LinkTargetState.PENDING_ACCEPTANCE: "CAMPAIGN_PENDING_ACCEPTANCE",
    LinkTargetState.MNO_REJECTED: "CAMPAIGN_MNO_REJECTED",
    LinkTargetState.MNO_SUSPENDED: "CAMPAIGN_MNO_SUSPENDED",
    LinkTargetState.MNO_REVIEW: "CAMPAIGN_MNO_REVIEW",
}


def target_kind(kind: ProvisioningKind, voice_type: VoiceType) -> LinkTargetKind:
    match kind:
        case ProvisioningKind.SMS_PLATFORM:
            return LinkTargetKind.SERVICE_PLAN
        case ProvisioningKind.CAMPAIGN:
            return LinkTargetKind.CAMPAIGN
        case ProvisioningKind.VOICE_PLATFORM:
            return {
                VoiceType.RTC: LinkTargetKind.VOICE_APP,
                VoiceType.EST: LinkTargetKind.TRUNK,
                VoiceType.FAX: LinkTargetKind.FAX_SERVICE,
            }[voice_type]


def refusal(
    kind: ProvisioningKind, target: LinkTarget | None, number_type: NumberType, numbers_linked: int
) -> str | None:
    """The error code with which a link to `target` fails, or None when it may be made.

    `target` is None when it is not registered; `numbers_linked` counts the others on it.
    """
    if kind is not ProvisioningKind.CAMPAIGN:
        active = target is not None and target.state is LinkTargetState.ACTIVE
        return None if active else GENERAL_FAILURE[kind]
    if target is None:
        return "CAMPAIGN_NOT_AVAILABLE"
    if target.state is not LinkTargetState.ACTIVE:
        return _CAMPAIGN_STATES[target.state]
    if target.mock:
        return "MOCK_CAMPAIGN_NOT_ALLOWED"
    if number_type is NumberType.TOLL_FREE and not target.toll_free_allowed:
        return "TFN_NOT_ALLOWED"
    if target.number_limit is not None and numbers_linked >= target.number_limit:
        return "EXCEEDED_10DLC_LIMIT"
    return None
