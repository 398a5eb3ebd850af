"""Refusals as HTTP answers, in the envelope of reference 3. Nothing else in the project knows a status code."""

from dataclasses import dataclass, field
from typing import Any

import msgspec
import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from numberbank.domain.documents import DocumentTooLarge
from numberbank.domain.errors import (
    Conflict,
    FailedPrecondition,
    InvalidRequest,
    KeyInUse,
    KeyReused,
    NotFound,
    NumberbankError,
    PermissionDenied,
    Unauthenticated,
)

log = structlog.get_logger()

_STATUS_OF_HTTP = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "UNIMPLEMENTED",
    409: "ALREADY_EXISTS",
    413: "CONTENT_TOO_LARGE",
    422: "FAILED_PRECONDITION",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """What an answer says of an error, in whichever shape."""

    code: int
    message: str
    details: list[dict[str, Any]] = field(default_factory=list)
    headers: dict[str, str] | None = None
    status: str = ""
    """the one that goes with the code, unless given"""

    @property
    def members(self) -> dict[str, Any]:
        status = self.status or _STATUS_OF_HTTP[self.code]
        return {"code": self.code, "message": self.message, "status": status, "details": self.details}

    def answer(self, body: dict[str, Any]) -> Response:
        return Response(
            msgspec.json.encode(body), status_code=self.code, headers=self.headers, media_type="application/json"
        )


def envelope(
    code: int,
    message: str,
    details: list[dict[str, Any]] | None = None,
    headers: dict[str, str] | None = None,
    status: str = "",
) -> Response:
    return _enveloped(Refusal(code, message, details or [], headers, status))


def error_response(error: Exception) -> Response:
    """The answer to a refusal, or to a fault of ours, which is logged."""
    return _enveloped(_refusal(error))


def flat_error_response(error: Exception, *, with_envelope: bool = False) -> Response:
    """The same in the flat shape of the imported numbers' API, whose `code` is a string (its reference, 3).

    Whoever calls without the right has the envelope, as in the Numbers API. `with_envelope` gives both shapes in one.
    """
    refusal = _refusal(error)
    if refusal.code in (401, 403):
        return _enveloped(refusal)
    members = refusal.members
    flat = members | {"code": str(refusal.code)}
    if refusal.code != 400:
        del flat["details"]
    return refusal.answer(flat | {"error": members} if with_envelope else flat)


def _enveloped(refusal: Refusal) -> Response:
    return refusal.answer({"error": refusal.members})


def _refusal(error: Exception) -> Refusal:
    match error:
        case InvalidRequest():
            violations = [
                {"field": violation.field, "description": violation.description} for violation in error.violations
            ]
            return Refusal(400, error.message, [{"type": "BadRequest", "fieldViolations": violations}])
        case FailedPrecondition():
            return Refusal(400, error.message, status="FAILED_PRECONDITION")
        case Unauthenticated():
            return Refusal(401, error.message, headers={"www-authenticate": _challenge(error)})
        case PermissionDenied():
            details = [_resource_info(error.resource_type, "", error.message)] if error.resource_type else []
            return Refusal(403, error.message, details)
        case NotFound():
            return Refusal(
                404, error.message, [_resource_info(error.resource_type, error.resource_name, error.message)]
            )
        case Conflict():
            return Refusal(409, error.message)
        case KeyInUse():
            message = "The first request with this Idempotency-Key is still under way: ask again in a while"
            return Refusal(409, message, headers={"retry-after": "1"}, status=error.code)
        case KeyReused():
            return Refusal(422, "This Idempotency-Key came with another body before: take a new key for a new call")
        case NumberbankError():
            return Refusal(500, error.message)
        case _:
            log.error("request failed", exc_info=error)
            return Refusal(500, "Internal error")


def document_too_large(error: DocumentTooLarge) -> Response:
    """With no more members than reference 11.6 has."""
    message = "Document is too large to upload"
    return envelope(413, message, [{"type": "ResourceInfo", "resourceName": error.file_name, "description": message}])


def _challenge(error: Unauthenticated) -> str:
    """Clients renew their token when they read `expired` here, and only then (reference 2.2)."""
    return 'Bearer error="expired"' if error.expired else 'Bearer error="invalid_token", Basic realm="numberbank"'


def _resource_info(resource_type: str, resource_name: str, description: str) -> dict[str, str]:
    return {
        "type": "ResourceInfo",
        "resourceType": resource_type,
        "resourceName": resource_name,
        "owner": "",
        "description": description,
    }


async def http_exception(request: Request, error: Exception) -> Response:
    """Starlette's own refusals: no such path, no such method."""
    assert isinstance(error, HTTPException)
    message = {404: "There is no such path", 405: "The path does not take this method"}.get(
        error.status_code, error.detail
    )
    code = error.status_code if error.status_code in _STATUS_OF_HTTP else 400
    return envelope(code, message, headers=dict(error.headers or {}))


async def client_gone(request: Request, error: Exception) -> Response:
    """For the log alone: whoever asked has left before the request was whole, and nothing was done."""
    return Response(status_code=499)


async def server_error(request: Request, error: Exception) -> Response:
    return error_response(error)
