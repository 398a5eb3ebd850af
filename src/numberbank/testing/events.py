"""The events of a test's project: what its callbacks tell."""

import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from numberbank.testing.calls import Caller

_PAUSE = 0.02


@dataclass(frozen=True, slots=True)
class Event:
    """`status` is PENDING, DELIVERED, or ENDED when it was given up; `raw` are the bytes that are signed and sent."""

    id: str
    url: str
    status: str
    attempts: int
    raw: bytes
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Events:
    """A number has events when it has a `callbackUrl`, whether anybody listens there or not."""

    _operator: Caller
    _project_id: str

    def all(self) -> list[Event]:
        """Oldest first."""
        events, token = [], ""
        while True:
            path = f"/operator/v1/projects/{self._project_id}/events?pageToken={quote(token)}"
            page = self._operator.call("GET", path)
            events += [_event(event) for event in page["events"]]
            if not (token := page["nextPageToken"]):
                return events[::-1]

    def wait(self, *, timeout: float = 10.0, **members: object) -> Event:
        """The first event whose body has these members, as in `wait(eventType="PROVISIONING_TO_SMS_PLATFORM")`.

        Waits `timeout` seconds of real time for it, and then fails the test.
        """
        __tracebackhide__ = True
        deadline = time.monotonic() + timeout
        while True:
            events = self.all()
            for event in events:
                if members.items() <= event.body.items():
                    return event
            if time.monotonic() > deadline:
                found = "\n".join(f"  {event.status} {event.raw.decode()}" for event in events)
                raise AssertionError(
                    f"no event with {members} came within {timeout:g} s. The project has "
                    + (f"these:\n{found}" if events else "none: has the number a callbackUrl?")
                )
            time.sleep(_PAUSE)


def _event(answer: dict[str, Any]) -> Event:
    return Event(
        id=answer["eventId"],
        url=answer["url"],
        status=answer["status"],
        attempts=answer["attempts"],
        raw=answer["body"].encode(),
        body=json.loads(answer["body"]),
    )
