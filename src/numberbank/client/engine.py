"""Sends calls: with a token, with time-outs, and again where that does no harm."""

import random
from contextlib import suppress
from typing import TypeVar

import msgspec

from numberbank.client.backoff import Patience, pause
from numberbank.client.calls import Api, Call, decode, get
from numberbank.client.errors import AnswerLost, NumbersError, Refused, Unreachable
from numberbank.client.io import USER_AGENT, Io, Outgoing, Reply
from numberbank.client.refusals import refusal
from numberbank.client.settings import Settings
from numberbank.client.tokens import Tokens
from numberbank.domain.idempotency import HEADER, OFFER

T = TypeVar("T")

_LISTS = {Api.NUMBERS: "/activeNumbers", Api.IMPORTED: "/importedNumbers"}


class Engine:
    """What all resources of one client share."""

    def __init__(self, settings: Settings, io: Io, patience: Patience, rng: random.Random) -> None:
        self.settings = settings
        self.io = io
        self.patience = patience
        self.rng = rng
        self._tokens = Tokens(settings, io, patience, rng)
        self._keeps_keys: dict[Api, bool] = {}

    def keeps_keys(self, api: Api) -> bool:
        """Whether the server is known to keep Idempotency-Keys.

        One answer without the header is enough for no: a server that keeps keys says so each time, and half a fleet
        that does is as good as none.
        """
        return self._keeps_keys.get(api, False)

    async def ask_for_keys(self, api: Api) -> None:
        """Sees to it that an answer has told, if any comes: by the smallest read that there is."""
        if api not in self._keeps_keys:
            with suppress(NumbersError):
                await self.reply(get(_LISTS[api], api=api, pageSize=1))

    def base(self, api: Api) -> str:
        hosts = self.settings.hosts
        return hosts.numbers if api is Api.NUMBERS else hosts.imported

    async def prepare(self) -> None:
        """Sees to it that the next call need not wait for a token."""
        await self._tokens.current()

    async def fetch(self, call: Call, shape: type[T]) -> T:
        """The answer. A call that is not repeatable is sent again only while nothing of it has left.

        Raises Unreachable, AnswerLost, or a Refused.
        """
        return decode(await self.reply(call), shape)

    async def reply(self, call: Call) -> Reply:
        """The answer, of less than 400, as it came."""
        for attempt in range(1, self.patience.attempts + 1):
            asked: float | None = None
            try:
                reply = await self.attempt(call)
                if reply.status < 400:
                    return reply
                problem: NumbersError = refusal(reply, call.number)
            except (Unreachable, AnswerLost) as error:
                error.number = call.number
                problem = error
            if isinstance(problem, Refused):
                asked = problem.retry_after
            wait = pause(self.patience, attempt, self.rng, asked)
            if not _worth_another(call, problem) or attempt == self.patience.attempts or wait > self._longest:
                raise problem
            await self.io.sleep(wait)
        raise AssertionError("there is at least one attempt")

    @property
    def _longest(self) -> float:
        return self.patience.longest_pause

    async def attempt(self, call: Call, key: str | None = None) -> Reply:
        """One attempt, whatever its answer; a token that is over is renewed once, since nothing was done then."""
        token = await self._tokens.current()
        reply = await self.io.send(self._outgoing(call, token, key))
        if reply.status == 401 and "expired" in reply.headers.get("www-authenticate", ""):
            self._tokens.expired(token)
            reply = await self.io.send(self._outgoing(call, await self._tokens.current(), key))
        self._learn(call.api, reply)
        return reply

    def _learn(self, api: Api, reply: Reply) -> None:
        """5xx and 429 may come from whatever stands before the server, and tell nothing."""
        if reply.status < 500 and reply.status != 429:
            offered = reply.headers.get(OFFER) == "?1"
            self._keeps_keys[api] = offered and self._keeps_keys.get(api, True)

    def _outgoing(self, call: Call, token: str, key: str | None) -> Outgoing:
        headers = {"authorization": f"Bearer {token}", "accept": "application/json", "user-agent": USER_AGENT}
        if key is not None:
            headers[HEADER] = f'"{key}"'
        content = None
        if call.body is not None:
            headers["content-type"] = "application/json"
            content = msgspec.json.encode(call.body)
        url = f"{self.base(call.api)}/v1/projects/{self.settings.project_id}{call.path}"
        return Outgoing(call.method, url, headers, call.query, content, call.upload)


def _worth_another(call: Call, problem: NumbersError) -> bool:
    """Nothing was sent, or the server asks for patience; and for what is repeatable, also when it may have failed."""
    if isinstance(problem, Unreachable):
        return True
    if isinstance(problem, Refused) and problem.status == 429:
        return True
    failed = isinstance(problem, AnswerLost) or (isinstance(problem, Refused) and problem.status >= 500)
    return call.repeatable and failed
