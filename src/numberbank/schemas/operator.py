"""Shapes of the operator API."""

from typing import Literal

import msgspec

from numberbank.domain.link_targets import LinkTargetState
from numberbank.schemas.common import Wire


class CreateProjectRequest(Wire, frozen=True):
    display_name: str = ""
    project_id: str | None = None


class BalanceJson(Wire, frozen=True):
    currency_code: str
    amount: str


class UpdateProjectRequest(Wire, frozen=True):
    """A null balance lets the project spend without limit."""

    strict_links: bool | None = None
    grace_days: int | None = None
    balance: BalanceJson | msgspec.UnsetType | None = msgspec.UNSET
    import_limit: int | None = None
    blanket_loa: bool | None = None


class CreditRequest(Wire, frozen=True):
    amount: str


class ProjectJson(Wire, frozen=True):
    project_id: str
    display_name: str
    create_time: str
    strict_links: bool
    grace_days: int
    balance: BalanceJson | None
    import_limit: int
    blanket_loa: bool


class ProjectsJson(Wire, frozen=True):
    projects: list[ProjectJson]


class CreateKeyRequest(Wire, frozen=True):
    display_name: str = ""


class AccessKeyJson(Wire, frozen=True):
    key_id: str
    key_secret: str


class RowProblemJson(Wire, frozen=True):
    line: int
    reason: str


class ImportReportJson(Wire, frozen=True):
    blocks: int
    numbers: int
    problems: list[RowProblemJson]


class StreetReportJson(Wire, frozen=True):
    streets: int
    postal_codes: int
    problems: list[RowProblemJson]


class EmergencyUpdateJson(Wire, frozen=True):
    """`action` is PROVISION or DEPROVISION; `last_answer` is the status that the system gave, if it gave one."""

    update_id: str
    phone_number: str
    project_id: str
    action: str
    attempts: int
    next_attempt_time: str
    last_answer: int | None
    last_problem: str


class EmergencyUpdatesJson(Wire, frozen=True):
    updates: list[EmergencyUpdateJson]


class LinkTargetRequest(Wire, frozen=True):
    state: LinkTargetState = LinkTargetState.ACTIVE
    number_limit: int | None = None
    mock: bool = False
    toll_free_allowed: bool = False


class LinkTargetJson(Wire, frozen=True):
    id: str
    state: str
    number_limit: int | None
    mock: bool
    toll_free_allowed: bool


class LinkTargetsJson(Wire, frozen=True):
    targets: list[LinkTargetJson]


class CompleteJobRequest(Wire, frozen=True):
    status: Literal["SUCCEEDED", "FAILED"]
    error_code: str | None = None


class EventJson(Wire, frozen=True):
    """`status` is PENDING, DELIVERED or ENDED; the last answer and problem are of the newest attempt."""

    event_id: str
    resource_id: str
    url: str
    create_time: str
    status: str
    attempts: int
    next_attempt_time: str | None
    last_answer: int | None
    last_problem: str
    body: str


class EventsJson(Wire, frozen=True):
    events: list[EventJson]
    next_page_token: str


class RedeliverRequest(Wire, frozen=True):
    since: str


class RedeliveryJson(Wire, frozen=True):
    events: int


class ReasonRequest(Wire, frozen=True):
    """Why a number or an order is refused; for the customer to read."""

    reason: str = ""


class MailJson(Wire, frozen=True):
    """`status` is PENDING, SENT or FAILED; the last problem is of the newest attempt."""

    id: str
    project_id: str
    recipient: str
    subject: str
    create_time: str
    status: str
    attempts: int
    last_problem: str


class LongMailJson(Wire, frozen=True):
    """`attachment` is in base64."""

    mail: MailJson
    body: str
    attachment_name: str
    attachment: str


class MailsJson(Wire, frozen=True):
    mails: list[MailJson]
