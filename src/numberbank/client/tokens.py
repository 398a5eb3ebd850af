"""Access tokens: fetched once for all who wait, and renewed before they are over (reference 2)."""

import base64
import random
import time

import msgspec

from numberbank.client.backoff import Patience, pause
from numberbank.client.errors import AnswerLost, NumbersError, Unreachable
from numberbank.client.io import USER_AGENT, Io, Outgoing, Reply
from numberbank.client.refusals import refusal
from numberbank.client.settings import Settings

EARLY = 60.0
"""seconds before its end at which a token is renewed; a tenth of its life where that is shorter"""


class _Token(msgspec.Struct, frozen=True):
    access_token: str
    expires_in: float = 3599.0


class Tokens:
    def __init__(self, settings: Settings, io: Io, patience: Patience, rng: random.Random) -> None:
        self._settings = settings
        self._io = io
        self._patience = patience
        self._rng = rng
        self._lock = io.lock()
        self._token = ""
        self._good_until = 0.0

    async def current(self) -> str:
        """A token that is good for a while yet. Raises what a fetch raises."""
        if time.monotonic() < self._good_until:
            return self._token
        async with self._lock:
            # Whoever had the lock before may have fetched one.
            if time.monotonic() >= self._good_until:
                await self._fetch()
            return self._token

    def expired(self, token: str) -> None:
        """The server says that this one is over; nothing happens when it was replaced since."""
        if token == self._token:
            self._good_until = 0.0

    async def _fetch(self) -> None:
        asked = time.monotonic()
        token = await self._ask()
        self._token = token.access_token
        self._good_until = asked + token.expires_in - min(EARLY, token.expires_in / 10)

    async def _ask(self) -> _Token:
        """Asks again where that can help: a token costs nothing."""
        for attempt in range(1, self._patience.attempts + 1):
            try:
                reply = await self._io.send(self._request())
            except (Unreachable, AnswerLost) as error:
                problem: NumbersError = error
                wait = pause(self._patience, attempt, self._rng)
            else:
                if reply.status < 400:
                    return _decoded(reply)
                problem = refused = refusal(reply)
                if reply.status < 500 and reply.status != 429:
                    raise refused
                wait = pause(self._patience, attempt, self._rng, refused.retry_after)
            if attempt == self._patience.attempts or wait > self._patience.longest_pause:
                raise problem
            await self._io.sleep(wait)
        raise AssertionError("there is at least one attempt")

    def _request(self) -> Outgoing:
        settings = self._settings
        credentials = base64.b64encode(f"{settings.key_id}:{settings.key_secret}".encode()).decode()
        headers = {
            "authorization": f"Basic {credentials}",
            "content-type": "application/x-www-form-urlencoded",
            "user-agent": USER_AGENT,
        }
        return Outgoing(
            "POST", f"{settings.hosts.auth}/oauth2/token", headers, content=b"grant_type=client_credentials"
        )


def _decoded(reply: Reply) -> _Token:
    try:
        return msgspec.json.decode(reply.body, type=_Token)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise AnswerLost("the answer to the request for a token cannot be read") from None
