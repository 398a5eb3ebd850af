"""Provisioning jobs: at most one per number and kind."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from numberbank.domain.active_numbers import NumberState
from numberbank.domain.clock import Due
from numberbank.domain.e164 import E164, e164_from_int, e164_to_int
from numberbank.domain.number_blocks import NumberType
from numberbank.domain.provisioning import (
    NO_ANSWER,
    Accepted,
    ClaimedJob,
    JobPlan,
    JobResult,
    Later,
    PendingJob,
    ProvisioningAction,
    ProvisioningKind,
    ProvisioningStatus,
    VoiceType,
)
from numberbank.storage.due import due_arguments, is_due, moment
from numberbank.storage.pool import Connection, Row

JOBS_OF_NUMBER = """array(
    select row (j.job_id, j.kind, j.action, j.target, j.voice_type, j.status, j.error_codes, j.updated_at, j.due_at)
    from provisioning_job j where j.e164 = n.e164)"""
"""an expression for the jobs of the row `n` of the table `number`, for `jobs_by_kind`"""


def jobs_by_kind(rows: Sequence[Row]) -> dict[ProvisioningKind, PendingJob]:
    if not rows:
        return {}
    jobs = (
        PendingJob(
            job_id=row[0],
            kind=ProvisioningKind(row[1]),
            action=ProvisioningAction(row[2]),
            target=row[3],
            voice_type=VoiceType(row[4]),
            status=ProvisioningStatus(row[5]),
            error_codes=tuple(row[6]),
            updated_at=row[7],
            held=row[8] is None and row[5] != ProvisioningStatus.FAILED,
        )
        for row in rows
    )
    return {job.kind: job for job in jobs}


@dataclass(frozen=True, slots=True)
class NumberPlan:
    """A plan for one number, with an id for each job that it puts, to be carried out at a moment of its project."""

    number: E164
    project_id: str
    plan: JobPlan
    job_ids: Sequence[str]
    moment: datetime


PUT_JOBS = """
        insert into provisioning_job as j
            (e164, project_id, updated_at, job_id, kind, action, target, voice_type, status, due_at)
        select p.e164, p.project_id, p.moment, p.job_id, p.kind, p.action, p.target, p.voice_type, 'WAITING',
            case when not p.held then p.moment end
        from ({jobs}) p
        on conflict (e164, kind) do update set
            project_id = excluded.project_id, updated_at = excluded.updated_at, job_id = excluded.job_id,
            action = excluded.action, target = excluded.target, voice_type = excluded.voice_type,
            status = excluded.status, due_at = excluded.due_at,
            attempts = 0, error_codes = '{{}}', accepted = false, admitted = false
