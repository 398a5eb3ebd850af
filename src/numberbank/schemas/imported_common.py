"""Shapes that the resources of the imported numbers' API share (its reference, 4 and 5)."""

from numberbank.domain.carriers import CarrierState
from numberbank.domain.provisioning import ProvisioningAction
from numberbank.schemas.common import Wire, timestamp


class CarrierStateJson(Wire, frozen=True):
    state: str
    error_code: str
    error_message: str
    update_time: str


def carrier_state_json(state: CarrierState) -> CarrierStateJson:
    return CarrierStateJson(state.state, state.error_code, state.error_message, timestamp(state.updated_at))


def direction(action: ProvisioningAction) -> str:
    return "PROVISIONING" if action is ProvisioningAction.LINK else "DEPROVISIONING"
