"""A connector that links nothing: it takes its time, in the project's own clock, and then says how it went.

The id that a number is to be linked to may ask for another end: one that is an error code fails with it, one that
starts with `slow-` takes ten minutes.
"""

from datetime import timedelta

from numberbank.domain.link_targets import ERROR_CODES
from numberbank.domain.provisioning import (
    ClaimedJob,
    Done,
    Failed,
    Later,
    Outcome,
    ProvisioningAction,
    ProvisioningKind,
)

SLOW = timedelta(minutes=10)
WITH_ANOTHER_AGGREGATOR = "60135"
"""how an imported number ends that T-Mobile has with somebody else; its error code, as it happens"""


class SimulatedConnector:
    outside = False

    def __init__(self, delay: timedelta) -> None:
        self._delay = delay

    async def step(self, job: ClaimedJob) -> Outcome:
        if job.attempt == 1:
            return Later(SLOW if job.target.startswith("slow-") else self._delay)
        if job.target in ERROR_CODES:
            return Failed(job.target)
        linking = job.kind is ProvisioningKind.CAMPAIGN and job.action is ProvisioningAction.LINK
        if linking and job.number.endswith(WITH_ANOTHER_AGGREGATOR) and job.imported and not job.migrate_to_sinch_tmo:
            return Failed("MNO_SHARING_ERROR")
        return Done()
