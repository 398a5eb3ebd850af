"""`Idempotency-Key`: the first answer to a call is kept in the transaction of what it tells of, and given again.

A route asks for it with `once=True` and a use case knows nothing of it: it gets a context that is already inside the
transaction. What the server could not do (5xx) is not kept, since nothing of it was; a refusal is, so that whoever lost
it hears the same again.
"""

import hashlib
from collections.abc import Awaitable, Callable

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from numberbank.domain.clock import real_now
from numberbank.domain.errors import KeyInUse, KeyReused, NumberbankError
from numberbank.domain.idempotency import HEADER, KeyedRequest, parse_key
from numberbank.services.context import Context
from numberbank.storage.idempotency import find_answer, keep_answer, lock_key

_HEADER = HEADER.lower().encode()
_REPLAYED = {"idempotency-replayed": "?1"}


def keyed_request(request: Request, project_id: str, body: object) -> KeyedRequest | None:
    """The request under its key; None without one. Raises InvalidRequest.

    Bodies are compared as what they say, not as how it is written.
    """
    values = [value.decode("latin-1") for name, value in request.scope["headers"] if name == _HEADER]
    if not values:
        return None
    fingerprint = hashlib.sha256(msgspec.json.encode(body, order="sorted")).digest()
    return KeyedRequest(project_id, request.scope["path"], parse_key(", ".join(values)), fingerprint)


async def answer_once(
    context: Context,
    keyed: KeyedRequest,
    act: Callable[[Context], Awaitable[object]],
    refuse: Callable[[NumberbankError], Response],
) -> Response:
    """The answer of `act`, or the one that it gave before. Raises KeyInUse and KeyReused."""
    async with context.database.transaction() as connection:
        if not await lock_key(connection, keyed):
            raise KeyInUse
        kept = await find_answer(connection, keyed, real_now())
        if kept is not None:
            if kept.fingerprint != keyed.fingerprint:
                raise KeyReused
            return _json(kept.body, kept.status, _REPLAYED)
        joined = context.within(connection)
        try:
            async with joined.database.transaction():
                response = _json(msgspec.json.encode(await act(joined)))
        except NumberbankError as refusal:
            response = refuse(refusal)
            if response.status_code >= 500:
                raise
        moment = context.clock.now(keyed.project_id)
        body = bytes(response.body).decode()
        await keep_answer(connection, keyed, response.status_code, body, moment, real_now())
    # What the act asked for was not there for workers to see before now.
    context.wakeup.ask()
    return response


def _json(body: str | bytes, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(body, status_code=status, headers=headers, media_type="application/json")
