"""The asynchronous client behind the methods of the blocking one, so that the same tests are for both."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, cast

from numberbank.client import AsyncNumbers, Numbers

FORMS = ("blocking", "asyncio")


@contextmanager
def open_form(form: str, *settings: str, **options: Any) -> Iterator[Numbers]:
    """A client of one of the FORMS, with its settings as `Numbers` takes them."""
    if form == "blocking":
        with Numbers(*settings, **options) as client:
            yield client
        return
    with asyncio.Runner() as runner:
        source = AsyncNumbers(*settings, **options)
        try:
            yield cast(Numbers, _OnALoop(source, runner.run))
        finally:
            runner.run(source.close())


class _OnALoop:
    """Each call runs to its end on the loop; parts of the client are such objects again."""

    def __init__(self, source: object, run: Callable[[Coroutine[Any, Any, Any]], Any]) -> None:
        self._source = source
        self._run = run

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._source, name)
        if inspect.iscoroutinefunction(value):
            return lambda *args, **kwargs: self._run(value(*args, **kwargs))
        if callable(value):
            return lambda *args, **kwargs: self._items(value(*args, **kwargs))
        return _OnALoop(value, self._run)

    def _items(self, items: AsyncIterator[Any]) -> Iterator[Any]:
        async def following() -> Any:
            return await anext(items)

        while True:
            try:
                yield self._run(following())
            except StopAsyncIteration:
                return
