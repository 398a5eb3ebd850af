"""Takes callbacks as fast as Python can: `python -m bench.receiver PORT`.

A POST is answered with 204. A GET says how many came since the last GET, and how many seconds lay between the first and
the last of them.
"""

import asyncio
import json
import sys
import time

import httptools


class Tally:
    """When callbacks came."""

    def __init__(self) -> None:
        self._times: list[float] = []

    def add(self) -> None:
        self._times.append(time.perf_counter())

    def take(self) -> bytes:
        times, self._times = self._times, []
        return json.dumps({"count": len(times), "seconds": times[-1] - times[0] if times else 0.0}).encode()


class _Connection(asyncio.Protocol):
    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._parser = httptools.HttpRequestParser(self)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        if self._parser.get_method() == b"POST":
            self._tally.add()
            self._transport.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        else:
            body = self._tally.take()
            self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))


async def main(port: int) -> None:
    tally = Tally()
    server = await asyncio.get_running_loop().create_server(lambda: _Connection(tally), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
