"""Connections to receivers. The address that was checked is the one that is connected to.

URL, Host header, TLS name and the pool's key stay the receiver's own name: no second look-up can give another address,
and no connection is shared by two names that live at one address.
"""

import ssl
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Protocol

import httpcore2

from numberbank.callbacks.ssrf_guard import check_public

CONNECT_TIMEOUT = 5.0
"""seconds, for each address of a receiver"""
_KEEP_ALIVE = 2.0
"""seconds; shorter than the five after which many servers close, so that nothing is sent into a closing connection"""


class AddressSource(Protocol):
    async def addresses(self, host: str, port: int) -> list[str]:
        """Raises OSError."""
        ...


@asynccontextmanager
async def open_connections(
    limit: int, source: AddressSource, *, guarded: bool, ssl_context: ssl.SSLContext | None = None
) -> AsyncIterator[httpcore2.AsyncConnectionPool]:
    """A pool of at most `limit` connections; guarded ones go to public addresses only."""
    async with httpcore2.AsyncConnectionPool(
        ssl_context=ssl_context or httpcore2.default_ssl_context(),
        max_connections=limit,
        keepalive_expiry=_KEEP_ALIVE,
        network_backend=_Network(source, guarded),
    ) as pool:
        yield pool


class _Network(httpcore2.AsyncNetworkBackend):
    def __init__(self, source: AddressSource, guarded: bool) -> None:
        self._source = source
        self._guarded = guarded
        self._network = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the interface is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Tries the addresses in turn."""
        addresses = await self._source.addresses(host, port)
        if self._guarded:
            check_public(addresses)
        problem: Exception = httpcore2.ConnectError(f"{host} has no address")
        for address in addresses:
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                problem = error
        raise problem
