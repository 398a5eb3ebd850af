"""Keeps callbacks from reaching inward: only https, and only public addresses."""

import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import SplitResult

from numberbank.domain.callback_urls import ForbiddenTarget, check_form

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def check_public_form(url: str) -> SplitResult:
    """As `check_form`, for a receiver outside: https, and no address that points inward."""
    parts = check_form(url)
    if parts.scheme != "https":
        raise ForbiddenTarget("must begin with https://")
    host = (parts.hostname or "").rstrip(".")
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        raise ForbiddenTarget("must not point to a host inside the network")
    literal = _literal(host)
    if literal is not None:
        check_public([str(literal)])
    return parts


def check_public(addresses: Iterable[str]) -> None:
    """Raises ForbiddenTarget when any of them is not public: a host that has one inside is not to be trusted."""
    if not all(_is_public(ipaddress.ip_address(address)) for address in addresses):
        raise ForbiddenTarget("must not point to a private or reserved address")


def _literal(host: str) -> Address | None:
    """The address that `host` is, in any spelling that a resolver takes for one: 127.1, 0x7f000001, 2130706433."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


def _is_public(address: Address) -> bool:
    """Looks through the forms of IPv6 that carry an IPv4 address."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(inner)
        return address in _GLOBAL_UNICAST and address.is_global
    return address.is_global and not address.is_multicast and not any(address in network for network in _METADATA)


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_METADATA = (ipaddress.IPv4Network("168.63.129.16/32"), ipaddress.IPv4Network("192.0.0.0/24"))
"""a host's own services behind an address that passes for public (Azure, Oracle); those of other clouds have not"""
