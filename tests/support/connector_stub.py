"""An operator's own system, which numberbank asks to link numbers: it answers what a test tells it to."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec

SECRET = "secret-of-the-connector"


@dataclass(frozen=True)
class Call:
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        decoded: dict[str, Any] = msgspec.json.decode(self.body)
        return decoded


Answer = tuple[int, dict[str, str]]


def done(_: Call) -> Answer:
    return 200, {}


@dataclass
class ConnectorStub:
    url: str = ""
    answer: Callable[[Call], Answer] = done
    calls: list[Call] = field(default_factory=list)

    def answer_with(self, status: int, **body: str) -> None:
        self.answer = lambda _: (status, body)


@contextmanager
def connector_stub() -> Iterator[ConnectorStub]:
    stub = ConnectorStub()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            call = Call({name.lower(): value for name, value in self.headers.items()}, body)
            stub.calls.append(call)
            status, answer = stub.answer(call)
            encoded = msgspec.json.encode(answer)
            self.send_response(status)
            self.send_header("content-length", str(len(encoded)))
            self.end_headers()
            self.wfile.write(encoded)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stub.url = f"http://127.0.0.1:{server.server_address[1]}/links"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
