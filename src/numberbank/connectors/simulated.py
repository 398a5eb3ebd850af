"""A connector that links nothing: it takes its time, in the project's own clock, and then says how it went.

The id that a number is to be linked to may ask for another end: one that is an error code fails with it, one that
starts with `slow-` takes ten minutes.
"""

from datetime import timedelta

from numberbank.domain.link_targets import ERROR_CODES
from numberbank.domain.provisioning import ClaimedJob, Done, Failed, Later, Outcome

SLOW = timedelta(minutes=10)


class SimulatedConnector:
    def __init__(self, delay: timedelta) -> None:
        self._delay = delay

    async def step(self, job: ClaimedJob) -> Outcome:
        if job.attempt == 1:
            return Later(SLOW if job.target.startswith("slow-") else self._delay)
        if job.target in ERROR_CODES:
            return Failed(job.target)
        return Done()
