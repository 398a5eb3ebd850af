"""Bodies and members of the calls that the wire's contract does not describe: the operator's and the sandbox's."""

from datetime import UTC, datetime
from typing import TypeVar

import msgspec
from starlette.requests import Request

from numberbank.api.routing import MAX_BODY, parse_json, read_body
from numberbank.domain.errors import InvalidRequest

T = TypeVar("T")


async def body_of(request: Request, shape: type[T]) -> T:
    """The JSON body in its shape; raises InvalidRequest with the member's path."""
    try:
        return msgspec.convert(parse_json(await read_body(request, MAX_BODY)), shape)
    except msgspec.ValidationError as error:
        problem, _, path = str(error).partition(" - at `$")
        raise InvalidRequest.of(path.strip(".`") or "body", problem) from None


def moment_of(field: str, text: str) -> datetime:
    """A time with its zone, UTC where none is given; raises InvalidRequest."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidRequest.of(field, "must be a time, as in 2026-05-04T10:11:12Z") from None
