"""Keeps callbacks from reaching inward: only https, and only public addresses.

A name is resolved once for each attempt, all its addresses are checked, and the connection goes to the address that was
checked, so that a second look-up cannot give another.
"""

import asyncio
import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

RESOLVE_TIMEOUT = 5.0
"""seconds"""


class ForbiddenTarget(Exception):
    """The URL may not be called; the message says why, for the person who set it."""


@dataclass(frozen=True, slots=True)
class CheckedTarget:
    """Where to connect, and which name the receiver must prove to have."""

    address: str
    host: str
    port: int


def check_form(url: str) -> SplitResult:
    """The parts of a callback URL that can be called at all. Raises ForbiddenTarget."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ForbiddenTarget("is not a URL") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise ForbiddenTarget("is not a URL that begins with https:// and a host name")
    if any(ord(character) <= 32 or ord(character) == 127 for character in url):
        raise ForbiddenTarget("has a space or a control character in it")
    return parts


def check_public_form(url: str) -> SplitResult:
    """As `check_form`, for a receiver outside: https, no credentials, no address that points inward."""
    parts = check_form(url)
    if parts.scheme != "https":
        raise ForbiddenTarget("must begin with https://")
    if parts.username is not None or parts.password is not None:
        raise ForbiddenTarget("must not carry a user name or password")
    host = parts.hostname or ""
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        raise ForbiddenTarget("must not point to a host inside the network")
    literal = _literal(host)
    if literal is not None and not _is_public(literal):
        raise ForbiddenTarget("must not point to a private or reserved address")
    return parts


async def resolve_public(url: str) -> CheckedTarget:
    """The address to connect to. Raises ForbiddenTarget when any address of the host is not public."""
    parts = check_public_form(url)
    host, port = parts.hostname or "", parts.port or 443
    try:
        async with asyncio.timeout(RESOLVE_TIMEOUT):
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except TimeoutError:
        raise OSError(f"{host} could not be resolved in time") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(_is_public(ipaddress.ip_address(address)) for address in addresses):
        raise ForbiddenTarget("must not point to a private or reserved address")
    return CheckedTarget(addresses[0], host, port)


def _literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that `host` is, in any spelling that a resolver takes for one: 127.1, 0x7f000001, 2130706433."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Looks through the forms of IPv6 that carry an IPv4 address."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(inner)
    return address.is_global and not address.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
