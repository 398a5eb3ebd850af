"""Host names to addresses."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

TIMEOUT = 5.0
"""seconds"""
_THREADS = 64


class Resolver:
    """Asks the system, in threads of its own.

    All who ask for one name share one look-up, so that a name whose servers are silent holds no more than one thread.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, "resolver")
        self._under_way: dict[tuple[str, int], asyncio.Future[list[str]]] = {}

    async def addresses(self, host: str, port: int) -> list[str]:
        """All of them, the best first. Raises OSError when there are none, or none in time."""
        key = (host, port)
        found = self._under_way.get(key)
        if found is None:
            found = asyncio.get_running_loop().run_in_executor(self._threads, _look_up, host, port)
            self._under_way[key] = found
            found.add_done_callback(lambda _: self._under_way.pop(key))
        try:
            async with asyncio.timeout(TIMEOUT):
                return await asyncio.shield(found)
        except TimeoutError:
            raise OSError(f"{host} could not be resolved in time") from None


def _look_up(host: str, port: int) -> list[str]:
    return list(dict.fromkeys(str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
