"""Doing many things, some of them at the same time."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
AT_ONCE = 8
"""calls under way at a time"""


async def for_each(items: Iterable[T], work: Callable[[T], Awaitable[None]]) -> None:
    """Begins them in order. The first error ends all, and is raised itself, not in a group."""
    waiting = iter(items)

    async def worker() -> None:
        for item in waiting:
            await work(item)

    try:
        async with asyncio.TaskGroup() as workers:
            for _ in range(AT_ONCE):
                workers.create_task(worker())
    except ExceptionGroup as group:
        raise group.exceptions[0] from None
