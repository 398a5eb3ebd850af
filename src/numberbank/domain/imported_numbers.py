"""A number that lives at another carrier and has its SMS here (imported-numbers reference 6 and 11.4).

It has no state of its own. Being there is one, and each of its two links has another:

    (absent) -import, or an order that ended well-> IMPORTED -delete-> IMPORT_ENDED -links removed-> (absent)
    (absent) -order-> HOSTING -ended well-> IMPORTED
                              -ended badly, rejected-> IMPORT_ENDED
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from numberbank.domain.e164 import E164
from numberbank.domain.errors import InvalidRequest, Violation
from numberbank.domain.number_blocks import NumberType
from numberbank.domain.patterns import NumberPattern
from numberbank.domain.provisioning import (
    LinkChange,
    Links,
    Pending,
    PendingJob,
    ProvisioningAction,
    ProvisioningKind,
)
from numberbank.domain.steps import StepState, failure_message, state_of_job


class HoldState(StrEnum):
    """Why a number that was not rented is nobody else's."""

    HOSTING = "HOSTING"
    IMPORTED = "IMPORTED"
    ENDED = "IMPORT_ENDED"


TRANSITIONS: dict[HoldState | None, frozenset[HoldState | None]] = {
    None: frozenset({HoldState.HOSTING, HoldState.IMPORTED}),
    HoldState.HOSTING: frozenset({HoldState.IMPORTED, HoldState.ENDED}),
    HoldState.IMPORTED: frozenset({HoldState.ENDED}),
    # Its own project may take it on again before its links are gone.
    HoldState.ENDED: frozenset({None, HoldState.HOSTING, HoldState.IMPORTED}),
}
"""None is a number that nobody holds"""


@dataclass(frozen=True, slots=True)
class FinishedLink:
    """The last change of a link that was made."""

    kind: ProvisioningKind
    action: ProvisioningAction
    target: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ImportedNumber:
    """`service_plan_id` and `campaign_id` are what the owner asked for; `links` is what stands."""

    number: E164
    project_id: str
    region: str
    type: NumberType
    display_name: str
    callback_url: str
    service_plan_id: str
    campaign_id: str
    migrate_to_sinch_tmo: bool
    created_at: datetime
    updated_at: datetime
    links: Links
    pending: dict[ProvisioningKind, PendingJob]
    finished: dict[ProvisioningKind, FinishedLink]


@dataclass(frozen=True, slots=True)
class ImportedFilter:
    """Which of a project's imported numbers; None and empty mean any."""

    service_plan_id: str | None = None
    campaign_id: str | None = None
    region: str | None = None
    pattern: NumberPattern | None = None


class TimeOrder(StrEnum):
    """How lists of this API are ordered, always ascending."""

    CREATED = "createdTime"
    UPDATED = "updatedTime"


@dataclass(frozen=True, slots=True)
class Track:
    """How far a link is; `service_id` is what is, or was, linked or unlinked."""

    service_id: str
    action: ProvisioningAction
    state: StepState
    updated_at: datetime
    error_code: str = ""

    @property
    def error_message(self) -> str:
        return failure_message(self.error_code)


def track(kind: ProvisioningKind, links: Links, pending: Pending, finished: FinishedLink | None) -> Track | None:
    """The job that is under way or has failed, else the last one that was done; None when there was none."""
    job = pending.get(kind)
    if job is not None:
        current = links.service_plan_id if kind is ProvisioningKind.SMS_PLATFORM else links.campaign_id
        codes = job.error_codes
        return Track(
            job.target or current, job.action, state_of_job(job.status), job.updated_at, codes[0] if codes else ""
        )
    if finished is not None:
        return Track(finished.target, finished.action, StepState.DONE, finished.updated_at)
    return None


def check_relink(number: ImportedNumber, change: LinkChange) -> None:
    """Raises InvalidRequest for a move from one link to another, which takes two requests (reference 6.4)."""
    violations = [
        Violation(f"smsConfiguration.{name}", f'the number is linked to {current!r}: unlink it first with "{name}": ""')
        for name, current, asked in (
            ("servicePlanId", number.service_plan_id, change.service_plan_id),
            ("campaignId", number.campaign_id, change.campaign_id),
        )
        if current and asked and asked != current
    ]
    if violations:
        raise InvalidRequest(violations)


def wished(number: ImportedNumber, change: LinkChange) -> tuple[str, str]:
    """Plan and campaign that the owner wants after the change: without a plan there is no campaign."""
    plan = number.service_plan_id if change.service_plan_id is None else change.service_plan_id
    campaign = number.campaign_id if change.campaign_id is None else change.campaign_id
    if change.service_plan_id == "" and change.campaign_id is None:
        campaign = ""
    return plan, campaign
