"""A load generator in Python, for what wrk cannot do (each path once) and where there is no wrk: see load.py.

`python -m bench.client URL JOB CLIENTS SECONDS`
"""

import asyncio
import json
import sys
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit

import httptools


class _Connection(asyncio.Protocol):
    """Sends the next request when the last one is answered."""

    def __init__(self, take: Callable[[], bytes | None], note: Callable[[int, float], None]) -> None:
        self._take = take
        self._note = note
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def _send(self) -> None:
        request = self._take()
        if request is None:
            self._transport.close()
            return
        self._parser = httptools.HttpResponseParser(self)
        self._sent = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        self._note(self._parser.get_status_code(), time.perf_counter() - self._sent)
        self._send()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_result(None)


def _requests(host: str, job: Path) -> list[bytes]:
    method, credentials, body, *paths = job.read_text().splitlines()
    content = f"Content-Type: application/json\r\nContent-Length: {len(body.encode())}\r\n" if body else ""
    head = f"HTTP/1.1\r\nHost: {host}\r\nAuthorization: {credentials}\r\n{content}\r\n"
    return [f"{method} {path} {head}{body}".encode() for path in paths]


async def _run(url: str, job: Path, clients: int, seconds: float) -> dict[str, float]:
    parts = urlsplit(url)
    requests = _requests(parts.netloc, job)
    walk: Iterator[bytes] = cycle(requests) if seconds else iter(requests)
    times: list[float] = []
    sent, bad = 0, 0
    started = time.perf_counter()

    def take() -> bytes | None:
        nonlocal sent
        if seconds and sent and time.perf_counter() - started > seconds:
            return None
        request = next(walk, None)
        sent += request is not None
        return request

    def note(status: int, elapsed: float) -> None:
        nonlocal bad
        times.append(elapsed * 1000)
        bad += status >= 400

    loop = asyncio.get_running_loop()
    made = [
        await loop.create_connection(lambda: _Connection(take, note), parts.hostname or "", parts.port or 80)
        for _ in range(clients)
    ]
    await asyncio.gather(*(connection.ended for _, connection in made))
    elapsed = time.perf_counter() - started
    times.sort()
    return {
        "requests": len(times),
        "seconds": elapsed,
        "bad": bad + sent - len(times),
        "p50": times[len(times) // 2],
        "p99": times[len(times) * 99 // 100],
        "worst": times[-1],
    }


if __name__ == "__main__":
    url, job, clients, seconds = sys.argv[1:]
    print(json.dumps(asyncio.run(_run(url, Path(job), int(clients), float(seconds)))))
