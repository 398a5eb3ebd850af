"""What every resource has."""

from typing import TypeVar

from numberbank.client.calls import Api, Body, Call
from numberbank.client.engine import Engine
from numberbank.client.kinds import Kind
from numberbank.client.models.common import CallbackConfiguration
from numberbank.client.safe_retry import SafeCalls

T = TypeVar("T")


class Resource:
    def __init__(self, engine: Engine, safe: SafeCalls) -> None:
        self._engine = engine
        self._safe = safe

    async def _fetch(self, call: Call, shape: type[T]) -> T:
        return await self._engine.fetch(call, shape)

    async def _make(self, kind: Kind[T], path: str, body: Body | None = None, number: str = "") -> T:
        """A call that costs money (client.safe_retry)."""
        return await self._safe.make(kind, Call("POST", path, kind.api, body=body, number=number))


class AsyncCallbackConfiguration(Resource):
    """The secret with which callbacks are signed; each API has one of its own (reference 9)."""

    def __init__(self, engine: Engine, safe: SafeCalls, api: Api = Api.NUMBERS) -> None:
        super().__init__(engine, safe)
        self._api = api

    async def get(self) -> CallbackConfiguration:
        call = Call("GET", "/callbackConfiguration", self._api, repeatable=True)
        return await self._fetch(call, CallbackConfiguration)

    async def update(self, hmac_secret: str) -> CallbackConfiguration:
        body = {"hmacSecret": hmac_secret}
        call = Call("PATCH", "/callbackConfiguration", self._api, body=body, repeatable=True)
        return await self._fetch(call, CallbackConfiguration)
