"""The routing registry when no system of the operator's stands behind it: simulated, or left to people."""

from datetime import timedelta

from numberbank.domain.provisioning import Accepted, Done, Failed, Later, Outcome
from numberbank.domain.registry import RegistryAction, RegistryTask

NOT_HOSTABLE = "9990"
"""how a number ends that the simulated registry does not find eligible"""
NOT_CHANGEABLE = "9991"
"""how a number ends whose entry it does not change in spite of that"""
UNKNOWN_NNID = "000000"


class SimulatedRegistry:
    """Takes its time, in the project's own clock, and then says how it went."""

    def __init__(self, delay: timedelta) -> None:
        self._delay = delay

    async def step(self, task: RegistryTask) -> Outcome:
        if task.attempt == 1:
            return Later(self._delay)
        if task.action is RegistryAction.CHECK:
            return Failed("NUMBER_PROVISIONING_FAILED") if task.number.endswith(NOT_HOSTABLE) else Done()
        if task.nnid == UNKNOWN_NNID:
            return Failed("INVALID_NNID")
        return Failed("NUMBER_PROVISIONING_FAILED") if task.number.endswith(NOT_CHANGEABLE) else Done()


class ManualRegistry:
    """People at the operator's do it, and report it by the operator API or the command line."""

    PATIENCE = timedelta(days=90)

    async def step(self, task: RegistryTask) -> Outcome:
        return Failed("PARTNER_SERVICE_UNAVAILABLE") if task.accepted else Accepted(self.PATIENCE)
