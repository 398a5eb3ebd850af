"""Runs coroutines without an event loop, and makes blocking methods of asynchronous ones.

    class Orders(Driven[AsyncOrders]):
        create = driven(AsyncOrders.create)

A coroutine whose world never suspends (client.io_blocking) runs from beginning to end at the first push. So the
blocking client is this list of names, with the parameters and results of the asynchronous methods, checked by mypy.
"""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

A = TypeVar("A", covariant=True)
P = ParamSpec("P")
T = TypeVar("T")


class Driven(Generic[A]):
    """Has an asynchronous object on a blocking world behind it."""

    def __init__(self, source: A) -> None:
        self._source = source


def drive(work: Coroutine[Any, Any, T]) -> T:
    """The coroutine's result; it must never suspend."""
    try:
        work.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    work.close()
    raise RuntimeError("a coroutine waited for an event loop, and there is none")


def driven(method: Callable[Concatenate[A, P], Coroutine[Any, Any, T]]) -> Callable[Concatenate[Driven[A], P], T]:
    @wraps(method)
    def blocking(self: Driven[A], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return drive(method(self._source, *args, **kwargs))

    return blocking


def driven_iterator(
    method: Callable[Concatenate[A, P], AsyncIterator[T]],
) -> Callable[Concatenate[Driven[A], P], Iterator[T]]:
    @wraps(method)
    def blocking(self: Driven[A], /, *args: P.args, **kwargs: P.kwargs) -> Iterator[T]:
        items = method(self._source, *args, **kwargs)
        try:
            while True:
                try:
                    yield drive(_next(items))
                except StopAsyncIteration:
                    return
        finally:
            drive(_close(items))

    return blocking


async def _next(items: AsyncIterator[T]) -> T:
    return await items.__anext__()


async def _close(items: AsyncIterator[T]) -> None:
    close = getattr(items, "aclose", None)
    if close is not None:
        await close()
