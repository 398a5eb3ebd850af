"""A multipart form with one document in it, read as it comes (RFC 7578).

Nothing of it is kept in clear: the document goes piece by piece into a sealed file. One that is too large is found out
as soon as it is; the rest is read and thrown away, up to a bound, since many a client listens only when it has sent
everything.
"""

import re
from typing import Protocol

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from numberbank.domain.documents import HEAD, DocumentTooLarge, check_file_name, shorten
from numberbank.domain.errors import InvalidRequest
from numberbank.services.attachments import Upload

_MAX_TEXT = 1000
"""bytes of a field that is no file"""
_MAX_PARTS = 10
_OVERHEAD = 64 * 1024
"""bytes of a form beside its document"""
_PATIENCE = 4
"""how many times the limit is read before a client that goes on sending is cut off"""
_WINDOWS_PATH = re.compile(rb'filename="?(?:[A-Za-z]:)?\\')
"""the parser takes the path of such a name away without a word"""


class Sink(Protocol):
    def write(self, data: bytes) -> None: ...


async def read_upload(request: Request, sink: Sink, limit: int) -> Upload:
    """The form's members; its document has gone into `sink`.

    Raises InvalidRequest, DocumentTooLarge, or Starlette's ClientDisconnect when the client breaks off.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not boundary:
        raise InvalidRequest.of("body", "must be multipart/form-data with the document in the part `file`")
    form = _Form(sink, limit)
    parser = MultipartParser(boundary, form.callbacks())  # type: ignore[arg-type]
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        if form.too_large or received > limit + _OVERHEAD:
            form.too_large = True
            if received > (limit + _OVERHEAD) * _PATIENCE:
                break
            continue
        try:
            parser.write(chunk)
        except FormParserError:
            raise InvalidRequest.of("body", "is not a valid multipart form") from None
    return form.result()


class _Form:
    """Takes the parser's calls. Bytes that belong to no known part are thrown away."""

    def __init__(self, sink: Sink, limit: int) -> None:
        self._sink = sink
        self._limit = limit
        self._texts: dict[str, bytes] = {}
        self._headers: dict[bytes, bytes] = {}
        self._header = (b"", b"")
        self._part = ""
        self._parts = 0
        self._files = 0
        self._ended = False
        self._file_name = "document"
        self._declared_type = ""
        self._head = b""
        self._size = 0
        self.too_large = False

    def callbacks(self) -> dict[str, object]:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_end": self._end,
        }

    def result(self) -> Upload:
        if self.too_large:
            raise DocumentTooLarge(self._file_name)
        if not self._ended:
            raise InvalidRequest.of("body", "the form ends in the middle; send it again")
        if self._files != 1:
            raise InvalidRequest.of("file", "is required" if not self._files else "is given twice; give it once")
        document_type = self._texts.get("documentType", b"").decode(errors="replace")
        return Upload(self._file_name, self._declared_type, document_type or None, self._head, self._size)

    def _begin(self) -> None:
        self._headers, self._header, self._part = {}, (b"", b""), ""
        self._parts += 1
        if self._parts > _MAX_PARTS:
            raise InvalidRequest.of("body", f"has too many parts; use {_MAX_PARTS} or fewer")

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header = (self._header[0] + data[start:end], self._header[1])

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._header = (self._header[0], self._header[1] + data[start:end])

    def _header_end(self) -> None:
        name, value = self._header
        self._headers[name.lower()] = value
        self._header = (b"", b"")

    def _headers_finished(self) -> None:
        disposition = self._headers.get(b"content-disposition", b"")
        _, options = parse_options_header(disposition)
        self._part = options.get(b"name", b"").decode(errors="replace")
        if self._part == "file":
            self._files += 1
            if _WINDOWS_PATH.search(disposition):
                raise InvalidRequest.of("file", "its name has a path in it; send the name alone")
            self._file_name = check_file_name(options.get(b"filename", b"").decode(errors="replace"))
            self._declared_type = self._headers.get(b"content-type", b"").decode("latin-1")

    def _data(self, data: bytes, start: int, end: int) -> None:
        piece = data[start:end]
        if self._part != "file":
            self._texts[self._part] = self._texts.get(self._part, b"") + piece
            if len(self._texts[self._part]) > _MAX_TEXT:
                raise InvalidRequest.of(shorten(self._part), f"is too long; use {_MAX_TEXT} bytes or fewer")
            return
        self._size += len(piece)
        if self._size > self._limit:
            self.too_large = True
        elif self._files == 1:
            self._head += piece[: HEAD - len(self._head)]
            self._sink.write(piece)

    def _end(self) -> None:
        self._ended = True
