"""Host names to addresses."""

import asyncio
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

TIMEOUT = 5.0
"""seconds"""
_THREADS = 64

LookUp = Callable[[str, int], list[str]]


class Resolver:
    """Asks the system, in threads of its own.

    All who ask for one name share one look-up, so that a name whose servers are silent holds no more than one thread.
    """

    def __init__(self, look_up: LookUp | None = None, seconds: float = TIMEOUT) -> None:
        self._look_up = look_up or _look_up
        self._seconds = seconds
        self._threads = ThreadPoolExecutor(_THREADS, "resolver")
        self._under_way: dict[tuple[str, int], asyncio.Future[list[str]]] = {}

    async def addresses(self, host: str, port: int) -> list[str]:
        """All of them, the best first. Raises OSError when there are none, or none in time."""
        key = (host, port)
        found = self._under_way.get(key)
        if found is None:
            found = asyncio.get_running_loop().run_in_executor(self._threads, self._look_up, host, port)
            self._under_way[key] = found
            found.add_done_callback(lambda done: self._forget(key, done))
        try:
            async with asyncio.timeout(self._seconds):
                return await asyncio.shield(found)
        except TimeoutError:
            raise OSError(f"{host} could not be resolved in time") from None

    def _forget(self, key: tuple[str, int], done: "asyncio.Future[list[str]]") -> None:
        """Also when nobody waits for the problem any more."""
        del self._under_way[key]
        if not done.cancelled():
            done.exception()


def _look_up(host: str, port: int) -> list[str]:
    return list(dict.fromkeys(str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
