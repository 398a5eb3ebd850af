"""Due provisioning jobs: taken under a lease, stepped outside of any transaction, then recorded."""

import asyncio
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from numberbank.domain.provisioning import ClaimedJob, Done, Failed, JobResult, Later, Outcome
from numberbank.services.context import Context
from numberbank.services.provisioning import record_results
from numberbank.storage.provisioning_jobs import claim_due_jobs, next_due_job, postpone_jobs

LEASE = timedelta(seconds=60)
BATCH = 100

log = structlog.get_logger()


class Connector(Protocol):
    """Links and unlinks numbers somewhere. A step may be repeated: `job.job_id` stays the same."""

    async def step(self, job: ClaimedJob) -> Outcome: ...


class ProvisioningWork:
    """Due work of one kind, for the worker's loop."""

    def __init__(self, context: Context, connector: Connector) -> None:
        self._context = context
        self._connector = connector

    async def run_due(self, moment: datetime) -> int:
        """Steps a batch of due jobs and returns how many there were."""
        async with self._context.database.connection() as connection:
            jobs = await claim_due_jobs(connection, moment, LEASE, BATCH)
        if not jobs:
            return 0
        outcomes = await asyncio.gather(*(self._step(job) for job in jobs))
        results, later = [], []
        for job, outcome in zip(jobs, outcomes, strict=True):
            match outcome:
                case Later(pause):
                    later.append((job, pause))
                case Done():
                    results.append(JobResult(job, job.moment))
                case Failed(code):
                    results.append(JobResult(job, job.moment, code))
        if later:
            async with self._context.database.connection() as connection:
                await postpone_jobs(connection, later)
        if results:
            await record_results(self._context, results)
        return len(jobs)

    async def next_due(self) -> datetime | None:
        async with self._context.database.connection() as connection:
            return await next_due_job(connection)

    async def _step(self, job: ClaimedJob) -> Outcome:
        """A connector that breaks is asked again later."""
        try:
            return await self._connector.step(job)
        except Exception as error:
            log.error("connector failed", job=job.job_id, exc_info=error)
            return Later(LEASE)
