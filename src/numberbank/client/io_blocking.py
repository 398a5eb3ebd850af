"""The world of `Numbers`: threads, and httpx2's blocking client. None of these coroutines ever waits for a loop."""

import contextlib
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Any, Generic, TypeVar

import httpx2

from numberbank.client.backoff import Patience
from numberbank.client.driving import drive
from numberbank.client.io import Outgoing, Reply, failure, late, options, timeouts

T = TypeVar("T")


class BlockingIo:
    def __init__(self, patience: Patience, transport: httpx2.BaseTransport | None = None) -> None:
        self._patience = patience
        self._client = httpx2.Client(timeout=timeouts(patience), transport=transport, follow_redirects=False)
        self._readers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="numberbank-ahead")

    async def send(self, request: Outgoing) -> Reply:
        deadline = time.monotonic() + self._patience.connect + self._patience.answer
        try:
            with self._client.stream(request.method, request.url, **options(request)) as answer:
                body = b"".join(self._until(deadline, answer.iter_bytes()))
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise failure(error) from error
        return Reply(answer.status_code, answer.headers, body)

    def _until(self, deadline: float, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """httpx2's own time-out is for each chunk; one that trickles would never end."""
        for chunk in chunks:
            if time.monotonic() > deadline:
                raise late(self._patience)
            yield chunk

    async def sleep(self, seconds: float) -> None:
        time.sleep(seconds)  # noqa: ASYNC251 - there is no loop to hold up

    async def run(self, work: Callable[[], T]) -> T:
        return work()

    def lock(self) -> AbstractAsyncContextManager[None]:
        return _Lock()

    def ahead(self, work: Coroutine[Any, Any, T]) -> "_InThread[T]":
        return _InThread(self._readers.submit(drive, work), work)

    async def close(self) -> None:
        self._readers.shutdown(cancel_futures=True)
        self._client.close()


class _Lock(AbstractAsyncContextManager[None]):
    def __init__(self) -> None:
        self._lock = threading.Lock()

    async def __aenter__(self) -> None:
        self._lock.acquire()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()


class _InThread(Generic[T]):
    def __init__(self, future: "Future[T]", work: Coroutine[Any, Any, T]) -> None:
        self._future = future
        self._work = work

    async def result(self) -> T:
        return self._future.result()

    async def drop(self) -> None:
        if self._future.cancel():
            self._work.close()
        else:
            with contextlib.suppress(Exception):
                self._future.result()
