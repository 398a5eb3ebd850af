"""Linking a number to the SMS platform, a 10DLC campaign and voice: one small machine per number and kind.

    (none) -> WAITING -> IN_PROGRESS -> done (the job disappears, its target becomes the current link)
                                     -> FAILED (the job stays, with error codes, until a new change replaces it)

A campaign is linked after the SMS platform and unlinked before it; the later job of such a pair is held back until the
earlier one is done. Reference 4.2 and 8.3.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

from numberbank.domain.e164 import E164
from numberbank.domain.errors import InvalidRequest
from numberbank.domain.number_blocks import NumberType


class ProvisioningKind(StrEnum):
    SMS_PLATFORM = "SMS_PLATFORM"
    CAMPAIGN = "CAMPAIGN"
    VOICE_PLATFORM = "VOICE_PLATFORM"


class ProvisioningAction(StrEnum):
    LINK = "LINK"
    UNLINK = "UNLINK"


class ProvisioningStatus(StrEnum):
    WAITING = "WAITING"
    IN_PROGRESS = "IN_PROGRESS"
    FAILED = "FAILED"


class VoiceType(StrEnum):
    RTC = "RTC"
    EST = "EST"
    FAX = "FAX"


class VoiceTarget(Struct, frozen=True, gc=False):
    """What voice is linked to: an app (RTC), a trunk (EST) or a fax service (FAX); the id is empty when unlinked."""

    type: VoiceType = VoiceType.RTC
    id: str = ""


class Links(Struct, frozen=True, gc=False):
    """What a number is linked to now; empty ids where it is not."""

    service_plan_id: str = ""
    campaign_id: str = ""
    voice: VoiceTarget = VoiceTarget()


@dataclass(frozen=True, slots=True)
class LinkChange:
    """What a request asks for: None leaves a link alone, an empty id removes it."""

    service_plan_id: str | None = None
    campaign_id: str | None = None
    voice: VoiceTarget | None = None


@dataclass(frozen=True, slots=True)
class PendingJob:
    """A job as stored. `held` is true while it waits for its partner (see the module's text)."""

    job_id: str
    kind: ProvisioningKind
    action: ProvisioningAction
    target: str
    voice_type: VoiceType
    status: ProvisioningStatus
    error_codes: tuple[str, ...]
    updated_at: datetime
    held: bool


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to be stored, in place of any other of its kind."""

    kind: ProvisioningKind
    action: ProvisioningAction
    target: str
    voice_type: VoiceType = VoiceType.RTC
    held: bool = False


@dataclass(frozen=True, slots=True)
class JobPlan:
    """The jobs to store, the kinds whose job is dropped, and those whose job now waits for its partner or need not."""

    put: tuple[NewJob, ...] = ()
    drop: frozenset[ProvisioningKind] = frozenset()
    hold: frozenset[ProvisioningKind] = frozenset()
    resume: frozenset[ProvisioningKind] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.put or self.drop)


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A job that a worker has taken on; `moment` is when it did, on the clock of the project."""

    job_id: str
    number: E164
    project_id: str
    kind: ProvisioningKind
    action: ProvisioningAction
    target: str
    voice_type: VoiceType
    attempt: int
    """1 for the first time"""
    moment: datetime
    number_type: NumberType
    strict: bool
    """the project's links must be registered"""
    admitted: bool
    """the registry has let the job through before"""
    accepted: bool
    """the connector has taken the job on before, and has not reported since"""
    linked_to: str
    """what the number is linked to, which the job replaces or removes; empty when it is not"""
    linked_voice_type: VoiceType
    imported: bool = False
    """the number was not rented here"""
    migrate_to_sinch_tmo: bool = False
    """an imported number may be taken over from another aggregator at T-Mobile"""


NO_ANSWER = "PARTNER_SERVICE_UNAVAILABLE"
"""the error code of a job whose system was given up, whatever it may have done"""


@dataclass(frozen=True, slots=True)
class Done:
    """The link stands, or is gone."""


@dataclass(frozen=True, slots=True)
class Failed:
    """It will not come to be; `error_code` is one of reference 13."""

    error_code: str


@dataclass(frozen=True, slots=True)
class Later:
    """Not settled: look again after `pause`."""

    pause: timedelta


@dataclass(frozen=True, slots=True)
class Accepted:
    """Taken on: the end will be reported by a call of its own, within `patience`."""

    patience: timedelta


Outcome = Done | Failed | Later | Accepted
"""what a connector says of a job"""


@dataclass(frozen=True, slots=True)
class JobResult:
    """How a claimed job ended, at a moment of its project's clock; `error_code` is None when it is done."""

    job: ClaimedJob
    moment: datetime
    error_code: str | None = None


Pending = Mapping[ProvisioningKind, PendingJob]


def plan_jobs(
    links: Links,
    pending: Pending,
    change: LinkChange,
    *,
    unlink_first: bool = False,
    uncertain: Collection[ProvisioningKind] = (),
) -> JobPlan:
    """The jobs that lead from `links`, with `pending` under way, to what `change` asks for.

    A new wish replaces what is pending of its kind, and what has failed in its slot. Wishing for what is linked already
    needs no job, unless another one is in progress outside and may have changed it, or the kind is `uncertain`.
    `unlink_first` refuses a direct move from one link to another.
    Raises InvalidRequest for a campaign without a service plan.
    """
    put: list[NewJob] = []
    drop: set[ProvisioningKind] = set()

    def want(kind: ProvisioningKind, current: str, target: str, voice: VoiceType, *, same: bool) -> None:
        job = pending.get(kind)
        if not same or kind in uncertain or (job is not None and job.status is ProvisioningStatus.IN_PROGRESS):
            if unlink_first and current and target and not same:
                raise InvalidRequest.of(*_UNLINK_FIRST[kind])
            action = ProvisioningAction.LINK if target else ProvisioningAction.UNLINK
            put.append(NewJob(kind, action, target, voice))
        elif job is not None:
            drop.add(kind)

    plan, campaign = change.service_plan_id, change.campaign_id
    if plan is not None:
        current = links.service_plan_id
        want(ProvisioningKind.SMS_PLATFORM, current, plan, VoiceType.RTC, same=plan == current)
    if plan == "" and campaign is None:
        campaign = ""
    if campaign is not None:
        if campaign and not _plan_after(links, pending, plan):
            raise InvalidRequest.of(
                "smsConfiguration.campaignId",
                "a campaign needs a service plan: give smsConfiguration.servicePlanId in the same request",
            )
        current = links.campaign_id
        want(ProvisioningKind.CAMPAIGN, current, campaign, VoiceType.RTC, same=campaign == current)
    if plan is not None or campaign is not None:
        replaced = {job.kind for job in put}
        drop |= {kind for kind in _SMS_SLOT - replaced if _has_failed(pending.get(kind))}
    if change.voice is not None:
        voice = change.voice if change.voice.id else VoiceTarget()
        same = voice == links.voice or not (voice.id or links.voice.id)
        want(ProvisioningKind.VOICE_PLATFORM, links.voice.id, voice.id, voice.type, same=same)
    return _hold(put, drop, pending)


@lru_cache(maxsize=1024)
def first_plan(change: LinkChange) -> JobPlan:
    """`plan_jobs` for a number without links. Those who rent many ask for the same few links again and again."""
    return plan_jobs(Links(), {}, change)


_SMS_SLOT = {ProvisioningKind.SMS_PLATFORM, ProvisioningKind.CAMPAIGN}
"""the kinds that share `smsConfiguration.scheduledProvisioning`"""

_UNLINK_FIRST = {
    ProvisioningKind.SMS_PLATFORM: (
        "smsConfiguration.servicePlanId",
        'the number is linked to a service plan: unlink it first with "servicePlanId": ""',
    ),
    ProvisioningKind.CAMPAIGN: (
        "smsConfiguration.campaignId",
        'the number is linked to a campaign: unlink it first with "campaignId": ""',
    ),
    ProvisioningKind.VOICE_PLATFORM: (
        "voiceConfiguration",
        "the number is linked to voice: unlink it first with an empty id",
    ),
}


def _plan_after(links: Links, pending: Pending, asked: str | None) -> str:
    """The service plan that will be linked once the jobs before have run."""
    if asked is not None:
        return asked
    job = pending.get(ProvisioningKind.SMS_PLATFORM)
    return links.service_plan_id if job is None or _has_failed(job) else job.target


def _has_failed(job: PendingJob | None) -> bool:
    return job is not None and job.status is ProvisioningStatus.FAILED


def _hold(put: list[NewJob], drop: set[ProvisioningKind], pending: Pending) -> JobPlan:
    """Holds the campaign's link behind the platform's link, and the platform's unlink behind the campaign's."""
    new = {job.kind: job.action for job in put}
    kept = {kind: job for kind, job in pending.items() if not _has_failed(job) and kind not in drop | set(new)}
    live = {kind: job.action for kind, job in kept.items()} | new
    held = _held_kind(live.get(ProvisioningKind.SMS_PLATFORM), live.get(ProvisioningKind.CAMPAIGN))
    waiting = {kind: job.held for kind, job in kept.items() if job.status is ProvisioningStatus.WAITING}
    return JobPlan(
        put=tuple(replace(job, held=job.kind is held) for job in put),
        drop=frozenset(drop),
        hold=frozenset(kind for kind, is_held in waiting.items() if kind is held and not is_held),
        resume=frozenset(kind for kind, is_held in waiting.items() if kind is not held and is_held),
    )


def _held_kind(platform: ProvisioningAction | None, campaign: ProvisioningAction | None) -> ProvisioningKind | None:
    match platform, campaign:
        case ProvisioningAction.LINK, ProvisioningAction.LINK:
            return ProvisioningKind.CAMPAIGN
        case ProvisioningAction.UNLINK, ProvisioningAction.UNLINK:
            return ProvisioningKind.SMS_PLATFORM
        case _:
            return None
