"""Any sequence of changes, releases, steps of workers, late answers and time, against the rules of reference 4.2."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from support.clock import FakeClock
from support.due_work import due_at
from support.held_numbers import rent_us, sms, us_numbers, with_private_callbacks

from numberbank.domain.active_numbers import ActiveNumber
from numberbank.domain.errors import InvalidRequest, NotFound
from numberbank.domain.provisioning import (
    Accepted,
    ClaimedJob,
    JobResult,
    Later,
    LinkChange,
    Links,
    PendingJob,
    ProvisioningAction,
    ProvisioningKind,
    ProvisioningStatus,
    VoiceTarget,
    VoiceType,
)
from numberbank.schemas.active_numbers import active_number_json
from numberbank.services.active_numbers import NumberChange, release_number, update_number
from numberbank.services.context import Context
from numberbank.services.lifecycle import expire_numbers
from numberbank.services.projects import create_project
from numberbank.services.provisioning import complete_job, record_results
from numberbank.storage.lifecycle import read_numbers
from numberbank.storage.provisioning_jobs import claim_due_jobs, postpone_jobs

SMS, CAMPAIGN, VOICE = ProvisioningKind.SMS_PLATFORM, ProvisioningKind.CAMPAIGN, ProvisioningKind.VOICE_PLATFORM
LEASE = timedelta(seconds=60)
"""that of a claim; what comes later than it finds the job claimed anew"""
NUMBER = us_numbers(1)[0]
DIGITS = int(NUMBER[1:])


@dataclass(frozen=True)
class Change:
    links: LinkChange


@dataclass(frozen=True)
class Claim:
    limit: int


@dataclass(frozen=True)
class Work:
    """A claim of what is due, and at once the answers to it."""

    limit: int
    error_code: str | None


@dataclass(frozen=True)
class Settle:
    """The answer to one of the claims so far, be it late or a second one."""

    claim: int
    error_code: str | None


@dataclass(frozen=True)
class Report:
    """The same by a call of the operator's system."""

    claim: int
    error_code: str | None


@dataclass(frozen=True)
class Postpone:
    claim: int
    accepted: bool


@dataclass(frozen=True)
class Wait:
    pause: timedelta


@dataclass(frozen=True)
class Release:
    pass


@dataclass(frozen=True)
class Expire:
    """What the worker does with numbers whose time is over."""


Step: TypeAlias = Change | Claim | Work | Settle | Report | Postpone | Wait | Release | Expire

voices = st.builds(VoiceTarget, st.sampled_from(VoiceType), st.sampled_from(["", "app"]))
changes = st.builds(
    LinkChange,
    st.sampled_from([None, "", "plan-a", "plan-b"]),
    st.sampled_from([None, "", "campaign-a", "campaign-b"]),
    st.none() | voices,
)
claims = st.integers(0, 3)
"""of those so far, the newest first"""
codes = st.sampled_from([None, None, "INTERNAL_ERROR"])
pauses = st.sampled_from([timedelta(seconds=1), LEASE, timedelta(hours=30)])
limits = st.integers(1, 3)
often = [
    st.builds(Change, changes),
    st.builds(Claim, limits),
    st.builds(Work, limits, codes),
    st.builds(Settle, claims, codes),
]
seldom = [
    st.builds(Report, claims, codes),
    st.builds(Postpone, claims, st.booleans()),
    st.builds(Wait, pauses),
    st.builds(Release),
    st.just(Wait(timedelta(days=31))),
    st.just(Expire()),
]
steps = st.sampled_from([*often * 5, *seldom]).flatmap(lambda strategy: strategy)


