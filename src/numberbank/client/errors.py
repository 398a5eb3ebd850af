"""What can go wrong with a call. `verdict` says of a call that costs money whether it was carried out.

NumbersError
  SettingsMissing                  the client cannot be made
  Unreachable                      nothing was sent
  AnswerLost                       something was sent, and no answer that can be read came back
  Refused                          the server's own words
    InvalidRequest NotAuthenticated PermissionDenied NotFound Conflict TooManyRequests ServerFault
  NotDone                          only of calls that cost money: state was read, and nothing had happened
  OutcomeUnknown                   only of calls that cost money: state was read, and cannot tell
  BadCallback                      a callback that is not what it says
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    DONE = "DONE"
    NOT_DONE = "NOT_DONE"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that the server found wrong with a request."""

    field: str
    description: str


class NumbersError(Exception):
    """Root of all errors of this package. `number` is the phone number that the call was about, or empty."""

    verdict: Verdict | None = None
    """set for calls that cost money; None for all others"""

    def __init__(self, message: str, *, number: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.number = number


class SettingsMissing(NumbersError):
    """Settings were neither given nor found in the environment; `names` are those of its variables."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"Set {', '.join(names)}, or give the client what they stand for")
        self.names = tuple(names)


class Unreachable(NumbersError):
    """No connection came about, so nothing was sent."""


class AnswerLost(NumbersError):
    """The request left, and then: no answer in time, a broken connection, or an answer that cannot be read."""


class Refused(NumbersError):
    """The server answered with an error. `status` is HTTP's, `code` its own word, such as `NOT_FOUND`."""

    def __init__(
        self,
        message: str,
        *,
        status: int,
        code: str = "",
        number: str = "",
        violations: Sequence[Violation] = (),
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, number=number)
        self.status = status
        self.code = code
        self.violations = tuple(violations)
        self.retry_after = retry_after
        """seconds, where the server said"""


class InvalidRequest(Refused):
    """400, 413, 422; `violations` names what is wrong, as far as the server said."""


class NotAuthenticated(Refused):
    """401: the key is unknown or revoked, or its secret is another."""


class PermissionDenied(Refused):
    """403: another project's, a trial account, or too low a balance."""


class NotFound(Refused):
    """404: the project has no such thing, or the number is not on offer."""


class Conflict(Refused):
    """409."""


class TooManyRequests(Refused):
    """429, and waiting as told did not help, or would have taken too long."""


class ServerFault(Refused):
    """5xx."""


class NotDone(NumbersError):
    """The call was not carried out: its answer was lost, and state shows that nothing happened."""

    verdict = Verdict.NOT_DONE


class OutcomeUnknown(NumbersError):
    """The call may have been carried out, and state cannot tell. Its intent stays in the journal."""

    verdict = Verdict.UNKNOWN

    def __init__(self, message: str, *, intent_id: str, number: str = "") -> None:
        super().__init__(message, number=number)
        self.intent_id = intent_id


class BadCallback(NumbersError):
    """A callback whose signature is wrong, or whose body is no event."""
