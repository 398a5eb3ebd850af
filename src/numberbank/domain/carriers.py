"""The mobile operators of the US, AT&T and T-Mobile, each for SMS and MMS.

They take a number on with its campaign, so how far they are follows from the campaign's track. T-Mobile wants to be
told when a number comes from another aggregator: without `migrateToSinchTmo` it answers 60135 (reference 4).
"""

from dataclasses import dataclass
from datetime import datetime

from numberbank.domain.imported_numbers import Track
from numberbank.domain.provisioning import ProvisioningAction
from numberbank.domain.steps import StepState, failure_message

CARRIERS = ("smsAtt", "smsTmo", "mmsAtt", "mmsTmo")

_SHARING = "MNO_SHARING_ERROR"
_SHARING_CODE = "60135"
_SHARING_TEXT = "The number is with another aggregator: import it with migrateToSinchTmo"
_REFUSED = ("CAMPAIGN_MNO_REJECTED", "CAMPAIGN_MNO_SUSPENDED")


@dataclass(frozen=True, slots=True)
class CarrierState:
    """`action` is None while nothing was asked of the operator."""

    state: StepState
    updated_at: datetime
    error_code: str = ""
    error_message: str = ""
    action: ProvisioningAction | None = None


def carrier_states(campaign: Track | None, since: datetime) -> dict[str, CarrierState]:
    """By the names of the wire. `since` is the time given for those that nobody has asked."""
    if campaign is None:
        return dict.fromkeys(CARRIERS, CarrierState(StepState.UNSPECIFIED, since))
    if campaign.state is not StepState.FAILED:
        return dict.fromkeys(CARRIERS, CarrierState(campaign.state, campaign.updated_at, action=campaign.action))
    return {name: _failed(name, campaign) for name in CARRIERS}


def _failed(name: str, campaign: Track) -> CarrierState:
    if campaign.error_code == _SHARING:
        if name == "smsTmo":
            return CarrierState(
                StepState.FAILED, campaign.updated_at, _SHARING_CODE, _SHARING_TEXT, action=campaign.action
            )
        state = StepState.WAITING if name == "mmsTmo" else StepState.DONE
        return CarrierState(state, campaign.updated_at, action=campaign.action)
    if campaign.error_code in _REFUSED:
        text = failure_message(campaign.error_code)
        return CarrierState(StepState.FAILED, campaign.updated_at, campaign.error_code, text, action=campaign.action)
    # The campaign failed before any operator heard of the number.
    return CarrierState(StepState.WAITING, campaign.updated_at, action=campaign.action)