@dataclass
class World:
    """One number, those who work on its links, and what has been seen of it."""

    context: Context
    clock: FakeClock
    project_id: str
    claimed: list[ClaimedJob] = field(default_factory=list)
    counted: int = 0
    """results that counted, each of which makes an event"""

    async def number(self) -> ActiveNumber:
        """As stored, in its holder's hands or not."""
        async with self.context.database.transaction() as connection:
            (number,) = await read_numbers(connection, [DIGITS])
            return number

    async def do(self, step: Step) -> None:
        """Takes one step and checks what it did to the two slots."""
        before = await self.number()
        if isinstance(step, Work):
            await self._work(step)
            return
        try:
            settled = await self._take(step, before)
        except (InvalidRequest, NotFound):
            settled = None
            assert await self.number() == before, "a refusal changed something"
        after = await self.number()
        if settled is None:
            assert after.links == before.links, "only a result changes the current slot"
        else:
            self.counted += 1
            assert after.links == _linked(before.links, settled)
        if isinstance(step, Settle | Report | Postpone) and settled is None:
            assert _states(after) == _states(before), "a late answer changed something"
        check(after)

    async def _take(self, step: Step, before: ActiveNumber) -> JobResult | None:
        """The result that counted, if the step is one."""
        match step:
            case Change(links):
                changed = await update_number(self.context, self.project_id, NUMBER, NumberChange(links))
                check_wish(before, links, changed)
                stored = await self.number()
                assert _states(stored) == _states(changed), "the answer is not what was stored"
            case Claim(limit):
                await self._claim(limit, before)
            case Settle(index, error_code) if self.claimed:
                job = self.claimed[-1 - index % len(self.claimed)]
                settled = await record_results(self.context, [JobResult(job, self.clock.moment, error_code)])
                assert bool(settled) == _is_current(before, job)
                return settled[0].result if settled else None
            case Report(index, error_code) if self.claimed:
                job = self.claimed[-1 - index % len(self.claimed)]
                await complete_job(self.context, job.job_id, error_code)
                assert _is_current(before, job)
                return JobResult(job, self.clock.moment, error_code)
            case Postpone(index, accepted) if self.claimed:
                job = self.claimed[-1 - index % len(self.claimed)]
                pause = Accepted(LEASE) if accepted else Later(timedelta(seconds=1))
                async with self.context.database.transaction() as connection:
                    await postpone_jobs(connection, [(job, pause)])
            case Wait(pause):
                self.clock.advance(pause)
            case Release():
                released = await release_number(self.context, self.project_id, NUMBER)
                assert released.expire_at is not None
                assert released.pending == ({} if before.expire_at is None else before.pending)
            case Expire():
                await expire_numbers(self.context, due_at(self.clock.moment))
        return None

    async def _claim(self, limit: int, before: ActiveNumber) -> None:
        async with self.context.database.connection() as connection:
            jobs = await claim_due_jobs(connection, due_at(self.clock.moment), LEASE, ProvisioningKind, limit)
        for job in jobs:
            pending = before.pending[job.kind]
            assert not pending.held
            first, second = _live(before, SMS), _live(before, CAMPAIGN)
            if job.kind is not VOICE and pending.status is ProvisioningStatus.WAITING and first and second:
                goes_first = {ProvisioningAction.LINK: SMS, ProvisioningAction.UNLINK: CAMPAIGN}
                assert first.action is not second.action or job.kind is goes_first[job.action]
        self.claimed += jobs

    async def _work(self, step: Work) -> None:
        known = len(self.claimed)
        await self.do(Claim(step.limit))
        for index in range(len(self.claimed) - known):
            await self.do(Settle(index, step.error_code))

    async def drain(self) -> None:
        """Runs whatever is due until nothing is; each job takes one step."""
        for _ in range(20):
            self.clock.advance(timedelta(days=2))
            async with self.context.database.connection() as connection:
                jobs = await claim_due_jobs(connection, due_at(self.clock.moment), LEASE, ProvisioningKind, 10)
            if not jobs:
                return
            settled = await record_results(self.context, [JobResult(job, self.clock.moment) for job in jobs])
            self.counted += len(settled)
            assert len(settled) == len(jobs)
        raise AssertionError("work without an end")


def _linked(links: Links, result: JobResult) -> Links:
    """What is linked after a result."""
    job = result.job
    if result.error_code is not None:
        return links
    match job.kind:
        case ProvisioningKind.SMS_PLATFORM:
            return Links(job.target, links.campaign_id, links.voice)
        case ProvisioningKind.CAMPAIGN:
            return Links(links.service_plan_id, job.target, links.voice)
        case ProvisioningKind.VOICE_PLATFORM:
            return Links(links.service_plan_id, links.campaign_id, VoiceTarget(job.voice_type, job.target))


def _live(number: ActiveNumber, kind: ProvisioningKind) -> PendingJob | None:
    job = number.pending.get(kind)
    return None if job is None or job.status is ProvisioningStatus.FAILED else job


def _is_current(number: ActiveNumber, job: ClaimedJob) -> bool:
    pending = _live(number, job.kind)
    return pending is not None and pending.job_id == job.job_id and pending.status is ProvisioningStatus.IN_PROGRESS


def _states(number: ActiveNumber) -> dict[ProvisioningKind, tuple[str, str, str, str]]:
    return {kind: (job.job_id, job.action, job.target, job.status) for kind, job in number.pending.items()}


