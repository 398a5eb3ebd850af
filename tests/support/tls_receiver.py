"""A receiver behind TLS, with a certificate for `receiver.example` that only tests trust."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_FOLDER = Path(__file__).parent / "tls"
_CERTIFICATE, _KEY = _FOLDER / "receiver.crt", _FOLDER / "receiver.key"
"""self-signed, until 2126; the key guards nothing"""

NAME = "receiver.example"


def trusting() -> ssl.SSLContext:
    """What trusts the certificate, and it alone."""
    return ssl.create_default_context(cafile=str(_CERTIFICATE))


@dataclass
class TlsReceiver:
    port: int = 0
    names: list[str | None] = field(default_factory=list)
    """which were asked for in TLS, one for each connection"""
    hosts: list[str] = field(default_factory=list)
    """of the Host header, one for each request"""


@contextmanager
def tls_receiver() -> Iterator[TlsReceiver]:
    receiver = TlsReceiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            receiver.hosts.append(self.headers["host"])
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Quiet: clients that do not trust us hang up."""

    def on_name(_socket: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> None:
        receiver.names.append(name)

    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(_CERTIFICATE, _KEY)
    server_side.sni_callback = on_name
    server = Server(("127.0.0.1", 0), Handler)
    # The handshake is left to the thread of the connection.
    server.socket = server_side.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
