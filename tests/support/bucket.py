"""A server that speaks as much S3 as the document store needs, on a real socket."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit


@dataclass
class Bucket:
    url: str = ""
    objects: dict[str, bytes] = field(default_factory=dict)
    """by path: bucket and key"""


@contextmanager
def bucket() -> Iterator[Bucket]:
    state = Bucket()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        @property
        def key(self) -> str:
            return unquote(urlsplit(self.path).path)

        def do_PUT(self) -> None:
            state.objects[self.key] = self._body()
            self._answer(200)

        def do_GET(self) -> None:
            if self.key in state.objects:
                self._answer(200, state.objects[self.key])
            else:
                self._answer(404, b"<Error><Code>NoSuchKey</Code><Message>none</Message></Error>")

        def do_POST(self) -> None:
            for key in re.findall("<Key>(.*?)</Key>", self._body().decode()):
                state.objects.pop(f"{self.key.rstrip('/')}/{key}", None)
            self._answer(200, b"<DeleteResult/>")

        def _body(self) -> bytes:
            if "chunked" in self.headers.get("transfer-encoding", "") or "aws-chunked" in self.headers.get(
                "content-encoding", ""
            ):
                return self._chunks()
            return self.rfile.read(int(self.headers.get("content-length", 0)))

        def _chunks(self) -> bytes:
            content = b""
            while size := int(self.rfile.readline().split(b";")[0], 16):
                content += self.rfile.read(size)
                self.rfile.readline()
            while self.rfile.readline().strip():
                pass
            return content

        def _answer(self, status: int, content: bytes = b"") -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
