"""A receiver of callbacks on a real socket."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec


@dataclass(frozen=True)
class Received:
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, object]:
        decoded: dict[str, object] = msgspec.json.decode(self.body)
        return decoded


@dataclass
class Receiver:
    url: str
    received: list[Received] = field(default_factory=list)
    status: int = 200
    pause: float = 0.0
    """seconds from a callback to its answer"""
    answer_headers: dict[str, str] = field(default_factory=dict)

    def wait_for(self, count: int, timeout: float = 20.0) -> list[Received]:
        return self.wait_until(lambda: len(self.received) >= count, timeout)

    def wait_until(self, condition: Callable[[], bool], timeout: float = 20.0) -> list[Received]:
        deadline = time.monotonic() + timeout
        while not condition():
            assert time.monotonic() < deadline, f"only {[one.event for one in self.received]} arrived"
            time.sleep(0.01)
        return list(self.received)


class _Server(ThreadingHTTPServer):
    request_queue_size = 128
    """connections that wait to be taken; the standard 5 would refuse some of a burst"""


@contextmanager
def receiver() -> Iterator[Receiver]:
    state = Receiver("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            # What a test changes once it has seen the request is for the next one.
            status, headers = state.status, {"content-length": "0", **state.answer_headers}
            state.received.append(Received({name.lower(): value for name, value in self.headers.items()}, body))
            time.sleep(state.pause)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = _Server(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_address[1]}/events"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
