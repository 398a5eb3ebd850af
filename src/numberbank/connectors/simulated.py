"""A connector that links nothing: it takes its time, then says that it is done."""

from datetime import timedelta

from numberbank.domain.provisioning import ClaimedJob, Done, Later, Outcome


class SimulatedConnector:
    def __init__(self, delay: timedelta) -> None:
        self._delay = delay

    async def step(self, job: ClaimedJob) -> Outcome:
        return Later(self._delay) if job.attempt == 1 else Done()
