"""A server's error answer as an error of ours, from any of three shapes (reference 2, 3; imported numbers 3)."""

from typing import Any

import msgspec

from numberbank.client.backoff import retry_after
from numberbank.client.errors import (
    Conflict,
    InvalidRequest,
    NotAuthenticated,
    NotFound,
    PermissionDenied,
    Refused,
    ServerFault,
    TooManyRequests,
    Violation,
)
from numberbank.client.io import Reply

_KINDS: dict[int, type[Refused]] = {
    400: InvalidRequest,
    401: NotAuthenticated,
    403: PermissionDenied,
    404: NotFound,
    409: Conflict,
    413: InvalidRequest,
    422: InvalidRequest,
    429: TooManyRequests,
}


def refusal(reply: Reply, number: str = "") -> Refused:
    """The error for an answer of 400 or more, whatever its body holds."""
    error = _error_of(reply.body)
    violations = [
        Violation(str(each.get("field", "")), str(each.get("description", "")))
        for detail in _objects(error.get("details"))
        for each in _objects(detail.get("fieldViolations"))
    ]
    named = next((str(detail["resourceName"]) for detail in _objects(error.get("details")) if _named(detail)), "")
    number = number or (named if named.startswith("+") else "")
    code = str(error.get("status") or error.get("error") or "")
    kind = _KINDS.get(reply.status, ServerFault if reply.status >= 500 else Refused)
    return kind(
        _text(
            reply.status, code, str(error.get("message") or error.get("error_description") or ""), number, violations
        ),
        status=reply.status,
        code=code,
        number=number,
        violations=violations,
        retry_after=retry_after(reply.headers.get("retry-after")),
    )


def _error_of(body: bytes) -> dict[str, Any]:
    """The object that has the message: enveloped, flat, or OAuth's; empty for a body that is none of them."""
    try:
        decoded = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    if not isinstance(decoded, dict):
        return {}
    inner = decoded.get("error")
    return inner if isinstance(inner, dict) else decoded


def _objects(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _named(detail: dict[str, Any]) -> bool:
    return bool(detail.get("resourceName"))


def _text(status: int, code: str, message: str, number: str, violations: list[Violation]) -> str:
    """For people: what the server said, of which number, and each violation."""
    parts = [f"{status} {code}".strip(), message, number if number not in message else ""]
    text = ": ".join(part for part in parts if part)
    return "; ".join([text, *(f"{each.field} {each.description}" for each in violations)])
