"""Makes requests fail as their projects asked (domain.faults)."""

import asyncio
from collections import deque

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from numberbank.api.auth import key_id_of
from numberbank.api.errors import envelope
from numberbank.api.imported_host import PREFIX
from numberbank.domain.faults import Fault, FaultBook, FaultEffect, FaultWhen
from numberbank.services.access_keys import AccessKeys
from numberbank.services.context import Context
from numberbank.services.sandbox.magic_numbers import ANSWER_LOST, HANGS

CLOSE_CONNECTION = "numberbank.close_connection"
"""a key of the scope, under which the server gives a function that closes the connection"""

_TOKEN = "/oauth2/token"
_LOST = Fault("", "POST", f"*/availableNumbers/{ANSWER_LOST}:rent", FaultWhen.AFTER_COMMIT, FaultEffect.DROP)
_HANGS = Fault("", "POST", f"*/availableNumbers/{HANGS}:rent", FaultWhen.BEFORE, FaultEffect.DELAY)


class FaultInjection:
    """Around the whole application. The answer of a request that suffers after its commit is kept back until then.

    A client that gives up during a delay is noticed: what was to come after the delay does not happen.
    """

    def __init__(self, app: ASGIApp, faults: FaultBook, context: Context, keys: AccessKeys) -> None:
        self._app = app
        self._faults = faults
        self._context = context
        self._keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        form = b""
        if scope["type"] == "http" and scope["path"] == _TOKEN:
            body = await _body(receive)
            form = b"".join(message.get("body", b"") for message in body)
            receive = _replayed(body, receive)
        fault = await self._fault(scope, form) if scope["type"] == "http" else None
        if fault is None:
            await self._app(scope, receive, send)
        elif fault is _HANGS:
            await self._while_there(scope, receive, send)
        elif fault.when is FaultWhen.BEFORE:
            await self._before(fault, scope, receive, send)
        else:
            await self._after_commit(fault, scope, receive, send)

    async def _before(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        match fault.effect:
            case FaultEffect.DROP:
                await _close(scope, receive)
            case FaultEffect.STATUS:
                await _other_answer(fault)(scope, receive, send)
            case FaultEffect.DELAY:
                body = await _body(receive)
                if await _stays(receive, fault.seconds):
                    await self._app(scope, _replayed(body, receive), send)

    async def _after_commit(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        answer: list[Message] = []

        async def keep(message: Message) -> None:
            answer.append(message)

        await self._app(scope, receive, keep)
        if fault is _LOST and answer[0]["status"] != 200:
            await _replay(answer, send)
            return
        match fault.effect:
            case FaultEffect.DROP:
                await _close(scope, receive)
            case FaultEffect.STATUS:
                await _other_answer(fault)(scope, receive, send)
            case FaultEffect.RESET:
                await _break_off(answer, scope, receive, send)
            case FaultEffect.DELAY:
                if await _stays(receive, fault.seconds):
                    await _replay(answer, send)

    async def _while_there(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets the application work for as long as the client waits for it."""
        body = await _body(receive)
        answering = asyncio.create_task(_run(self._app, scope, _replayed(body, receive), send))
        leaving = asyncio.create_task(_gone(receive))
        try:
            await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
            answering.cancel()
        await asyncio.gather(answering, leaving, return_exceptions=True)

    async def _fault(self, scope: Scope, form: bytes) -> Fault | None:
        method, path = scope["method"], scope["path"]
        for magic in (_LOST, _HANGS):
            if magic.matches(method, path):
                return magic
        project_id = await self._project(scope, path, form)
        if project_id is None:
            return None
        return self._faults.take(project_id, method, path, self._context.random.of(project_id))

    async def _project(self, scope: Scope, path: str, form: bytes) -> str | None:
        """Whose request it is: by its path, or, for a token, by the key it is asked with."""
        parts = path.removeprefix(PREFIX).split("/", 4)
        if len(parts) > 3 and parts[1:3] == ["v1", "projects"]:
            return parts[3]
        if path == _TOKEN:
            return await self._keys.project_of_known_key(key_id_of(Request(scope), form))
        return None


def _other_answer(fault: Fault) -> ASGIApp:
    return envelope(fault.status, "Injected fault")


async def _run(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await app(scope, receive, send)


async def _replay(answer: list[Message], send: Send) -> None:
    for message in answer:
        await send(message)


async def _body(receive: Receive) -> list[Message]:
    """All messages of the request's body."""
    messages = [await receive()]
    while messages[-1].get("more_body"):
        messages.append(await receive())
    return messages


def _replayed(messages: list[Message], receive: Receive) -> Receive:
    """Receives what was received before, and then what comes."""
    again = deque(messages)

    async def receive_again() -> Message:
        return again.popleft() if again else await receive()

    return receive_again


async def _gone(receive: Receive) -> None:
    """Returns when the client has closed the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _stays(receive: Receive, seconds: float) -> bool:
    """Waits that long; False, earlier, when the client goes away."""
    try:
        await asyncio.wait_for(_gone(receive), seconds)
    except TimeoutError:
        return True
    return False


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
    await _gone(receive)
