"""Reading the bodies of requests."""

from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from starlette.requests import ClientDisconnect, Request

from numberbank.domain.errors import InvalidRequest

MAX_BODY = 1024 * 1024
"""bytes of a JSON body"""

T = TypeVar("T")


class BodyTooLarge(Exception):
    """The body is longer than the operation takes."""


async def read_body(request: Request, limit: int) -> bytes:
    """The whole body; raises BodyTooLarge as soon as it is longer than `limit` bytes."""
    chunks, size, more = [], 0, True
    while more:
        # Not by Request.stream, which takes twice as long for a body in one piece, as nearly all are.
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        more = message.get("more_body", False)
        if size > limit:
            raise BodyTooLarge
    return b"".join(chunks)


def parse_json(body: bytes) -> Any:
    """The JSON in `body`, whatever its Content-Type says; an empty body is an empty object (reference 1)."""
    if not body.strip():
        return {}
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidRequest([], f"The request body is not valid JSON: {str(error)[:100]}") from None


async def body_of(request: Request, shape: type[T]) -> T:
    """The JSON body of a call that no contract describes; raises InvalidRequest with the member's path."""
    try:
        return msgspec.convert(parse_json(await read_body(request, MAX_BODY)), shape)
    except msgspec.ValidationError as error:
        problem, _, path = str(error).partition(" - at `$")
        raise InvalidRequest.of(path.strip(".`") or "body", problem) from None


def refuse_nul(request: Request) -> None:
    """Raises InvalidRequest for a path or query with a NUL character, which PostgreSQL's text cannot hold."""
    for name, value in [*request.path_params.items(), *request.query_params.multi_items()]:
        if "\0" in value:
            raise InvalidRequest.of(name, "has a NUL character; remove it")


def moment_of(field: str, text: str) -> datetime:
    """A time with its zone, UTC where none is given; raises InvalidRequest."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidRequest.of(field, "must be a time, as in 2026-05-04T10:11:12Z") from None
