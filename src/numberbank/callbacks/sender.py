"""POSTs the exact bytes of an event, signed (reference 12.1 and 12.2)."""

import asyncio
import contextlib
import email.utils
import time
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

import httpcore2
import httpx2

from numberbank.callbacks.connections import CONNECT_TIMEOUT
from numberbank.callbacks.ssrf_guard import check_public_form
from numberbank.domain.callback_urls import ForbiddenTarget, check_form
from numberbank.domain.clock import real_now
from numberbank.domain.signing import sinch_signature, standard_webhook_signature

TIMEOUT = 15.0
"""seconds for the whole attempt"""
_MAX_ANSWER = 16 * 1024
_ANSWER_TIMEOUT = 1.0
"""seconds for what follows the head of an answer: it is read only to keep the connection"""
LONGEST_ATTEMPT = TIMEOUT + _ANSWER_TIMEOUT


@dataclass(frozen=True, slots=True)
class Message:
    """What to send where; `secret` is empty for a project without one, and then nothing is signed."""

    url: str
    event_id: str
    body: bytes
    secret: str


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


class CallbackSender:
    """Sends with or without the guard against targets inside the network.

    Nothing is kept of an answer but its status: no cookies, and redirects are answers like others, since a signed body
    goes only where the customer said.
    """

    def __init__(self, connections: httpcore2.AsyncConnectionPool, *, guarded: bool, timeout: float = TIMEOUT) -> None:
        self._connections = connections
        self._check = check_public_form if guarded else check_form
        self._timeout = timeout

    async def deliver(self, message: Message) -> Delivery:
        """One attempt of at most `timeout` seconds, and little more for the end of the answer."""
        started = time.monotonic()

        def after(status: int | None = None, problem: str = "", retry_after: timedelta | None = None) -> Delivery:
            return Delivery(int((time.monotonic() - started) * 1000), status, problem, retry_after)

        try:
            self._check(message.url)
            async with asyncio.timeout(self._timeout):
                response = await self._connections.handle_async_request(_request(message))
        except TimeoutError:
            return after(problem=f"no answer within {self._timeout:g} seconds")
        except ForbiddenTarget as error:
            return after(problem=f"the callback URL {error}")
        except Exception as error:
            return after(problem=f"{type(error).__name__}: {error}"[:200].rstrip(": "))
        delivery = after(response.status, retry_after=_retry_after(response))
        await _finish(response)
        return delivery


def _request(message: Message) -> httpcore2.Request:
    url, host = _target(message.url)
    return httpcore2.Request(
        "POST",
        url,
        headers=_headers(message, host),
        content=message.body,
        extensions={"timeout": {"connect": CONNECT_TIMEOUT}},
    )


@lru_cache(maxsize=1024)
def _target(text: str) -> tuple[httpcore2.URL, str]:
    """A URL in its parts, and the Host header for it: the same for many events of a receiver."""
    url = httpx2.URL(text)
    target = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    return target, url.netloc.decode("ascii")


def _headers(message: Message, host: str) -> dict[bytes | str, bytes | str]:
    headers: dict[bytes | str, bytes | str] = {
        "host": host,
        "content-type": "application/json",
        "content-length": str(len(message.body)),
        "user-agent": "numberbank",
        "webhook-id": message.event_id,
    }
    if message.secret:
        # Real time, not the project's: receivers refuse what their own clock says is old.
        timestamp = int(real_now().timestamp())
        signature = standard_webhook_signature(message.secret, message.event_id, timestamp, message.body)
        headers["x-sinch-signature"] = sinch_signature(message.secret, message.body)
        headers["webhook-timestamp"] = str(timestamp)
        headers["webhook-signature"] = signature
    return headers


async def _finish(response: httpcore2.Response) -> None:
    """Reads a short rest, so that the connection may be used again; closes it on a long one."""
    with contextlib.suppress(Exception):
        async with asyncio.timeout(_ANSWER_TIMEOUT):
            left = _MAX_ANSWER
            async for chunk in response.aiter_stream():
                left -= len(chunk)
                if left < 0:
                    break
    with contextlib.suppress(Exception):
        await response.aclose()


def _retry_after(response: httpcore2.Response) -> timedelta | None:
    """In seconds or as an HTTP date; None when there is none that can be read."""
    text = next((value.decode("latin-1") for name, value in response.headers if name.lower() == b"retry-after"), "")
    if text.isascii() and text.isdigit():
        return timedelta(seconds=int(text[:9]))
    try:
        return max(email.utils.parsedate_to_datetime(text) - real_now(), timedelta())
    except (ValueError, TypeError):
        return None