"""
"""stores jobs, each in place of another one of its kind, from a query with the columns that it reads"""


_PLANNED_JOBS = """select * from unnest(
            $6::bigint[], $7::text[], $8::timestamptz[], $9::text[], $10::text[], $11::text[], $12::text[],
            $13::text[], $14::bool[]
        ) as p (e164, project_id, moment, job_id, kind, action, target, voice_type, held)"""


async def store_plans(connection: Connection, plans: Sequence[NumberPlan]) -> None:
    """Carries out plans, for numbers that are locked, in one statement."""
    put = [(each, job, job_id) for each in plans for job, job_id in zip(each.plan.put, each.job_ids, strict=True)]
    dropped = [(each.number, kind) for each in plans for kind in each.plan.drop]
    held = [(each.number, kind) for each in plans for kind in each.plan.hold]
    resumed = [(each, kind) for each in plans for kind in each.plan.resume]
    await connection.execute(
        f"""
        with dropped as (
            delete from provisioning_job j using unnest($1::bigint[], $2::text[]) as d (e164, kind)
            where j.e164 = d.e164 and j.kind = d.kind
        ), held as (
            update provisioning_job j set due_at = null from unnest($15::bigint[], $16::text[]) as h (e164, kind)
            where j.e164 = h.e164 and j.kind = h.kind
        ), resumed as (
            update provisioning_job j set due_at = r.due_at
            from unnest($3::bigint[], $4::text[], $5::timestamptz[]) as r (e164, kind, due_at)
            where j.e164 = r.e164 and j.kind = r.kind
        )
        {PUT_JOBS.format(jobs=_PLANNED_JOBS)}
        """,
        [e164_to_int(number) for number, _ in dropped],
        [kind for _, kind in dropped],
        [e164_to_int(each.number) for each, _ in resumed],
        [kind for _, kind in resumed],
        [each.moment for each, _ in resumed],
        [e164_to_int(each.number) for each, _, _ in put],
        [each.project_id for each, _, _ in put],
        [each.moment for each, _, _ in put],
        [job_id for _, _, job_id in put],
        [job.kind for _, job, _ in put],
        [job.action for _, job, _ in put],
        [job.target for _, job, _ in put],
        [job.voice_type for _, job, _ in put],
        [job.held for _, job, _ in put],
        [e164_to_int(number) for number, _ in held],
        [kind for _, kind in held],
    )


_IMPORT_OF_NUMBER = """left join imported_number i on i.e164 = n.e164
        left join hosting_order_number h on h.e164 = n.e164 and h.ended_at is null
        left join hosting_order o on o.id = h.order_id"""
_JOB_TERMS = """n.type as number_type, p.strict_links, n.state in ('HOSTING', 'IMPORTED', 'IMPORT_ENDED') as imported,
            coalesce(i.migrate_to_sinch_tmo, o.migrate_to_sinch_tmo, false) as migrate_to_sinch_tmo,
            case j.kind when 'SMS_PLATFORM' then n.service_plan_id when 'CAMPAIGN' then n.campaign_id else n.voice_id
            end as linked_to, n.voice_type as linked_voice_type"""


async def claim_due_jobs(
    connection: Connection,
    due: Due,
    lease: timedelta,
    kinds: Iterable[ProvisioningKind],
    limit: int,
    outside: Iterable[ProvisioningKind] = (),
) -> list[ClaimedJob]:
    """Takes due jobs of the kinds for the length of `lease`; one whose worker dies becomes due again after it.

    Those of `outside` that link are uncertain from now on (storage.uncertain_links).
    """
    rows = await connection.fetch(
        f"""
        with due as (
            select t.e164, t.kind, {moment("due_at")} as moment
            from provisioning_job t join project p on p.id = t.project_id
            where {is_due("due_at")} and t.kind = any ($6::text[])
            order by t.due_at, t.e164, t.kind limit $7 for update of t skip locked
        ), uncertain as (
            insert into uncertain_link (e164, kind, job_id, project_id)
            select j.e164, j.kind, j.job_id, j.project_id from due join provisioning_job j using (e164, kind)
            where j.kind = any ($8::text[]) and j.action = 'LINK'
            on conflict do nothing
        )
        update provisioning_job j
        set status = 'IN_PROGRESS', attempts = j.attempts + 1, due_at = due.moment + $5::interval,
            updated_at = case when j.status = 'WAITING' then due.moment else j.updated_at end
        from due join number n using (e164) join project p on p.id = n.project_id {_IMPORT_OF_NUMBER}
        where j.e164 = due.e164 and j.kind = due.kind
        returning j.*, {_JOB_TERMS}, due.moment
        """,
        *due_arguments(due),
        lease,
        list(kinds),
        limit,
        list(outside),
    )
    return sorted(
        (_claimed_job(row, row["moment"]) for row in rows), key=lambda job: (job.moment, job.number, job.kind)
    )


async def find_job(connection: Connection, job_id: str, now: datetime) -> ClaimedJob | None:
    """A job that is in progress, as if it had been claimed at `now`."""
    row = await connection.fetchrow(
        f"""
        select j.*, {_JOB_TERMS}
        from provisioning_job j join number n using (e164) join project p on p.id = n.project_id {_IMPORT_OF_NUMBER}
        where j.job_id = $1 and j.status = 'IN_PROGRESS'
        """,
        job_id,
    )
    return _claimed_job(row, now) if row else None


def _claimed_job(row: Row, now: datetime) -> ClaimedJob:
    return ClaimedJob(
        job_id=row["job_id"],
        number=e164_from_int(row["e164"]),
        project_id=row["project_id"],
        kind=ProvisioningKind(row["kind"]),
        action=ProvisioningAction(row["action"]),
        target=row["target"],
        voice_type=VoiceType(row["voice_type"]),
        attempt=row["attempts"],
        moment=now,
        number_type=NumberType(row["number_type"]),
        strict=row["strict_links"],
        admitted=row["admitted"],
        accepted=row["accepted"],
        imported=row["imported"],
        migrate_to_sinch_tmo=row["migrate_to_sinch_tmo"],
        linked_to=row["linked_to"],
        linked_voice_type=VoiceType(row["linked_voice_type"]),
    )


async def admit_job(connection: Connection, job: ClaimedJob) -> None:
    """Lets the number count against the limit of its target from now on."""
    await connection.execute(
        "update provisioning_job set admitted = true where e164 = $1 and kind = $2 and job_id = $3",
        e164_to_int(job.number),
        job.kind,
        job.job_id,
    )


async def lock_numbers(connection: Connection, jobs: Iterable[ClaimedJob]) -> None:
    """Locks the numbers of the jobs, which comes before jobs in every change of them, so that none waits in a circle.

    A statement of its own: the next one then sees the jobs that a request stored while we waited.
    """
    await connection.execute(
        "select from number where e164 = any ($1::bigint[]) order by e164 for update",
        [e164_to_int(job.number) for job in jobs],
    )


async def postpone_jobs(connection: Connection, jobs: Sequence[tuple[ClaimedJob, Later | Accepted]]) -> None:
    """Looks at each job again after its pause, inside a transaction, unless it was replaced in between."""
    await lock_numbers(connection, (job for job, _ in jobs))
    await connection.execute(
        """
        update provisioning_job j set due_at = p.due_at, accepted = j.accepted or p.accepted
        from unnest($1::bigint[], $2::text[], $3::text[], $4::timestamptz[], $5::bool[])
            as p (e164, kind, job_id, due_at, accepted)
        where j.e164 = p.e164 and j.kind = p.kind and j.job_id = p.job_id and j.status = 'IN_PROGRESS'
        """,
        [e164_to_int(job.number) for job, _ in jobs],
        [job.kind for job, _ in jobs],
        [job.job_id for job, _ in jobs],
        [job.moment + (end.patience if isinstance(end, Accepted) else end.pause) for job, end in jobs],
        [isinstance(end, Accepted) for _, end in jobs],
    )


@dataclass(frozen=True, slots=True)
class SettledJob:
    """A result that was recorded, with the URL that is to hear of it. `state` is why the number is held."""

    result: JobResult
    callback_url: str
    state: NumberState


async def settle_jobs(connection: Connection, results: Sequence[JobResult]) -> list[SettledJob]:
    """Records results, inside a transaction, and returns those that counted.

    A done job disappears and its target becomes the current link; a failed one stays with its code. The job that was
    held back behind it may run, or fails with it. The result of a job that was replaced or dropped changes nothing.
    """
    await lock_numbers(connection, (result.job for result in results))
    settled = []
    for sql, chosen in (
        (_FINISH, [result for result in results if result.error_code is None]),
        (_FAIL, [result for result in results if result.error_code is not None]),
    ):
        if chosen:
            rows = await connection.fetch(sql, *_result_columns(chosen))
            by_id = {result.job.job_id: result for result in chosen}
            settled += [
                SettledJob(by_id[row["job_id"]], row["callback_url"], NumberState(row["state"])) for row in rows
            ]
    return settled


def _result_columns(results: Sequence[JobResult]) -> tuple[list[object], ...]:
    return (
        [e164_to_int(result.job.number) for result in results],
        [result.job.kind for result in results],
        [result.job.job_id for result in results],
        [result.moment for result in results],
        [result.error_code for result in results],
    )


_RESULTS = """result as (
    select * from unnest($1::bigint[], $2::text[], $3::text[], $4::timestamptz[], $5::text[])
        as r (e164, kind, job_id, moment, error_code)
)"""

_HELD_BEHIND = """held.e164 = ended.e164 and held.kind <> ended.kind and ended.kind <> 'VOICE_PLATFORM'
    and held.kind <> 'VOICE_PLATFORM' and held.status = 'WAITING' and held.due_at is null"""

_FINISH = f"""
    with {_RESULTS}, ended as (
        delete from provisioning_job j using result r
        where j.e164 = r.e164 and j.kind = r.kind and j.job_id = r.job_id and j.status = 'IN_PROGRESS'
        returning j.e164, j.kind, j.job_id, j.target, j.voice_type, r.moment
    ), certain as (
        delete from uncertain_link u using ended
        where u.e164 = ended.e164 and u.kind = ended.kind and u.job_id = ended.job_id
    ), resumed as (
        update provisioning_job held set due_at = ended.moment from ended where {_HELD_BEHIND}
    ), linked as (
        update number n set
            service_plan_id = coalesce(l.service_plan_id, n.service_plan_id),
            campaign_id = coalesce(l.campaign_id, n.campaign_id),
            voice_id = coalesce(l.voice_id, n.voice_id),
            voice_type = coalesce(l.voice_type, n.voice_type)
        from (
            select e164,
                max(target) filter (where kind = 'SMS_PLATFORM') as service_plan_id,
                max(target) filter (where kind = 'CAMPAIGN') as campaign_id,
                max(target) filter (where kind = 'VOICE_PLATFORM') as voice_id,
                max(voice_type) filter (where kind = 'VOICE_PLATFORM') as voice_type
            from ended group by e164
        ) l
        where n.e164 = l.e164 returning n.e164, n.callback_url, n.state
    )
    select ended.job_id, linked.callback_url, linked.state from ended join linked using (e164)
"""

_FAIL = f"""
    with {_RESULTS}, ended as (
        update provisioning_job j
        set status = 'FAILED', error_codes = array[r.error_code], updated_at = r.moment, due_at = null
        from result r
        where j.e164 = r.e164 and j.kind = r.kind and j.job_id = r.job_id and j.status = 'IN_PROGRESS'
        returning j.e164, j.kind, j.job_id, r.moment, r.error_code
    ), certain as (
        delete from uncertain_link u using ended
        where u.e164 = ended.e164 and u.kind = ended.kind and u.job_id = ended.job_id
        and ended.error_code <> '{NO_ANSWER}'
    ), partner as (
        update provisioning_job held
        set status = 'FAILED', error_codes = array[ended.error_code], updated_at = ended.moment
        from ended where {_HELD_BEHIND}
    )
    select ended.job_id, n.callback_url, n.state from ended join number n using (e164)
"""
