"""Makes requests fail as their projects asked (domain.faults)."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from numberbank.api.auth import key_id_of
from numberbank.api.errors import envelope
from numberbank.domain.faults import Fault, FaultBook, FaultEffect, FaultWhen
from numberbank.services.access_keys import AccessKeys
from numberbank.services.context import Context
from numberbank.services.sandbox.magic_numbers import ANSWER_LOST

CLOSE_CONNECTION = "numberbank.close_connection"
"""a key of the scope, under which the server gives a function that closes the connection"""

_LOST = Fault("", "POST", f"*/availableNumbers/{ANSWER_LOST}:rent", FaultWhen.AFTER_COMMIT, FaultEffect.DROP)


class FaultInjection:
    """Around the whole application. The answer of a request that suffers after its commit is kept back until then."""

    def __init__(self, app: ASGIApp, faults: FaultBook, context: Context, keys: AccessKeys) -> None:
        self._app = app
        self._faults = faults
        self._context = context
        self._keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fault = await self._fault(scope) if scope["type"] == "http" else None
        if fault is None:
            await self._app(scope, receive, send)
            return
        answer: list[Message] = []
        if fault.when is FaultWhen.AFTER_COMMIT:

            async def keep(message: Message) -> None:
                answer.append(message)

            await self._app(scope, receive, keep)
            if fault is _LOST and answer[0]["status"] != 200:
                await _replay(answer, send)
                return
        await self._suffer(fault, answer, scope, receive, send)

    async def _suffer(self, fault: Fault, answer: list[Message], scope: Scope, receive: Receive, send: Send) -> None:
        match fault.effect:
            case FaultEffect.DROP:
                await _close(scope, receive)
            case FaultEffect.RESET:
                await _break_off(answer, scope, receive, send)
            case FaultEffect.STATUS:
                await envelope(fault.status, "Injected fault")(scope, receive, send)
            case FaultEffect.DELAY:
                await asyncio.sleep(fault.seconds)
                if answer:
                    await _replay(answer, send)
                else:
                    await self._app(scope, receive, send)

    async def _fault(self, scope: Scope) -> Fault | None:
        method, path = scope["method"], scope["path"]
        if _LOST.matches(method, path):
            return _LOST
        project_id = await self._project(scope, path)
        if project_id is None:
            return None
        return self._faults.take(project_id, method, path, self._context.random.of(project_id))

    async def _project(self, scope: Scope, path: str) -> str | None:
        """Whose request it is: by its path, or, for a token, by the key it is asked with."""
        parts = path.split("/", 4)
        if len(parts) > 3 and parts[1:3] == ["v1", "projects"]:
            return parts[3]
        if path == "/oauth2/token":
            return await self._keys.project_of_known_key(key_id_of(Request(scope)))
        return None


async def _replay(answer: list[Message], send: Send) -> None:
    for message in answer:
        await send(message)


async def _break_off(answer: list[Message], scope: Scope, receive: Receive, send: Send) -> None:
    """Sends the head, which promises the whole body, and half of that."""
    head, *parts = answer
    body = b"".join(part.get("body", b"") for part in parts)
    await send(head)
    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
    await _close(scope, receive)


async def _close(scope: Scope, receive: Receive) -> None:
    """Closes the connection and waits until the server has seen it, lest it answers for us."""
    close = scope.get(CLOSE_CONNECTION)
    assert close is not None, "the server cannot close connections"
    close()
    message: MutableMapping[str, Any] = {"type": ""}
    while message["type"] != "http.disconnect":
        message = await receive()
