"""Takes callbacks on a free port of this machine."""

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Callback:
    signature: str
    """the header as it came; empty without one"""
    body: bytes


@dataclass(frozen=True, slots=True)
class Inbox:
    url: str
    callbacks: "queue.Queue[Callback]" = field(default_factory=queue.Queue)


@contextmanager
def receiver() -> Iterator[Inbox]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    inbox = Inbox(f"http://127.0.0.1:{server.server_port}/callbacks")
    server.RequestHandlerClass = _handler(inbox)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield inbox
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(inbox: Inbox) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            inbox.callbacks.put(Callback(self.headers.get("x-sinch-signature", ""), body))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    return Handler
