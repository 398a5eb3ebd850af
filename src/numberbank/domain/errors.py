"""Refusals that a caller can expect. Only `api/errors.py` knows how they look on the wire."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing wrong with one field: `field` is the caller's own path to it, `description` names the remedy."""

    field: str
    description: str


class NumberbankError(Exception):
    """Root of every refusal; `code` is stable and `message` is meant for the person who reads it."""

    code = "INTERNAL"

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


class InvalidRequest(NumberbankError):
    """The request breaks rules of its own fields; carries all violations found, not only the first."""

    code = "INVALID_ARGUMENT"

    def __init__(self, violations: list[Violation], message: str = "Invalid request") -> None:
        super().__init__(message)
        self.violations = tuple(violations)

    @classmethod
    def of(cls, field: str, description: str) -> "InvalidRequest":
        return cls([Violation(field, description)])


class Unauthenticated(NumberbankError):
    """No credentials, or credentials that do not stand. `expired` is true for a token that once stood."""

    code = "UNAUTHENTICATED"

    def __init__(self, message: str = "", *, expired: bool = False) -> None:
        super().__init__(message)
        self.expired = expired


class PermissionDenied(NumberbankError):
    """The caller is known, but not allowed to do this. `resource_type` is given where a resource is the reason."""

    code = "PERMISSION_DENIED"

    def __init__(self, message: str = "", resource_type: str = "") -> None:
        super().__init__(message)
        self.resource_type = resource_type


class Conflict(NumberbankError):
    """The request meets a state that excludes it, for example an overlapping block."""

    code = "CONFLICT"


class FailedPrecondition(NumberbankError):
    """The request is well formed, but what it is about is in no state for it; the message says in which one it is."""

    code = "FAILED_PRECONDITION"


class KeyInUse(NumberbankError):
    """The first request with this Idempotency-Key is still under way."""

    code = "ABORTED"


class KeyReused(NumberbankError):
    """This Idempotency-Key has come with another body before."""

    code = "FAILED_PRECONDITION"


class NotFound(NumberbankError):
    """There is no such resource for this caller. `resource_name` must let the caller recognise it."""

    code = "NOT_FOUND"

    def __init__(self, resource_type: str, resource_name: str, message: str = "") -> None:
        super().__init__(message)
        self.resource_type = resource_type
        self.resource_name = resource_name
