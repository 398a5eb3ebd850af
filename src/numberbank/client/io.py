"""What the client needs of the world, so that its logic is written once for both forms.

All logic is in coroutines. `AsyncNumbers` runs them in an event loop on `io_async`. `Numbers` drives them by hand on
`io_blocking`, whose coroutines never wait for a loop: they block instead (client.driving).
"""

from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import httpx2

from numberbank.client.backoff import Patience
from numberbank.client.errors import AnswerLost, NumbersError, Unreachable

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

USER_AGENT = "numberbank-client"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to be sent as multipart/form-data, with other fields beside it."""

    file_name: str
    content: bytes
    mime_type: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request, ready to be sent."""

    method: str
    url: str
    headers: dict[str, str]
    query: tuple[tuple[str, str], ...] = ()
    content: bytes | None = None
    upload: Upload | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, read to its end."""

    status: int
    headers: httpx2.Headers
    body: bytes


class Ahead(Protocol[T_co]):
    """Work that was started before anybody needs its result."""

    async def result(self) -> T_co: ...

    async def drop(self) -> None:
        """Ends it: nobody will need the result."""
        ...


class Io(Protocol):
    async def send(self, request: Outgoing) -> Reply:
        """Raises Unreachable and AnswerLost, and ends within `Patience.sending`."""
        ...

    async def sleep(self, seconds: float) -> None: ...

    async def run(self, work: Callable[[], T]) -> T:
        """Runs what blocks for a moment, such as a write to the journal."""
        ...

    def lock(self) -> AbstractAsyncContextManager[None]: ...

    def ahead(self, work: Coroutine[Any, Any, T]) -> Ahead[T]: ...

    async def close(self) -> None: ...


def timeouts(patience: Patience) -> httpx2.Timeout:
    return httpx2.Timeout(patience.answer, connect=patience.connect, pool=patience.connect)


def options(request: Outgoing) -> dict[str, Any]:
    """The request in httpx2's words."""
    given: dict[str, Any] = {"headers": request.headers, "params": request.query or None}
    if request.upload is not None:
        upload = request.upload
        given["files"] = {"file": (upload.file_name, upload.content, upload.mime_type)}
        given["data"] = dict(upload.fields)
    else:
        given["content"] = request.content
    return given


def failure(error: Exception) -> NumbersError:
    """What httpx2's errors mean: was anything sent?"""
    nothing_sent = (
        httpx2.ConnectError,
        httpx2.ConnectTimeout,
        httpx2.PoolTimeout,
        httpx2.ProxyError,
        httpx2.UnsupportedProtocol,
        httpx2.InvalidURL,
    )
    text = f"{type(error).__name__}: {error}".rstrip(": ")
    return Unreachable(text) if isinstance(error, nothing_sent) else AnswerLost(text)


def late(patience: Patience) -> AnswerLost:
    return AnswerLost(f"no whole answer within {patience.answer:g} seconds")
