"""Refusals as HTTP answers, in the envelope of reference 3. Nothing else in the project knows a status code."""

from typing import Any

import msgspec
import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from numberbank.domain.errors import (
    Conflict,
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


def envelope(
    code: int,
    message: str,
    details: list[dict[str, Any]] | None = None,
    headers: dict[str, str] | None = None,
    status: str = "",
) -> Response:
    """`status` is given where it is not the usual one of the code."""
    error = {"code": code, "message": message, "status": status or _STATUS_OF_HTTP[code], "details": details or []}
    body = msgspec.json.encode({"error": error})
    return Response(body, status_code=code, headers=headers, media_type="application/json")


def error_response(error: Exception) -> Response:
    """The answer to a refusal, or to a fault of ours, which is logged."""
    match error:
        case InvalidRequest():
            violations = [
                {"field": violation.field, "description": violation.description} for violation in error.violations
            ]
            return envelope(400, error.message, [{"type": "BadRequest", "fieldViolations": violations}])
        case Unauthenticated():
            return envelope(401, error.message, headers={"www-authenticate": _challenge(error)})
        case PermissionDenied():
            details = [_resource_info(error.resource_type, "", error.message)] if error.resource_type else []
            return envelope(403, error.message, details)
        case NotFound():
            return envelope(
                404, error.message, [_resource_info(error.resource_type, error.resource_name, error.message)]
            )
        case Conflict():
            return envelope(409, error.message)
        case KeyInUse():
            message = "The first request with this Idempotency-Key is still under way: ask again in a while"
            return envelope(409, message, headers={"retry-after": "1"}, status=error.code)
        case KeyReused():
            return envelope(422, "This Idempotency-Key came with another body before: take a new key for a new call")
        case NumberbankError():
            return envelope(500, error.message)
        case _:
            log.error("request failed", exc_info=error)
            return envelope(500, "Internal error")


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


async def server_error(request: Request, error: Exception) -> Response:
    return error_response(error)
