"""Starting and settling the jobs that link numbers."""

from collections.abc import Sequence
from datetime import datetime

from numberbank.domain.active_numbers import ActiveNumber
from numberbank.domain.callbacks import endpoint_of
from numberbank.domain.clock import real_now
from numberbank.domain.errors import InvalidRequest, NotFound, Violation
from numberbank.domain.events import provisioning_event
from numberbank.domain.number_blocks import Capability
from numberbank.domain.provisioning import (
    JobPlan,
    JobResult,
    LinkChange,
    PendingJob,
    ProvisioningKind,
    ProvisioningStatus,
)
from numberbank.services.context import Context
from numberbank.services.imported_links import IMPORTED_STATES, settle_imported
from numberbank.storage.events import NewEvent, insert_events
from numberbank.storage.pool import Connection
from numberbank.storage.provisioning_jobs import NumberPlan, SettledJob, find_job, settle_jobs, store_plans


def check_links(region: str, capabilities: tuple[Capability, ...], change: LinkChange) -> None:
    """Raises InvalidRequest for links that a number of this region and these capabilities cannot have."""
    violations = []
    missing = needed_capabilities(change) - set(capabilities)
    if change.campaign_id and region != "US":
        violations.append(
            Violation("smsConfiguration.campaignId", f"campaigns are for US numbers, and this one is of {region}")
        )
    if Capability.SMS in missing:
        violations.append(Violation("smsConfiguration", "this number has no SMS capability"))
    if Capability.VOICE in missing:
        violations.append(Violation("voiceConfiguration", "this number has no VOICE capability"))
    if violations:
        raise InvalidRequest(violations)


def needed_capabilities(change: LinkChange) -> set[Capability]:
    """What a number must be able to do to be linked so."""
    needed = set()
    if change.service_plan_id or change.campaign_id:
        needed.add(Capability.SMS)
    if change.voice is not None and change.voice.id:
        needed.add(Capability.VOICE)
    return needed


async def store_jobs(
    context: Context, connection: Connection, number: ActiveNumber, plan: JobPlan, moment: datetime
) -> dict[ProvisioningKind, PendingJob]:
    """Carries out the plan and returns all jobs that the number then has."""
    if not plan:
        return number.pending
    new = new_jobs(context, number.project_id, plan, moment)
    await store_plans(
        connection, [NumberPlan(number.number, number.project_id, plan, [job.job_id for job in new], moment)]
    )
    kept = {kind: job for kind, job in number.pending.items() if kind not in plan.drop}
    return kept | {job.kind: job for job in new}


def new_jobs(context: Context, project_id: str, plan: JobPlan, moment: datetime) -> list[PendingJob]:
    """The jobs that a plan puts, in its order, each with an id."""
    return [
        PendingJob(
            job_id=context.random.ulid(project_id, moment),
            kind=job.kind,
            action=job.action,
            target=job.target,
            voice_type=job.voice_type,
            status=ProvisioningStatus.WAITING,
            error_codes=(),
            updated_at=moment,
            held=job.held,
        )
        for job in plan.put
    ]


async def record_results(context: Context, results: Sequence[JobResult]) -> list[SettledJob]:
    """Settles jobs and writes the events that follow, in one transaction."""
    async with context.database.transaction() as connection:
        settled = await settle_jobs(connection, results)
        imported = [job for job in settled if job.state in IMPORTED_STATES]
        rented = [job for job in settled if job.state not in IMPORTED_STATES]
        events = [_event(context, job) for job in rented if job.callback_url]
        events += await settle_imported(context, connection, imported)
        if events:
            await insert_events(connection, events)
    if settled:
        context.wakeup.ask()
    return settled


async def complete_job(context: Context, job_id: str, error_code: str | None) -> None:
    """What an operator's system reports of a job that it had accepted; raises NotFound when that is not pending."""
    async with context.database.connection() as connection:
        job = await find_job(connection, job_id, real_now())
    if job is not None:
        moment = context.clock.now(job.project_id)
        if await record_results(context, [JobResult(job, moment, error_code)]):
            return
    raise NotFound("ProvisioningJob", job_id, "No such job is pending: it is settled, or was replaced by a newer one")


def _event(context: Context, settled: SettledJob) -> NewEvent:
    result, job = settled.result, settled.result.job
    event_id = context.random.ulid(job.project_id, result.moment, "event", job.job_id)
    body = provisioning_event(
        event_id, result.moment, job.project_id, job.number, job.kind, job.action, result.error_code
    )
    url = settled.callback_url
    return NewEvent(event_id, job.project_id, job.number, url, endpoint_of(url), body, result.moment)
