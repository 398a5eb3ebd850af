"""Due provisioning jobs: taken under a lease, stepped outside of any transaction, then recorded."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
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
from numberbank.storage.pool import despite_deadlocks
from numberbank.storage.provisioning_jobs import claim_due_jobs, postpone_jobs
from numberbank.worker.due_work import DueWork

BATCH = 100

log = structlog.get_logger()


class Connector(Protocol):
    """Links and unlinks numbers somewhere. A step may be repeated: `job.job_id` stays the same."""

    outside: bool
    """what was asked of it may be done although nobody hears of that"""

    async def step(self, job: ClaimedJob) -> Outcome: ...


class ProvisioningWork(DueWork):
    """Each kind has a batch of its own under way at most: a system that hangs delays no other kind."""

    kind = DueKind.JOB
    grain = timedelta()

    def __init__(self, context: Context, connectors: Mapping[ProvisioningKind, Connector]) -> None:
        super().__init__(context)
        self._connectors = connectors
        self._outside = [kind for kind, connector in connectors.items() if connector.outside]
        self._lease = context.policy.lease
        self._under_way: dict[ProvisioningKind, asyncio.Task[None]] = {}

    async def run_due(self, due: Due) -> int:
        """Starts batches of due jobs and returns how many jobs there were, without waiting for their ends."""
        idle = self._connectors.keys() - self._under_way.keys()
        async with self.context.database.connection() as connection:
            jobs = await claim_due_jobs(connection, due, self._lease, idle, BATCH, self._outside)
        for kind in idle:
            if batch := [job for job in jobs if job.kind is kind]:
                self._under_way[kind] = asyncio.create_task(self._run(kind, batch))
        return len(jobs)

    async def next_due(self) -> datetime | None:
        """While a kind has a batch under way, its other jobs stay due; the end of the batch rings the bell."""
        return None if self._under_way else await super().next_due()

    async def settle(self, project_id: str) -> None:
        """Waits for the batches too: their jobs have a lease on the project's clock, which may be about to leap."""
        await super().settle(project_id)
        await self.finish()

    async def finish(self) -> None:
        await asyncio.gather(*self._under_way.values())

    async def _run(self, kind: ProvisioningKind, jobs: Sequence[ClaimedJob]) -> None:
        """Steps a batch and records how that went; what cannot be recorded is stepped again after its lease."""
        try:
            await self._record(list(zip(jobs, await asyncio.gather(*map(self._step, jobs)), strict=True)))
        except Exception as error:
            log.error("outcomes could not be recorded", kind=kind, exc_info=error)
        finally:
            del self._under_way[kind]
            self.bell.set()

    async def _record(self, outcomes: Sequence[tuple[ClaimedJob, Outcome]]) -> None:
        results: list[JobResult] = []
        later: list[tuple[ClaimedJob, Later | Accepted]] = []
        for job, outcome in outcomes:
            match outcome:
                case Later() | Accepted():
                    later.append((job, outcome))
                case Done():
                    results.append(JobResult(job, job.moment))
                case Failed(code):
                    results.append(JobResult(job, job.moment, code))
        if later:
            await despite_deadlocks(lambda: self._postpone(later))
        if results:
            await despite_deadlocks(lambda: record_results(self.context, results))

    async def _postpone(self, jobs: Sequence[tuple[ClaimedJob, Later | Accepted]]) -> None:
        async with self.context.database.transaction() as connection:
            await postpone_jobs(connection, jobs)

    async def _step(self, job: ClaimedJob) -> Outcome:
        """One that breaks is tried again later, and does not harm the others of its batch."""
        try:
            code = await refuse_link(self.context, job)
            return Failed(code) if code else await self._connectors[job.kind].step(job)
        except Exception as error:
            log.error("step failed", job=job.job_id, exc_info=error)
            return Later(self._lease)
