"""What somebody is about to do that costs money, and what came of it."""

from dataclasses import dataclass
from enum import StrEnum

from numberbank.client.calls import Body


class State(StrEnum):
    SENDING = "SENDING"
    """sent, or about to be; its answer has not come yet"""
    UNCERTAIN = "UNCERTAIN"
    """its answer was lost, and state is being read"""
    DONE = "DONE"
    NOT_DONE = "NOT_DONE"
    UNKNOWN = "UNKNOWN"
    """given up: state cannot tell"""


SETTLED = (State.DONE, State.NOT_DONE)
"""never looked at again"""


@dataclass(frozen=True, slots=True)
class Intent:
    """A row of the journal. Times are in seconds since 1970."""

    id: str
    """also its Idempotency-Key and its marker"""
    base: str
    """the URL of the API"""
    project_id: str
    kind: str
    path: str
    body: Body | None
    """as sent, marker included"""
    number: str
    family: str
    """those whose intents may explain each other's traces, such as all that make numbers the project's"""
    resource: str
    """what it makes or changes: known beforehand for calls about one number, else once it is done"""
    marked: bool
    """its traces carry its id"""
    keyed: bool
    """it went to a server that was known to keep Idempotency-Keys"""
    before: object
    """what was read beforehand, as JSON; its shape is the proof's affair"""
    begun_at: float
    busy_until: float
    """until then whoever makes the call sees to it; afterwards that one has died"""
    deadline: float
    """until then the server may still carry it out"""
    state: State = State.SENDING
    detail: str = ""
    """why it was not done, or why nobody knows"""
