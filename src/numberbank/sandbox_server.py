"""The HTTP server of the sandbox: in this process, beside the worker, and able to drop a connection."""

import signal
import socket
from collections.abc import Callable
from typing import cast

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from numberbank.api.sandbox.fault_injection import CLOSE_CONNECTION


class SandboxServer(uvicorn.Server):
    """Says when it takes connections; stops at SIGTERM and SIGINT when what is in flight has been answered."""

    def __init__(self, app: ASGIApp, on_started: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=_Protocol,
                ws="none",
                lifespan="on",
                log_level="warning",
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=10,
            )
        )
        self._on_started = on_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_started()

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        # uvicorn raises the signal again when it has stopped, which must not cut short what is left to close.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        await super().serve(sockets)


class _Protocol(HttpToolsProtocol):
    """Lets the application close the connection under a request."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        # A server may put keys of its own into the scope; the type knows only those of the standard.
        cast("dict[str, object]", self.scope)[CLOSE_CONNECTION] = self.transport.close
