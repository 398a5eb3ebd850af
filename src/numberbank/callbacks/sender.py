"""POSTs the exact bytes of an event, signed (reference 12.1 and 12.2)."""

import asyncio
import email.utils
import ipaddress
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

import httpx2

from numberbank.callbacks.ssrf_guard import ForbiddenTarget, check_form, resolve_public
from numberbank.domain.clock import real_now
from numberbank.domain.signing import sinch_signature, standard_webhook_signature

TIMEOUT = 15.0
"""seconds for the whole attempt"""


@dataclass(frozen=True, slots=True)
class Message:
    """What to send where; `secret` is empty for a project without one, and then nothing is signed."""

    url: str
    event_id: str
    body: bytes
    secret: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of an attempt: the receiver's status, or the problem that kept it from answering."""

    milliseconds: int
    status: int | None = None
    problem: str = ""
    retry_after: timedelta | None = None

    @property
    def delivered(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def open_client(connections: int) -> httpx2.AsyncClient:
    """Redirects are answers like others: a signed body goes only where the customer said."""
    limits = httpx2.Limits(max_connections=connections, max_keepalive_connections=connections)
    return httpx2.AsyncClient(timeout=TIMEOUT, limits=limits, follow_redirects=False, trust_env=False)


class CallbackSender:
    """Sends with or without the guard against targets inside the network."""

    def __init__(self, client: httpx2.AsyncClient, *, guarded: bool) -> None:
        self._client = client
        self._guarded = guarded

    async def deliver(self, message: Message) -> Delivery:
        """One attempt of at most `TIMEOUT` seconds. Of the answer only the head is read."""
        started = time.monotonic()

        def after(status: int | None = None, problem: str = "", retry_after: timedelta | None = None) -> Delivery:
            return Delivery(int((time.monotonic() - started) * 1000), status, problem, retry_after)

        try:
            async with asyncio.timeout(TIMEOUT):
                url, headers, extensions = await self._target(message.url)
                request = self._client.build_request(
                    "POST", url, content=message.body, headers=headers | _headers(message), extensions=extensions
                )
                response = await self._client.send(request, stream=True)
                try:
                    return after(response.status_code, retry_after=_retry_after(response))
                finally:
                    await response.aclose()
        except TimeoutError:
            return after(problem=f"no answer within {TIMEOUT:.0f} seconds")
        except ForbiddenTarget as error:
            return after(problem=f"the callback URL {error}")
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
            return after(problem=f"{type(error).__name__}: {error}"[:200])

    async def _target(self, url: str) -> tuple[str, dict[str, str], dict[str, str]]:
        """The URL to connect to with what keeps the receiver's name: its Host header and TLS name."""
        if not self._guarded:
            check_form(url)
            return url, {}, {}
        target = await resolve_public(url)
        parts = urlsplit(url)
        address = f"[{target.address}]" if ipaddress.ip_address(target.address).version == 6 else target.address
        pinned = urlunsplit((parts.scheme, f"{address}:{target.port}", parts.path, parts.query, ""))
        return pinned, {"host": parts.netloc}, {"sni_hostname": target.host}


def _headers(message: Message) -> dict[str, str]:
    headers = {"content-type": "application/json", "user-agent": "numberbank", "webhook-id": message.event_id}
    if message.secret:
        timestamp = int(message.moment.timestamp())
        signature = standard_webhook_signature(message.secret, message.event_id, timestamp, message.body)
        headers["x-sinch-signature"] = sinch_signature(message.secret, message.body)
        headers["webhook-timestamp"] = str(timestamp)
        headers["webhook-signature"] = signature
    return headers


def _retry_after(response: httpx2.Response) -> timedelta | None:
    """In seconds or as an HTTP date; None when there is none that can be read."""
    text = response.headers.get("retry-after", "")
    if text.isascii() and text.isdigit():
        return timedelta(seconds=int(text[:9]))
    try:
        return max(email.utils.parsedate_to_datetime(text) - real_now(), timedelta())
    except (ValueError, TypeError):
        return None
