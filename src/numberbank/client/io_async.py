"""The world of `AsyncNumbers`: asyncio and httpx2's asynchronous client."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any, Generic, TypeVar

import httpx2

from numberbank.client.backoff import Patience
from numberbank.client.io import Outgoing, Reply, failure, late, options, timeouts

T = TypeVar("T")


class AsyncIo:
    def __init__(self, patience: Patience, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self._patience = patience
        self._client = httpx2.AsyncClient(timeout=timeouts(patience), transport=transport, follow_redirects=False)

    async def send(self, request: Outgoing) -> Reply:
        try:
            async with asyncio.timeout(self._patience.sending - self._patience.answer):
                answer = await self._client.request(request.method, request.url, **options(request))
        except TimeoutError:
            raise late(self._patience) from None
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise failure(error) from error
        return Reply(answer.status_code, answer.headers, answer.content)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def run(self, work: Callable[[], T]) -> T:
        return await asyncio.to_thread(work)

    def lock(self) -> AbstractAsyncContextManager[None]:
        return asyncio.Lock()

    def ahead(self, work: Coroutine[Any, Any, T]) -> "_Task[T]":
        return _Task(asyncio.create_task(work))

    async def close(self) -> None:
        await self._client.aclose()


class _Task(Generic[T]):
    def __init__(self, task: "asyncio.Task[T]") -> None:
        self._task = task

    async def result(self) -> T:
        return await self._task

    async def drop(self) -> None:
        self._task.cancel()
        with contextlib.suppress(BaseException):
            await self._task