def check_wish(before: ActiveNumber, change: LinkChange, after: ActiveNumber) -> None:
    """Each wish is WAITING in the pending slot, unless it is what is linked already and nobody is at work on it."""
    wishes = {SMS: change.service_plan_id, CAMPAIGN: change.campaign_id}
    current = {SMS: before.links.service_plan_id, CAMPAIGN: before.links.campaign_id}
    for kind, wish in wishes.items():
        if wish is None:
            continue
        job = after.pending.get(kind)
        if job is None:
            assert wish == current[kind]
        else:
            assert (job.target, job.status) == (wish, ProvisioningStatus.WAITING)
    if change.service_plan_id is not None or change.campaign_id is not None:
        scheduled = active_number_json(after).sms_configuration.scheduled_provisioning
        assert scheduled is None or scheduled.status != ProvisioningStatus.FAILED
    if change.voice is not None:
        job = after.pending.get(VOICE)
        if job is None:
            assert change.voice == before.links.voice or not (change.voice.id or before.links.voice.id)
        else:
            assert (job.target, job.status) == (change.voice.id, ProvisioningStatus.WAITING)


def check(number: ActiveNumber) -> None:
    """What holds at any time."""
    assert number.links.service_plan_id or not number.links.campaign_id, "a campaign without a plan"
    platform, campaign = _live(number, SMS), _live(number, CAMPAIGN)
    for job in number.pending.values():
        assert (job.action is ProvisioningAction.LINK) == bool(job.target)
        assert bool(job.error_codes) == (job.status is ProvisioningStatus.FAILED)
        assert not job.held or job.status is ProvisioningStatus.WAITING
        if job.held:
            assert platform is not None
            assert campaign is not None
            assert platform.action is campaign.action
            assert platform.held is not campaign.held, "both wait for each other"
    wire = active_number_json(number)
    sms_slot = wire.sms_configuration.scheduled_provisioning
    assert (sms_slot is None) == (SMS not in number.pending and CAMPAIGN not in number.pending)
    if sms_slot:
        assert bool(sms_slot.error_codes) == (sms_slot.status == ProvisioningStatus.FAILED)
    voice_ids = (
        wire.voice_configuration.app_id,
        wire.voice_configuration.trunk_id,
        wire.voice_configuration.service_id,
    )
    assert sum(bool(one) for one in voice_ids) == bool(number.links.voice.id)


async def event_count(context: Context) -> int:
    async with context.database.connection() as connection:
        count: int = await connection.fetchval("select count(*) from event")
        return count


@pytest.mark.timeout(600)  # a failure takes its time to be made small
@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(  # a campaign that waited for a plan which is no longer wanted
    first=sms("plan-a"),
    steps=[Work(3, None), Change(sms("plan-b", "campaign-a")), Change(sms("plan-a"))],
)
@example(  # a plan that is wanted before the campaign has begun
    first=sms("plan-a"),
    steps=[Work(3, None), Change(sms(campaign_id="campaign-a")), Change(sms("plan-b")), Claim(3)],
)
@example(  # an answer that comes twice
    first=sms("plan-a"),
    steps=[Claim(1), Settle(0, "INTERNAL_ERROR"), Settle(0, "INTERNAL_ERROR"), Settle(0, None)],
)
@example(  # a new wish after a failure
    first=sms("plan-a", "campaign-a"),
    steps=[Work(1, None), Work(1, "INTERNAL_ERROR"), Change(sms("plan-b"))],
)
@given(first=changes, steps=st.lists(steps, min_size=10, max_size=30))
async def test_any_sequence_keeps_the_slots(
    context: Context, clock: FakeClock, first: LinkChange, steps: list[Step]
) -> None:
    context = with_private_callbacks(context)
    async with context.database.connection() as connection:
        for table in ("number", "provisioning_job", "charge", "event"):
            await connection.execute(f"delete from {table}")
    world = World(context, clock, (await create_project(context, "Test")).id)
    first = LinkChange(first.service_plan_id, first.campaign_id if first.service_plan_id else None, first.voice)
    await rent_us(context, world.project_id, first, "http://127.0.0.1:9/", [NUMBER])
    check(await world.number())

    for step in steps:
        await world.do(step)
    await world.drain()

    number = await world.number()
    check(number)
    assert all(job.status is ProvisioningStatus.FAILED for job in number.pending.values()), "a job is stuck"
    assert await event_count(context) == world.counted
