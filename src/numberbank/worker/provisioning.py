"""Due provisioning jobs: taken under a lease, stepped outside of any transaction, then recorded."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

import structlog

from numberbank.domain.clock import Due
from numberbank.domain.provisioning import (
    Accepted,
    ClaimedJob,
    Done,
    Failed,
    JobResult,
    Later,
    Outcome,
    ProvisioningKind,
)
from numberbank.services.context import Context
from numberbank.services.link_targets import refuse_link
from numberbank.services.provisioning import record_results
from numberbank.storage.due import DueKind
from numberbank.storage.provisioning_jobs import claim_due_jobs, postpone_jobs
from numberbank.worker.due_work import DueWork

BATCH = 100

log = structlog.get_logger()


class Connector(Protocol):
    """Links and unlinks numbers somewhere. A step may be repeated: `job.job_id` stays the same."""

    async def step(self, job: ClaimedJob) -> Outcome: ...


class ProvisioningWork(DueWork):
    kind = DueKind.JOB
    grain = timedelta()

    def __init__(self, context: Context, connectors: Mapping[ProvisioningKind, Connector]) -> None:
        super().__init__(context)
        self._connectors = connectors
        self._lease = context.policy.lease

    async def run_due(self, due: Due) -> int:
        """Steps a batch of due jobs and returns how many there were."""
        async with self.context.database.connection() as connection:
            jobs = await claim_due_jobs(connection, due, self._lease, BATCH)
        if not jobs:
            return 0
        results: list[JobResult] = []
        later: list[tuple[ClaimedJob, Later | Accepted]] = []
        for job, outcome in zip(jobs, await asyncio.gather(*map(self._step, jobs)), strict=True):
            match outcome:
                case Later() | Accepted():
                    later.append((job, outcome))
                case Done():
                    results.append(JobResult(job, job.moment))
                case Failed(code):
                    results.append(JobResult(job, job.moment, code))
        if later:
            async with self.context.database.transaction() as connection:
                await postpone_jobs(connection, later)
        if results:
            await record_results(self.context, results)
        return len(jobs)

    async def _step(self, job: ClaimedJob) -> Outcome:
        """One that breaks is tried again later, and does not harm the others of its batch."""
        try:
            code = await refuse_link(self.context, job)
            return Failed(code) if code else await self._connectors[job.kind].step(job)
        except Exception as error:
            log.error("step failed", job=job.job_id, exc_info=error)
            return Later(self._lease)
